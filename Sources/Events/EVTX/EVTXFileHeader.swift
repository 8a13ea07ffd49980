// The header of a Windows event log: the first 4,096 bytes, of which 128 are used.
// SPDX-License-Identifier: EUPL-1.2

/// What the header of a Windows event log says. None of it is trusted beyond the signature: a log that was copied
/// while Windows wrote it has an old header, so a reader walks the chunks by the size of the file.
public struct EVTXFileHeader: Sendable {
    /// The size of the header as it stands in the file; the chunks come after it.
    public static let blockSize = 4_096
    /// The size of a chunk.
    public static let chunkSize = 65_536

    public let chunkCount: Int
    public let nextRecordID: UInt64
    public let minorVersion: Int
    public let majorVersion: Int
    /// The log was not closed well: the header may lag behind the chunks.
    public let isDirty: Bool
    /// Whether the checksum over the first 120 bytes holds. A log with a wrong one is read all the same.
    public let checksumHolds: Bool

    /// Whether the bytes begin as a Windows event log does.
    public static func isSignature(_ bytes: Bytes) -> Bool {
        bytes.count >= 8 && bytes.prefix(8).elementsEqual("ElfFile\0".utf8)
    }

    /// Nil if the bytes are no header of a Windows event log.
    public init?(_ bytes: Bytes) {
        guard bytes.count >= 128, EVTXFileHeader.isSignature(bytes), let start = bytes.baseAddress else { return nil }
        let raw = UnsafeRawPointer(start)
        nextRecordID = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        minorVersion = Int(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 36, as: UInt16.self)))
        majorVersion = Int(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 38, as: UInt16.self)))
        chunkCount = Int(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 42, as: UInt16.self)))
        isDirty = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 120, as: UInt32.self)) & 1 != 0
        let stated = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 124, as: UInt32.self))
        checksumHolds = CRC32.of(Bytes(start: start, count: 120)) == stated
    }
}

/// The CRC-32 of IEEE 802.3, for headers of files: one byte at a time.
package enum CRC32 {
    package static func of(_ bytes: Bytes) -> UInt32 {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
        return ~crc
    }
}
