// Blocks of the archive, compressed with Zstandard (RFC 8878) by libzstd.
// SPDX-License-Identifier: EUPL-1.2

import CZstd

/// One frame in, one frame out.
enum Zstd {
    /// How much time compression may take.
    enum Effort: Int32 {
        /// A third of what reading lines takes; for when they wait.
        case hasty = 3
        /// As long as reading them, for a fifth less disk.
        case thorough = 7
    }

    static func compressed(_ bytes: [UInt8], _ effort: Effort) -> [UInt8] {
        let bound = ZSTD_compressBound(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            let size = ZSTD_compress(target.baseAddress, bound, bytes, bytes.count, effort.rawValue)
            // Compression into the full bound cannot fail but for want of memory, where the program ends anyway.
            count = ZSTD_isError(size) == 0 ? size : 0
        }
    }

    /// The bytes of a frame; nil if it is damaged, or says that it holds more than `limit` bytes.
    static func decompressed(_ frame: UnsafeRawBufferPointer, limit: Int) -> [UInt8]? {
        let stated = ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
        guard stated <= UInt64(limit) else { return nil }
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(stated)) { target, count in
            let size = ZSTD_decompress(target.baseAddress, target.count, frame.baseAddress, frame.count)
            isWhole = ZSTD_isError(size) == 0 && size == Int(stated)
            count = isWhole ? size : 0
        }
        return isWhole ? bytes : nil
    }
}
