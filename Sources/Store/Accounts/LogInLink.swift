// What a new person gets in place of a password.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base

/// A link by which one person logs in once, without a password. Its secret is not kept.
public struct LogInLink: Sendable, Hashable {
    /// Of the secret in it.
    public let hash: SecretHash
    public let account: AccountName
    public let created: Timestamp
    public let expires: Timestamp

    /// Whether it counts now. A time before it was made is that of a clock that was set back.
    func isValid(at now: Timestamp) -> Bool {
        created <= now && now < expires
    }
}
