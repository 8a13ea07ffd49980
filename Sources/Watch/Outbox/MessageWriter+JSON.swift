// What programs read from a webhook. The form is described in docs/how-to/tell-people.md and is stable.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Store

extension MessageWriter {
    /// A change that takes something away, or changes what a member means, gives another number.
    private static let version = 1

    func json(about news: [AlertNews], subject: String, id: ULID, at time: Timestamp) -> String {
        var writer = begin("alerts", subject, id, at: time)
        writer.name("highest_level")
        writer.string((news.first?.level ?? .informational).rawValue)
        writer.name("alerts_total")
        writer.number(news.count)
        writer.name("alerts")
        writer.beginArray()
        for item in news.prefix(OutboxLimits.alertsPerMessage) { write(item, to: &writer) }
        writer.endArray()
        return end(writer)
    }

    func json(_ summary: AlertSummary, subject: String, id: ULID, at time: Timestamp) -> String {
        var writer = begin("summary", subject, id, at: time)
        writer.name("open_total")
        writer.number(summary.count)
        writer.name("open")
        writer.beginObject()
        for level in AlertLevel.allCases.reversed() {
            writer.name(level.rawValue)
            writer.number(summary.levels[level] ?? 0)
        }
        writer.endObject()
        writer.name("entities")
        writer.beginArray()
        for entity in summary.entities {
            writer.beginObject()
            write(entity.entity, to: &writer)
            writer.name("risk")
            writer.number(entity.risk)
            writer.name("alerts")
            writer.number(entity.alerts)
            writer.endObject()
        }
        writer.endArray()
        return end(writer)
    }

    /// `text` is what chat programs show. Nothing of a log stands in it, since each has a markup of its own.
    private func begin(_ kind: String, _ subject: String, _ id: ULID, at time: Timestamp) -> JSONWriter {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("version")
        writer.number(MessageWriter.version)
        for (name, value) in [("id", id.description), ("kind", kind), ("created", time.description)] {
            writer.name(name)
            writer.string(value)
        }
        writer.name("exercise")
        writer.boolean(isExercise)
        writer.name("text")
        writer.string(subject)
        return writer
    }

    private func end(_ writer: JSONWriter) -> String {
        var writer = writer
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ entity: EntityRef, to writer: inout JSONWriter) {
        writer.name("entity_kind")
        writer.string(entity.kind.rawValue)
        writer.name("entity")
        writer.string(SafeText.of(entity.value))
    }

    private func write(_ news: AlertNews, to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, value) in [
            ("id", news.id.description), ("change", news.kind.rawValue), ("level", news.level.rawValue),
        ] {
            writer.name(name)
            writer.string(value)
        }
        if let alert = news.alert {
            writer.name("title")
            writer.string(SafeText.of(alert.title))
            writer.name("rule")
            writer.string(SafeText.of(alert.key.rule))
            write(alert.key.entity, to: &writer)
            writer.name("count")
            writer.number(alert.count)
            writer.name("first_seen")
            writer.string(alert.firstSeen.description)
            writer.name("last_seen")
            writer.string(alert.lastSeen.description)
            writer.name("incident")
            if let incident = alert.state.incident { writer.string(incident.description) } else { writer.null() }
        }
        writer.endObject()
    }
}
