// The block before each file of a tar archive (POSIX.1-1988, "ustar"), and sizes of 8 GiB and more as GNU tar writes
// them.
// SPDX-License-Identifier: EUPL-1.2

/// What a tar archive says of one ordinary file.
package struct TarHeader: Equatable {
    /// Archives are made of blocks of so many bytes.
    package static let block = 512
    /// The largest size that stands there in octal digits.
    private static let octalSize = 0o777_7777_7777

    package var path: String
    package var size: Int
    /// Seconds since 1970.
    package var modified: Int64

    package init(path: String, size: Int, modified: Int64) {
        self.path = path
        self.size = size
        self.modified = modified
    }

    /// How many bytes follow the content up to the next block.
    package var padding: Int {
        (TarHeader.block - size % TarHeader.block) % TarHeader.block
    }

    /// The block; nil if the path does not fit into it.
    package var bytes: [UInt8]? {
        let name = Array(path.utf8)
        guard 1...100 ~= name.count, !name.contains(0), size >= 0, modified >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: TarHeader.block)
        func put(_ text: String, _ at: Int) { for (index, byte) in text.utf8.enumerated() { bytes[at + index] = byte } }
        put(path, 0)
        put("0000600", 100)
        put("0000000", 108)
        put("0000000", 116)
        if size <= TarHeader.octalSize {
            put(TarHeader.octal(size, 11), 124)
        } else {
            bytes[124] = 0x80
            for index in 0..<8 { bytes[135 - index] = UInt8(truncatingIfNeeded: size >> (8 * index)) }
        }
        put(TarHeader.octal(Int(min(modified, Int64(TarHeader.octalSize))), 11), 136)
        put("0", 156)
        put("ustar\0" + "00", 257)
        put(TarHeader.octal(TarHeader.sum(bytes), 6) + "\0 ", 148)
        return bytes
    }

    /// Reads a block; nil if it is not one of an ordinary file with a plain path.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == TarHeader.block, bytes[156] == UInt8(ascii: "0"),
            bytes[257..<263].elementsEqual("ustar\0".utf8), bytes[345] == 0,
            TarHeader.number(bytes[148..<156]) == TarHeader.sum(bytes),
            let modified = TarHeader.number(bytes[136..<148])
        else { return nil }
        let name = bytes[0..<100].prefix { $0 != 0 }
        path = String(decoding: name, as: UTF8.self)
        guard !name.isEmpty, path.utf8.elementsEqual(name) else { return nil }
        if bytes[124] == 0x80 {
            guard bytes[125..<128].allSatisfy({ $0 == 0 }), bytes[128] < 0x80 else { return nil }
            size = bytes[128..<136].reduce(0) { $0 << 8 | Int($1) }
        } else {
            guard let octal = TarHeader.number(bytes[124..<136]) else { return nil }
            size = octal
        }
        self.modified = Int64(modified)
    }

    private static func octal(_ value: Int, _ digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
    }

    /// Octal digits up to a zero or a blank.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        let digits = bytes.prefix { 0x30...0x37 ~= $0 }
        guard !digits.isEmpty, bytes.dropFirst(digits.count).allSatisfy({ $0 == 0 || $0 == 0x20 }) else { return nil }
        return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
    }

    /// The sum of all bytes, those of the sum itself taken as blanks.
    private static func sum(_ bytes: [UInt8]) -> Int {
        bytes.enumerated().reduce(0) { $0 + (148..<156 ~= $1.offset ? 0x20 : Int($1.element)) }
    }
}
