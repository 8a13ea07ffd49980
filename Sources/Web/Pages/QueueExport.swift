// The queue to take along: the same rows as on the page, all of them, as CSV or JSON Lines.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Store

extension Pages {
    /// Forms of lists to take along.
    enum ExportForm: String {
        case csv, jsonl

        var type: String {
            switch self {
            case .csv: "text/csv; charset=utf-8"
            case .jsonl: "application/x-ndjson"
            }
        }
    }

    func exportAddress(_ question: QueueQuestion, _ form: String) -> Address {
        Address("/signalen/uitvoer").with("vorm", form).with("stand", question.alerts.state.rawValue)
            .with("niveau", question.alerts.levels.first?.rawValue).with("wie", question.alerts.entity?.description)
            .with("volgorde", question.alerts.order.rawValue)
    }

    func export(_ visit: Visit) async throws -> PageAnswer {
        let (question, form) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
            let form = try parameters.value("vorm", ExportForm.init(rawValue:)) ?? .csv
            return (try QueueQuestion(&parameters), form)
        }
        try await noteLook(at: question.alerts.entity, visit)
        var query = question.alerts
        query.limit = WebLimits.pageRows
        var alerts: [QueuedAlert] = []
        repeat {
            let page = try await api.alerts(query, visit.requester)
            alerts += page.alerts.map { visit.frame.shown($0) }
            query.after = page.next
        } while query.after != nil && alerts.count < WebLimits.exportRows
        let isWhole = query.after == nil
        let bytes =
            switch form {
            case .csv: csv(alerts, isWhole, question, visit)
            case .jsonl: jsonLines(alerts, isWhole, visit.frame)
            }
        return .file(bytes: bytes, type: form.type, name: "signalen.\(form.rawValue)")
    }

    private func csv(
        _ alerts: [QueuedAlert], _ isWhole: Bool, _ question: QueueQuestion, _ visit: Visit
    ) -> [UInt8] {
        var csv = CSV(visit, about: question.start.text)
        csv.row([
            "id", "first_seen", "last_seen", "level", "title", "rule", "entity_kind", "entity", "risk", "count",
            "state",
            "incident",
        ])
        for queued in alerts {
            let alert = queued.alert
            csv.row([
                alert.id.description, alert.firstSeen.description, alert.lastSeen.description, alert.level.rawValue,
                alert.title, alert.key.rule, alert.key.entity.kind.rawValue, alert.key.entity.value,
                "\(queued.risk)", "\(alert.count)", alert.state.word, alert.state.incident?.description ?? "",
            ])
        }
        if !isWhole { csv.cut(after: alerts.count, visit.words) }
        return Array(csv.text.utf8)
    }

    private func jsonLines(_ alerts: [QueuedAlert], _ isWhole: Bool, _ frame: Frame) -> [UInt8] {
        var writer = JSONWriter()
        for queued in alerts {
            writer.beginObject()
            writer.members(of: queued)
            writer.mark(frame)
            writer.endObject()
            writer.endLine()
        }
        if !isWhole { writer.cut(after: alerts.count) }
        return writer.bytes
    }
}

extension CSV {
    /// The last row of a file that does not have all.
    mutating func cut(after rows: Int, _ words: Words) {
        row([words("page.export.cut", "\(rows)")])
    }
}

extension JSONWriter {
    /// The last line of a file that does not have all.
    mutating func cut(after rows: Int) {
        beginObject()
        member("cut_after", rows)
        endObject()
        endLine()
    }
}

extension Frame {
    /// An alert as lists show it: on whom it is by its pseudonym, where the organisation wants that.
    func shown(_ queued: QueuedAlert) -> QueuedAlert {
        let (alert, entity) = (queued.alert, shown(queued.alert.key.entity))
        guard entity != alert.key.entity else { return queued }
        var other = queued
        other.alert = Alert(
            id: alert.id, key: AlertKey(rule: alert.key.rule, entity: entity), title: alert.title, level: alert.level,
            count: alert.count, firstSeen: alert.firstSeen, lastSeen: alert.lastSeen, state: alert.state)
        return other
    }
}

extension Alert.State {
    /// The word of the API for it.
    var word: String {
        switch self {
        case .open: "open"
        case .merged: "merged"
        case .closed: "closed"
        }
    }
}
