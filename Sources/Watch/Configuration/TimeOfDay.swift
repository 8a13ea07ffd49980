// A time on the clock, in a zone that stands beside it: `22:00`.
// SPDX-License-Identifier: EUPL-1.2

/// Minutes since midnight.
public struct TimeOfDay: Sendable, Hashable {
    public let minutes: Int

    /// Nil outside a day.
    package init?(minutes: Int) {
        guard 0..<1_440 ~= minutes else { return nil }
        self.minutes = minutes
    }

    /// Two digits, a colon, two digits; from 00:00 to 23:59.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int($0) - 0x30 }
        guard digits.allSatisfy({ 0...9 ~= $0 }) else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hour < 24, minute < 60 else { return nil }
        minutes = hour * 60 + minute
    }
}

extension TimeOfDay: CustomStringConvertible {
    public var description: String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
