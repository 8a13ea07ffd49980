// What a change came to, told on the page after it, with the way back. It travels in the address: a page that is loaded
// again says the same, and nothing is kept for it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents

/// Something that was just done.
struct Outcome: Sendable {
    enum Kind: String, Sendable {
        case merged, closed, muted, undone, written, opened, detached, added, removed, changed, installed, kept
    }

    let kind: Kind
    var count = 0
    /// The most entries that can be undone together: more do not go into an address.
    static let entriesMost = 100

    /// The ids of the entries that can be undone, and the incident whose journal has them; nil for that of the
    /// organisation.
    var entries: [String] = []
    var incident: IncidentNumber?

    init(_ kind: Kind, count: Int = 0, entry: String? = nil, incident: IncidentNumber? = nil) {
        self.init(kind, count: count, entries: entry.map { [$0] } ?? [], incident: incident)
    }

    init(_ kind: Kind, count: Int, entries: [String], incident: IncidentNumber? = nil) {
        self.kind = kind
        self.count = count
        self.entries = entries.count <= Outcome.entriesMost ? entries : []
        self.incident = incident
    }

    init?(_ parameters: inout Parameters) throws(Problem) {
        guard let kind = try parameters.value("gedaan", Kind.init(rawValue:)) else { return nil }
        self.kind = kind
        count = try parameters.value("aantal") { Int($0).flatMap { $0 >= 0 ? $0 : nil } } ?? 0
        entries = try parameters.value("regel", Outcome.ids) ?? []
        incident = try parameters.value("in") { IncidentNumber($0) }
    }

    private static func ids(_ text: String) -> [String]? {
        let ids = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard ids.count <= entriesMost, ids.allSatisfy({ $0.utf8.count == 20 && $0.utf8.allSatisfy(\.isHexDigit) })
        else { return nil }
        return ids
    }

    /// The address of the page that tells it.
    func added(to address: Address) -> Address {
        address.with("gedaan", kind.rawValue).with("aantal", count > 0 ? "\(count)" : nil)
            .with("regel", entries.joined(separator: "."))
            .with("in", incident?.description)
    }

    /// The message, with a button that takes it back.
    func shown(_ visit: Visit, back: Address) -> HTML {
        let text = visit.words("done.\(kind.rawValue)", "\(count)", incident?.description ?? "")
        let target: HTML? = incident.map { number in
            " <a href=\"\(Address("/incidenten").part(number.description))\">\(number.description)</a>"
        }
        var undo: HTML?
        if !entries.isEmpty, kind != .undone {
            let fields = entries.map { id -> HTML in "<input type=\"hidden\" name=\"regel\" value=\"\(id)\">" }
            undo = visit.form(
                Address("/ongedaan"),
                """
                \(fields)<input type="hidden" name="in" value="\(incident?.description ?? "")">\
                <input type="hidden" name="terug" value="\(back)">\
                <button data-key="u">\(visit.frame("done.undo"))</button>
                """)
        }
        return "<div class=\"note done\" role=\"status\"><p>\(text)\(target)</p>\(undo)</div>"
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { 0x30...0x39 ~= self || 0x61...0x66 ~= self }
}
