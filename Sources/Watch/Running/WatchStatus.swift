// What a running watch says of its health: for `status`, the API and, as numbers, for Prometheus.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Store

/// The health of a watch at a moment.
public struct WatchStatus: Sendable {
    /// One way in.
    package struct Way: Sendable {
        package var kind: String
        package var address: String
        package var figures: ListenerFigures
    }

    package var asOf: Timestamp
    package var began: Timestamp
    package var process: Int32
    package var web: String?
    package var figures: WatchFigures
    /// Bytes of lines that are not on disk, and the most that there may be.
    package var waiting: Int
    package var waitingLimit: Int
    package var ways: [Way]
    /// Bytes free on the disk of the data directory; nil if that cannot be told.
    package var freeBytes: Int64?
    package var problems: [Problem]

    /// Whether all is as it should be: lines are stored, and nothing is held or failed.
    public var isHealthy: Bool { figures.state == .running || figures.state == .resuming }

    /// The health as JSON: one object, without content of logs.
    ///
    /// - Parameter words: for the texts of problems.
    public func json(_ words: Words) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("as_of", asOf.description)
        writer.member("state", figures.state.rawValue)
        writer.member("healthy", isHealthy)
        writer.member("started", began.description)
        writer.member("process", Int(process))
        writer.member("web", web)
        writer.name("intake")
        writeIntake(&writer)
        writer.name("listeners")
        writer.beginArray()
        for way in ways { write(way, &writer) }
        writer.endArray()
        writer.member("alerts_begun", figures.alertsBegun)
        writer.member("correlations_incomplete", figures.incomplete)
        writer.member("disk_free_bytes", freeBytes.map { Int($0) })
        writer.name("problems")
        writer.beginArray()
        for problem in (figures.problem.map { [$0] } ?? []) + problems { write(problem, words, &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func writeIntake(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("lines", figures.lines)
        writer.member("bytes", figures.bytes)
        writer.member("duplicates", figures.duplicates)
        writer.member("commits", figures.commits)
        writer.member("last_stored", figures.stored?.description)
        writer.member("waiting_bytes", waiting)
        writer.member("waiting_limit_bytes", waitingLimit)
        writer.name("lag_s")
        writer.number(figures.lag)
        writer.endObject()
    }

    private func write(_ way: Way, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("kind", way.kind)
        writer.member("address", way.address)
        for (name, value) in way.figures.numbers { writer.member(name, value) }
        writer.member("last_failure", way.figures.lastFailure)
        writer.endObject()
    }

    private func write(_ problem: Problem, _ words: Words, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("code", problem.code.name)
        writer.member("message", words.line(for: problem))
        writer.endObject()
    }
}

extension ListenerFigures {
    /// The figures by their names in machine output.
    var numbers: [(name: String, value: Int)] {
        [
            ("connections", connections), ("refused", refused), ("lines", lines), ("bytes", bytes), ("cut", cut),
            ("broken", broken), ("dropped", dropped), ("failures", failures),
        ]
    }
}

extension JSONWriter {
    mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Int?) {
        self.name(name)
        if let value { number(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        boolean(value)
    }
}
