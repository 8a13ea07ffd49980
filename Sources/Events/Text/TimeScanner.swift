// Recognises the written forms of a date and time: RFC 3339, RFC 3164, RFC 1123, those of web servers and appliances.
// SPDX-License-Identifier: EUPL-1.2

/// Reads one date and time from the place of its reader on.
struct TimeScanner {
    /// Where a zone may stand: nowhere (what follows is not looked at), right after the time, or also after spaces.
    enum ZonePlace {
        case nowhere, tight, apart
    }

    var reader: ByteReader

    init(_ bytes: Bytes) {
        reader = ByteReader(bytes)
    }

    init(_ reader: ByteReader) {
        self.reader = reader
    }

    /// A time of any known form that takes up all that is left.
    mutating func whole() -> WrittenTime? {
        let first = reader.peek()
        var time: WrittenTime?
        if first.isDigit {
            let run = reader.digitRun()
            let next = reader.peek(run)
            switch run {
            case 4: time = yearFirst(zone: .apart)
            case 8 where next == UInt8(ascii: "T"): time = compact()
            case 14: time = compact()
            case 1, 2: time = next == UInt8(ascii: "/") ? slashes(zone: .apart) : dayFirst()
            default: return nil
            }
        } else if first.isLetter {
            time = named()
        }
        reader.skipSpaces()
        return reader.atEnd ? time : nil
    }

    /// `2026-03-19T08:12:33.123+01:00`, with a space for the T, slashes for the dashes, or without a zone.
    mutating func yearFirst(zone place: ZonePlace) -> WrittenTime? {
        var time = WrittenTime()
        guard let year = reader.number(4, 4), year > 0 else { return nil }
        let separator = reader.peek()
        guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/"), reader.take(separator),
            let month = reader.number(2, 2), reader.take(separator), let day = reader.number(2, 2)
        else { return nil }
        let joint = reader.peek()
        guard joint | 0x20 == UInt8(ascii: "t") || joint == 0x20 || joint == UInt8(ascii: ":") else { return nil }
        reader.at += 1
        time.year = year
        time.month = month
        time.day = day
        guard clock(into: &time, secondsNeeded: false) else { return nil }
        if place == .apart, halfDay(&time) == nil { return nil }
        if place != .nowhere { time.zone = zone(apart: place == .apart) }
        return time
    }

    /// `20260319T081233Z` and `20260319081233`.
    private mutating func compact() -> WrittenTime? {
        var time = WrittenTime()
        guard let year = reader.number(4, 4), let month = reader.number(2, 2), let day = reader.number(2, 2) else {
            return nil
        }
        _ = reader.take(UInt8(ascii: "T"))
        guard let hour = reader.number(2, 2), let minute = reader.number(2, 2), let second = reader.number(2, 2),
            1900...2099 ~= year
        else { return nil }
        time.year = year
        time.month = month
        time.day = day
        time.hour = hour
        time.minute = minute
        time.second = second
        guard fraction(into: &time) else { return nil }
        time.zone = zone(apart: true)
        return time
    }

    /// `19/Mar/2026:08:12:33 +0100`, `03/19/2026:08:12:33 GMT`, `3/19/2026 8:12:33 AM`.
    mutating func slashes(zone place: ZonePlace) -> WrittenTime? {
        var time = WrittenTime()
        guard let first = reader.number(1, 2), reader.take(UInt8(ascii: "/")) else { return nil }
        let isNamed = reader.peek().isLetter
        guard let second = isNamed ? monthName() : reader.number(1, 2), reader.take(UInt8(ascii: "/")),
            let year = reader.number(4, 4), year > 0
        else { return nil }
        let joint = reader.peek()
        guard joint == UInt8(ascii: ":") || joint == 0x20 else { return nil }
        reader.at += 1
        guard clock(into: &time, secondsNeeded: true), let halfDay = halfDay(&time) else { return nil }
        time.year = year
        if isNamed || (first > 12 && second <= 12) {
            (time.day, time.month) = (first, second)
        } else if second > 12 || joint == UInt8(ascii: ":") || halfDay {
            // With a colon the default of the appliance that writes so; with AM or PM the American order.
            (time.month, time.day) = (first, second)
        } else {
            return nil
        }
        if place != .nowhere { time.zone = zone(apart: true) }
        return time
    }

    /// `19 Mar 2026 08:12:33 GMT`, `19-Mar-2026 08:12:33` (RFC 1123 without the day of the week).
    private mutating func dayFirst() -> WrittenTime? {
        var time = WrittenTime()
        guard let day = reader.number(1, 2) else { return nil }
        let separator = reader.peek()
        guard separator == 0x20 || separator == UInt8(ascii: "-"), reader.take(separator), let month = monthName(),
            reader.take(separator), let year = reader.number(4, 4), year > 0, reader.take(0x20)
        else { return nil }
        time.year = year
        time.month = month
        time.day = day
        guard clock(into: &time, secondsNeeded: true), halfDay(&time) != nil else { return nil }
        time.zone = zone(apart: true)
        return time
    }

    /// `Mar 19 08:12:33`, `Mar 19 2026 08:12:33`, `Thu Mar 19 08:12:33 2026`, `Thu, 19 Mar 2026 08:12:33 GMT`.
    private mutating func named() -> WrittenTime? {
        if weekday() {
            _ = reader.take(UInt8(ascii: ","))
            reader.skipSpaces()
            if reader.peek().isDigit { return dayFirst() }
        }
        guard var time = monthFirst() else { return nil }
        guard halfDay(&time) != nil else { return nil }
        time.zone = zone(apart: true)
        reader.skipSpaces()
        if time.year == 0, reader.digitRun() == 4 { time.year = reader.number(4, 4) ?? 0 }
        return time
    }

    /// RFC 3164 4.1.2: `Mmm dd hh:mm:ss`, and with the year before the time as firewalls write it. No zone is taken.
    mutating func monthFirst() -> WrittenTime? {
        var time = WrittenTime()
        guard let month = monthName(), reader.take(0x20) else { return nil }
        reader.skipSpaces()
        guard let day = reader.number(1, 2) else { return nil }
        _ = reader.take(UInt8(ascii: ","))
        guard reader.take(0x20) else { return nil }
        reader.skipSpaces()
        time.month = month
        time.day = day
        if reader.digitRun() == 4 {
            guard let year = reader.number(4, 4), year > 0, reader.take(0x20) else { return nil }
            time.year = year
            reader.skipSpaces()
        }
        return clock(into: &time, secondsNeeded: true) ? time : nil
    }

    /// `hh:mm:ss` with a fraction of any length; digits after the ninth are cut.
    mutating func clock(into time: inout WrittenTime, secondsNeeded: Bool) -> Bool {
        guard let hour = reader.number(1, 2), reader.take(UInt8(ascii: ":")), let minute = reader.number(2, 2) else {
            return false
        }
        time.hour = hour
        time.minute = minute
        guard reader.take(UInt8(ascii: ":")) else { return !secondsNeeded }
        guard let second = reader.number(2, 2), !reader.peek().isDigit else { return false }
        time.second = second
        return fraction(into: &time)
    }

    private mutating func fraction(into time: inout WrittenTime) -> Bool {
        guard reader.peek() == UInt8(ascii: ".") || reader.peek() == UInt8(ascii: ","), reader.peek(1).isDigit else {
            return true
        }
        reader.at += 1
        time.nanosecond = TimeScanner.nanoseconds(&reader)
        return true
    }

    /// Digits of a fraction as nanoseconds.
    static func nanoseconds(_ reader: inout ByteReader) -> Int {
        var value = 0
        var taken = 0
        while reader.peek().isDigit {
            if taken < 9 {
                value = value * 10 + Int(reader.peek() - 0x30)
                taken += 1
            }
            reader.at += 1
        }
        while taken < 9 {
            value *= 10
            taken += 1
        }
        return value
    }

    /// Takes AM or PM: whether there was one; nil if the hour does not fit it.
    private mutating func halfDay(_ time: inout WrittenTime) -> Bool? {
        let start = reader
        reader.skipSpaces()
        let letter = reader.peek() | 0x20
        guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p"), reader.peek(1) | 0x20 == UInt8(ascii: "m"),
            !reader.peek(2).isLetter
        else {
            reader = start
            return false
        }
        guard 1...12 ~= time.hour else { return nil }
        reader.at += 2
        time.hour = time.hour % 12 + (letter == UInt8(ascii: "p") ? 12 : 0)
        return true
    }
}
