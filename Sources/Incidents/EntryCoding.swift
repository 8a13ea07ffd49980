// Entries as canonical JSON, and back. The bytes are what is hashed, so every field has one place and one form.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

extension JournalEntry {
    /// The bytes of the entry (RFC 8785); nil if a number is beyond what JSON can say.
    public var bytes: [UInt8]? {
        var members: [String: CanonicalJSON] = [
            "v": .integer(JournalEntry.version), "log": .string(log.name), "seq": .integer(Int64(sequence)),
            "at": .string(recorded.description), "kind": .string(content.kind), "tlp": .string(tlp.rawValue),
            "visibility": .string(visibility.rawValue), "content": .object(content.members),
        ]
        switch actor {
        case .person(let name): members["actor"] = .string("person:" + name)
        case .token(let id): members["actor"] = .string("token:" + id)
        case .program: members["actor"] = .string("program")
        }
        if let occurred {
            members["occurred"] = .object([
                "time": .string(occurred.time.description), "precision": .string(occurred.precision.rawValue),
            ])
        }
        return CanonicalJSON.object(members).bytes
    }

    /// Reads an entry from its bytes; nil if they are not exactly those of an entry that this release knows.
    public init?(bytes: [UInt8]) {
        guard case .object(let members) = CanonicalJSON(bytes: bytes), members["v"] == .integer(JournalEntry.version),
            let log = members["log"]?.text.flatMap(JournalLog.init(name:)), let sequence = members["seq"]?.number,
            let recorded = members["at"]?.text.flatMap(Timestamp.init(canonical:)),
            let actor = members["actor"]?.text.flatMap(Actor.init(coded:)),
            let tlp = members["tlp"]?.text.flatMap(TLP.init),
            let visibility = members["visibility"]?.text.flatMap(Visibility.init),
            let kind = members["kind"]?.text, case .object(let content)? = members["content"],
            let content = EntryContent(kind: kind, content)
        else { return nil }
        var occurred: Moment?
        if let moment = members["occurred"] {
            guard case .object(let parts) = moment,
                let time = parts["time"]?.text.flatMap(Timestamp.init(canonical:)),
                let precision = parts["precision"]?.text.flatMap(Moment.Precision.init)
            else { return nil }
            occurred = Moment(time, precision)
        }
        self.init(
            log: log, sequence: Int(sequence), recorded: recorded, occurred: occurred, actor: actor, tlp: tlp,
            visibility: visibility, content: content)
        // What is not read would be lost when it is written again.
        guard self.bytes == bytes else { return nil }
    }
}

extension Actor {
    fileprivate init?(coded text: String) {
        if text == "program" {
            self = .program
        } else if text.utf8.starts(with: "person:".utf8) {
            // By bytes: a name may begin with a mark that joins the colon to one character.
            self = .person(String(decoding: text.utf8.dropFirst(7), as: UTF8.self))
        } else if text.utf8.starts(with: "token:".utf8) {
            self = .token(String(decoding: text.utf8.dropFirst(6), as: UTF8.self))
        } else {
            return nil
        }
    }
}

extension EntryContent {
    /// The members of `content`.
    fileprivate var members: [String: CanonicalJSON] {
        switch self {
        case .opened(let title): ["title": .string(title)]
        case .note(let text): ["text": .string(text)]
        case .merged(let alerts), .detached(let alerts): ["alerts": EntryContent.list(alerts)]
        case .alertsClosed(let alerts, let reason, let note):
            ["alerts": EntryContent.list(alerts), "reason": .string(reason.rawValue), "note": .string(note)]
        case .closed(let reason, let note): ["reason": .string(reason.rawValue), "note": .string(note)]
        case .muted(let rule, let entity, let until, let reason):
            [
                "rule": .string(rule), "entity": entity.map { .string($0.description) } ?? .null,
                "until": .string(until.description), "reason": .string(reason),
            ]
        case .undone(let sequence): ["seq": .integer(Int64(sequence))]
        case .corrected(let sequence, let text): ["seq": .integer(Int64(sequence)), "text": .string(text)]
        case .searchedPerson(let query): ["query": .string(query)]
        case .accountChanged(let account, let change, let role):
            ["account": .string(account), "change": .string(change.rawValue), "role": .string(role)]
        case .tokenChanged(let label, let change, let role):
            ["label": .string(label), "change": .string(change.rawValue), "role": .string(role)]
        case .clockJumped(let seconds): ["seconds": .integer(Int64(seconds))]
        case .heldLogs(let from, let to): ["from": .string(from.description), "to": .string(to.description)]
        case .daysRemoved(let from, let to, let lines):
            [
                "from": .string(ArchivePosition.text(day: from)), "to": .string(ArchivePosition.text(day: to)),
                "lines": .integer(Int64(lines)),
            ]
        case .memberAdded(let account, let isRecipient):
            ["account": .string(account), "recipient": .boolean(isRecipient)]
        case .memberRemoved(let account): ["account": .string(account)]
        case .openToHouse(let isOpen): ["open": .boolean(isOpen)]
        case .glassBroken(let account, let reason): ["account": .string(account), "reason": .string(reason)]
        case .momentRecorded(let moment, let reason):
            ["moment": .string(moment.rawValue), "reason": .string(reason)]
        case .noticeGiven(let term, let proof): ["term": .string(term), "proof": .string(proof)]
        case .sentence(let part, let text, let basis):
            [
                "part": .string(part.rawValue), "text": .string(text),
                "basis": .array(basis.map { .integer(Int64($0)) }),
            ]
        case .packInstalled(let pack): pack.members
        case .packChosen(let pack), .packRemoved(let pack): pack.members
        }
    }

    fileprivate init?(kind: String, _ members: [String: CanonicalJSON]) {
        func text(_ name: String) -> String? { members[name]?.text }
        let alerts = members["alerts"].flatMap(EntryContent.alerts(in:))
        let reason = text("reason").flatMap(CloseReason.init)
        let sequence = members["seq"]?.number.map { Int($0) }
        let content: EntryContent? =
            switch kind {
            case "opened": text("title").map { .opened(title: $0) }
            case "note": text("text").map { .note(text: $0) }
            case "merged": alerts.map { .merged(alerts: $0) }
            case "detached": alerts.map { .detached(alerts: $0) }
            case "alerts_closed": EntryContent.alertsClosed(alerts, reason, text("note"))
            case "closed": EntryContent.closed(reason, text("note"))
            case "muted": EntryContent.muted(members)
            case "undone": sequence.map { .undone(sequence: $0) }
            case "corrected": EntryContent.corrected(sequence, text("text"))
            case "searched_person": text("query").map { .searchedPerson(query: $0) }
            case "account_changed": EntryContent.accountChanged(members)
            case "token_changed": EntryContent.tokenChanged(members)
            case "clock_jumped": (members["seconds"]?.number).map { .clockJumped(seconds: Int($0)) }
            case "held_logs": EntryContent.heldLogs(text("from"), text("to"))
            case "days_removed": EntryContent.daysRemoved(text("from"), text("to"), members["lines"]?.number)
            default:
                EntryContent.ofPeople(kind, members) ?? EntryContent.ofLaw(kind, members)
                    ?? EntryContent.ofPacks(kind, members)
            }
        guard let content else { return nil }
        self = content
    }

    /// The kinds that say who may see an incident.
    private static func ofPeople(_ kind: String, _ members: [String: CanonicalJSON]) -> EntryContent? {
        let account = members["account"]?.text
        switch kind {
        case "member_added":
            guard let account, case .boolean(let isRecipient)? = members["recipient"] else { return nil }
            return .memberAdded(account: account, isRecipient: isRecipient)
        case "member_removed": return account.map { .memberRemoved(account: $0) }
        case "open_to_house":
            guard case .boolean(let isOpen)? = members["open"] else { return nil }
            return .openToHouse(isOpen)
        case "glass_broken":
            guard let account, let reason = members["reason"]?.text else { return nil }
            return .glassBroken(account: account, reason: reason)
        default: return nil
        }
    }

    /// The kinds by which the incident is accounted for.
    private static func ofLaw(_ kind: String, _ members: [String: CanonicalJSON]) -> EntryContent? {
        func text(_ name: String) -> String? { members[name]?.text }
        switch kind {
        case "moment_recorded":
            guard let moment = text("moment").flatMap(MomentKind.init), let reason = text("reason") else { return nil }
            return .momentRecorded(moment: moment, reason: reason)
        case "notice_given":
            guard let term = text("term"), let proof = text("proof") else { return nil }
            return .noticeGiven(term: term, proof: proof)
        case "sentence":
            guard let part = text("part").flatMap(LetterPart.init), let text = text("text"),
                case .array(let items)? = members["basis"]
            else { return nil }
            let basis = items.compactMap(\.number).map { Int($0) }
            return basis.count == items.count ? .sentence(part: part, text: text, basis: basis) : nil
        default: return nil
        }
    }

    /// The kinds that say which packs of rules are in use.
    private static func ofPacks(_ kind: String, _ members: [String: CanonicalJSON]) -> EntryContent? {
        guard let reference = RulePackReference(members) else { return nil }
        switch kind {
        case "pack_installed": return RulePack(reference, members).map { .packInstalled($0) }
        case "pack_chosen": return .packChosen(reference)
        case "pack_removed": return .packRemoved(reference)
        default: return nil
        }
    }

    private static func alertsClosed(_ alerts: [ULID]?, _ reason: CloseReason?, _ note: String?) -> EntryContent? {
        guard let alerts, let reason, let note else { return nil }
        return .alertsClosed(alerts: alerts, reason: reason, note: note)
    }

    private static func closed(_ reason: CloseReason?, _ note: String?) -> EntryContent? {
        guard let reason, let note else { return nil }
        return .closed(reason: reason, note: note)
    }

    private static func corrected(_ sequence: Int?, _ text: String?) -> EntryContent? {
        guard let sequence, let text else { return nil }
        return .corrected(sequence: sequence, text: text)
    }

    private static func accountChanged(_ members: [String: CanonicalJSON]) -> EntryContent? {
        guard let account = members["account"]?.text, let role = members["role"]?.text,
            let change = members["change"]?.text.flatMap(AccountChange.init)
        else { return nil }
        return .accountChanged(account: account, change: change, role: role)
    }

    private static func tokenChanged(_ members: [String: CanonicalJSON]) -> EntryContent? {
        guard let label = members["label"]?.text, let role = members["role"]?.text,
            let change = members["change"]?.text.flatMap(TokenChange.init)
        else { return nil }
        return .tokenChanged(label: label, change: change, role: role)
    }

    private static func heldLogs(_ from: String?, _ to: String?) -> EntryContent? {
        guard let from = from.flatMap(Timestamp.init(canonical:)), let to = to.flatMap(Timestamp.init(canonical:))
        else { return nil }
        return .heldLogs(from: from, to: to)
    }

    private static func daysRemoved(_ from: String?, _ to: String?, _ lines: Int64?) -> EntryContent? {
        guard let from = from.flatMap({ ArchivePosition.day($0) }), let to = to.flatMap({ ArchivePosition.day($0) }),
            let lines
        else { return nil }
        return .daysRemoved(from: from, to: to, lines: Int(lines))
    }

    private static func muted(_ members: [String: CanonicalJSON]) -> EntryContent? {
        guard let rule = members["rule"]?.text, let until = members["until"]?.text.flatMap(Timestamp.init(canonical:)),
            let reason = members["reason"]?.text, let coded = members["entity"]
        else { return nil }
        if coded == .null { return .muted(rule: rule, entity: nil, until: until, reason: reason) }
        guard let entity = coded.text.flatMap({ EntityRef($0) }) else { return nil }
        return .muted(rule: rule, entity: entity, until: until, reason: reason)
    }

    private static func list(_ alerts: [ULID]) -> CanonicalJSON {
        .array(alerts.map { .string($0.description) })
    }

    private static func alerts(in value: CanonicalJSON) -> [ULID]? {
        guard case .array(let values) = value else { return nil }
        let alerts = values.compactMap { $0.text.flatMap { ULID($0) } }
        return alerts.count == values.count ? alerts : nil
    }
}

extension RulePackReference {
    fileprivate var members: [String: CanonicalJSON] {
        ["name": .string(name), "version": .string(version), "sha256": .string(digest)]
    }

    fileprivate init?(_ members: [String: CanonicalJSON]) {
        guard let name = members["name"]?.text, let version = members["version"]?.text,
            let digest = members["sha256"]?.text
        else { return nil }
        self.init(name: name, version: version, digest: digest)
    }
}

extension RulePack {
    fileprivate var members: [String: CanonicalJSON] {
        func optional(_ text: String?) -> CanonicalJSON { text.map { .string($0) } ?? .null }
        let more: [String: CanonicalJSON] = [
            "form": .string(form.rawValue), "bytes": .integer(Int64(bytes)), "licence": optional(licence),
            "source": optional(source), "description": optional(about), "loaded": .integer(Int64(counts.loaded)),
            "unmapped": .integer(Int64(counts.unmapped)), "rejected": .integer(Int64(counts.rejected)),
        ]
        return reference.members.merging(more) { first, _ in first }
    }

    fileprivate init?(_ reference: RulePackReference, _ members: [String: CanonicalJSON]) {
        func number(_ name: String) -> Int? {
            members[name]?.number.flatMap { $0 >= 0 ? Int($0) : nil }
        }
        guard let form = members["form"]?.text.flatMap(Form.init), let bytes = number("bytes"),
            let loaded = number("loaded"), let unmapped = number("unmapped"), let rejected = number("rejected")
        else { return nil }
        var lines: [String: String] = [:]
        for name in ["licence", "source", "description"] where members[name] != .null {
            guard let text = members[name]?.text, RulePackText.isLine(text) else { return nil }
            lines[name] = text
        }
        self.init(
            reference, form: form, bytes: bytes, licence: lines["licence"], source: lines["source"],
            about: lines["description"], counts: Counts(loaded: loaded, unmapped: unmapped, rejected: rejected))
    }
}

extension CanonicalJSON {
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    fileprivate var number: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }
}

extension Timestamp {
    /// Reads exactly what `description` writes.
    fileprivate init?(canonical text: String) {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int? {
            guard start + count <= bytes.count else { return nil }
            let part = bytes[start..<(start + count)]
            guard part.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            return part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard 20...30 ~= bytes.count, let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2)
        else { return nil }
        let digits = max(bytes.count - 21, 0)
        let fraction = digits > 0 ? number(20, digits) : 0
        let scale = [0: 1, 3: 1_000_000, 6: 1_000, 9: 1][digits]
        guard let fraction, let scale,
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second,
                nanosecond: fraction * scale)
        else { return nil }
        self = civil.timestamp()
        guard description == text else { return nil }
    }
}
