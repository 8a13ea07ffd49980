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
        guard form.has("signaal") else { throw Problem(.noneChosen) }
        let action = try Pages.action(form)
        let alerts = try EntryFields.alerts(form.all("signaal"))
        let outcome =
            switch action {
            case .merge: try await merge(alerts, form, visit)
            case .close: try await close(alerts, form, visit)
            case .mute: try await mute(alerts, form, visit)
            }
        return outcome.added(to: QueueActions.clean(back))
    }

    /// What to do. Enter in a field presses the first button of a form, whatever the field is about (HTML, 4.10.21.2):
    /// that one says nothing, and then what was filled in decides, if it is for one thing only.
    private static func action(_ form: Form) throws(Problem) -> QueueAction {
        if let text = form.text("doe") {
            guard let action = QueueAction(rawValue: text) else { throw Problem(.memberInvalid, ["doe"]) }
            return action
        }
        let fields: [(QueueAction, [String])] = [
            (.merge, ["incident", "titel"]), (.close, ["reden", "noot"]), (.mute, ["waarom"]),
        ]
        let meant = fields.filter { $0.1.contains { form.text($0) != nil } }
        guard meant.count == 1, let action = meant.first?.0 else { throw Problem(.actionNeeded) }
        return action
    }

    private func merge(_ alerts: [ULID], _ form: Form, _ visit: Visit) async throws(Problem) -> Outcome {
        if let text = form.text("incident") {
            guard let number = IncidentNumber(text) else { throw Problem(.memberInvalid, ["incident"]) }
            let summary = try await api.summary(number, visit.requester, to: .readIncident).value
            if summary.closed != nil { throw Problem(.incidentClosed, [number.description]) }
            _ = try await found(alerts, visit)
            let (entry, _) = try await api.write(EntryOrder(.merged(alerts)), number, visit.requester)
            return Outcome(.merged, count: alerts.count, entry: entry.entryID, incident: number)
        }
        guard visit.may(.openIncident) else { throw Problem(.forbidden, [Permission.openIncident.rawValue]) }
        // The title of the first alert says what it is about until somebody knows better.
        guard let first = try await found(alerts, visit).first else { throw Problem(.noneChosen) }
        let title = form.text("titel") ?? visit.frame.title(first)
        let entry = try await api.open(title, tlp: .amber, members: [], alerts: alerts, visit.requester)
        // Undone, the alerts are in the queue again; the incident stays, since what was opened was opened.
        let merging = try await api.read { [records = api.services.records] () throws(Problem) in
            try records.entries(entry.log).last { if case .merged = $0.content { true } else { false } }
        }
        return Outcome(
            .opened, count: alerts.count, entry: merging?.entryID, incident: IncidentNumber(entry.log.name))
    }

    private func close(_ alerts: [ULID], _ form: Form, _ visit: Visit) async throws(Problem) -> Outcome {
        guard let reason = form.text("reden").flatMap(CloseReason.init) else { throw Problem(.reasonNeeded) }
        // The first reason stands: whoever closes what somebody else has decided on, learns that, and changes nothing.
        for alert in try await found(alerts, visit) where alert.state != .open {
            let title = visit.frame.title(alert)
            throw alert.state.incident.map { Problem(.alertTaken, [title, $0.description]) }
                ?? Problem(.alertDecided, [title])
        }
        let entry = try await api.write(
            .alertsClosed(alerts: alerts, reason: reason, note: form.text("noot") ?? ""), alerts: alerts,
            visit.requester)
        return Outcome(.closed, count: alerts.count, entry: entry.entryID)
    }

    /// The alerts that were chosen. One that was in the list and is not there now went into an incident that this one
    /// may not see; that somebody did something with it is all that may be said.
    private func found(_ ids: [ULID], _ visit: Visit) async throws(Problem) -> [Alert] {
        let (records, now) = (api.services.records, api.services.now())
        return try await api.read { () throws(Problem) in
            var alerts: [Alert] = []
            for id in ids {
                do throws(Problem) {
                    alerts.append(try records.alert(id, for: Sight(visit.requester), now: now).value.alert)
                } catch {
                    throw error.code == .notThere ? Problem(.alertGone) : error
                }
            }
            return alerts
        }
    }

    /// Mutes the rule of each alert on its entity. Several keys are several entries, which are undone together.
    private func mute(_ alerts: [ULID], _ form: Form, _ visit: Visit) async throws(Problem) -> Outcome {
        guard let reason = form.text("waarom") else { throw Problem(.reasonNeeded) }
        guard let days = form.text("dagen").flatMap({ Int($0) }), 1...WebLimits.muteDays ~= days else {
            throw Problem(.memberInvalid, ["dagen"])
        }
        let services = api.services
        let now = services.now()
        var keys: [AlertKey] = []
        for alert in try await found(alerts, visit) where !keys.contains(alert.key) { keys.append(alert.key) }
        let until = now.advanced(byNanoseconds: Int64(days) * 86_400_000_000_000)
        var entries: [String] = []
        for key in keys {
            let content = try api.mute(key.rule, key.entity, until: until, reason: reason)
            let entry = try await services.journal.append(
                EntryDraft(.log(.organisation), content, by: visit.requester.actor))
            entries.append(entry.entryID)
        }
        return Outcome(.muted, count: keys.count, entries: entries)
    }

    /// Takes back what was just done.
    var undoRoutes: [PageRoute] {
        [
            .change("/ongedaan", nil) { visit, form in
                guard let id = form.text("regel") else { throw Problem(.memberMissing, ["regel"]) }
                let ids = form.all("regel").prefix(Outcome.entriesMost)
                let back = QueueActions.clean(Address.own(form.text("terug")) ?? Page.Section.queue.address)
                if let text = form.text("in") {
                    guard let number = IncidentNumber(text) else { throw Problem(.memberInvalid, ["in"]) }
                    _ = try await api.write(EntryOrder(.undone(entry: id)), number, visit.requester)
                    return .seeOther(Outcome(.undone, incident: number).added(to: back))
                }
                if let id = ids.first, ids.count == 1, try await undoPack(id, visit) {
                    return .seeOther(Outcome(.undone).added(to: back))
                }
                guard visit.may(.workQueue) else { throw Problem(.forbidden, [Permission.workQueue.rawValue]) }
                for id in ids { _ = try await api.undo(id, visit.requester) }
                return .seeOther(Outcome(.undone).added(to: back))
            }
        ]
    }
}

extension Pages {
    /// Takes back what was done with a pack of rules.
    ///
    /// - Returns: false if the entry is about something else, or is nothing that this one decides on.
    private func undoPack(_ id: String, _ visit: Visit) async throws(Problem) -> Bool {
        guard visit.may(.manageSettings), api.services.packs != nil else { return false }
        let actor = visit.requester.actor
        return try await api.changePacks { store throws(Problem) in try store.undo(id, by: actor) } != nil
    }
}

enum QueueActions {
    /// The address without what an earlier change said.
    static func clean(_ address: Address) -> Address {
        ["gedaan", "aantal", "regel", "in"].reduce(address) { $0.with($1, nil) }
    }
}
