// Entries of journals as JSON. An entry is named by its id; its sequence would tell how many there are beside it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import HTTPTypes
import Incidents
import Store

extension API {
    /// An entry that was just written.
    ///
    /// - Parameter entries: those that it may point at.
    static func written(_ entry: JournalEntry, entries: [JournalEntry] = []) -> Answer {
        var answer = Answer.json(.created) { json in
            json.beginObject()
            json.name("entry")
            json.entry(entry, EntryIDs(entries))
            json.endObject()
        }
        if case .incident(let number) = entry.log { answer.fields[.location] = "/api/v1/incidents/\(number)/entries" }
        return answer
    }
}

/// The ids of entries by their sequence, for those that point at others.
struct EntryIDs {
    private let ids: [Int: String]
    private let undone: Set<Int>

    init(_ entries: [JournalEntry]) {
        ids = Dictionary(entries.map { ($0.sequence, $0.entryID) }) { first, _ in first }
        undone = Undoing.undone(in: entries)
    }

    subscript(sequence: Int) -> String? { ids[sequence] }

    func isUndone(_ entry: JournalEntry) -> Bool { undone.contains(entry.sequence) }
}

extension JSONWriter {
    /// - Parameter isExercise: whether it says that it belongs to an exercise, as what is taken along does.
    mutating func entry(_ entry: JournalEntry, _ ids: EntryIDs, isExercise: Bool = false) {
        beginObject()
        member("id", entry.entryID)
        member("recorded", entry.recorded)
        moment("occurred", entry.occurred)
        actor("by", entry.actor)
        member("tlp", entry.tlp.rawValue)
        member("visibility", entry.visibility.rawValue)
        member("kind", entry.content.kind)
        name("content")
        content(entry.content, ids)
        member("undone", ids.isUndone(entry))
        if isExercise { member("exercise", true) }
        endObject()
    }

    mutating func moment(_ name: String, _ moment: Moment?) {
        self.name(name)
        guard let moment else { return null() }
        beginObject()
        member("time", moment.earliest)
        member("precision", moment.precision.rawValue)
        endObject()
    }

    mutating func actor(_ name: String, _ actor: Actor) {
        self.name(name)
        beginObject()
        switch actor {
        case .person(let person):
            member("kind", "person")
            member("name", person)
        case .token(let id):
            member("kind", "token")
            member("name", id)
        case .program:
            member("kind", "program")
            self.name("name")
            null()
        }
        endObject()
    }

    private mutating func pack(_ reference: RulePackReference) {
        member("name", reference.name)
        member("version", reference.version)
        member("sha256", reference.digest)
    }

    private mutating func pack(_ pack: RulePack) {
        self.pack(pack.reference)
        member("licence", pack.licence)
        member("source", pack.source)
        member("description", pack.about)
        member("bytes", pack.bytes)
        member("loaded", pack.counts.loaded)
        member("unmapped", pack.counts.unmapped)
        member("rejected", pack.counts.rejected)
    }

    private mutating func content(_ content: EntryContent, _ ids: EntryIDs) {
        beginObject()
        switch content {
        case .opened(let title): member("title", title)
        case .note(let text): member("text", text)
        case .merged(let alerts), .detached(let alerts): array("alerts", alerts) { $0.string($1.description) }
        case .alertsClosed(let alerts, let reason, let note):
            array("alerts", alerts) { $0.string($1.description) }
            member("reason", reason.rawValue)
            member("note", note)
        case .closed(let reason, let note):
            member("reason", reason.rawValue)
            member("note", note)
        case .muted(let rule, let entity, let until, let reason):
            member("rule", rule)
            self.entity("entity", entity)
            member("until", until)
            member("reason", reason)
        case .undone(let sequence): member("entry", ids[sequence])
        case .corrected(let sequence, let text):
            member("entry", ids[sequence])
            member("text", text)
        case .searchedPerson(let query): member("query", query)
        case .clockJumped(let seconds): member("seconds", seconds)
        case .heldLogs(let from, let to):
            member("from", from)
            member("to", to)
        case .daysRemoved(let from, let to, let lines):
            member("from", ArchivePosition.text(day: from))
            member("to", ArchivePosition.text(day: to))
            member("lines", lines)
        case .accountChanged(let account, let change, let role):
            member("account", account)
            member("change", change.rawValue)
            member("role", role)
        case .tokenChanged(let label, let change, let role):
            member("label", label)
            member("change", change.rawValue)
            member("role", role)
        case .memberAdded(let account, let isRecipient):
            member("account", account)
            member("recipient", isRecipient)
        case .memberRemoved(let account): member("account", account)
        case .openToHouse(let isOpen): member("open", isOpen)
        case .glassBroken(let account, let reason):
            member("account", account)
            member("reason", reason)
        case .momentRecorded(let moment, let reason):
            member("moment", moment.rawValue)
            member("reason", reason)
        case .noticeGiven(let term, let proof):
            member("term", term)
            member("proof", proof)
        case .sentence(let part, let text, let basis):
            member("part", part.rawValue)
            member("text", text)
            // An entry that one may not see has no id here.
            array("basis", basis.compactMap { ids[$0] }) { $0.string($1) }
        case .packInstalled(let pack): self.pack(pack)
        case .packChosen(let reference), .packRemoved(let reference): pack(reference)
        }
        endObject()
    }
}
