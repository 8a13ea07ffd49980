// Takes backslash escapes out of a value; without a backslash the value stays where it is.
// SPDX-License-Identifier: EUPL-1.2

enum Escapes {
    /// The value with each `\x` replaced by what `meaning` says of x; where it says nil both bytes stay.
    static func unescaped(_ value: Bytes, in event: inout Event, meaning: (UInt8) -> UInt8?) -> Bytes {
        guard value.has(UInt8(ascii: "\\")) else { return value }
        let room = event.room(value.count)
        var written = 0
        var at = 0
        while at < value.count {
            var byte = value[at]
            at += 1
            if byte == UInt8(ascii: "\\"), at < value.count, let meant = meaning(value[at]) {
                byte = meant
                at += 1
            }
            room[written] = byte
            written += 1
        }
        event.giveBack(value.count - written)
        return Bytes(start: room, count: written)
    }

    /// The quoted parts of an access log: `\"`, `\\`, `\n`, `\r`, `\t` and `\xHH`. What `\xHH` makes may be no UTF-8.
    static func accessLog(_ value: Bytes, in event: inout Event) -> Bytes {
        guard value.has(UInt8(ascii: "\\")) else { return value }
        let room = event.room(value.count)
        var written = 0
        var at = 0
        var isASCII = true
        while at < value.count {
            let (byte, length) = accessLogByte(value, at)
            room[written] = byte
            if byte > 0x7F { isASCII = false }
            written += 1
            at += length
        }
        event.giveBack(value.count - written)
        let bytes = Bytes(start: room, count: written)
        return isASCII ? bytes : LineFormats.repaired(bytes, in: &event)
    }

    private static func accessLogByte(_ value: Bytes, _ at: Int) -> (UInt8, Int) {
        guard value[at] == UInt8(ascii: "\\"), at + 1 < value.count else { return (value[at], 1) }
        switch value[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return (value[at + 1], 2)
        case UInt8(ascii: "n"): return (0x0A, 2)
        case UInt8(ascii: "r"): return (0x0D, 2)
        case UInt8(ascii: "t"): return (0x09, 2)
        case UInt8(ascii: "x"):
            guard at + 3 < value.count, let high = nibble(value[at + 2]), let low = nibble(value[at + 3]) else {
                return (value[at], 1)
            }
            return (high << 4 | low, 4)
        default: return (value[at], 1)
        }
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
