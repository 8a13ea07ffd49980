// What a sender calls a line: the only thing by which a line that comes twice is known, never its content alone.
// SPDX-License-Identifier: EUPL-1.2

import Crypto

/// The identity that a sender gave to a line, as 128 bits of a SHA-256.
public struct SenderID: Sendable, Hashable {
    /// 16 of them.
    public let bytes: [UInt8]

    /// - Parameters:
    ///   - scope: within which the id is unique: the kind of sender and its place.
    ///   - id: what the sender calls the line.
    ///   - content: the line, where the same id may come again for another one.
    public init(scope: String, id: String, content: some Collection<UInt8> = []) {
        var hash = SHA256()
        for part in [Array(scope.utf8), Array(id.utf8), Array(content)] {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: part)
        }
        bytes = Array(hash.finalize().prefix(16))
    }
}
