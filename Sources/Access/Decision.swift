// Who may do what: the one question that pages, API, search, counts, exports and notices all ask.
// TLP 2.0 (FIRST), section 2; ISO/IEC 27002:2022, 5.15: need-to-know.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// Who asks: a person who is logged in, or a program with a token.
public enum Requester: Sendable, Hashable {
    case person(AccountName, Role)
    case token(ULID, Role)

    /// What its permissions come from.
    public var role: Role {
        switch self {
        case .person(_, let role), .token(_, let role): role
        }
    }

    /// The person who asks; nil for a program.
    public var name: AccountName? {
        switch self {
        case .person(let name, _): name
        case .token: nil
        }
    }
}

extension Requester {
    /// The person of a session that stands.
    public init(_ session: Session) {
        self = .person(session.account, session.role)
    }

    /// The program of a token, if that counts now.
    public init?(_ token: APIToken, at now: Timestamp) {
        guard token.isValid(at: now) else { return nil }
        self = .token(token.id, token.role)
    }
}

/// Who needs to know an incident, and how far it may go.
public struct Circle: Sendable, Hashable {
    public var tlp: TLP
    /// The people who work on it, by name, and those who broke the glass.
    public var members: Set<AccountName>
    /// For TLP:RED: the members who may read it. Others of the members may not.
    public var recipients: Set<AccountName>
    /// Open to everyone in the house whose role reads incidents. Only below TLP:AMBER.
    public var isOpen: Bool
    /// Who opened it: members who lead it, also when their role would not.
    public var leads: Set<AccountName>

    public init(
        tlp: TLP = .amber, members: Set<AccountName> = [], recipients: Set<AccountName> = [], isOpen: Bool = false,
        leads: Set<AccountName> = []
    ) {
        self.tlp = tlp
        self.members = members
        self.recipients = recipients
        self.isOpen = isOpen
        self.leads = leads
    }

    /// The circle of a part of it, an entry of the journal for instance: never wider than the whole.
    public func part(tlp: TLP, recipients: Set<AccountName> = []) -> Circle {
        var part = self
        part.tlp = max(self.tlp, tlp)
        // RED within RED: who is named for the whole and for the part.
        if tlp == .red { part.recipients = self.tlp == .red ? self.recipients.intersection(recipients) : recipients }
        return part
    }

    /// Whether need-to-know lets this requester in, whatever the permission.
    func admits(_ requester: Requester) -> Bool {
        let isMember = requester.name.map(members.contains) ?? false
        switch tlp {
        // "For the eyes and ears of individual recipients only, no further disclosure."
        case .red: return isMember && (requester.name.map(recipients.contains) ?? false)
        // "Limited disclosure, recipients can only spread this on a need-to-know basis."
        case .amber, .amberStrict: return isMember
        case .clear, .green: return isMember || (isOpen && requester.role.seesOpenIncidents)
        }
    }
}

/// What is asked about.
public enum Subject: Sendable, Hashable {
    /// The house as a whole: queue, rules, accounts, settings.
    case house
    /// An incident or a part of one.
    case incident(Circle)
}

/// The decision. Everything that is not said to be allowed is not.
public enum Decision {
    /// Whether this requester may do this with that.
    public static func may(_ requester: Requester, _ permission: Permission, on subject: Subject) -> Bool {
        guard requester.role.has(permission) || leads(requester, permission, subject) else { return false }
        if permission.isForPersonsOnly, requester.name == nil { return false }
        switch subject {
        case .house: return !permission.concernsIncident
        case .incident(let circle):
            if permission.concernsIncident { return circle.admits(requester) }
            // Breaking the glass makes one a member: it opens all but what is for named persons.
            return permission == .breakGlass && circle.tlp != .red
        }
    }

    /// Who opened an incident leads it, as long as his role may open one.
    private static func leads(_ requester: Requester, _ permission: Permission, _ subject: Subject) -> Bool {
        guard permission == .leadIncident, case .incident(let circle) = subject, let name = requester.name else {
            return false
        }
        return requester.role.has(.openIncident) && circle.leads.contains(name)
    }

    /// The value, as one that may be used for this. What is not there and what is not allowed give the same problem.
    public static func clear<Value>(
        _ value: Value?, for requester: Requester, to permission: Permission, _ subject: (Value) -> Subject
    ) throws(Problem) -> Cleared<Value> {
        guard let value, may(requester, permission, on: subject(value)) else { throw Problem(.notFound) }
        return Cleared(value: value, requester: requester, permission: permission)
    }

    /// Those of the values that may be used for this, in their order. Counts and pages are made of what this gives.
    public static func clear<Value>(
        all values: some Sequence<Value>, for requester: Requester, to permission: Permission,
        _ subject: (Value) -> Subject
    ) -> [Cleared<Value>] {
        values.compactMap { value in
            may(requester, permission, on: subject(value))
                ? Cleared(value: value, requester: requester, permission: permission) : nil
        }
    }
}

/// A value with the decision that it may be used: only `Decision` makes one, so that who takes a cleared value cannot
/// be called without having asked.
public struct Cleared<Value> {
    public let value: Value
    public let requester: Requester
    public let permission: Permission

    fileprivate init(value: Value, requester: Requester, permission: Permission) {
        self.value = value
        self.requester = requester
        self.permission = permission
    }
}

extension Cleared: Sendable where Value: Sendable {}
