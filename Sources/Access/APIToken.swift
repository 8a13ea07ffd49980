// What a program shows instead of a password: `dwt_` and 256 random bits (RFC 6750: Bearer tokens).
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A token of a program: what it is for, in which role, until when. The secret itself is not kept.
public struct APIToken: Sendable, Hashable {
    /// Begins every token, so that scanners for lost secrets and people know one.
    public static let prefix = "dwt_"

    public let id: ULID
    public let label: String
    public let role: Role
    public let hash: SecretHash
    public let created: Timestamp
    public let expires: Timestamp
    public var isDisabled: Bool

    public init(
        id: ULID, label: String, role: Role, hash: SecretHash, created: Timestamp, expires: Timestamp,
        isDisabled: Bool = false
    ) {
        self.id = id
        self.label = label
        self.role = role
        self.hash = hash
        self.created = created
        self.expires = expires
        self.isDisabled = isDisabled
    }

    /// A new token, and its text to show once.
    public static func make(
        label: String, role: Role, now: Timestamp, expires: Timestamp, random: inout some RandomNumberGenerator
    ) throws(Problem) -> (token: APIToken, text: String) {
        guard 1...AccessLimits.labelBytes ~= label.utf8.count,
            label.unicodeScalars.allSatisfy({ !isControl($0) }), label.contains(where: { !$0.isWhitespace })
        else { throw Problem(.labelInvalid, [String(AccessLimits.labelBytes)]) }
        let secret = Secret(random: &random)
        let id = ULID(time: now, random: (random.next(), random.next()))
        let token = APIToken(id: id, label: label, role: role, hash: secret.hash, created: now, expires: expires)
        return (token, prefix + secret.text)
    }

    /// Whether it counts now.
    public func isValid(at now: Timestamp) -> Bool {
        !isDisabled && now < expires
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

/// The header field `Authorization` of a request.
public enum Authorization {
    /// The secret of a token, if the fields named `Authorization` are exactly one and it reads `Bearer dwt_...`.
    ///
    /// The scheme is in any case (RFC 9110, 11.1), then one or more blanks (RFC 6750, 2.1). Two fields are refused:
    /// what stands before us may have looked at the other one.
    public static func bearer(_ fields: [String]) -> Secret? {
        guard fields.count == 1, let field = fields.first, field.utf8.count <= AccessLimits.headerBytes else {
            return nil
        }
        let bytes = Array(field.utf8)
        let scheme = Array("bearer ".utf8)
        guard bytes.count > scheme.count, bytes[6] == 0x20,
            bytes.prefix(6).elementsEqual(scheme.prefix(6), by: { isLetter($0) && $0 | 0x20 == $1 })
        else { return nil }
        let rest = bytes[6...].drop { $0 == 0x20 }
        guard rest.starts(with: Array(APIToken.prefix.utf8)) else { return nil }
        return Secret(text: String(decoding: rest.dropFirst(APIToken.prefix.utf8.count), as: UTF8.self))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        0x61...0x7A ~= byte | 0x20
    }
}
