// What someone wants to write in the journal of an incident, and whether that can be: which permission it takes, and
// what must be so in the journal.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents
import Store

/// The body of a new entry. Which members it has depends on its kind.
struct EntryBody: CallBody {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, text, alerts, reason, note, entry, account, recipient, open, tlp, visibility, occurred, seen
        case moment, term, proof, part, basis
    }

    let kind: String
    let text: String?
    let alerts: [String]?
    let reason: String?
    let note: String?
    let entry: String?
    let account: String?
    let recipient: Bool?
    let open: Bool?
    let tlp: String?
    let visibility: String?
    let occurred: MomentBody?
    let seen: String?
    let moment: String?
    let term: String?
    let proof: String?
    let part: String?
    let basis: [String]?

    /// The members that are there.
    var given: Set<String> {
        let all: [(CodingKeys, Bool)] = [
            (.text, text != nil), (.alerts, alerts != nil), (.reason, reason != nil), (.note, note != nil),
            (.entry, entry != nil), (.account, account != nil), (.recipient, recipient != nil), (.open, open != nil),
            (.tlp, tlp != nil), (.visibility, visibility != nil), (.occurred, occurred != nil),
            (.moment, moment != nil),
            (.term, term != nil), (.proof, proof != nil), (.part, part != nil), (.basis, basis != nil),
        ]
        return Set(all.filter(\.1).map(\.0.rawValue))
    }
}

/// A new entry, read.
struct EntryOrder: Sendable {
    enum Kind: Sendable {
        case note(String)
        case merged([ULID])
        case detached([ULID])
        case closed(CloseReason, String)
        case corrected(entry: String, String)
        case undone(entry: String)
        case memberAdded(AccountName, isRecipient: Bool)
        case memberRemoved(AccountName)
        case openToHouse(Bool)
        case glassBroken(reason: String)
        case momentRecorded(MomentKind, reason: String)
        case noticeGiven(term: String, proof: String)
        /// The entries on which it rests, by their ids.
        case sentence(LetterPart, String, basis: [String])
    }

    let kind: Kind
    private let tlp: TLP?
    private let visibility: Visibility
    private let occurred: Moment?
    /// The id of the last entry that the writer has seen.
    private let seen: String?

    init(
        _ kind: Kind, tlp: TLP? = nil, visibility: Visibility = .confidential, occurred: Moment? = nil,
        seen: String? = nil
    ) {
        self.kind = kind
        self.tlp = tlp
        self.visibility = visibility
        self.occurred = occurred
        self.seen = seen
    }

    /// - Throws: `Problem` unless it has what its kind takes, and nothing else.
    init(_ body: EntryBody) throws(Problem) {
        var takes: Set<String> = []
        switch body.kind {
        case "note":
            kind = .note(try EntryFields.text("text", body.text))
            takes = ["text", "tlp", "occurred"]
        case "merged":
            kind = .merged(try EntryFields.alerts(body.alerts))
            takes = ["alerts"]
        case "detached":
            kind = .detached(try EntryFields.alerts(body.alerts))
            takes = ["alerts"]
        case "closed":
            kind = .closed(try EntryFields.reason(body.reason), body.note ?? "")
            takes = ["reason", "note", "occurred"]
        case "corrected":
            kind = .corrected(
                entry: try EntryFields.text("entry", body.entry), try EntryFields.text("text", body.text))
            takes = ["entry", "text", "tlp"]
        case "undone":
            kind = .undone(entry: try EntryFields.text("entry", body.entry))
            takes = ["entry"]
        case "member_added":
            kind = .memberAdded(
                try EntryFields.account("account", body.account), isRecipient: body.recipient ?? false)
            takes = ["account", "recipient"]
        case "member_removed":
            kind = .memberRemoved(try EntryFields.account("account", body.account))
            takes = ["account"]
        case "open_to_house":
            guard let isOpen = body.open else { throw Problem(.memberMissing, ["open"]) }
            kind = .openToHouse(isOpen)
            takes = ["open"]
        case "glass_broken":
            kind = .glassBroken(reason: try EntryFields.text("reason", body.reason))
            takes = ["reason"]
        case "moment_recorded", "notice_given", "sentence":
            (kind, takes) = try EntryOrder.ofLaw(body)
        default: throw Problem(.memberInvalid, ["kind"])
        }
        takes.insert("visibility")
        if let other = body.given.subtracting(takes).min() { throw Problem(.memberUnknown, [other]) }
        tlp = try EntryFields.word("tlp", body.tlp, TLP.self)
        visibility = try EntryFields.word("visibility", body.visibility, Visibility.self) ?? .confidential
        occurred = try EntryFields.moment(body.occurred)
        seen = body.seen
    }

    private static func ofLaw(_ body: EntryBody) throws(Problem) -> (Kind, Set<String>) {
        switch body.kind {
        case "moment_recorded":
            guard let moment = try EntryFields.word("moment", body.moment, MomentKind.self) else {
                throw Problem(.memberMissing, ["moment"])
            }
            guard body.occurred != nil else { throw Problem(.memberMissing, ["occurred"]) }
            return (
                .momentRecorded(moment, reason: try EntryFields.text("reason", body.reason)),
                ["moment", "reason", "occurred", "tlp"]
            )
        case "notice_given":
            guard body.occurred != nil else { throw Problem(.memberMissing, ["occurred"]) }
            return (
                .noticeGiven(
                    term: try EntryFields.text("term", body.term), proof: try EntryFields.text("proof", body.proof)),
                ["term", "proof", "occurred", "tlp"]
            )
        default:
            guard let part = try EntryFields.word("part", body.part, LetterPart.self) else {
                throw Problem(.memberMissing, ["part"])
            }
            return (
                .sentence(part, try EntryFields.text("text", body.text), basis: body.basis ?? []),
                ["part", "text", "basis", "tlp"]
            )
        }
    }

    /// The alerts that it names.
    var alerts: [ULID]? {
        switch kind {
        case .merged(let alerts), .detached(let alerts): alerts
        default: nil
        }
    }

    /// Who becomes a member by it.
    var newMember: AccountName? {
        if case .memberAdded(let name, _) = kind { name } else { nil }
    }

    /// - Throws: that it is not allowed. Only for who may read the incident: for others it is not there.
    static func check(_ permission: Permission, _ circle: Circle, _ requester: Requester) throws(Problem) {
        guard Decision.may(requester, permission, on: .incident(circle)) else {
            throw Problem(.forbidden, [permission.rawValue])
        }
    }

    /// The entry for an incident as it is now.
    ///
    /// - Throws: `Problem` if it cannot be, or not by this one.
    func draft(_ file: IncidentFile, _ requester: Requester) throws(Problem) -> EntryDraft {
        let circle = file.summary.circle
        try EntryOrder.check(.writeIncident, circle, requester)
        if let seen, file.entries.last?.entryID != seen {
            // One that was never there for this one is no conflict, but he knows no better.
            throw Problem(.changedMeanwhile)
        }
        let (content, target) = try content(file)
        let kinds = try EntryOrder.chain(target ?? content, content, file)
        for kind in kinds where kind.isForLeads {
            try EntryOrder.check(.leadIncident, circle, requester)
        }
        var draft = EntryDraft(
            .log(.incident(file.summary.number)), content, by: requester.actor, occurred: occurred,
            tlp: max(circle.tlp, max(tlp ?? .clear, targetTLP(file))), visibility: visibility)
        guard leavesSomeone(draft, file) else { throw Problem(.lastMember) }
        // A note changes nothing that others decide on: it need not wait for them.
        if case .note = content, seen == nil { return draft }
        draft.seen = file.last
        return draft
    }

    /// Whether there is still someone who may see the incident. What says who may is seen by all who may.
    private func leavesSomeone(_ draft: EntryDraft, _ file: IncidentFile) -> Bool {
        switch kind {
        case .memberRemoved, .undone, .memberAdded: break
        default: return true
        }
        let number = file.summary.number
        let entry = JournalEntry(
            log: .incident(number), sequence: file.last + 1, recorded: Timestamp(nanoseconds: 0), actor: draft.actor,
            tlp: draft.tlp, content: draft.content)
        let people = IncidentState(number, file.entries + [entry]).people
        let seeing = file.summary.circle.tlp == .red ? people.members.intersection(people.recipients) : people.members
        return !seeing.isEmpty
    }

    private func content(_ file: IncidentFile) throws(Problem) -> (EntryContent, undone: EntryContent?) {
        switch kind {
        case .note(let text): return (.note(text: text), nil)
        case .merged(let alerts): return (.merged(alerts: alerts), nil)
        case .detached(let alerts):
            guard Set(file.state.alerts).isSuperset(of: alerts) else { throw Problem(.notThere) }
            return (.detached(alerts: alerts), nil)
        case .closed(let reason, let note):
            guard file.state.closed == nil else { throw Problem(.closedAlready) }
            return (.closed(reason: reason, note: note), nil)
        case .corrected(let id, let text):
            let target = try EntryOrder.find(id, file)
            switch target.content {
            case .note, .sentence: break
            default: throw Problem(.notUndoable)
            }
            return (.corrected(sequence: target.sequence, text: text), nil)
        case .undone(let id):
            let target = try EntryOrder.find(id, file)
            return (.undone(sequence: target.sequence), target.content)
        case .memberAdded(let name, let isRecipient):
            return (.memberAdded(account: name.text, isRecipient: isRecipient), nil)
        case .memberRemoved(let name):
            guard file.summary.circle.members.contains(name) else { throw Problem(.notThere) }
            return (.memberRemoved(account: name.text), nil)
        case .openToHouse(let isOpen):
            if isOpen, file.summary.circle.tlp >= .amber { throw Problem(.notOpenable) }
            return (.openToHouse(isOpen), nil)
        case .glassBroken(let reason): return (.glassBroken(account: "", reason: reason), nil)
        case .momentRecorded(let moment, let reason): return (.momentRecorded(moment: moment, reason: reason), nil)
        case .noticeGiven(let term, let proof): return (.noticeGiven(term: term, proof: proof), nil)
        case .sentence(let part, let text, let basis):
            var sequences: [Int] = []
            for id in basis { sequences.append(try EntryOrder.find(id, file).sequence) }
            return (.sentence(part: part, text: text, basis: sequences.sorted()), nil)
        }
    }

    /// The kinds that an entry touches: its own, and through undoing those behind it.
    private static func chain(
        _ target: EntryContent, _ content: EntryContent, _ file: IncidentFile
    ) throws(Problem) -> [EntryContent] {
        var kinds = [content]
        var next: EntryContent? = target
        if case .undone = content {} else { next = nil }
        while let kind = next {
            kinds.append(kind)
            guard kind.isUndoable else { throw Problem(.notUndoable) }
            next = nil
            if case .undone(let sequence) = kind {
                next = file.entries.first { $0.sequence == sequence }?.content
            }
        }
        return kinds
    }

    /// What it is about is never told more widely by it.
    private func targetTLP(_ file: IncidentFile) -> TLP {
        switch kind {
        case .undone(let id), .corrected(let id, _): file.entries.first { $0.entryID == id }?.tlp ?? .clear
        default: .clear
        }
    }

    private static func find(_ id: String, _ file: IncidentFile) throws(Problem) -> JournalEntry {
        guard let entry = file.entries.first(where: { $0.entryID == id }) else { throw Problem(.notThere) }
        return entry
    }
}

extension EntryContent {
    /// Whether only who leads the incident may write or undo it.
    fileprivate var isForLeads: Bool {
        switch self {
        case .closed, .memberAdded, .memberRemoved, .openToHouse, .glassBroken, .heldLogs: true
        default: false
        }
    }

    /// Whether it can count no more. Without its opening an incident is nothing.
    fileprivate var isUndoable: Bool {
        if case .opened = self { false } else { true }
    }
}
