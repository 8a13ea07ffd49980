// What people write, checked member by member: texts, ids, times, reasons.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents

enum EntryFields {
    /// Text with something in it. Its length is for the journal to judge.
    static func text(_ name: String, _ text: String?) throws(Problem) -> String {
        guard let text else { throw Problem(.memberMissing, [name]) }
        guard text.contains(where: { !$0.isWhitespace }) else { throw Problem(.memberInvalid, [name]) }
        return text
    }

    static func alerts(_ texts: [String]?) throws(Problem) -> [ULID] {
        guard let texts else { throw Problem(.memberMissing, ["alerts"]) }
        let ids = texts.compactMap { ULID($0) }
        guard !ids.isEmpty, ids.count == texts.count, ids.count <= EntryContent.alerts else {
            throw Problem(.memberInvalid, ["alerts"])
        }
        return ids
    }

    static func reason(_ text: String?) throws(Problem) -> CloseReason {
        guard let text else { throw Problem(.memberMissing, ["reason"]) }
        guard let reason = CloseReason(rawValue: text) else { throw Problem(.memberInvalid, ["reason"]) }
        return reason
    }

    static func account(_ name: String, _ text: String?) throws(Problem) -> AccountName {
        guard let text else { throw Problem(.memberMissing, [name]) }
        return try AccountName(text)
    }

    static func time(_ name: String, _ text: String?) throws(Problem) -> Timestamp {
        guard let text else { throw Problem(.memberMissing, [name]) }
        guard let time = WebTime.read(text) else { throw Problem(.memberInvalid, [name]) }
        return time
    }

    /// One of the words of a list; nil if nothing was given.
    static func word<Word: RawRepresentable<String>>(
        _ name: String, _ text: String?, _ type: Word.Type
    ) throws(Problem) -> Word? {
        guard let text else { return nil }
        guard let word = Word(rawValue: text) else { throw Problem(.memberInvalid, [name]) }
        return word
    }

    /// When something was so.
    static func moment(_ body: MomentBody?) throws(Problem) -> Moment? {
        guard let body else { return nil }
        let precision = try word("occurred.precision", body.precision, Moment.Precision.self) ?? .exact
        if precision == .unknown { return .unknown }
        return Moment(try time("occurred.time", body.time), precision)
    }
}

/// When something was so, as a body has it.
struct MomentBody: Decodable, Sendable {
    let time: String?
    let precision: String?
}
