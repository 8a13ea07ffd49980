// The pages over a record of one test, with the rules and the health that the test says.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Store
import Synchronization
import Testing
import Watch
import Web

struct ServiceSample: Sendable {
    let base: WebSample
    let router: WebRouter

    /// - Parameter base: the record and all beside it; nil makes one.
    init(_ base: WebSample? = nil, _ change: (inout WebServices) -> Void = { _ in }) throws {
        let base = try base ?? WebSample()
        self.base = base
        let time = base.time
        var services = WebServices(
            records: base.records, journal: base.journal, archive: base.archive, accounts: base.accounts,
            health: { Health(isReady: true, json: "{}") }, metrics: { "" }, now: { time.now })
        services.isEncrypted = true
        services.passwordCost = WebSample.cost
        for language in Language.allCases {
            let folder = Repository.root.appending(path: "Words/\(language.rawValue)")
            var texts: [String: String] = [:]
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                texts.merge(try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))) { $1 }
            }
            services.words[language] = Words(language, texts: texts)
        }
        change(&services)
        services.assets = WebSample.assets
        router = try WebRouter(services)
    }

    func person(_ name: String, _ role: Role) async throws -> WebSample.Who {
        try base.account(name, role)
        let body = #"{"name":"\#(name)","password":"\#(WebSample.password)"}"#
        let reply = try await ask("POST", "/api/v1/session", body: body, type: "application/json")
        return .cookie(try #require(reply.cookie), key: try #require(reply.json["csrf_token"]?.text))
    }

    func get(
        _ target: String, as who: WebSample.Who? = nil, host: String = "dijkwacht.example"
    ) async throws -> Reply {
        try await ask("GET", target, as: who, host: host)
    }

    /// Sends a form; its key is that of who sends it unless another is given.
    func send(
        _ target: String, as who: WebSample.Who, _ fields: [(String, String)], key: String? = nil
    ) async throws -> Reply {
        guard case .cookie(_, let own) = who else { throw Problem(.logInMissing) }
        let pairs = (fields + [("csrf", key ?? own)]).map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        return try await ask(
            "POST", target, as: who, body: pairs.joined(separator: "&"), type: "application/x-www-form-urlencoded")
    }

    /// Sends a form with a file, as a browser does; its key is that of who sends it unless another is given.
    func upload(
        _ target: String, as who: WebSample.Who?, _ fields: [(String, String)] = [], file: (String, String)?,
        key: String? = nil, type: String = "multipart/form-data; boundary=----grens"
    ) async throws -> Reply {
        var own = key
        if case .cookie(_, let its) = who, own == nil { own = its }
        var body = ""
        for (name, value) in [("csrf", own ?? "")] + fields {
            body += "------grens\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        body += "------grens\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"\(file?.0 ?? "")\"\r\n"
        body += "Content-Type: application/octet-stream\r\n\r\n\(file?.1 ?? "")\r\n------grens--\r\n"
        return try await ask("POST", target, as: who, body: body, type: type)
    }

    private func ask(
        _ method: String, _ target: String, as who: WebSample.Who? = nil, body: String? = nil, type: String? = nil,
        host: String = "dijkwacht.example"
    ) async throws -> Reply {
        var fields = HTTPFields()
        fields[.contentType] = type
        if case .cookie(let cookie, _) = who { fields[.cookie] = "__Host-dijkwacht=\(cookie)" }
        if method != "GET" { fields[.origin] = "https://\(host)" }
        let head = HTTPRequest(
            method: try #require(HTTPRequest.Method(method)), scheme: "https", authority: host, path: target,
            headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let response = try await router.responder.respond(
            to: request, context: WebContext(address: "203.0.113.9", logger: logger))
        let bytes = Gathered()
        try await response.body.write(GatheringWriter(gathered: bytes))
        return Reply(status: response.status.code, fields: response.headers, bytes: bytes.bytes.withLock { $0 })
    }
}

extension Problem.Code {
    fileprivate static let logInMissing = Problem.Code("test.nobody")
}

private final class Gathered: Sendable {
    let bytes = Mutex<[UInt8]>([])
}

private struct GatheringWriter: ResponseBodyWriter {
    let gathered: Gathered

    func write(_ buffer: ByteBuffer) async throws {
        gathered.bytes.withLock { $0 += buffer.readableBytesView }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension WatchStatus {
    /// A watch in which all is well, changed by the test.
    static func sample(_ change: (inout WatchStatus) -> Void = { _ in }) -> WatchStatus {
        var figures = WatchFigures()
        figures.state = .running
        var status = WatchStatus(
            asOf: WebSample.start, began: WebSample.start, process: 1, figures: figures, waiting: 0,
            waitingLimit: 1 << 26, freeBytes: 1 << 40, retentionDays: 180)
        status.sources = [
            SourceFigures(
                name: "syslog_tcp 192.0.2.7", lines: 5, bytes: 500, linesPerMinute: 3, lastLine: WebSample.start)
        ]
        change(&status)
        return status
    }
}
