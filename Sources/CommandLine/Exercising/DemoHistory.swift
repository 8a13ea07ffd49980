// What lies before a demonstration: two incidents that are over, with their moments, notices and sentences, so that
// nobody begins with an empty house.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Synchronization

struct DemoHistory {
    /// An entry of the past: how many hours before now, by whom, and what.
    private struct Entry: Decodable {
        let hours: Double
        let by: String
        let kind: String
        let text: String?
        let moment: String?
        let term: String?
        let part: String?
        let basis: [Int]?
    }

    private struct Past: Decodable {
        let title: String
        let members: [String]
        let entries: [Entry]
    }

    /// Where the files of the past lie, by the name of the exercise.
    static let folder = "Exercises/history/"

    let records: Records
    let now: Timestamp

    /// Writes the incidents of a file, each entry at its time.
    ///
    /// - Parameter json: a list of incidents: `Exercises/history/*.json` has the form.
    func write(_ json: [UInt8]) throws {
        let clock = Mutex(now)
        let journal = JournalWriter(records) { clock.withLock { $0 } }
        for past in try JSONDecoder().decode([Past].self, from: Data(json)) {
            guard let first = past.entries.first else { continue }
            clock.withLock { $0 = time(first) }
            var draft = EntryDraft(.newIncident, .opened(title: past.title), by: .person(first.by))
            draft.then = past.members.map { .memberAdded(account: $0, isRecipient: true) }
            let log = try journal.appendAndWait(draft).log
            for entry in past.entries {
                guard let content = content(entry) else { continue }
                clock.withLock { $0 = time(entry) }
                _ = try journal.appendAndWait(
                    EntryDraft(
                        .log(log), content, by: .person(entry.by), occurred: Moment(time(entry)),
                        visibility: entry.kind == "sentence" ? .public : .confidential))
            }
        }
    }

    private func time(_ entry: Entry) -> Timestamp {
        now.advanced(byNanoseconds: -Int64(entry.hours * 3_600_000_000_000))
    }

    private func content(_ entry: Entry) -> EntryContent? {
        let text = entry.text ?? ""
        switch entry.kind {
        case "note": return .note(text: text)
        case "closed": return .closed(reason: .handled, note: text)
        case "moment": return entry.moment.flatMap(MomentKind.init).map { .momentRecorded(moment: $0, reason: text) }
        case "notice": return entry.term.map { .noticeGiven(term: $0, proof: text) }
        case "sentence":
            return entry.part.flatMap(LetterPart.init).map { .sentence(part: $0, text: text, basis: entry.basis ?? []) }
        default: return nil
        }
    }
}
