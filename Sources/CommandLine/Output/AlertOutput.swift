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
        func add(_ name: String, _ text: String) {
            json.name(name)
            json.string(text)
        }
        func add(_ name: String, _ number: Int) {
            json.name(name)
            json.number(number)
        }
        json.beginObject()
        add("rank", rank)
        add("id", alert.id.description)
        add("rule_id", alert.key.rule)
        add("rule_title", alert.title)
        add("level", alert.level.rawValue)
        add("entity", alert.key.entity.description)
        add("count", alert.count)
        add("first_seen", alert.firstSeen.description)
        add("last_seen", alert.lastSeen.description)
        switch alert.state {
        case .open: add("state", "open")
        case .merged: add("state", "merged")
        case .closed: add("state", "closed")
        }
        add("risk", Risk.of(alert))
        add("entity_risk", entityRisk)
        json.endObject()
        json.endLine()
        return json.bytes
    }
}
