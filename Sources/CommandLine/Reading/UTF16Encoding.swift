// Tells text in UTF-16 by its first bytes: by the byte order mark (The Unicode Standard 3.10), or because it is plain.
// SPDX-License-Identifier: EUPL-1.2

/// The order of the two bytes of a unit.
enum UTF16Encoding {
    case littleEndian, bigEndian

    /// Nil if the prefix of a stream is no text in UTF-16. The mark FF FE 00 00 is that of UTF-32, which is not read.
    init?(prefix: [UInt8]) {
        if prefix.starts(with: [0xFF, 0xFE]) {
            if prefix.count >= 4, prefix[2...3] == [0, 0] { return nil }
            self = .littleEndian
        } else if prefix.starts(with: [0xFE, 0xFF]) {
            self = .bigEndian
        } else if UTF16Encoding.isPlain(prefix) {
            self = .littleEndian
        } else {
            return nil
        }
    }

    /// Some tools of Windows write no mark. Text in ASCII has every second byte zero, which text in UTF-8 never has,
    /// and numbers in a binary file are not all characters. A quarter may be other letters.
    private static func isPlain(_ prefix: [UInt8]) -> Bool {
        guard prefix.count >= 4 else { return false }
        var plain = 0
        let units = prefix.count / 2
        for index in 0..<units {
            let (low, high) = (prefix[2 * index], prefix[2 * index + 1])
            guard high == 0 else { continue }
            switch low {
            case 0x20...0x7E, 0x09, 0x0A, 0x0D: plain += 1
            case 0...0x1F, 0x7F: return false
            default: break
            }
        }
        return prefix[1] == 0 && plain * 4 >= units * 3
    }
}
