// Reads a time as text or number, whatever the usual form of it is. Nothing is guessed: see `TimeReading`.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// Recognises times by their form.
///
/// RFC 3339 and ISO 8601 (with T or a space, any fraction, with or without zone); seconds, milliseconds, microseconds
/// or nanoseconds since 1970 by magnitude; RFC 3164, RFC 1123 and asctime; `19/Mar/2026:08:12:33 +0100`;
/// `03/19/2026:08:12:33 GMT`; `3/19/2026 8:12:33 AM`; `/Date(1773904353123)/`.
public enum TimestampText {
    /// The time that `text` is as a whole.
    public static func parse(_ text: Bytes, zone: ZoneRule) -> TimeReading {
        let text = unwrapped(text.trimmed)
        if let reading = sinceEpoch(text) { return reading }
        var scanner = TimeScanner(text)
        return scanner.whole()?.reading(in: zone) ?? .unreadable
    }

    /// Without the brackets that access logs put around a time.
    private static func unwrapped(_ text: Bytes) -> Bytes {
        guard text.count > 2, text[0] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]") else {
            return text
        }
        return text.part(1, text.count - 1)
    }

    /// A count since 1970-01-01T00:00:00Z; nil if it has not that form.
    private static func sinceEpoch(_ text: Bytes) -> TimeReading? {
        var reader = ByteReader(text)
        if reader.take("/Date(") { return date(&reader) }
        let digits = reader.digitRun()
        guard digits >= 9 else { return nil }
        guard digits <= 19 else { return .unreadable }
        guard digits != 14 || text.count != 14 else { return nil }
        guard let value = count(&reader, digits: digits) else { return .unreadable }
        let unit: Int64 =
            switch value {
            case ..<100_000_000_000: 1_000_000_000
            case ..<100_000_000_000_000: 1_000_000
            case ..<100_000_000_000_000_000: 1_000
            default: 1
            }
        var fraction: Int64 = 0
        if reader.peek() == UInt8(ascii: "."), reader.peek(1).isDigit {
            reader.at += 1
            fraction = Int64(TimeScanner.nanoseconds(&reader)) / (1_000_000_000 / unit)
        }
        guard reader.atEnd else { return nil }
        return time(value, unit: unit, fraction: fraction)
    }

    /// `/Date(1773904353123)/`: milliseconds in UTC; an offset after them only says where the writer was.
    private static func date(_ reader: inout ByteReader) -> TimeReading {
        let isNegative = reader.take(UInt8(ascii: "-"))
        guard let value = count(&reader, digits: reader.digitRun()) else { return .unreadable }
        if reader.peek() == UInt8(ascii: "+") || reader.peek() == UInt8(ascii: "-") {
            reader.at += 1
            guard reader.number(4, 4) != nil else { return .unreadable }
        }
        guard reader.take(")/"), reader.atEnd else { return .unreadable }
        return time(isNegative ? -value : value, unit: 1_000_000, fraction: 0)
    }

    private static func count(_ reader: inout ByteReader, digits: Int) -> Int64? {
        guard 1...19 ~= digits else { return nil }
        var value: Int64 = 0
        for _ in 0..<digits {
            let (tens, tooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooBigAgain) = tens.addingReportingOverflow(Int64(reader.peek() - 0x30))
            if tooBig || tooBigAgain { return nil }
            value = sum
            reader.at += 1
        }
        return value
    }

    private static func time(_ value: Int64, unit: Int64, fraction: Int64) -> TimeReading {
        let (scaled, tooBig) = value.multipliedReportingOverflow(by: unit)
        let (sum, tooBigAgain) = scaled.addingReportingOverflow(fraction)
        return tooBig || tooBigAgain ? .unreadable : .time(Timestamp(nanoseconds: sum))
    }
}
