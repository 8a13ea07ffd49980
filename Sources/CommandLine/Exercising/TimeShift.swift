// The times in lines of an exercise, moved: so that what happened in March happens today. Every form in which the logs
// of an exercise write a time keeps its length (Sources/Exercises/Stamp.swift has the forms).
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Exercises

/// Moves the times of an exercise by so many seconds.
package struct TimeShift {
    package let seconds: Int
    /// Only times in this span are those of the exercise: certificates and birthdays stay.
    package let span: ClosedRange<Timestamp>

    package init(seconds: Int, span: ClosedRange<Timestamp>) {
        self.seconds = seconds
        self.span = span
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The line with every time in it moved.
    package func moved(_ line: [UInt8]) -> [UInt8] {
        var line = line
        var at = 0
        while at < line.count {
            let isStart = at == 0 || !TimeShift.isWord(line[at - 1])
            let length = isStart ? move(&line, at) : 0
            at += max(length, 1)
        }
        return line
    }

    /// Moves the time that begins there.
    ///
    /// - Returns: its length in bytes; zero if none begins there.
    private func move(_ line: inout [UInt8], _ at: Int) -> Int {
        if TimeShift.has("0000-00-00T00:00:00", line, at) { return moveISO(&line, at) }
        if TimeShift.has("00/00/0000:00:00:00", line, at) {
            let civil = CivilTime(
                year: number(line, at + 6, 4), month: number(line, at, 2), day: number(line, at + 3, 2),
                hour: number(line, at + 11, 2), minute: number(line, at + 14, 2), second: number(line, at + 17, 2))
            guard let utc = civil.flatMap({ later($0.timestamp()) })?.utc else { return 0 }
            let date = "\(utc.month.padded(2))/\(utc.day.padded(2))/\(utc.year)"
            return write("\(date):\(clock(utc))", &line, at)
        }
        if TimeShift.has("00/aaa/0000:00:00:00 +0000", line, at), let month = month(line, at + 3) {
            let civil = CivilTime(
                year: number(line, at + 7, 4), month: month, day: number(line, at, 2), hour: number(line, at + 12, 2),
                minute: number(line, at + 15, 2), second: number(line, at + 18, 2))
            let ahead = number(line, at + 22, 2) * 3_600 + number(line, at + 24, 2) * 60
            guard let (local, hours) = moved(civil, ahead: ahead) else { return 0 }
            let date = "\(local.day.padded(2))/\(TimeShift.months[local.month - 1])/\(local.year)"
            _ = write("\(date):\(clock(local))", &line, at)
            if let hours { _ = write("+0\(hours)00", &line, at + 21) }
            return 26
        }
        return moveWithoutYear(&line, at)
    }

    /// `Mar  9 10:02:11`, in local time. RFC 3164, 4.1.2: a day below ten has a blank before it.
    private func moveWithoutYear(_ line: inout [UInt8], _ at: Int) -> Int {
        let isBelowTen = TimeShift.has("aaa  0 00:00:00", line, at)
        guard isBelowTen || TimeShift.has("aaa 00 00:00:00", line, at) && line[at + 4] != UInt8(ascii: "0"),
            let month = month(line, at)
        else { return 0 }
        let day = isBelowTen ? number(line, at + 5, 1) : number(line, at + 4, 2)
        // The year in which it is one of the exercise, which may go on over New Year.
        for year in Instant(span.lowerBound).local.year...Instant(span.upperBound).local.year {
            let civil = CivilTime(
                year: year, month: month, day: day, hour: number(line, at + 7, 2), minute: number(line, at + 10, 2),
                second: number(line, at + 13, 2))
            guard let local = civil.flatMap({ later(AmsterdamTime.instant($0).timestamp) })?.local else { continue }
            let name = TimeShift.months[local.month - 1]
            return write("\(name) \(local.day < 10 ? " " : "")\(local.day) \(clock(local))", &line, at)
        }
        return 0
    }

    /// `2026-03-19T09:02:11`, in UTC, or in local time when an offset follows it.
    private func moveISO(_ line: inout [UInt8], _ at: Int) -> Int {
        var end = at + 19
        if end < line.count, line[end] == UInt8(ascii: ".") {
            end += 1
            while end < line.count, 0x30...0x39 ~= line[end] { end += 1 }
        }
        let isLocal = TimeShift.has("+00:00", line, end)
        let ahead = isLocal ? number(line, end + 1, 2) * 3_600 + number(line, end + 4, 2) * 60 : 0
        let civil = CivilTime(
            year: number(line, at, 4), month: number(line, at + 5, 2), day: number(line, at + 8, 2),
            hour: number(line, at + 11, 2), minute: number(line, at + 14, 2), second: number(line, at + 17, 2))
        guard let (moved, hours) = moved(civil, ahead: ahead) else { return 0 }
        let date = "\(moved.year)-\(moved.month.padded(2))-\(moved.day.padded(2))"
        _ = write("\(date)T\(clock(moved))", &line, at)
        if isLocal, let hours { _ = write("+0\(hours):00", &line, end) }
        return end - at
    }

    /// The time after the move; nil if it is none of the exercise.
    private func later(_ time: Timestamp) -> Instant? {
        guard span.contains(time) else { return nil }
        return Instant(time).plus(seconds)
    }

    /// What a clock shows after the move that showed a time so many seconds ahead of UTC, and how many hours it is
    /// ahead then; nil for the hours if it is not the clock on the wall, whose offset stays.
    private func moved(_ civil: CivilTime?, ahead: Int) -> (local: CivilTime, hours: Int?)? {
        guard let time = civil?.timestamp(offsetSeconds: ahead), let later = later(time) else { return nil }
        let isOfWall = ahead == AmsterdamTime.offset(at: Instant(time))
        let after = isOfWall ? AmsterdamTime.offset(at: later) : ahead
        return (later.plus(after).utc, isOfWall ? after / 3_600 : nil)
    }

    private func clock(_ civil: CivilTime) -> String {
        "\(civil.hour.padded(2)):\(civil.minute.padded(2)):\(civil.second.padded(2))"
    }

    // MARK: Bytes

    /// Whether a text has a form: `0` is a digit, `a` a letter, anything else itself.
    private static func has(_ form: StaticString, _ line: [UInt8], _ at: Int) -> Bool {
        guard at + form.utf8CodeUnitCount <= line.count else { return false }
        for index in 0..<form.utf8CodeUnitCount {
            let byte = line[at + index]
            switch form.utf8Start[index] {
            case UInt8(ascii: "0"): if !(0x30...0x39 ~= byte) { return false }
            case UInt8(ascii: "a"): if !(0x41...0x5A ~= byte & 0xDF) { return false }
            case let other: if other != byte { return false }
            }
        }
        return true
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte & 0xDF
    }

    private func number(_ line: [UInt8], _ at: Int, _ count: Int) -> Int {
        line[at..<at + count].reduce(0) { $0 * 10 + Int($1 & 15) }
    }

    private func month(_ line: [UInt8], _ at: Int) -> Int? {
        TimeShift.months.firstIndex { Array($0.utf8) == Array(line[at..<at + 3]) }.map { $0 + 1 }
    }

    /// - Returns: the length of what was written.
    private func write(_ text: String, _ line: inout [UInt8], _ at: Int) -> Int {
        let bytes = Array(text.utf8)
        line.replaceSubrange(at..<at + bytes.count, with: bytes)
        return bytes.count
    }
}
