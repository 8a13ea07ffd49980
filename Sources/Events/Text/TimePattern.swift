// Reads a time by a pattern that its sender states beside it, in the letters of Java's SimpleDateFormat, which LEEF
// prescribes ("Custom event date format").
// SPDX-License-Identifier: EUPL-1.2

/// Patterns such as `MMM dd yyyy HH:mm:ss.SSS zzz` or `dd/MM/yyyy HH:mm:ss`.
enum TimePattern {
    /// The longest pattern that is looked at, in bytes.
    static let patternBytes = 128

    /// The time that `text` is as a whole; nil if it has not the form of the pattern, or the pattern has a letter that
    /// names no part of a date (weeks and days of the year are not read).
    static func read(_ text: Bytes, as pattern: Bytes) -> WrittenTime? {
        guard pattern.count <= patternBytes else { return nil }
        var reading = Reading(text: TimeScanner(text))
        var at = 0
        while at < pattern.count {
            let letter = pattern[at]
            if letter == UInt8(ascii: "'") {
                guard let end = reading.quoted(pattern, from: at) else { return nil }
                at = end
                continue
            }
            var end = at + 1
            while end < pattern.count, pattern[end] == letter { end += 1 }
            guard letter.isLetter ? reading.take(letter, end - at) : reading.takeSame(letter, end - at) else {
                return nil
            }
            at = end
        }
        return reading.finished()
    }

    private struct Reading {
        var text: TimeScanner
        private var time = WrittenTime()
        private var halfDay: Bool?
        private var hasTwelveHours = false

        init(text: TimeScanner) {
            self.text = text
        }

        /// One part of the pattern: `count` times the same letter.
        mutating func take(_ letter: UInt8, _ count: Int) -> Bool {
            switch letter {
            case UInt8(ascii: "y"), UInt8(ascii: "u"): year(count)
            case UInt8(ascii: "M"), UInt8(ascii: "L"): month(count)
            case UInt8(ascii: "d"): number(2) { $0.day = $1 }
            case UInt8(ascii: "H"): number(2) { $0.hour = $1 }
            case UInt8(ascii: "k"): number(2) { $0.hour = $1 % 24 }
            case UInt8(ascii: "h"), UInt8(ascii: "K"): twelve()
            case UInt8(ascii: "m"): number(2) { $0.minute = $1 }
            case UInt8(ascii: "s"): number(2) { $0.second = $1 }
            case UInt8(ascii: "S"): fraction()
            case UInt8(ascii: "a"): half()
            case UInt8(ascii: "E"): text.weekday()
            case UInt8(ascii: "z"), UInt8(ascii: "Z"), UInt8(ascii: "X"), UInt8(ascii: "V"): zone()
            default: false
            }
        }

        /// What is no letter stands in the text as it is; any run of spaces for spaces.
        mutating func takeSame(_ byte: UInt8, _ count: Int) -> Bool {
            if byte == 0x20 {
                guard text.reader.peek() == 0x20 else { return false }
                text.reader.skipSpaces()
                return true
            }
            for _ in 0..<count where !text.reader.take(byte) { return false }
            return true
        }

        /// Text between single quotes; two of them mean one. Gives where the pattern goes on.
        mutating func quoted(_ pattern: Bytes, from start: Int) -> Int? {
            var at = start + 1
            if at < pattern.count, pattern[at] == UInt8(ascii: "'") {
                return text.reader.take(UInt8(ascii: "'")) ? at + 1 : nil
            }
            while at < pattern.count, pattern[at] != UInt8(ascii: "'") {
                guard text.reader.take(pattern[at]) else { return nil }
                at += 1
            }
            return at < pattern.count ? at + 1 : nil
        }

        private mutating func number(_ most: Int, _ set: (inout WrittenTime, Int) -> Void) -> Bool {
            guard let value = text.reader.number(1, most) else { return false }
            set(&time, value)
            return true
        }

        private mutating func year(_ count: Int) -> Bool {
            if count == 2 { return number(2) { $0.year = 2_000 + $1 } }
            return number(4) { $0.year = $1 } && time.year > 0
        }

        private mutating func month(_ count: Int) -> Bool {
            if count <= 2 { return number(2) { $0.month = $1 } }
            guard let month = text.monthName() else { return false }
            _ = text.reader.take(UInt8(ascii: "."))
            time.month = month
            return true
        }

        private mutating func twelve() -> Bool {
            hasTwelveHours = true
            return number(2) { $0.hour = $1 % 12 }
        }

        /// Java reads `S` as milliseconds; senders mean a fraction of a second, of as many digits as there are.
        private mutating func fraction() -> Bool {
            guard 1...9 ~= text.reader.digitRun() else { return false }
            time.nanosecond = TimeScanner.nanoseconds(&text.reader)
            return true
        }

        private mutating func half() -> Bool {
            let first = text.reader.peek() | 0x20
            guard first == 0x61 || first == 0x70, text.reader.peek(1) | 0x20 == 0x6D else { return false }
            text.reader.at += 2
            halfDay = first == 0x70
            return true
        }

        private mutating func zone() -> Bool {
            time.zone = text.zone(apart: true)
            return time.zone != .absent
        }

        func finished() -> WrittenTime? {
            guard text.reader.atEnd, time.month > 0, time.day > 0 else { return nil }
            var time = time
            // Twelve hours without AM or PM can be either.
            if hasTwelveHours {
                guard let halfDay else { return nil }
                if halfDay { time.hour += 12 }
            }
            return time
        }
    }
}
