// What is done with alerts of the queue: together into an incident, closed, muted; and undone.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Incidents
import Store

extension Pages {
    private enum QueueAction: String {
        case merge, close, mute
    }

    /// Does what the form asks with the rows that were chosen.
    ///
    /// - Returns: the page that tells what came of it: the same place in the list.
    func act(_ form: Form, _ visit: Visit) async throws -> Address {
        let back = Address.own(form.text("terug")) ?? Page.Section.queue.address
        guard let action = form.text("doe").flatMap(QueueAction.init) else {
            throw Problem(.memberMissing, ["doe"])
        }
        guard form.has("signaal") else { throw Problem(.noneChosen) }
        let alerts = try EntryFields.alerts(form.all("signaal"))
        let outcome =
            switch action {
            case .merge: try await merge(alerts, form, visit)
            case .close: try await close(alerts, form, visit)
            case .mute: try await mute(alerts, form, visit)
            }
        return outcome.added(to: QueueActions.clean(back))
    }

    private func merge(_ alerts: [ULID], _ form: Form, _ visit: Visit) async throws(Problem) -> Outcome {
        if let text = form.text("incident") {
            guard let number = IncidentNumber(text) else { throw Problem(.memberInvalid, ["incident"]) }
            let (entry, _) = try await api.write(EntryOrder(.merged(alerts)), number, visit.requester)
            return Outcome(.merged, count: alerts.count, entry: entry.entryID, incident: number)
        }
        guard visit.may(.openIncident) else { throw Problem(.forbidden, [Permission.openIncident.rawValue]) }
        let title: String
        if let given = form.text("titel") {
            title = given
        } else {
            // The title of the first alert says what it is about until somebody knows better.
            let records = api.services.records
            let now = api.services.now()
            guard let first = alerts.first else { throw Problem(.noneChosen) }
            title = try await api.read { () throws(Problem) in
                try records.alert(first, for: Sight(visit.requester), now: now).value.alert.title
            }
        }
        let entry = try await api.open(title, tlp: .amber, members: [], alerts: alerts, visit.requester)
        return Outcome(.opened, count: alerts.count, incident: IncidentNumber(entry.log.name))
    }

    private func close(_ alerts: [ULID], _ form: Form, _ visit: Visit) async throws(Problem) -> Outcome {
        guard let reason = form.text("reden").flatMap(CloseReason.init) else { throw Problem(.reasonNeeded) }
        try await api.checkSeen(alerts, visit.requester)
        let entry = try await api.write(
            .alertsClosed(alerts: alerts, reason: reason, note: form.text("noot") ?? ""), alerts: alerts,
            visit.requester)
        return Outcome(.closed, count: alerts.count, entry: entry.entryID)
    }

    /// Mutes the rule of each alert on its entity. Several keys are several entries; the last can be undone here, the
    /// others on the page of rules.
    private func mute(_ alerts: [ULID], _ form: Form, _ visit: Visit) async throws(Problem) -> Outcome {
        guard let reason = form.text("waarom") else { throw Problem(.reasonNeeded) }
        guard let days = form.text("dagen").flatMap({ Int($0) }), 1...WebLimits.muteDays ~= days else {
            throw Problem(.memberInvalid, ["dagen"])
        }
        let services = api.services
        let now = services.now()
        let keys = try await api.read { () throws(Problem) in
            var keys: [AlertKey] = []
            for id in alerts {
                let key = try services.records.alert(id, for: Sight(visit.requester), now: now).value.alert.key
                if !keys.contains(key) { keys.append(key) }
            }
            return keys
        }
        let until = now.advanced(byNanoseconds: Int64(days) * 86_400_000_000_000)
        var last: JournalEntry?
        for key in keys {
            let content = try api.mute(key.rule, key.entity, until: until, reason: reason)
            last = try await services.journal.append(
                EntryDraft(.log(.organisation), content, by: visit.requester.actor))
        }
        return Outcome(.muted, count: keys.count, entry: keys.count == 1 ? last?.entryID : nil)
    }

    /// Takes back what was just done.
    var undoRoutes: [PageRoute] {
        [
            .change("/ongedaan", nil) { visit, form in
                guard let id = form.text("regel") else { throw Problem(.memberMissing, ["regel"]) }
                let back = QueueActions.clean(Address.own(form.text("terug")) ?? Page.Section.queue.address)
                if let text = form.text("in") {
                    guard let number = IncidentNumber(text) else { throw Problem(.memberInvalid, ["in"]) }
                    _ = try await api.write(EntryOrder(.undone(entry: id)), number, visit.requester)
                    return .seeOther(Outcome(.undone, incident: number).added(to: back))
                }
                guard visit.may(.workQueue) else { throw Problem(.forbidden, [Permission.workQueue.rawValue]) }
                _ = try await api.undo(id, visit.requester)
                return .seeOther(Outcome(.undone).added(to: back))
            }
        ]
    }
}

enum QueueActions {
    /// The address without what an earlier change said.
    static func clean(_ address: Address) -> Address {
        ["gedaan", "aantal", "regel", "in"].reduce(address) { $0.with($1, nil) }
    }
}
