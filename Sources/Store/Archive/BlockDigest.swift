// The hash of a block, by which damage on disk is seen when it is read.
// SPDX-License-Identifier: EUPL-1.2

import Crypto

/// SHA-256 over the index and the lines of a block.
enum BlockDigest {
    static func of(_ index: [UInt8], _ lines: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: index)
        hash.update(data: lines)
        return Array(hash.finalize())
    }
}
