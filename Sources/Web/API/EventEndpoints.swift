// Lines of the archive: search, one line, its bytes.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Crypto
import Events
import Foundation
import HTTPTypes
import Store

extension API {
    private struct Question: Sendable {
        var query: ArchiveQuery
        var text: String
        var before: ArchivePosition?
        var limit: Int
    }

    var eventEndpoints: [Endpoint] {
        [
            .guarded(.get, "/api/v1/events", .searchArchive) { call, requester in
                let question = try API.question(call)
                if PersonSearch.asks(question.query) { try await noteSearch(of: question.text, by: requester) }
                let archive = services.archive
                let page = try await search { () throws(Problem) in
                    try archive.search(question.query, before: question.before, limit: question.limit)
                }
                return API.page(page, call.words)
            },
            .guarded(.get, "/api/v1/events/{position}", .searchArchive) { call, _ in
                try call.noParameters()
                let line = try await line(call)
                return .json { json in json.event(line, most: .max) }
            },
            .guarded(.get, "/api/v1/events/{position}/raw", .searchArchive) { call, _ in
                try call.noParameters()
                // Never a type that a browser shows: the bytes are those of an attacker.
                var answer = Answer(type: "application/octet-stream", bytes: try await line(call).bytes)
                answer.fields[.contentDisposition] =
                    services.exercise == nil
                    ? "attachment" : "attachment; filename=\"\(ShownExercise.fileMark)regel.log\""
                return answer
            },
        ]
    }

    private static func question(_ call: Call) throws(Problem) -> Question {
        try call.parameters { (parameters: inout Parameters) throws(Problem) in
            let text = parameters.text("q") ?? ""
            let query = try ArchiveQuery(
                text, from: try parameters.time("from"), to: try parameters.time("to"),
                source: parameters.text("source"))
            let before = try Cursor.position(&parameters)
            return Question(query: query, text: text, before: before, limit: try parameters.limit())
        }
    }

    /// The line of the position in the path, which may have dots for its slashes.
    private func line(_ call: Call) async throws -> ArchivedLine {
        let text = try call.path("position").replacing(".", with: "/")
        guard let position = ArchivePosition(text) else { throw Problem(.notThere) }
        let archive = services.archive
        let line = try await search { () throws(Problem) in try archive.line(position) }
        guard let line else { throw Problem(.notThere) }
        return line
    }

    /// As many of the lines as an answer holds; the cursor says where it ends.
    private static func page(_ page: SearchPage, _ words: Words?) -> Answer {
        var bytes = 0
        let kept = page.lines.prefix { line in
            defer { bytes += min(line.bytes.count, WebLimits.lineBytes) }
            return bytes <= WebLimits.pageBytes
        }
        let next = kept.count < page.lines.count ? kept.last?.position : page.next
        return .json { json in
            json.beginObject()
            json.array("events", kept) { $0.event($1, most: WebLimits.lineBytes) }
            json.member("cursor", next.map(Cursor.text))
            json.name("progress")
            json.beginObject()
            json.member("blocks", page.progress.blocks)
            json.member("blocks_read", page.progress.blocksRead)
            json.member("bytes_read", page.progress.bytesRead)
            json.endObject()
            json.array("problems", page.problems) { json, problem in
                // Without its place: where files lie is not for who searches.
                let text = words?.text("problem.\(problem.code.name)", problem.arguments) ?? problem.code.name
                json.problem(code: problem.code.name, message: text)
            }
            json.endObject()
        }
    }
}

extension JSONWriter {
    /// One line. A line that is longer than `most` is left out of it and can be had by itself.
    mutating func event(_ line: ArchivedLine, most: Int, isExercise: Bool = false) {
        beginObject()
        member("position", line.position.description)
        member("source", line.source.name)
        member("received", line.received)
        member("time", line.time)
        member("bytes", line.bytes.count)
        raw(line.bytes, most: most)
        member("sha256", SHA256.hash(data: line.bytes).hex)
        if isExercise { member("exercise", true) }
        endObject()
    }

    /// The bytes of a line: as text if they are UTF-8, otherwise in base 64 (RFC 4648, 4).
    mutating func raw(_ bytes: [UInt8], most: Int) {
        if bytes.count > most {
            name("raw")
            null()
        } else if let text = String(validating: bytes, as: UTF8.self) {
            member("raw", text)
        } else {
            member("raw_base64", Data(bytes).base64EncodedString())
        }
    }
}

extension Sequence<UInt8> {
    /// Two digits for each byte.
    var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
