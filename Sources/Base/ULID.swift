// Identifiers that sort by time (ULID: 48 bits of milliseconds, 80 random bits, Crockford's base 32).
// SPDX-License-Identifier: EUPL-1.2

/// An identifier of 26 letters and digits. Later ones sort behind earlier ones, within a millisecond in any order.
public struct ULID: Sendable, Hashable, Comparable {
    private let high: UInt64
    private let low: UInt64

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// What each byte stands for, in any case; 32 for none.
    private static let digits = {
        var digits = [UInt8](repeating: 32, count: 256)
        for (digit, letter) in alphabet.enumerated() {
            digits[Int(letter)] = UInt8(digit)
            if letter >= UInt8(ascii: "A") { digits[Int(letter | 0x20)] = UInt8(digit) }
        }
        return digits
    }()

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
        var text = String(text)
        guard let (high, low) = text.withUTF8(ULID.read) else { return nil }
        self.high = high
        self.low = low
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64)? {
        var (high, low): (UInt64, UInt64) = (0, 0)
        guard let first = bytes.first, digits[Int(first)] < 8 else { return nil }
        for byte in bytes {
            let digit = digits[Int(byte)]
            guard digit < 32 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        return (high, low)
    }

    public static func < (a: ULID, b: ULID) -> Bool {
        (a.high, a.low) < (b.high, b.low)
    }
}

extension ULID: CustomStringConvertible {
    public var description: String {
        var high = high
        var low = low
        return String(unsafeUninitializedCapacity: 26) { text in
            for place in (0..<26).reversed() {
                text[place] = ULID.alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return 26
        }
    }
}
