// What a search of the archive asks, as the address of its page has it: a link finds the same for who gets it, in
// whatever zone he reads times.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Store

/// Words, a span of time and a source, with a place in what was found.
struct SearchQuestion: Sendable {
    /// The rows of one page.
    static let rows = 50

    /// In which order a page shows its lines.
    enum Order: String, Sendable, CaseIterable {
        /// What the archive got last comes first.
        case received = "ontvangst"
        /// By the time that the lines give, within the page.
        case time = "tijd"
    }

    let text: String
    var from: Timestamp?
    var to: Timestamp?
    let source: String?
    let order: Order
    let before: ArchivePosition?
    /// What is wrong with the words; they are then not searched for.
    let problem: Problem?
    let query: ArchiveQuery
    private let cursor: String?

    init(_ call: Call, _ time: ShownTime) throws(Problem) {
        self = try call.parameters { (parameters: inout Parameters) throws(Problem) in
            try SearchQuestion(&parameters, time)
        }
    }

    init(_ parameters: inout Parameters, _ time: ShownTime) throws(Problem) {
        text = parameters.text("q") ?? ""
        let zone = try parameters.value("zone", ShownTime.Zone.init(rawValue:)) ?? time.zone
        let local = ShownTime(zone: zone, language: time.language)
        from = try SearchQuestion.time("van", &parameters, local)
        to = try SearchQuestion.time("tot", &parameters, local)
        source = parameters.text("bron")
        order = try parameters.value("volgorde", Order.init(rawValue:)) ?? .received
        cursor = parameters.peek("cursor")
        before = try Cursor.position(&parameters)
        do throws(Problem) {
            query = try ArchiveQuery(text, from: from, to: to, source: source)
            problem = nil
        } catch {
            query = ArchiveQuery()
            problem = error
        }
    }

    /// A time as links have it, in UTC; or as the field of a form has it, in the zone that stands beside it.
    private static func time(
        _ name: String, _ parameters: inout Parameters, _ local: ShownTime
    ) throws(Problem) -> Timestamp? {
        try parameters.value(name) { text in
            WebTime.read(text.replacing(" ", with: "+")) ?? local.read(text)
        }
    }

    /// The address without a place in what was found.
    var start: Address { added(to: Page.Section.search.address) }

    /// The same place.
    var here: Address { start.with("cursor", cursor) }

    /// An address that asks the same.
    func added(to address: Address) -> Address {
        address.with("q", text).with("van", from?.description).with("tot", to?.description).with("bron", source)
            .with("volgorde", order == .received ? nil : order.rawValue)
    }

    /// The same in another span.
    func within(_ from: Timestamp?, _ to: Timestamp?) -> Address {
        var other = self
        other.from = from
        other.to = to
        return other.start
    }
}
