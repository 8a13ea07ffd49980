// What someone may see of the record: the decision of `Access`, as the filter of every query. What the filter leaves
// out is in no list, count or page, and asking for it by name gives what asking for nothing gives.
// SPDX-License-Identifier: EUPL-1.2

public import Access
import Base
import Incidents

/// The eyes of who asks.
public struct Sight: Sendable, Hashable {
    public let requester: Requester

    public init(_ requester: Requester) {
        self.requester = requester
    }

    /// Whether incidents of that circle are there for this one.
    func sees(_ circle: Circle) -> Bool {
        Decision.may(requester, .readIncident, on: .incident(circle))
    }

    /// Whether an entry of an incident is there: it can be stricter than the incident, never wider.
    func sees(_ entry: JournalEntry, in circle: Circle) -> Bool {
        sees(circle.part(tlp: entry.tlp, recipients: circle.recipients))
    }

    /// What reading an alert takes: of one in an incident what the incident takes, of another what the queue takes.
    func need(_ state: Alert.State, _ circles: [IncidentNumber: Circle]) -> (Permission, Subject) {
        guard let number = state.incident else { return (.readQueue, .house) }
        // An incident that cannot be read has no members: nobody sees what is in it.
        return (.readIncident, .incident(circles[number] ?? Circle(tlp: .red)))
    }

    func sees(_ state: Alert.State, _ circles: [IncidentNumber: Circle]) -> Bool {
        let (permission, subject) = need(state, circles)
        return Decision.may(requester, permission, on: subject)
    }
}

extension Circle {
    /// The circle of an incident, as its journal has it. A name that is no name of an account is nobody.
    init(_ state: IncidentState) {
        func names(_ texts: Set<String>) -> Set<AccountName> {
            Set(texts.compactMap { try? AccountName($0) })
        }
        let people = state.people
        self.init(
            tlp: state.tlp, members: names(people.members), recipients: names(people.recipients),
            isOpen: people.isOpen, leads: names(people.leads))
    }
}
