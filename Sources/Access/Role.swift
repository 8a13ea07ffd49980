// What a role may do: one table (ISO/IEC 27002:2022, 5.15 and 8.2: as little as the work asks).
// SPDX-License-Identifier: EUPL-1.2

/// What an account or token is for. Each has one.
public enum Role: String, Sendable, Hashable, CaseIterable {
    case reader
    case analyst
    case lead
    case administrator
}

/// One thing that can be done. Raw values are stable: configuration and the journal name them.
public enum Permission: String, Sendable, Hashable, CaseIterable {
    /// The queue of alerts, rules and figures.
    case readQueue = "read_queue"
    /// Whole lines of the archive.
    case searchArchive = "search_archive"
    /// Close alerts, mute, undo.
    case workQueue = "work_queue"
    case openIncident = "open_incident"
    /// Read an incident: its journal, alerts, evidence.
    case readIncident = "read_incident"
    /// Write in the journal of an incident, add alerts and evidence to it.
    case writeIncident = "write_incident"
    /// Close an incident, say who its members are, change its TLP.
    case leadIncident = "lead_incident"
    /// Take an incident or its letters out of the program.
    case exportIncident = "export_incident"
    /// Become a member of an incident without being asked, with a reason, for all to see.
    case breakGlass = "break_glass"
    /// Who read what, and who looked for whom.
    case readAudit = "read_audit"
    case manageAccounts = "manage_accounts"
    case manageTokens = "manage_tokens"
    case manageSettings = "manage_settings"
    /// Whether the program is well: disks, listeners, queues. No content.
    case readHealth = "read_health"

    /// Concerns one incident: the role alone is not enough, need-to-know decides too.
    public var concernsIncident: Bool {
        switch self {
        case .readIncident, .writeIncident, .leadIncident, .exportIncident: true
        default: false
        }
    }

    /// Only a person can answer for it, so a token never has it: who steals one cannot make himself at home.
    public var isForPersonsOnly: Bool {
        switch self {
        case .manageAccounts, .manageTokens, .breakGlass, .leadIncident: true
        default: false
        }
    }
}

extension Role {
    /// The table. The permissions of a role are those that stand here and no others; docs/access.md shows it.
    public static let table: [Role: Set<Permission>] = [
        .reader: [.readQueue, .readIncident, .readHealth],
        .analyst: [
            .readQueue, .searchArchive, .workQueue, .openIncident, .readIncident, .writeIncident, .readHealth,
        ],
        .lead: [
            .readQueue, .searchArchive, .workQueue, .openIncident, .readIncident, .writeIncident, .leadIncident,
            .exportIncident, .breakGlass, .readAudit, .readHealth,
        ],
        // Keeps the program running and sees no content, unless the members of an incident take him in by name.
        .administrator: [
            .readIncident, .writeIncident, .breakGlass, .readAudit, .manageAccounts, .manageTokens, .manageSettings,
            .readHealth,
        ],
    ]

    /// Whether the table gives it.
    public func has(_ permission: Permission) -> Bool {
        Role.table[self]?.contains(permission) == true
    }

    /// Whether an incident that is open to the house is open to this role without membership.
    public var seesOpenIncidents: Bool { self != .administrator }
}
