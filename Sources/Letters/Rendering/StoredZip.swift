// A ZIP archive whose members are stored and not compressed: the same content gives the same bytes, always.
// APPNOTE.TXT 6.3.10: 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
// SPDX-License-Identifier: EUPL-1.2

/// An archive that is being written. All its members together stay far below the 4 GiB that the form can hold.
struct StoredZip: Sendable {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    /// Adds a member. The first one added stands first in the file.
    mutating func add(_ name: String, _ content: some Collection<UInt8>) {
        let (offset, size) = (UInt32(body.count), UInt32(content.count))
        // Version 2.0; names in UTF-8 (bit 11); stored; 1980-01-01 00:00, the first date that there is.
        var header = StoredZip.bytes(UInt16(20)) + StoredZip.bytes(UInt16(0x0800)) + StoredZip.bytes(UInt16(0))
        header += StoredZip.bytes(UInt16(0)) + StoredZip.bytes(UInt16(0x21))
        header += StoredZip.bytes(CRC32.of(content)) + StoredZip.bytes(size) + StoredZip.bytes(size)
        header += StoredZip.bytes(UInt16(name.utf8.count)) + StoredZip.bytes(UInt16(0))
        body += StoredZip.bytes(UInt32(0x0403_4B50)) + header + Array(name.utf8)
        body += content
        // No comment, first disk, no attributes.
        directory += StoredZip.bytes(UInt32(0x0201_4B50)) + StoredZip.bytes(UInt16(20)) + header
        directory += [UInt8](repeating: 0, count: 10) + StoredZip.bytes(offset) + Array(name.utf8)
        count += 1
    }

    /// The bytes of the archive.
    func finished() -> [UInt8] {
        var end = StoredZip.bytes(UInt32(0x0605_4B50)) + [0, 0, 0, 0]
        end += StoredZip.bytes(count) + StoredZip.bytes(count) + StoredZip.bytes(UInt32(directory.count))
        end += StoredZip.bytes(UInt32(body.count)) + [0, 0]
        return body + directory + end
    }

    /// Low byte first (4.1.9).
    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}

/// The check sum of ZIP (APPNOTE.TXT 4.4.7; ISO 3309).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { rest, _ in rest & 1 == 1 ? 0xEDB8_8320 ^ (rest >> 1) : rest >> 1 }
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var sum: UInt32 = .max
        for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
        return ~sum
    }
}
