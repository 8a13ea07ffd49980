// Reads parts of dates out of the text of a value.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// Parts of a date as written in the value (modifiers appendix, "Time Modifiers": no zones are converted).
enum TimePartText {
    /// The part of an ISO 8601 date and time (`2026-03-19T08:12:33`, with a space too) or of a date alone.
    static func value(of part: TimePart, in text: Bytes) -> Int? {
        guard let (year, month, day) = date(text) else { return nil }
        switch part {
        case .year: return year
        case .month: return month
        case .day: return day
        case .week: return CivilTime(year: year, month: month, day: day)?.isoWeek
        case .hour: return clock(text, at: 11, upTo: 23)
        case .minute:
            guard text.count > 13, text[13] == UInt8(ascii: ":") else { return nil }
            return clock(text, at: 14, upTo: 59)
        }
    }

    private static func date(_ text: Bytes) -> (Int, Int, Int)? {
        guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = digits(text, 0, 4), let month = digits(text, 5, 2), let day = digits(text, 8, 2),
            CivilTime(year: year, month: month, day: day) != nil
        else { return nil }
        return (year, month, day)
    }

    private static func clock(_ text: Bytes, at: Int, upTo most: Int) -> Int? {
        guard text.count >= at + 2, text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
            let number = digits(text, at, 2), number <= most
        else { return nil }
        return number
    }

    private static func digits(_ text: Bytes, _ at: Int, _ count: Int) -> Int? {
        var number = 0
        for index in at..<(at + count) {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[index] else { return nil }
            number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        return number
    }
}
