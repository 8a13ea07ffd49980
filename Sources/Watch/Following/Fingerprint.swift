// By what a part of a file is known again: where it lies, and a hash of it.
// SPDX-License-Identifier: EUPL-1.2

import Crypto

/// A part of a file.
struct Fingerprint: Sendable, Hashable {
    /// Where the part ends.
    let end: Int64
    let length: Int
    /// The first 128 bits of its SHA-256, in hexadecimal.
    let digest: String

    /// Nothing: every file has it.
    static let none = Fingerprint([], end: 0)

    init(_ bytes: [UInt8], end: Int64) {
        self.end = end
        length = bytes.count
        digest = bytes.isEmpty ? "" : Fingerprint.digest(bytes)
    }

    init(end: Int64, length: Int, digest: String) {
        self.end = end
        self.length = length
        self.digest = digest
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = SHA256.hash(data: bytes).prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a file has that part.
    func matches(_ file: OpenFile) throws(FileFailure) -> Bool {
        guard length > 0 else { return true }
        guard length <= FollowLimits.knownBytes, end >= Int64(length) else { return false }
        let bytes = try file.bytes(at: end - Int64(length), count: length)
        return bytes.count == length && Fingerprint.digest(bytes) == digest
    }
}
