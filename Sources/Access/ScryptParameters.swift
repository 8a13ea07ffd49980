// What deriving a key from a password costs (RFC 7914; OWASP Password Storage Cheat Sheet, "scrypt").
// SPDX-License-Identifier: EUPL-1.2

import CryptoExtras
import Foundation

/// The cost of scrypt: N = 2^`logN` blocks of 128 * `r` bytes, `p` times.
public struct ScryptParameters: Sendable, Hashable {
    public let logN: Int
    public let r: Int
    public let p: Int

    /// Nil outside what is worth doing and what a damaged row may cost: at most
    /// `AccessLimits.scryptBytes` of memory.
    public init?(logN: Int, r: Int, p: Int) {
        guard 1...20 ~= logN, 1...16 ~= r, 1...16 ~= p, (128 * r) << logN <= AccessLimits.scryptBytes else {
            return nil
        }
        self.init(logN, r, p)
    }

    private init(_ logN: Int, _ r: Int, _ p: Int) {
        self.logN = logN
        self.r = r
        self.p = p
    }

    /// 128 MiB for each log-in: the first choice of OWASP.
    public static let standard = ScryptParameters(17, 8, 1)
    /// 32 MiB for each log-in: OWASP's equal in work, for a machine with little memory.
    public static let lowMemory = ScryptParameters(15, 8, 3)

    /// The memory that one derivation takes, in bytes.
    public var memoryBytes: Int { (128 * r) << logN }

    /// The derived key. Nil when the library refuses, such as when there is no memory.
    package func key(password: [UInt8], salt: [UInt8], bytes: Int) -> [UInt8]? {
        guard bytes > 0 else { return nil }
        let key = try? KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: bytes, rounds: 1 << logN, blockSize: r, parallelism: p)
        return key?.withUnsafeBytes(Array.init)
    }
}
