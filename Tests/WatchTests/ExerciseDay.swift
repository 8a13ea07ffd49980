// The lines of the Finance exercise in the order of time, as senders would deliver them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Exercises
import Foundation
import Sigma
import Testing

enum ExerciseDay {
    struct Line: Sendable {
        let source: String
        let bytes: [UInt8]
        let time: Timestamp
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// All lines of a small ministry.
    static let lines: [Line] = {
        guard let json = try? Data(contentsOf: root.appending(path: "Exercises/finance-2026.json")),
            let scenario = try? Scenario(json: Array(json))
        else { return [] }
        var files: [String: [UInt8]] = [:]
        ExerciseLogs.write(scenario, scale: 1) { name, bytes in
            if name.hasPrefix("logs/") { files[name, default: []] += bytes }
        }
        return files.flatMap { name, bytes in split(name, bytes) }
            .sorted { ($0.time, $0.source) < ($1.time, $1.source) }
    }()

    private static func split(_ name: String, _ bytes: [UInt8]) -> [Line] {
        var reader = LineReader()
        var event = Event()
        var last = Timestamp(nanoseconds: 0)
        return bytes.split(separator: 0x0A).map { line in
            let line = Array(line)
            (line + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
                _ = reader.read(Bytes(rebasing: padded[..<line.count]), format: nil, zone: zone, into: &event)
            }
            last = event.time ?? last
            return Line(source: name, bytes: line, time: last)
        }
    }

    static let zone = ZoneRule(named: "Europe/Amsterdam")?.with(year: 2026) ?? .none

    /// The rules of the repository.
    static let documents: [RuleDocument] = {
        let walker = FileManager.default.enumerator(at: root.appending(path: "Rules"), includingPropertiesForKeys: nil)
        let urls = (walker?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yml" }
        return urls.sorted { $0.path < $1.path }.flatMap { url in
            (try? Data(contentsOf: url)).map { RuleReader.read(Array($0), file: url.lastPathComponent) } ?? []
        }
    }()

    static func routing() throws -> RoutingTable {
        var table = RoutingTable()
        for name in ["windows", "others"] {
            let data = try Data(contentsOf: root.appending(path: "Rules/routing/\(name).yaml"))
            table = table.adding(try RoutingReader.read(Array(data), file: name))
        }
        return table
    }

    static var rules: [Rule] {
        documents.compactMap { if case .rule(let rule) = $0.content { rule } else { nil } }
    }

    static var correlations: [Correlation] {
        documents.compactMap { if case .correlation(let correlation) = $0.content { correlation } else { nil } }
    }
}
