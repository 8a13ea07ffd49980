// What stands between two attributes of a LEEF event ("LEEF" guide, version 2.0, "DelimiterCharacter").
// SPDX-License-Identifier: EUPL-1.2

/// One character as bytes, or what a syslog daemon makes of a tab.
struct LEEFDelimiter {
    /// The lowest byte first.
    private let bytes: UInt32
    let length: Int

    private static let tab: UInt32 = 0x09
    /// `#011`: daemons write control characters as octal numbers.
    private static let writtenTab = UInt32(littleEndian: 0x3131_3023)

    /// The tab, in the form in which these attributes have it.
    init(tabIn attributes: Bytes) {
        let isWritten = !attributes.has(0x09) && attributes.position(of: "#011") != nil
        bytes = isWritten ? LEEFDelimiter.writtenTab : LEEFDelimiter.tab
        length = isWritten ? 4 : 1
    }

    /// One character, or its number as `0x5E` or `x5E`; nil if the text is neither. An equals sign separates nothing:
    /// it stands in every attribute.
    init?(stated text: Bytes) {
        guard let first = text.first else { return nil }
        let scalarLength = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        if text.count == scalarLength {
            var bytes: UInt32 = 0
            for index in 0..<text.count { bytes |= UInt32(text[index]) << UInt32(index * 8) }
            self.init(bytes: bytes, length: text.count)
        } else if let scalar = LEEFDelimiter.scalar(text) {
            var bytes: UInt32 = 0
            var length = 0
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                bytes |= UInt32(byte) << UInt32(length * 8)
                length += 1
            }
            self.init(bytes: bytes, length: length)
        } else {
            return nil
        }
        if self.bytes == UInt32(UInt8(ascii: "=")) { return nil }
    }

    private init(bytes: UInt32, length: Int) {
        self.bytes = bytes
        self.length = length
    }

    /// One to four hexadecimal digits behind `0x` or `x`.
    private static func scalar(_ text: Bytes) -> Unicode.Scalar? {
        let prefix = text.begins(with: "0x") || text.begins(with: "0X") ? 2 : text[0] | 0x20 == 0x78 ? 1 : 0
        guard prefix > 0, 1...4 ~= text.count - prefix else { return nil }
        var value: UInt32 = 0
        for byte in text.part(prefix, text.count) {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt32((byte | 0x20) - 0x57)
            default: return nil
            }
        }
        return value == 0 ? nil : Unicode.Scalar(value)
    }

    /// The place of the next one.
    func next(in text: Bytes, from start: Int) -> Int? {
        var at = start
        while at + length <= text.count {
            if stands(in: text, at) { return at }
            at &+= 1
        }
        return nil
    }

    /// Whether it stands right before `end`, and all of it at or after `start`.
    func stands(in text: Bytes, before end: Int, from start: Int) -> Bool {
        end - length >= start && stands(in: text, end - length)
    }

    @inline(__always)
    private func stands(in text: Bytes, _ at: Int) -> Bool {
        for offset in 0..<length where text[at &+ offset] != UInt8(truncatingIfNeeded: bytes >> UInt32(offset * 8)) {
            return false
        }
        return true
    }
}
