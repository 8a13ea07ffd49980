// A random secret that someone carries, of which only the SHA-256 is kept: who reads the database cannot use it.
// SPDX-License-Identifier: EUPL-1.2

import Crypto

/// 256 random bits. What a session's cookie and a token hold.
public struct Secret: Sendable {
    let bytes: [UInt8]

    static let byteCount = 32

    /// A new one. The generator must be that of the system outside tests.
    public init(random: inout some RandomNumberGenerator) {
        bytes = random.bytes(Secret.byteCount)
    }

    /// Reads 43 characters of base64url (RFC 4648 section 5), in their one canonical form.
    public init?(text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64Text.decode(text.utf8, .url), bytes.count == Secret.byteCount
        else { return nil }
        self.bytes = bytes
    }

    /// What the bearer is given, once.
    public var text: String { Base64Text.encode(bytes, .url) }

    /// What is kept. A fast hash will do: 256 random bits cannot be guessed.
    public var hash: SecretHash { SecretHash(digest: Array(SHA256.hash(data: bytes))) }

    /// A value that only who holds this secret can make and that does not give it away: for the hidden field of a form
    /// (OWASP CSRF Prevention, "HMAC based token pattern").
    public func formKey(for use: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(use.utf8), using: SymmetricKey(data: bytes))
        return Base64Text.encode(Array(code), .url)
    }

    /// Whether a form that came back carries the value for this use.
    public func hasMade(formKey text: String, for use: String) -> Bool {
        ConstantTime.equal(Array(text.utf8), Array(formKey(for: use).utf8))
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Secret" }
    public var debugDescription: String { "Secret" }
    /// Nothing, so that no dump shows it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The SHA-256 of a secret. Looking it up in a table says nothing of use by its timing.
public struct SecretHash: Sendable, Hashable, Comparable {
    private let digest: [UInt8]

    init(digest: [UInt8]) {
        self.digest = digest
    }

    /// Reads what `text` gives; nil for anything else.
    public init?(text: String) {
        guard text.utf8.count == 43, let digest = Base64Text.decode(text.utf8, .url), digest.count == 32 else {
            return nil
        }
        self.digest = digest
    }

    /// As it is stored.
    public var text: String { Base64Text.encode(digest, .url) }

    public static func < (a: SecretHash, b: SecretHash) -> Bool {
        a.digest.lexicographicallyPrecedes(b.digest)
    }
}
