// Tells by its first bytes whether a stream is compressed or an archive.
// SPDX-License-Identifier: EUPL-1.2

/// How the bytes of a stream are packed.
enum Packing {
    case none, gzip, zstd, zip, tar

    init(prefix: [UInt8]) {
        // RFC 1952 2.3.1: ID1, ID2 and the one method there is; RFC 8878 3.1: frames and skippable frames;
        // APPNOTE 4.3.7, 4.3.16 and 8.5.3: a member, an empty archive, and the mark before a split one.
        if prefix.starts(with: [0x1F, 0x8B, 0x08]) {
            self = .gzip
        } else if prefix.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else if prefix.count >= 4, prefix[0] & 0xF0 == 0x50, prefix[1...3] == [0x2A, 0x4D, 0x18] {
            self = .zstd
        } else if prefix.count >= 4, prefix[0...1] == [0x50, 0x4B],
            [[3, 4], [5, 6], [7, 8]].contains(Array(prefix[2...3]))
        {
            self = .zip
        } else if prefix.count >= 263, prefix[257..<262].elementsEqual("ustar".utf8) {
            self = .tar
        } else {
            self = .none
        }
    }
}
