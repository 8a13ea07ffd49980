// One door to the readers of line formats: which reader serves which format, and what all of them share.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CScan

/// Reads a line of a known format into an event.
public enum LineFormats {
    /// Fills a cleared event from one line. The formats of JSON and EVTX have readers of their own.
    ///
    /// The event's time is set if the line has one that can be read; if not, a problem says why. Bytes that are no
    /// UTF-8 are repaired and noted.
    ///
    /// - Parameters:
    ///   - line: one line with or without its end, followed by 16 readable bytes. It must outlive the event's use.
    ///   - zone: how to read times without a zone or year.
    /// - Returns: false if the line is not of that format; the event then holds it whole as `message`.
    public static func read(_ line: Bytes, format: Format, zone: ZoneRule, into event: inout Event) -> Bool {
        let line = repaired(withoutEnd(line), in: &event)
        let isRead: Bool =
            switch format {
            case .syslog: SyslogReader.read(line, zone: zone, into: &event)
            case .accessLog: AccessLogReader.read(line, zone: zone, into: &event)
            case .netscaler: readOrSyslog(line, zone, &event, with: NetScalerReader.read)
            case .cef: readOrSyslog(line, zone, &event, with: CEFReader.read)
            case .leef: readOrSyslog(line, zone, &event, with: LEEFReader.read)
            case .keyValue: KeyValueReader.read(line, zone: zone, into: &event)
            case .text: readText(line, into: &event)
            case .jsonLines, .jsonArray, .evtx: false
            }
        if !isRead {
            event.append("message", value: line)
            event.problems.append(Problem(.notOfFormat, [format.rawValue]))
        }
        return isRead
    }

    /// Logs of appliances also hold plain syslog lines of the system under them: those are read as what they are, and
    /// the event says so by its format.
    private static func readOrSyslog(
        _ line: Bytes, _ zone: ZoneRule, _ event: inout Event, with read: (Bytes, ZoneRule, inout Event) -> Bool
    ) -> Bool {
        if read(line, zone, &event) { return true }
        guard SyslogReader.read(line, zone: zone, into: &event) else { return false }
        event.format = .syslog
        return true
    }

    private static func readText(_ line: Bytes, into event: inout Event) -> Bool {
        event.append("message", value: line)
        event.problems.append(Problem(.timeMissing))
        return true
    }

    private static func withoutEnd(_ line: Bytes) -> Bytes {
        var end = line.count
        while end > 0, line[end - 1] == 0x0A || line[end - 1] == 0x0D { end -= 1 }
        return line.part(line.begins(with: "\u{FEFF}") ? 3 : 0, end)
    }

    /// The bytes themselves if they are UTF-8, otherwise a repaired copy, which is noted.
    static func repaired(_ bytes: Bytes, in event: inout Event) -> Bytes {
        guard let base = bytes.baseAddress, scan_ascii(base, 0, bytes.count) < bytes.count,
            let copy = UTF8Repair.repaired(bytes, in: &event)
        else { return bytes }
        if !event.problems.contains(where: { $0.code == .invalidUTF8 }) { event.problems.append(Problem(.invalidUTF8)) }
        return copy
    }

    /// Sets the time, or notes why there is none.
    static func setTime(_ reading: TimeReading?, of event: inout Event) {
        event.time = reading?.timestamp
        guard let reading else { return event.problems.append(Problem(.timeMissing)) }
        if let problem = reading.problem { event.problems.append(Problem(problem)) }
    }

    static func append(_ name: StaticString, number: Int, to event: inout Event) {
        var digits = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        let room = event.room(digits)
        rest = number
        for index in stride(from: digits - 1, through: 0, by: -1) {
            room[index] = UInt8(0x30 + rest % 10)
            rest /= 10
        }
        event.append(name, value: Bytes(start: room, count: digits), kind: .number)
    }
}
