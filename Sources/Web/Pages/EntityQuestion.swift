// What the page of one account, host, address or service asks: who, and what is looked for within it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents
import Store

struct EntityQuestion: Sendable {
    let entity: EntityRef
    /// What else the lines must have, as a search has it.
    let text: String
    let outcome: Outcome?
    let before: ArchivePosition?
    /// The time at which the page before ended: alerts that are later stood there.
    let until: Timestamp?
    private let cursor: String?

    init(_ call: Call, _ parameters: inout Parameters) throws(Problem) {
        guard let kind = EntityRef.Kind(rawValue: try call.path("kind")),
            let entity = EntityRef(kind, try call.path("value"))
        else { throw Problem(.notThere) }
        self.entity = entity
        text = parameters.text("q") ?? ""
        cursor = parameters.peek("cursor")
        before = try Cursor.position(&parameters)
        until = try parameters.time("voor")
        outcome = try Outcome(&parameters)
    }

    var page: Address { Address("/onderzoek").part(entity.kind.rawValue).part(entity.value) }
    /// The address without a place in the list.
    var start: Address { page.with("q", text) }
    var here: Address { start.with("cursor", cursor).with("voor", until?.description) }

    /// The lines in which it stands: of a source those that came from it; of all else those that have the value as a
    /// word, in whatever field. Fields are not asked one by one: a search has all of its terms, not one of them.
    ///
    /// - Parameter sources: the names of sources as they are written; an entity has them in lower case.
    func query(sources: [String]) throws(Problem) -> ArchiveQuery {
        guard entity.kind != .source else {
            let name = sources.first { $0.lowercased() == entity.value } ?? entity.value
            return try ArchiveQuery(text, source: name)
        }
        return try ArchiveQuery(text.isEmpty ? words : "\(words) \(text)")
    }

    /// The value as a term of a search: a word if it can be one, else between quotation marks.
    private var words: String {
        let isPlain = entity.value.utf8.allSatisfy { byte in
            byte > 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "\\")
        }
        if isPlain, !entity.value.hasPrefix("-") { return entity.value }
        return "\"\(entity.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    /// Whether an alert has what is looked for, in its title or rule. Fields are those of lines.
    func admits(_ alert: Alert) -> Bool {
        guard let query = try? ArchiveQuery(text) else { return true }
        let said = "\(alert.title) \(alert.key.rule)".lowercased()
        return query.terms.allSatisfy { term in
            switch term.kind {
            case .word(let bytes), .text(let bytes):
                said.contains(String(decoding: bytes, as: UTF8.self).lowercased()) != term.isExcluded
            case .field: term.isExcluded
            }
        }
    }
}
