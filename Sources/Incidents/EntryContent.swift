// What an entry of a journal says. A new kind is a new case here, with its coding, and old entries stay readable.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// The content of an entry, by kind.
public enum EntryContent: Sendable, Hashable {
    /// An incident begins.
    case opened(title: String)
    /// Something to remember.
    case note(text: String)
    /// Alerts become part of this incident.
    case merged(alerts: [ULID])
    /// Alerts leave this incident and are open again.
    case detached(alerts: [ULID])
    /// Alerts are closed without an incident.
    case alertsClosed(alerts: [ULID], reason: CloseReason, note: String)
    case closed(reason: CloseReason, note: String)
    /// Hits of a rule, on one entity or on all, do not come to the queue until then.
    case muted(rule: String, entity: EntityRef?, until: Timestamp, reason: String)
    /// An entry of the same journal counts no more.
    case undone(sequence: Int)
    /// An entry of the same journal is replaced by this text; both stay readable.
    case corrected(sequence: Int, text: String)
    /// Someone looked a person up.
    case searchedPerson(query: String)
    /// An account was made or changed; the role is the one that it has now.
    case accountChanged(account: String, change: AccountChange, role: String)
    /// A token of a program was made or disabled.
    case tokenChanged(label: String, change: TokenChange, role: String)
    /// The clock of the server made a jump, in seconds.
    case clockJumped(seconds: Int)
    /// Days of the archive with these times are not deleted, until this entry is undone.
    case heldLogs(from: Timestamp, to: Timestamp)
    /// Days of the archive were deleted because their time was over: the first and the last of them, as days since
    /// 1970, and how many lines they had.
    case daysRemoved(from: Int32, to: Int32, lines: Int)
    /// Someone becomes a member of this incident; as a recipient also of what is TLP:RED.
    case memberAdded(account: String, isRecipient: Bool)
    case memberRemoved(account: String)
    /// Whether who is no member may read it too. Counts below TLP:AMBER only.
    case openToHouse(Bool)
    /// Someone became a member without being asked.
    case glassBroken(account: String, reason: String)
    /// A moment by which the law counts, when it was so stands beside the entry; and why that moment.
    case momentRecorded(moment: MomentKind, reason: String)
    /// A notice was given to an authority: which term it meets, and by what that can be seen. The moment of giving it
    /// stands beside the entry.
    case noticeGiven(term: String, proof: String)
    /// A sentence for letters about this incident, and the entries of the same journal on which it rests.
    case sentence(part: LetterPart, text: String, basis: [Int])
    /// A pack of rules was installed; that version is in use from then on.
    case packInstalled(RulePack)
    /// Another kept version of a pack is in use.
    case packChosen(RulePackReference)
    /// A pack is in use no more.
    case packRemoved(RulePackReference)

    /// The longest text of an entry, in bytes of UTF-8.
    public static let textBytes = 32 << 10
    /// The most alerts or entries that one entry names.
    public static let alerts = 1_000

    /// The name of the kind, as entries and the screen's words have it. Stable.
    public var kind: String {
        switch self {
        case .opened: "opened"
        case .note: "note"
        case .merged: "merged"
        case .detached: "detached"
        case .alertsClosed: "alerts_closed"
        case .closed: "closed"
        case .muted: "muted"
        case .undone: "undone"
        case .corrected: "corrected"
        case .searchedPerson: "searched_person"
        case .accountChanged: "account_changed"
        case .tokenChanged: "token_changed"
        case .clockJumped: "clock_jumped"
        case .heldLogs: "held_logs"
        case .daysRemoved: "days_removed"
        case .memberAdded: "member_added"
        case .memberRemoved: "member_removed"
        case .openToHouse: "open_to_house"
        case .glassBroken: "glass_broken"
        case .momentRecorded: "moment_recorded"
        case .noticeGiven: "notice_given"
        case .sentence: "sentence"
        case .packInstalled: "pack_installed"
        case .packChosen: "pack_chosen"
        case .packRemoved: "pack_removed"
        }
    }

    /// The texts of people in it, for the limit and for search.
    public var texts: [String] {
        switch self {
        case .opened(let text), .note(let text), .searchedPerson(let text), .corrected(_, let text): [text]
        case .alertsClosed(_, _, let note), .closed(_, let note): [note]
        case .muted(let rule, let entity, _, let reason): [rule, entity?.description ?? "", reason]
        case .accountChanged(let text, _, let role), .tokenChanged(let text, _, let role): [text, role]
        case .memberAdded(let account, _), .memberRemoved(let account): [account]
        case .glassBroken(let account, let reason): [account, reason]
        case .momentRecorded(_, let reason): [reason]
        case .noticeGiven(let term, let proof): [term, proof]
        case .sentence(_, let text, _): [text]
        case .packInstalled(let pack):
            [pack.name, pack.version, pack.licence ?? "", pack.source ?? "", pack.about ?? ""]
        case .packChosen(let pack), .packRemoved(let pack): [pack.name, pack.version]
        case .merged, .detached, .undone, .clockJumped, .heldLogs, .daysRemoved, .openToHouse: []
        }
    }

    /// Whether it keeps to the limits.
    public var isWithinLimits: Bool {
        let ids =
            switch self {
            case .merged(let alerts), .detached(let alerts), .alertsClosed(let alerts, _, _): alerts.count
            case .sentence(_, _, let basis): basis.count
            default: 0
            }
        return ids <= EntryContent.alerts && texts.reduce(0) { $0 + $1.utf8.count } <= EntryContent.textBytes
    }
}
