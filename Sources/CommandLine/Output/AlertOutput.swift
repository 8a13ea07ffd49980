// Alerts as results of commands, with what is most the matter first.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents

enum AlertOutput {
    private static let shape = ResultShape(
        members: [
            "rank", "id", "rule_id", "rule_title", "level", "entity", "count", "first_seen", "last_seen", "state",
            "risk", "entity_risk",
        ],
        columns: [
            Column(name: "rank", width: 5, isWhole: true), Column(name: "level", width: 13),
            Column(name: "entity_risk", width: 8), Column(name: "count", width: 7, isWhole: true),
            Column(name: "first_seen", width: 19, isWhole: true), Column(name: "entity", width: 40),
            Column(name: "rule_title", width: 70),
        ])

    /// Writes alerts in the order in which they stand; the risk of an entity counts those that are open.
    static func write(_ alerts: [Alert], _ output: OutputOptions) throws {
        let words = output.words
        var sink = ResultSink(output.format, shape: shape, words: words, style: output.style(1, words: words))
        let risks = Risk.byEntity(alerts)
        for (index, alert) in alerts.enumerated() {
            try sink.write(lines: line(alert, rank: index + 1, entityRisk: risks[alert.key.entity] ?? 0))
        }
        try sink.finish()
    }

    private static func line(_ alert: Alert, rank: Int, entityRisk: Int) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("rank", rank)
        json.member("id", alert.id.description)
        json.member("rule_id", alert.key.rule)
        json.member("rule_title", alert.title)
        json.member("level", alert.level.rawValue)
        json.member("entity", alert.key.entity.description)
        json.member("count", alert.count)
        json.member("first_seen", alert.firstSeen.description)
        json.member("last_seen", alert.lastSeen.description)
        switch alert.state {
        case .open: json.member("state", "open")
        case .merged: json.member("state", "merged")
        case .closed: json.member("state", "closed")
        }
        json.member("risk", Risk.of(alert))
        json.member("entity_risk", entityRisk)
        json.endObject()
        json.endLine()
        return json.bytes
    }
}
