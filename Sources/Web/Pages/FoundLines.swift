// Lines of the archive as a page lists them: when, from whom, and the beginning of what they say. Between two that lie
// far apart in time stands how long there was nothing.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Store

enum FoundLines {
    /// From which pause on it is said that there was nothing.
    static let pause: Int64 = 3_600_000_000_000
    /// The most bytes of a line that a list shows.
    private static let most = 320

    /// The time of a line; when it was received if it gives none.
    static func time(_ line: ArchivedLine) -> Timestamp {
        line.time ?? line.received
    }

    static func address(_ position: ArchivePosition) -> Address {
        Address("/regel").part(position.description.replacing("/", with: "."))
    }

    /// The beginning of a line as text.
    static func beginning(_ bytes: [UInt8]) -> String {
        guard bytes.count > most else { return String(decoding: bytes, as: UTF8.self) }
        // Not in the middle of a character (RFC 3629, 3: bytes of 10xxxxxx go on with one).
        var end = most
        while end > most - 4, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self) + "\u{2026}"
    }

    static func time(_ line: ArchivedLine, _ frame: Frame) -> HTML {
        if let time = line.time { return frame.time.element(time) }
        return "\(frame.time.element(line.received)) <span class=\"hint\">\(frame("line.received.only"))</span>"
    }

    /// The table of a search.
    static func table(_ lines: [ArchivedLine], hasGaps: Bool, _ frame: Frame) -> HTML {
        var rows: [HTML] = []
        var before: Timestamp?
        for line in lines {
            let time = time(line)
            if hasGaps, let before, let gap = gap(between: before, and: time, frame) {
                rows.append("<tr class=\"gap\"><td colspan=\"3\">\(gap)</td></tr>\n")
            }
            before = time
            rows.append(row(line, isFirst: rows.isEmpty, frame))
        }
        return frame.table(
            "search.found", head: [frame.timeColumn("time"), frame.column("source"), frame.column("line")],
            rows: rows, id: "rows")
    }

    private static func row(_ line: ArchivedLine, isFirst: Bool, _ frame: Frame) -> HTML {
        let address = address(line.position)
        let label = frame("line.around.label", frame.time.text(time(line)))
        return """
            <tr data-href="\(address)" tabindex="\(isFirst ? 0 : -1)"><td>\(time(line, frame)) \
            <a class="small" href="\(address.part("rond"))" aria-label="\(label)">\
            \(frame("line.around.short"))</a></td>\
            <td class="log">\(line.source.name)</td>\
            <td><a class="log" href="\(address)">\(shown(line))</a></td></tr>

            """
    }

    /// An empty line is also a line, and must be there to click on.
    static func shown(_ line: ArchivedLine) -> HTML {
        let text = beginning(line.bytes)
        return text.contains { !$0.isWhitespace } ? "\(text)" : "\u{2423}"
    }

    /// That there was nothing between two moments; nil if it was not long.
    static func gap(between a: Timestamp, and b: Timestamp, _ frame: Frame) -> HTML? {
        let (difference, overflow) = a.nanoseconds.subtractingReportingOverflow(b.nanoseconds)
        let length = overflow ? Int64.max : Int64(clamping: difference.magnitude)
        guard length >= pause else { return nil }
        let minutes = length / 60_000_000_000
        let (days, hours) = (minutes / 1_440, minutes / 60)
        if days >= 2 { return frame("gap.days", "\(days)", "\(hours % 24)") }
        return frame("gap.hours", "\(hours)", "\(minutes % 60)")
    }
}
