// A time as someone wrote it: RFC 3339 section 5.6, with the offset that makes it a moment. Nothing is guessed.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A time with the offset in which it was written.
public struct WrittenTime: Sendable, Hashable {
    public let time: Timestamp
    /// East of UTC.
    public let offsetSeconds: Int

    /// Why a text is no time.
    package enum Refusal: Error, Hashable {
        case unreadable, noOffset
    }

    /// Reads `2026-03-19T09:12:00+01:00`: seconds and their fraction may be left out, the offset may be `Z` or stand
    /// without its colon.
    package init(_ text: String) throws(Refusal) {
        let bytes = Array(text.utf8)
        var at = 0
        func number(_ digits: Int) throws(Refusal) -> Int {
            guard at + digits <= bytes.count else { throw .unreadable }
            var value = 0
            for byte in bytes[at..<at + digits] {
                guard 0x30...0x39 ~= byte else { throw .unreadable }
                value = value * 10 + Int(byte - 0x30)
            }
            at += digits
            return value
        }
        func take(_ choices: String) -> Bool {
            guard at < bytes.count, choices.utf8.contains(bytes[at]) else { return false }
            at += 1
            return true
        }
        func need(_ choices: String) throws(Refusal) {
            guard take(choices) else { throw .unreadable }
        }
        let year = try number(4)
        try need("-")
        let month = try number(2)
        try need("-")
        let day = try number(2)
        if at == bytes.count { throw CivilDate(year, month, day) == nil ? .unreadable : .noOffset }
        try need("Tt ")
        let hour = try number(2)
        try need(":")
        let minute = try number(2)
        var (second, nanosecond) = (0, 0)
        if take(":") {
            second = try number(2)
            if take(".") { nanosecond = try WrittenTime.fraction(bytes, &at) }
        }
        guard DutyLimits.years ~= year,
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second, nanosecond: nanosecond)
        else { throw .unreadable }
        if at == bytes.count { throw .noOffset }
        if take("Zz") {
            offsetSeconds = 0
        } else {
            let isWest = take("-")
            if !isWest { try need("+") }
            let hours = try number(2)
            _ = take(":")
            let minutes = try number(2)
            guard hours <= 23, minutes <= 59 else { throw .unreadable }
            offsetSeconds = (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60)
        }
        guard at == bytes.count else { throw .unreadable }
        time = civil.timestamp(offsetSeconds: offsetSeconds)
    }

    /// The digits of a fraction, in nanoseconds; those after the ninth say nothing more.
    private static func fraction(_ bytes: [UInt8], _ at: inout Int) throws(Refusal) -> Int {
        let start = at
        var (value, weight) = (0, 100_000_000)
        while at < bytes.count, 0x30...0x39 ~= bytes[at] {
            value += Int(bytes[at] - 0x30) * weight
            weight /= 10
            at += 1
        }
        guard at > start else { throw .unreadable }
        return value
    }
}
