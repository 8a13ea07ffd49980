// Reads a time by a pattern that its sender states beside it, in the letters of Java's SimpleDateFormat, which LEEF
// prescribes ("Custom event date format").
// SPDX-License-Identifier: EUPL-1.2

/// Patterns such as `MMM dd yyyy HH:mm:ss.SSS zzz` or `dd/MM/yyyy HH:mm:ss`.
enum TimePattern {
    /// The time that `text` is as a whole; nil if it has not the form of the pattern, or if the pattern does not say
    /// one thing: a letter for weeks, eras or days of the year, a part twice, twelve hours without AM or PM.
    static func read(_ text: Bytes, as pattern: Bytes) -> WrittenTime? {
        guard pattern.count <= Limits.timePatternBytes else { return nil }
        var reading = PatternReading(text: TimeScanner(text))
        var at = 0
        while at < pattern.count {
            let letter = pattern[at]
            if letter == UInt8(ascii: "'") {
                guard let end = reading.quoted(pattern, from: at) else { return nil }
                at = end
                continue
            }
            let end = endOfRun(pattern, at)
            let isRead =
                letter.isLetter
                ? reading.take(letter, end - at, isTight: isNumber(pattern, end)) : reading.takeSame(letter, end - at)
            guard isRead else { return nil }
            at = end
        }
        return reading.finished()
    }

    /// Where the same letter stops.
    private static func endOfRun(_ pattern: Bytes, _ start: Int) -> Int {
        var end = start + 1
        while end < pattern.count, pattern[end] == pattern[start] { end += 1 }
        return end
    }

    /// Whether a part that is written in digits begins here: a number before it then has as many digits as letters.
    private static func isNumber(_ pattern: Bytes, _ at: Int) -> Bool {
        guard at < pattern.count else { return false }
        switch pattern[at] {
        case UInt8(ascii: "M"), UInt8(ascii: "L"): return endOfRun(pattern, at) - at <= 2
        case UInt8(ascii: "y"), UInt8(ascii: "d"), UInt8(ascii: "H"), UInt8(ascii: "k"), UInt8(ascii: "h"),
            UInt8(ascii: "K"), UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "S"):
            return true
        default: return false
        }
    }
}

/// How far a text has been read by a pattern.
private struct PatternReading {
    var text: TimeScanner
    private var time = WrittenTime()
    private var halfDay: Bool?
    private var hasTwelveHours = false
    /// One bit for each kind of part that has been read.
    private var seen: UInt16 = 0

    init(text: TimeScanner) {
        self.text = text
    }

    /// One part of the pattern: `count` times the same letter. In a tight one digits follow on digits.
    mutating func take(_ letter: UInt8, _ count: Int, isTight: Bool) -> Bool {
        let digits = isTight ? count...count : 1...2
        switch letter {
        case UInt8(ascii: "y"): return once(0) && year(count, isTight: isTight)
        case UInt8(ascii: "M"), UInt8(ascii: "L"): return once(1) && month(count, digits)
        case UInt8(ascii: "d"): return once(2) && number(digits, 1...31) { $0.day = $1 }
        case UInt8(ascii: "H"): return once(3) && number(digits, 0...23) { $0.hour = $1 }
        case UInt8(ascii: "k"): return once(3) && number(digits, 1...24) { $0.hour = $1 % 24 }
        case UInt8(ascii: "h"), UInt8(ascii: "K"):
            hasTwelveHours = true
            let hours = letter == UInt8(ascii: "h") ? 1...12 : 0...11
            return once(3) && number(digits, hours) { $0.hour = $1 % 12 }
        case UInt8(ascii: "m"): return once(4) && number(digits, 0...59) { $0.minute = $1 }
        case UInt8(ascii: "s"): return once(5) && number(digits, 0...60) { $0.second = $1 }
        case UInt8(ascii: "S"): return once(6) && !isTight && milliseconds(count)
        case UInt8(ascii: "a"): return once(7) && half()
        case UInt8(ascii: "E"): return once(8) && text.weekday()
        case UInt8(ascii: "z"), UInt8(ascii: "Z"), UInt8(ascii: "X"): return once(9) && zone()
        default: return false
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
        while at < pattern.count {
            if pattern[at] == UInt8(ascii: "'") {
                at += 1
                // Within quotes too, two of them are one.
                guard at < pattern.count, pattern[at] == UInt8(ascii: "'") else { return at }
            }
            guard text.reader.take(pattern[at]) else { return nil }
            at += 1
        }
        return nil
    }

    private mutating func once(_ part: UInt16) -> Bool {
        defer { seen |= 1 << part }
        return seen & 1 << part == 0
    }

    private mutating func number(
        _ digits: ClosedRange<Int>, _ values: ClosedRange<Int>, _ set: (inout WrittenTime, Int) -> Void
    ) -> Bool {
        guard digits.upperBound <= 2, let value = text.reader.number(digits.lowerBound, digits.upperBound),
            values.contains(value)
        else { return false }
        set(&time, value)
        return true
    }

    /// Two digits are of 1970 to 2069: no log is older.
    private mutating func year(_ count: Int, isTight: Bool) -> Bool {
        let digits = isTight ? count : text.reader.digitRun()
        guard digits == 4 || (digits == 2 && count <= 2), let value = text.reader.number(digits, digits) else {
            return false
        }
        time.year = digits == 4 ? value : value < 70 ? 2_000 + value : 1_900 + value
        // A year of zero would mean that none was written.
        return time.year > 0
    }

    private mutating func month(_ count: Int, _ digits: ClosedRange<Int>) -> Bool {
        if count <= 2 { return number(digits, 1...12) { $0.month = $1 } }
        guard let month = text.monthName() else { return false }
        time.month = month
        return true
    }

    /// A number of milliseconds. More than three digits would be over a second: those are a fraction of one.
    private mutating func milliseconds(_ count: Int) -> Bool {
        let digits = text.reader.digitRun()
        guard 1...9 ~= digits, digits >= count else { return false }
        if digits < 3 {
            time.nanosecond = (text.reader.number(digits, digits) ?? 0) * 1_000_000
        } else {
            time.nanosecond = TimeScanner.nanoseconds(&text.reader)
        }
        return true
    }

    private mutating func half() -> Bool {
        let first = text.reader.peek() | 0x20
        guard first == UInt8(ascii: "a") || first == UInt8(ascii: "p"),
            text.reader.peek(1) | 0x20 == UInt8(ascii: "m")
        else { return false }
        text.reader.at += 2
        halfDay = first == UInt8(ascii: "p")
        return true
    }

    private mutating func zone() -> Bool {
        time.zone = text.zone(apart: true)
        return time.zone != .absent
    }

    func finished() -> WrittenTime? {
        guard text.reader.atEnd, time.month > 0, time.day > 0 else { return nil }
        var time = time
        if hasTwelveHours {
            // Without AM or PM it can be either.
            guard let halfDay else { return nil }
            if halfDay { time.hour += 12 }
        } else if let halfDay, halfDay != (time.hour >= 12) {
            return nil
        }
        return time
    }
}
