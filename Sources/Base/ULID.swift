// Identifiers that sort by time (ULID: 48 bits of milliseconds, 80 random bits, Crockford's base 32).
// SPDX-License-Identifier: EUPL-1.2

/// An identifier of 26 letters and digits. Later ones sort behind earlier ones, within a millisecond in any order.
public struct ULID: Sendable, Hashable, Comparable {
    private let high: UInt64
    private let low: UInt64

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// - Parameters:
    ///   - time: times before 1970 count as 1970.
    ///   - random: 80 bits of it are used.
    public init(time: Timestamp, random: (UInt64, UInt64)) {
        let milliseconds = UInt64(max(time.nanoseconds / 1_000_000, 0)) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | random.0 & 0xFFFF
        low = random.1
    }

    /// Reads 26 letters and digits, in any case; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 26 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in text.utf8.enumerated() {
            let upper = 0x61...0x7A ~= byte ? byte & 0xDF : byte
            guard let digit = ULID.alphabet.firstIndex(of: upper), index > 0 || digit < 8 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        self.high = high
        self.low = low
    }

    public static func < (a: ULID, b: ULID) -> Bool {
        (a.high, a.low) < (b.high, b.low)
    }
}

extension ULID: CustomStringConvertible {
    public var description: String {
        var high = high
        var low = low
        var text: [UInt8] = []
        for _ in 0..<26 {
            text.append(ULID.alphabet[Int(low & 31)])
            low = low >> 5 | high << 59
            high >>= 5
        }
        return String(decoding: text.reversed(), as: UTF8.self)
    }
}
