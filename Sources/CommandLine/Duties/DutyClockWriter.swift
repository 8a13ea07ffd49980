// One clock as a result: an object for programs, in English and Dutch, and a row for people.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties

/// Writes clocks as JSON Lines. Machine output is the same in every language of the screen.
struct DutyClockWriter {
    let now: Timestamp
    private let english = Words.embedded(.english)
    private let dutch = Words.embedded(.dutch)

    init(now: Timestamp) {
        self.now = now
    }

    /// What is not applicable is for programs, and for who asks why; a table would be full of it.
    static func shape(_ words: Words) -> ResultShape {
        ResultShape(
            members: [
                "organisation", "id", "article", "name", "name_nl", "state", "start", "due", "due_statutory",
                "remaining_s", "recipients", "recipients_nl", "fields_missing", "started_by", "submitted", "proof",
                "certainty", "law", "note", "note_nl", "reason", "reason_nl",
            ],
            columns: [
                Column(name: "organisation", width: 24), Column(name: "id", width: 10), Column(name: "name", width: 44),
                Column(name: "state", width: 12) { members in
                    let state = members["state"].map { ObjectMembers.text($0) } ?? ""
                    return words("duty.state.\(state)")
                },
                Column(name: "due", width: 25, isWhole: true) { members in
                    let due = members["due"].map { ObjectMembers.text($0) } ?? ""
                    return (try? WrittenTime(due)).map { DutchTime.text($0.time) } ?? ""
                },
                Column(name: "reason", width: 120),
            ],
            isInTable: { $0["state"].map { ObjectMembers.text($0) } != DutyClock.State.notApplicable.rawValue })
    }

    func line(_ clock: DutyClock) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("organisation", clock.organisation)
        json.member("id", clock.id)
        json.member("article", clock.article)
        json.member("name", clock.name.en)
        json.member("name_nl", clock.name.nl)
        json.member("state", clock.state.rawValue)
        json.member("start", clock.start?.description)
        json.member("due", clock.due?.description)
        json.member("due_statutory", clock.dueStatutory?.description)
        json.member("remaining_s", clock.remainingSeconds(at: now))
        json.array("recipients", clock.recipients) { $0.string($1.en) }
        json.array("recipients_nl", clock.recipients) { $0.string($1.nl) }
        json.array("fields_missing", clock.fieldsMissing) { $0.string($1.id) }
        json.member("started_by", DutyClockWriter.origin(clock))
        json.member("submitted", clock.submission?.time.description)
        json.member("proof", clock.submission?.proof)
        json.member("certainty", clock.certainty.rawValue)
        json.member("law", clock.law?.citation)
        json.member("note", clock.note?.en)
        json.member("note_nl", clock.note?.nl)
        json.member("reason", clock.reason(english))
        json.member("reason_nl", clock.reason(dutch))
        json.endObject()
        json.endLine()
        return json.bytes
    }

    /// The kind of the moment, or the clock under which something was submitted.
    private static func origin(_ clock: DutyClock) -> String? {
        switch clock.origin {
        case .moment(let moment)?: moment.kind.rawValue
        case .submission(let submission)?: submission.clock
        case nil: nil
        }
    }
}
