// A second fold, slow and plain: each part of the state is asked of the whole journal, not kept up entry by entry.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents

/// What a journal comes to, as questions about the entries that count.
struct PlainFold {
    let all: [JournalEntry]
    let counting: [JournalEntry]

    init(_ entries: [JournalEntry], asOf: Timestamp? = nil) {
        all = entries.filter { entry in asOf.map { entry.recorded <= $0 } ?? true }
        counting = all.filter { [all] in PlainFold.counts($0, in: all) }
    }

    /// An entry counts unless a later one that counts undoes it.
    static func counts(_ entry: JournalEntry, in all: [JournalEntry]) -> Bool {
        !all.contains { later in
            later.sequence > entry.sequence && later.content == .undone(sequence: entry.sequence)
                && counts(later, in: all)
        }
    }

    /// The value of the last entry that has one.
    private func last<Value>(_ value: (JournalEntry) -> Value?) -> Value? { counting.compactMap(value).last }

    private var openings: [(entry: JournalEntry, title: String)] {
        counting.compactMap { entry in
            if case .opened(let title) = entry.content { (entry, title) } else { nil }
        }
    }

    var title: String { openings.last?.title ?? "" }
    var opened: Timestamp? { openings.first?.entry.recorded }
    var tlp: TLP { openings.last?.entry.tlp ?? .amber }
    var sequence: Int { all.last?.sequence ?? 0 }

    var closed: CloseReason? {
        last { if case .closed(let reason, _) = $0.content { reason } else { nil } }
    }

    /// An alert is in the incident if it was merged after it was last detached, at the place of that merging.
    var alerts: [ULID] {
        var places: [(place: Int, alert: ULID)] = []
        let mentions = counting.flatMap { entry -> [(isMerged: Bool, alert: ULID)] in
            switch entry.content {
            case .merged(let alerts): alerts.map { (true, $0) }
            case .detached(let alerts): alerts.map { (false, $0) }
            default: []
            }
        }
        for alert in Set(mentions.map(\.alert)) {
            let gone = mentions.lastIndex { !$0.isMerged && $0.alert == alert } ?? -1
            guard let place = mentions.indices.first(where: { $0 > gone && mentions[$0].alert == alert }) else {
                continue
            }
            places.append((place, alert))
        }
        return places.sorted { $0.place < $1.place }.map(\.alert)
    }

    /// What later entries put in the place of the text of one.
    private func corrections(of entry: JournalEntry) -> [(sequence: Int, text: String)] {
        counting.compactMap { later in
            guard case .corrected(entry.sequence, let text) = later.content, later.sequence > entry.sequence else {
                return nil
            }
            return (later.sequence, text)
        }
    }

    /// What a state keeps of an entry, field by field.
    typealias Row = [AnyHashable]

    private func rows(_ row: (JournalEntry, Moment) -> Row?) -> [Row] {
        // Without a time of its own it was so when it was written down.
        counting.compactMap { row($0, $0.occurred ?? Moment($0.recorded, .exact)) }
    }

    var remarks: [Row] {
        rows { entry, _ in
            guard case .note(let text) = entry.content else { return nil }
            let corrections = corrections(of: entry)
            return [
                entry.sequence, entry.recorded, entry.occurred, entry.actor, corrections.last?.text ?? text,
                corrections.map(\.sequence),
            ]
        }
    }

    var sentences: [Row] {
        rows { entry, _ in
            guard case .sentence(let part, let text, let basis) = entry.content else { return nil }
            let last = corrections(of: entry).last?.text ?? text
            return [entry.sequence, entry.recorded, part, last, basis, entry.visibility, entry.actor]
        }
    }

    var moments: [Row] {
        rows { entry, occurred in
            guard case .momentRecorded(let moment, let reason) = entry.content else { return nil }
            return [entry.sequence, entry.recorded, moment, occurred, reason, entry.actor]
        }
    }

    var notices: [Row] {
        rows { entry, occurred in
            guard case .noticeGiven(let term, let proof) = entry.content else { return nil }
            return [entry.sequence, term, occurred, proof]
        }
    }

    var holds: [Row] {
        rows { entry, _ in
            guard case .heldLogs(let from, let to) = entry.content else { return nil }
            return [entry.sequence, from, to]
        }
    }

    // MARK: people

    var people: IncidentState.People {
        var people = IncidentState.People()
        for account in ["an", "els", "piet"] {
            if last({ isMember($0, account) }) == true { people.members.insert(account) }
            if last({ isRecipient($0, account) }) == true { people.recipients.insert(account) }
            if last({ isLead($0, account) }) == true { people.leads.insert(account) }
        }
        people.isOpen = last { if case .openToHouse(let isOpen) = $0.content { isOpen } else { nil } } ?? false
        return people
    }

    /// What an entry says of whether someone is a member; nil for nothing.
    private func isMember(_ entry: JournalEntry, _ account: String) -> Bool? {
        switch entry.content {
        case .glassBroken(account, _): true
        default: isRecipient(entry, account).map { $0 || isAdded(entry) }
        }
    }

    private func isAdded(_ entry: JournalEntry) -> Bool {
        if case .memberAdded = entry.content { true } else { false }
    }

    private func isRecipient(_ entry: JournalEntry, _ account: String) -> Bool? {
        switch entry.content {
        case .opened where entry.actor == .person(account): true
        case .memberAdded(account, let isRecipient): isRecipient
        case .memberRemoved(account): false
        default: nil
        }
    }

    private func isLead(_ entry: JournalEntry, _ account: String) -> Bool? {
        switch entry.content {
        case .opened where entry.actor == .person(account): true
        case .memberRemoved(account): false
        default: nil
        }
    }

    /// The parts that are not the same as those of a state, by name. The sequence is no part of it.
    func differences(from state: IncidentState) -> [String] {
        let theirs: [String: [Row]] = [
            "remarks": state.remarks.map {
                [$0.sequence, $0.recorded, $0.occurred, $0.actor, $0.text, $0.corrections]
            },
            "sentences": state.sentences.map {
                [$0.sequence, $0.recorded, $0.part, $0.text, $0.basis, $0.visibility, $0.actor]
            },
            "moments": state.moments.map { [$0.sequence, $0.recorded, $0.moment, $0.occurred, $0.reason, $0.actor] },
            "notices": state.notices.map { [$0.sequence, $0.term, $0.given, $0.proof] },
            "holds": state.holds.map { [$0.sequence, $0.from, $0.to] },
            "rest": [[state.title, state.opened, state.tlp, state.closed, state.alerts, state.people]],
        ]
        let ours: [String: [Row]] = [
            "remarks": remarks, "sentences": sentences, "moments": moments, "notices": notices, "holds": holds,
            "rest": [[title, opened, tlp, closed, alerts, people]],
        ]
        return theirs.keys.filter { theirs[$0] != ours[$0] }.sorted()
    }
}
