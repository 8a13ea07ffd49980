// Incidents and entries of journals as results. The names are stable.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents

extension IncidentState {
    /// One object on a line.
    ///
    /// - Parameter entries: its journal; nil leaves that out.
    func write(to json: inout JSONWriter, journal entries: [JournalEntry]?, asOf: Timestamp? = nil) {
        json.beginObject()
        json.name("id")
        json.string(number.description)
        json.name("title")
        json.string(title)
        json.name("state")
        json.string(closed == nil ? "open" : "closed")
        json.name("reason")
        json.string(orNull: closed?.rawValue)
        json.name("opened")
        json.string(orNull: opened?.description)
        json.name("tlp")
        json.string(tlp.rawValue)
        json.name("members")
        json.beginArray()
        for name in people.members.sorted() { json.string(name) }
        json.endArray()
        json.name("alerts")
        json.beginArray()
        for alert in alerts { json.string(alert.description) }
        json.endArray()
        json.name("holds")
        json.beginArray()
        for hold in holds { json.object([("from", hold.from.description), ("to", hold.to.description)]) }
        json.endArray()
        json.name("remarks")
        json.beginArray()
        for remark in remarks { remark.write(to: &json) }
        json.endArray()
        json.name("sequence")
        json.number(sequence)
        if let entries {
            json.name("as_of")
            json.string(orNull: asOf?.description)
            json.name("journal")
            json.beginArray()
            let undone = Undoing.undone(in: entries)
            for entry in entries { entry.write(to: &json, isUndone: undone.contains(entry.sequence)) }
            json.endArray()
        }
        json.endObject()
        json.endLine()
    }
}

extension IncidentState.Remark {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.name("sequence")
        json.number(sequence)
        json.name("recorded")
        json.string(recorded.description)
        json.name("occurred")
        json.moment(occurred)
        json.name("actor")
        json.string(actor.shown)
        json.name("text")
        json.string(text)
        json.name("corrections")
        json.beginArray()
        for correction in corrections { json.number(correction) }
        json.endArray()
        json.endObject()
    }
}

extension JournalEntry {
    /// One object. `content` is as it is kept.
    func write(to json: inout JSONWriter, isUndone: Bool) {
        json.beginObject()
        json.name("sequence")
        json.number(sequence)
        json.name("recorded")
        json.string(recorded.description)
        json.name("occurred")
        json.moment(occurred)
        json.name("actor")
        json.string(actor.shown)
        json.name("kind")
        json.string(content.kind)
        json.name("tlp")
        json.string(tlp.rawValue)
        json.name("visibility")
        json.string(visibility.rawValue)
        json.name("undone")
        json.boolean(isUndone)
        json.name("content")
        if let bytes, case .object(let members) = CanonicalJSON(bytes: bytes), let content = members["content"]?.bytes {
            json.raw(String(decoding: content, as: UTF8.self))
        } else {
            json.null()
        }
        json.endObject()
    }
}

extension Actor {
    fileprivate var shown: String {
        switch self {
        case .person(let name): "person:\(name)"
        case .token(let id): "token:\(id)"
        case .program: "program"
        }
    }
}

extension JSONWriter {
    fileprivate mutating func string(orNull text: String?) {
        if let text { string(text) } else { null() }
    }

    fileprivate mutating func object(_ members: [(String, String)]) {
        beginObject()
        for (name, value) in members {
            self.name(name)
            string(value)
        }
        endObject()
    }

    /// A moment with its precision; its time is null if it is not known.
    fileprivate mutating func moment(_ moment: Moment?) {
        guard let moment else { return null() }
        beginObject()
        name("time")
        string(orNull: moment.precision == .unknown ? nil : moment.time.description)
        name("precision")
        string(moment.precision.rawValue)
        endObject()
    }
}
