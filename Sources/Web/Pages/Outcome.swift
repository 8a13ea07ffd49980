// What a change came to, told on the page after it, with the way back. It travels in the address: a page that is loaded
// again says the same, and nothing is kept for it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents

/// Something that was just done.
struct Outcome: Sendable {
    enum Kind: String, Sendable {
        case merged, closed, muted, undone, written, opened, detached, added, removed, changed
    }

    let kind: Kind
    var count = 0
    /// The id of the entry that can be undone, and the incident whose journal has it; nil for that of the organisation.
    var entry: String?
    var incident: IncidentNumber?

    init(_ kind: Kind, count: Int = 0, entry: String? = nil, incident: IncidentNumber? = nil) {
        self.kind = kind
        self.count = count
        self.entry = entry
        self.incident = incident
    }

    init?(_ parameters: inout Parameters) throws(Problem) {
        guard let kind = try parameters.value("gedaan", Kind.init(rawValue:)) else { return nil }
        self.kind = kind
        count = try parameters.value("aantal") { Int($0) } ?? 0
        entry = try parameters.value("regel") { $0.utf8.allSatisfy(\.isHexDigit) && $0.utf8.count == 20 ? $0 : nil }
        incident = try parameters.value("in") { IncidentNumber($0) }
    }

    /// The address of the page that tells it.
    func added(to address: Address) -> Address {
        address.with("gedaan", kind.rawValue).with("aantal", count > 0 ? "\(count)" : nil).with("regel", entry)
            .with("in", incident?.description)
    }

    /// The message, with a button that takes it back.
    func shown(_ visit: Visit, back: Address) -> HTML {
        let text = visit.words("done.\(kind.rawValue)", "\(count)", incident?.description ?? "")
        let target: HTML? = incident.map { number in
            " <a href=\"\(Address("/incidenten").part(number.description))\">\(number.description)</a>"
        }
        var undo: HTML?
        if let entry, kind != .undone {
            undo = visit.form(
                Address("/ongedaan"),
                """
                <input type="hidden" name="regel" value="\(entry)">\
                <input type="hidden" name="in" value="\(incident?.description ?? "")">\
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
