// The parts of the page of health: figures, and what of them asks for somebody to act.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Store
import Watch

/// All parts of one status.
struct HealthParts {
    let status: WatchStatus
    let frame: Frame

    /// The most rows of one table.
    private static let rows = 200
    /// The days of the archive that are shown one by one, the newest.
    private static let daysShown = 31
    /// The part of the intake that may be in use before it is said.
    private static let fullIntake = 0.8
    /// Seconds that a commit may take before it is said.
    private static let slowCommit = 5.0

    var all: [HealthPart] {
        [service, intake, sources, listeners, files, outbox, archive, record, backup]
    }

    // MARK: The loop

    private var service: HealthPart {
        var part = HealthPart(key: "service")
        let state = status.figures.state
        if !status.isHealthy { part.wrong.append(frame("health.state.\(state.rawValue).do")) }
        if let problem = status.figures.problem { part.wrong.append(text(problem)) }
        part.body = facts([
            ("health.state", frame("health.state.\(state.rawValue)")), ("health.began", time(status.began)),
            ("health.alerts", "\(frame.count(status.figures.alertsBegun))"),
            ("health.incomplete", "\(frame.count(status.figures.incomplete))"),
        ])
        return part
    }

    private var intake: HealthPart {
        var part = HealthPart(key: "intake")
        let figures = status.figures
        if Double(status.waiting) > Double(status.waitingLimit) * HealthParts.fullIntake {
            part.wrong.append(frame("health.intake.full"))
        }
        if figures.lag > HealthParts.slowCommit {
            part.wrong.append(frame("health.intake.slow", frame.decimal(figures.lag)))
        }
        part.body = facts([
            ("health.waiting", "\(frame.bytes(status.waiting)) / \(frame.bytes(status.waitingLimit))"),
            ("health.oldest", status.oldestWaiting.map(time) ?? frame("health.none")),
            ("health.lag", "\(frame.decimal(figures.lag)) s"),
            ("health.stored", figures.stored.map(time) ?? frame("health.not_yet")),
            ("health.lines", "\(frame.count(figures.lines)) (\(frame.bytes(figures.bytes)))"),
            ("health.duplicates", "\(frame.count(figures.duplicates))"),
        ])
        return part
    }

    // MARK: What comes in

    private var sources: HealthPart {
        var part = HealthPart(key: "sources")
        let silent = status.sources.count { $0.isSilent }
        let skewed = status.sources.count { $0.hasClockSkew }
        if status.sources.isEmpty { part.wrong.append(frame("health.sources.none")) }
        if silent > 0 { part.wrong.append(frame("health.sources.silent", "\(silent)")) }
        if skewed > 0 { part.wrong.append(frame("health.sources.skewed", "\(skewed)")) }
        guard !status.sources.isEmpty else { return part }
        let sorted = status.sources.sorted { a, b in
            let (x, y) = (a.isSilent || a.hasClockSkew, b.isSilent || b.hasClockSkew)
            return x == y ? a.lastLine > b.lastLine : x
        }
        let rows = sorted.prefix(HealthParts.rows).map { source -> HTML in
            let name: HTML = source.name.map { "<span class=\"log\">\($0)</span>" } ?? frame("health.sources.rest")
            let lag: HTML? = source.lag.map { "\(frame.decimal(Double($0) / 1e9)) s" }
            let words = [
                source.isSilent ? frame.words("health.silent") : nil,
                source.hasClockSkew ? frame.words("health.skewed") : nil,
            ].compactMap(\.self)
            let state = words.isEmpty ? frame.words("health.well") : words.joined(separator: ", ")
            return """
                <tr><td>\(name)</td><td>\(state)</td><td>\(frame.time.element(source.lastLine)) \
                <span class="hint">\(frame.ago(source.lastLine))</span></td>\
                <td class="number">\(frame.count(Int(source.linesPerMinute)))</td>\
                <td class="number">\(frame.count(Int(source.lines)))</td><td class="number">\(lag)</td></tr>

                """
        }
        part.body =
            frame.table(
                "health.sources.table",
                head: [
                    frame.column("source"), frame.column("state"), frame.timeColumn("last_line"),
                    number("per_minute"), number("lines"), number("behind"),
                ], rows: rows) + more(status.sources.count)
        return part
    }

    private var listeners: HealthPart {
        var part = HealthPart(key: "listeners")
        for way in status.ways {
            let (figures, name) = (way.figures, "\(way.kind) \(way.address)")
            if figures.dropped > 0 {
                part.wrong.append(frame("health.listeners.dropped", name, frame.count(figures.dropped)))
            }
            if figures.refused > 0 {
                part.wrong.append(frame("health.listeners.refused", name, frame.count(figures.refused)))
            }
            if figures.quarantined > 0 {
                part.wrong.append(frame("health.listeners.quarantined", name, frame.count(figures.quarantined)))
            }
            if figures.failures > 0 {
                let last = figures.lastFailure.map { ": \($0)" } ?? ""
                part.wrong.append(frame("health.listeners.failed", name, frame.count(figures.failures)) + "\(last)")
            }
        }
        guard !status.ways.isEmpty else {
            part.body = "<p>\(frame("health.listeners.none")) <a href=\"/bronnen\">\(frame("sources.connect"))</a></p>"
            return part
        }
        let rows = status.ways.map { way -> HTML in
            let cells = [
                way.figures.connections, way.figures.lines, way.figures.refused, way.figures.quarantined,
                way.figures.dropped, way.figures.cut, way.figures.broken, way.figures.failures,
            ].map { number -> HTML in "<td class=\"number\">\(frame.count(number))</td>" }
            let tls: HTML = frame(way.isEncrypted ? "health.yes" : "health.no")
            return """
                <tr><td>\(way.kind)</td><td class="log">\(way.address)</td><td>\(tls)</td>\(cells)\
                <td class="number">\(frame.bytes(way.figures.bytes))</td></tr>

                """
        }
        part.body = frame.table(
            "health.listeners.table",
            head: [frame.column("kind"), frame.column("address"), frame.column("encrypted")]
                + [
                    "connections", "lines", "refused", "quarantined", "dropped", "cut", "broken", "failures", "bytes",
                ].map(number), rows: rows)
        return part
    }

    private var files: HealthPart {
        var part = HealthPart(key: "files")
        for file in status.files {
            guard let problem = file.problem else { continue }
            part.wrong.append("<span class=\"log\">\(file.path)</span>: \(text(problem))")
        }
        guard !status.files.isEmpty else {
            part.body = "<p>\(frame("health.files.none"))</p>"
            return part
        }
        let rows = status.files.prefix(HealthParts.rows).map { file -> HTML in
            """
            <tr><td class="log">\(file.path)</td><td>\(file.lastRead.map { frame.time.element($0) })</td>\
            <td class="number">\(frame.bytes(Int(file.bytesBehind)))</td>\
            <td class="number">\(frame.count(file.linesCut))</td></tr>

            """
        }
        part.body =
            frame.table(
                "health.files.table",
                head: [
                    frame.column("file"), frame.timeColumn("last_read"), number("bytes_behind"), number("cut"),
                ], rows: rows) + more(status.files.count)
        return part
    }

    // MARK: What goes out

    private var outbox: HealthPart {
        var part = HealthPart(key: "outbox")
        let outbox = status.outbox
        if let problem = outbox.problem { part.wrong.append(text(problem)) }
        if outbox.failed > 0 { part.wrong.append(frame("health.outbox.failed", frame.count(outbox.failed))) }
        for channel in outbox.channels {
            if let error = channel.counts.lastError { part.wrong.append("\(channel.name): \(text(error))") }
        }
        guard !outbox.channels.isEmpty else {
            part.body = "<p>\(frame("health.outbox.none"))</p>"
            return part
        }
        let rows = outbox.channels.map { channel -> HTML in
            let counts = channel.counts
            return """
                <tr><td class="log">\(channel.name)</td><td class="number">\(frame.count(counts.waiting))</td>\
                <td class="number">\(frame.count(counts.failed))</td>\
                <td>\(counts.oldest.map { frame.time.element($0) })</td>\
                <td>\(counts.lastSent.map { frame.time.element($0) })</td></tr>

                """
        }
        part.body = frame.table(
            "health.outbox.table",
            head: [
                frame.column("destination"), number("waiting"), number("failed"), frame.timeColumn("oldest"),
                frame.timeColumn("last_sent"),
            ], rows: rows)
        return part
    }

    // MARK: What is kept

    private var archive: HealthPart {
        var part = HealthPart(key: "archive")
        let room = ArchiveRoom(status)
        if let problem = room.problem(frame) { part.wrong.append(problem) }
        if !status.hasReserve { part.wrong.append(frame("health.reserve.none")) }
        part.body =
            facts([
                ("health.archive.size", "\(frame.bytes(room.size))"),
                ("health.archive.free", status.freeBytes.map { "\(frame.bytes($0))" } ?? frame("health.not_known")),
                ("health.archive.rate", room.perDay.map { "\(frame.bytes($0))" } ?? frame("health.archive.too_new")),
                ("health.archive.until_full", room.untilFull(frame)),
                ("health.archive.retention", frame("health.days", "\(status.retentionDays)")),
                ("health.reserve", frame(status.hasReserve ? "health.reserve.held" : "health.reserve.gone")),
            ]) + days
        return part
    }

    private var days: HTML {
        guard !status.days.isEmpty else { return "<p>\(frame("health.archive.none"))</p>" }
        let shown = status.days.suffix(HealthParts.daysShown).reversed()
        let rows = shown.map { day -> HTML in
            """
            <tr><td>\(ArchivePosition.text(day: day.day))</td><td class="number">\(frame.bytes(day.bytes))</td></tr>

            """
        }
        let rest = status.days.count - shown.count
        let note: HTML? = rest > 0 ? "<p>\(frame("health.archive.older", "\(rest)"))</p>" : nil
        return frame.table("health.archive.table", head: [frame.column("day_utc"), number("size")], rows: rows)
            + (note ?? .none)
    }

    private var record: HealthPart {
        var part = HealthPart(key: "record")
        part.wrong = (status.figures.problems + status.problems).prefix(HealthParts.rows).map(text)
        part.body = "<p class=\"hint\">\(frame("health.record.about"))</p>"
        return part
    }

    private var backup: HealthPart {
        // Copies are made by a command of their own, and this program does not hear of it.
        var part = HealthPart(key: "backup")
        part.isKnown = false
        part.body = "<p>\(frame("health.backup.unknown"))</p><p>\(frame("health.backup.do"))</p>"
        return part
    }

    // MARK: Pieces

    private func text(_ problem: Problem) -> HTML {
        "\(frame.words.line(for: problem))"
    }

    private func time(_ time: Timestamp) -> HTML {
        "\(frame.time.element(time)) \(frame.time.zone.name) (\(frame.ago(time)))"
    }

    private func number(_ key: String) -> HTML {
        "<th scope=\"col\" class=\"number\">\(frame("column.web.\(key)"))</th>"
    }

    private func facts(_ facts: [(key: String, value: HTML)]) -> HTML {
        "<dl class=\"facts\">\(facts.map { fact -> HTML in "<dt>\(frame(fact.key))</dt><dd>\(fact.value)</dd>" })</dl>"
    }

    private func more(_ count: Int) -> HTML {
        count > HealthParts.rows ? "<p>\(frame("health.more", "\(count - HealthParts.rows)"))</p>" : .none
    }
}

/// How long the disk lasts at the pace of the last days.
struct ArchiveRoom {
    /// The days over which the pace is taken, the newest that are over.
    private static let days = 7
    /// Days until the disk is full below which somebody must act.
    private static let warning = 14
    /// Bytes that must be free, whatever the pace.
    private static let least = 1 << 30

    /// What the archive takes, in bytes.
    let size: Int
    /// What a day takes, in bytes; nil while no day is over.
    let perDay: Int?
    /// Days until the disk is full; nil if it will not be, or that cannot be told.
    let daysLeft: Int?
    private let freeBytes: Int?

    init(_ status: WatchStatus) {
        size = status.days.reduce(0) { $0 + $1.bytes }
        freeBytes = status.freeBytes
        // The last one is still filled.
        let over = status.days.dropLast().suffix(ArchiveRoom.days)
        let perDay = over.isEmpty ? nil : over.reduce(0) { $0 + $1.bytes } / over.count
        self.perDay = perDay
        guard let free = status.freeBytes, let perDay, perDay > 0 else {
            daysLeft = nil
            return
        }
        // When the retention is over, a day goes for each that comes.
        let growing = max(status.retentionDays - status.days.count, 0)
        let left = free / perDay
        daysLeft = left < growing ? left : nil
    }

    func problem(_ frame: Frame) -> HTML? {
        if let freeBytes, freeBytes < ArchiveRoom.least {
            return frame("health.archive.little", frame.bytes(freeBytes))
        }
        guard let daysLeft, daysLeft < ArchiveRoom.warning else { return nil }
        return frame("health.archive.soon", "\(daysLeft)")
    }

    func untilFull(_ frame: Frame) -> HTML {
        if perDay == nil || freeBytes == nil { return frame("health.not_known") }
        return daysLeft.map { frame("health.days", "\($0)") } ?? frame("health.archive.fits")
    }
}
