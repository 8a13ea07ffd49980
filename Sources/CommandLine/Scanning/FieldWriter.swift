// Writes the fields of an event as one flat JSON object, with the values as in the log.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// A name with one value gives that value; a name that is repeated, or stood in an array, gives an array.
enum FieldWriter {
    static func write(_ event: borrowing Event, to json: inout JSONWriter) {
        json.beginObject()
        // Positions by name, in the order in which names first come.
        var order: [String] = []
        var positions: [String: [Int]] = [:]
        for index in 0..<event.count {
            let name = String(decoding: event.fields[index].nameBytes, as: UTF8.self)
            if positions[name] == nil { order.append(name) }
            positions[name, default: []].append(index)
        }
        for name in order {
            let places = positions[name] ?? []
            json.name(name)
            let isArray = places.count > 1 || event.fields[places[0]].isElement
            if isArray { json.beginArray() }
            for place in places { write(event.fields[place], to: &json) }
            if isArray { json.endArray() }
        }
        json.endObject()
    }

    private static func write(_ field: Field, to json: inout JSONWriter) {
        switch field.kind {
        case .string: json.string(utf8: field.valueBytes)
        case .number, .boolean: json.raw(utf8: field.valueBytes)
        case .null: json.null()
        case .emptyArray: json.raw("[]")
        case .emptyObject: json.raw("{}")
        }
    }
}
