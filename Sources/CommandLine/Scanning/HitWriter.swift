// Writes a hit as the object of the contract.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
package import Sigma

/// Fills a JSON writer with hits, one object per line.
package struct HitWriter {
    /// Longer values are cut in reasons; the record itself stays where `file` and `line` say.
    package static let valueBytes = 64 << 10

    package static let shape = ResultShape(
        members: [
            "kind", "rule_id", "rule_title", "rule_title_nl", "level", "tags", "time", "file", "line", "record_id",
            "offset", "reasons",
            "group", "events", "event_count", "continued", "problem",
        ],
        columns: [
            Column(name: "time", width: 19), Column(name: "level", width: 13), Column(name: "rule_title", width: 52),
            Column(name: "place", width: 34, keepsEnd: true, text: place),
            Column(name: "reason", width: 72, text: reason),
        ],
        // People want to see that it begins; the summary says how long it went on.
        isInTable: { members in members["continued"].map(ObjectMembers.text) != "true" })

    /// `file:line` or `file#record`.
    private static func place(_ members: ObjectMembers) -> String {
        var text = members["file"].map(ObjectMembers.text) ?? ""
        if let line = members["line"] { text += ":" + ObjectMembers.text(line) }
        if let record = members["record_id"] { text += "#" + ObjectMembers.text(record) }
        return text
    }

    /// The first reasons as `field=value`; of a correlation its group and how many hits it is about.
    private static func reason(_ members: ObjectMembers) -> String {
        if let group = members["group"] {
            let parts = ObjectMembers(group).values.map { "\($0.name)=\(ObjectMembers.text($0.json))" }
            return (parts + ["× " + (members["event_count"].map(ObjectMembers.text) ?? "")]).joined(separator: " ")
        }
        return ObjectMembers.elements(members["reasons"] ?? []).prefix(3).map { reason in
            let parts = ObjectMembers(reason)
            let field = parts["field"].map(ObjectMembers.text) ?? ""
            let value = parts["value"].map(ObjectMembers.text) ?? ""
            return field.isEmpty ? "… " + (parts["matched"].map(ObjectMembers.text) ?? "") : "\(field)=\(value)"
        }.joined(separator: " ")
    }

    package static func writeRule(
        _ rule: Rule, time: Timestamp?, timeProblem: String?, source: String, place: RecordPlace, reasons: [Reason],
        to json: inout JSONWriter
    ) {
        json.beginObject()
        head("rule", rule.header, time, &json)
        writePlace(source, place, &json)
        json.name("reasons")
        json.beginArray()
        for reason in reasons { write(reason, to: &json) }
        json.endArray()
        if time == nil, let timeProblem {
            json.name("problem")
            json.string(timeProblem)
        }
        json.endObject()
        json.endLine()
    }

    package static func writeCorrelation(_ hit: CorrelationHit, _ correlation: Correlation, to json: inout JSONWriter) {
        json.beginObject()
        head("correlation", correlation.header, hit.time, &json)
        evidence(hit.evidence, &json)
        json.name("group")
        json.beginObject()
        for (field, value) in hit.group {
            json.name(field)
            json.string(value)
        }
        json.endObject()
        json.name("events")
        json.beginArray()
        for event in hit.events {
            json.beginObject()
            evidence(event, &json)
            json.name("rule_id")
            string(event.ruleID, &json)
            json.endObject()
        }
        json.endArray()
        json.name("event_count")
        json.number(hit.eventCount)
        json.name("continued")
        json.boolean(hit.isContinued)
        json.endObject()
        json.endLine()
    }

    private static func head(_ kind: String, _ header: RuleHeader, _ time: Timestamp?, _ json: inout JSONWriter) {
        json.name("kind")
        json.string(kind)
        json.name("rule_id")
        string(header.id, &json)
        json.name("rule_title")
        json.string(header.title)
        if let dutch = header.dutch {
            json.name("rule_title_nl")
            json.string(dutch.title)
        }
        json.name("level")
        json.string(header.level.rawValue)
        json.name("tags")
        json.beginArray()
        for tag in header.tags { json.string(tag) }
        json.endArray()
        json.name("time")
        string(time?.description, &json)
    }

    private static func writePlace(_ source: String, _ place: RecordPlace, _ json: inout JSONWriter) {
        json.name("file")
        json.string(source)
        if let line = place.line {
            json.name("line")
            json.number(line)
        }
        if let record = place.record {
            json.name("record_id")
            json.number(record)
        }
        if let offset = place.offset {
            json.name("offset")
            json.number(offset)
        }
    }

    private static func evidence(_ evidence: Evidence, _ json: inout JSONWriter) {
        let place = RecordPlace(line: evidence.place.line, record: evidence.place.record, offset: evidence.offset)
        writePlace(evidence.place.file, place, &json)
    }

    private static func write(_ reason: Reason, to json: inout JSONWriter) {
        json.beginObject()
        json.name("field")
        string(reason.field, &json)
        json.name("value")
        let isCut = (reason.value?.utf8.count ?? 0) > valueBytes
        string(isCut ? reason.value.map(beginning) : reason.value, &json)
        json.name("matched")
        string(reason.matched, &json)
        json.name("selection")
        json.string(reason.selection)
        json.name("modifiers")
        json.beginArray()
        for modifier in reason.modifiers { json.string(modifier) }
        json.endArray()
        if isCut {
            json.name("value_cut")
            json.boolean(true)
        }
        json.endObject()
    }

    /// As many whole code points as fit in `valueBytes`. Characters will not do: one may be of any length.
    private static func beginning(_ value: String) -> String {
        var end = value.utf8.index(value.startIndex, offsetBy: valueBytes)
        while end.samePosition(in: value.unicodeScalars) == nil { end = value.utf8.index(before: end) }
        return String(value[..<end])
    }

    private static func string(_ text: String?, _ json: inout JSONWriter) {
        if let text { json.string(text) } else { json.null() }
    }
}
