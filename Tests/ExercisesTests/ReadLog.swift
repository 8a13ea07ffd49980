// The logs of a run as the readers of the product read them, once for all tests.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Exercises
import Testing

/// One record as its reader gives it: the first value of each field.
struct ReadRecord: Sendable {
    let line: Int
    let time: Timestamp?
    let fields: [String: String]
    let problems: [String]
    let isRead: Bool

    subscript(_ name: String) -> String { fields[name] ?? "" }
}

/// One log, read completely.
struct ReadLog: Sendable {
    let name: String
    let format: Format?
    let records: [ReadRecord]

    init(_ file: Run.File) {
        name = file.name
        let start = Array(file.bytes.prefix(FormatDetection.prefixBytes))
        let format = start.withUnsafeBufferPointer {
            FormatDetection.detect($0, isWhole: start.count == file.bytes.count)
        }
        self.format = format
        records = file.lines.enumerated().map { ReadLog.read($1, line: $0 + 1, format ?? .text) }
    }

    private static func read(_ line: [UInt8], line number: Int, _ format: Format) -> ReadRecord {
        var event = Event()
        event.clear(format: format)
        // The readers may look 16 bytes beyond the end.
        let padded = line + [UInt8](repeating: 0, count: 16)
        return padded.withUnsafeBufferPointer { buffer in
            let bytes = Bytes(rebasing: buffer[..<line.count])
            var isRead = false
            if format == .jsonLines {
                var reader = JSONReader()
                isRead = reader.read(bytes, into: &event)
            } else {
                isRead = LineFormats.read(bytes, format: format, zone: .utc, into: &event)
            }
            let (time, problem) = EventTime.find(in: event, zone: .utc)
            var fields: [String: String] = [:]
            for index in 0..<event.count {
                let field = event.fields[index]
                let name = String(decoding: field.nameBytes, as: UTF8.self)
                if fields[name] == nil { fields[name] = String(decoding: field.valueBytes, as: UTF8.self) }
            }
            let problems = event.problems.map(\.code.name) + (problem.map { [$0.name] } ?? [])
            return ReadRecord(line: number, time: time, fields: fields, problems: problems, isRead: isRead)
        }
    }
}

/// All logs of the run that tests share.
enum ReadLogs {
    static let small: Result<[ReadLog], any Error> = Result {
        try Run.small.get().files.filter { $0.name.hasPrefix("logs/") }.map(ReadLog.init)
    }

    static func log(_ end: String) throws -> [ReadRecord] {
        try small.get().first { $0.name.hasSuffix(end) }?.records ?? []
    }

    /// All records of all Windows computers.
    static func windows() throws -> [ReadRecord] {
        try small.get().filter { $0.name.contains("windows-security") }.flatMap(\.records)
    }

    /// The records of a part of the truth, in the order of its references.
    static func part(_ id: String) throws -> [ReadRecord] {
        let truth = try Run.small.get().truth
        let references = truth.parts.first { $0.id == id }?.records ?? []
        return try references.compactMap { reference in
            try small.get().first { $0.name == reference.file }?.records[reference.line - 1]
        }
    }

    /// The line numbers of all records that belong to no part: ordinary days and nothing else.
    static func plain(_ end: String) throws -> [ReadRecord] {
        let truth = try Run.small.get().truth
        let marked = Set(
            truth.parts.filter { $0.role != .ordinary }.flatMap(\.records).filter { $0.file.hasSuffix(end) }.map(\.line)
        )
        return try log(end).filter { !marked.contains($0.line) }
    }
}

/// As `#expect`, for loops over all records: that macro would take most of the time of these tests.
func hold(
    _ condition: Bool, _ text: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
    if !condition { Issue.record("\(text())", sourceLocation: sourceLocation) }
}
