// A person who can log in.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// An account: who, in which role, and the hash of the password.
public struct Account: Sendable, Hashable {
    public let name: AccountName
    public var role: Role
    public var isDisabled: Bool
    /// Nil: nobody can log in with a password.
    public var password: PasswordHash?
    /// Sessions that began before this are over: set by a new password and by "end all sessions".
    public var sessionsSince: Timestamp?

    public init(
        name: AccountName, role: Role, isDisabled: Bool = false, password: PasswordHash? = nil,
        sessionsSince: Timestamp? = nil
    ) {
        self.name = name
        self.role = role
        self.isDisabled = isDisabled
        self.password = password
        self.sessionsSince = sessionsSince
    }
}
