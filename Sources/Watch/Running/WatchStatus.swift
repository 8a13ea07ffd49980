// What a running watch says of its health: for `status`, the API and, as numbers, for Prometheus.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Events
package import Store

/// The health of a watch at a moment.
public struct WatchStatus: Sendable {
    /// One way in.
    package struct Way: Sendable {
        package var kind: String
        package var address: String
        package var figures: ListenerFigures
        /// Whether connections are encrypted, and whether senders must show a certificate.
        package var isEncrypted = false
        package var asksCertificate = false
        /// Whether senders must show a token.
        package var asksToken = false

        package init(kind: String, address: String, figures: ListenerFigures) {
            self.kind = kind
            self.address = address
            self.figures = figures
        }
    }

    package var asOf: Timestamp
    package var began: Timestamp
    package var process: Int32
    package var figures: WatchFigures
    /// Bytes of lines that are not on disk, and the most that there may be.
    package var waiting: Int
    package var waitingLimit: Int
    /// When the oldest line that nothing was done with yet was received.
    package var oldestWaiting: Timestamp?
    package var ways: [Way]
    package var files: [FollowStatus]
    package var sources: [SourceFigures]
    package var outbox: OutboxStatus
    /// What the archive takes, day by day.
    package var days: [ArchiveDay]
    /// Bytes free on the disk of the data directory; nil if that cannot be told.
    package var freeBytes: Int?
    /// Whether space is kept back for the record and for logging in.
    package var hasReserve: Bool
    /// For how many days lines are kept.
    package var retentionDays: Int
    package var problems: [Problem]

    package init(
        asOf: Timestamp, began: Timestamp, process: Int32, figures: WatchFigures, waiting: Int, waitingLimit: Int,
        oldestWaiting: Timestamp? = nil, ways: [Way] = [], files: [FollowStatus] = [], sources: [SourceFigures] = [],
        outbox: OutboxStatus = OutboxStatus(), days: [ArchiveDay] = [], freeBytes: Int? = nil, hasReserve: Bool = true,
        retentionDays: Int, problems: [Problem] = []
    ) {
        self.asOf = asOf
        self.began = began
        self.process = process
        self.figures = figures
        self.waiting = waiting
        self.waitingLimit = waitingLimit
        self.oldestWaiting = oldestWaiting
        self.ways = ways
        self.files = files
        self.sources = sources
        self.outbox = outbox
        self.days = days
        self.freeBytes = freeBytes
        self.hasReserve = hasReserve
        self.retentionDays = retentionDays
        self.problems = problems
    }

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
        writer.name("intake")
        writeIntake(&writer)
        writer.array("listeners", ways) { write($1, &$0) }
        writer.array("followed_files", files) { write($1, words, &$0) }
        writer.array("sources", sources.prefix(WatchStatus.sourcesShown)) { write($1, &$0) }
        writer.member("alerts_begun", figures.alertsBegun)
        writer.member("correlations_incomplete", figures.incomplete)
        writer.name("archive")
        writeArchive(&writer)
        writer.name("outbox")
        writeOutbox(words, &writer)
        writer.member("disk_free_bytes", freeBytes)
        writer.member("disk_reserve", hasReserve)
        let problems = (figures.problem.map { [$0] } ?? []) + figures.problems + problems
        writer.array("problems", problems.prefix(WatchStatus.problemsShown)) { write($1, words, &$0) }
        writer.member("problem_count", problems.count)
        writer.endObject()
        return writer.bytes
    }

    /// The most sources that are written one by one.
    private static let sourcesShown = 1_000
    /// The most problems that are written.
    private static let problemsShown = 50

    private func writeArchive(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("days", days.count)
        writer.member("first_day", days.first.map { ArchivePosition.text(day: $0.day) })
        writer.member("bytes", days.reduce(0) { $0 + $1.bytes })
        writer.endObject()
    }

    private func writeOutbox(_ words: Words, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("waiting", outbox.waiting)
        writer.member("failed", outbox.failed)
        writer.member("oldest_waiting", outbox.oldest?.description)
        writer.member("last_sent", outbox.lastSent?.description)
        writer.array("channels", outbox.channels) { writer, channel in
            writer.beginObject()
            writer.member("name", channel.name)
            writer.member("waiting", channel.counts.waiting)
            writer.member("failed", channel.counts.failed)
            writer.member("last_sent", channel.counts.lastSent?.description)
            writer.member("last_error", channel.counts.lastError.map { words.line(for: $0) })
            writer.member("last_error_at", channel.counts.lastErrorAt?.description)
            writer.endObject()
        }
        writer.member("problem", outbox.problem.map { words.line(for: $0) })
        writer.endObject()
    }

    private func write(_ file: FollowStatus, _ words: Words, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("path", file.path)
        writer.member("bytes_behind", Int(file.bytesBehind))
        writer.member("last_read", file.lastRead?.description)
        writer.member("cut", file.linesCut)
        writer.member("problem", file.problem.map { words.line(for: $0) })
        writer.endObject()
    }

    private func write(_ source: SourceFigures, _ writer: inout JSONWriter) {
        writer.beginObject()
        // All those together that are more than can be told apart have no name.
        writer.member("name", source.name)
        writer.member("lines", Int(source.lines))
        writer.member("bytes", Int(source.bytes))
        writer.member("lines_per_minute", Int(source.linesPerMinute))
        writer.member("last_line", source.lastLine.description)
        writer.name("lag_s")
        if let lag = source.lag { writer.number(Double(lag) / 1e9) } else { writer.null() }
        writer.member("silent", source.isSilent)
        writer.member("clock_skew", source.hasClockSkew)
        writer.endObject()
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
        writer.member("oldest_waiting", oldestWaiting?.description)
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
            ("broken", broken), ("quarantined", quarantined), ("dropped", dropped), ("failures", failures),
        ]
    }
}
