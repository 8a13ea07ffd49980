// Writes the fields of an event as one flat JSON object, with the values as in the log.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events

/// A name with one value gives that value; a name that is repeated, or stood in an array, gives an array.
package enum FieldWriter {
    package static func write(_ event: borrowing Event, to json: inout JSONWriter) {
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
        // What a text log calls a number need not be one for JSON: `0007` becomes a string, so that no digit is lost.
        case .number where !isNumber(field.valueBytes): json.string(utf8: field.valueBytes)
        case .number, .boolean: json.raw(utf8: field.valueBytes)
        case .null: json.null()
        case .emptyArray: json.raw("[]")
        case .emptyObject: json.raw("{}")
        }
    }

    /// RFC 8259 section 6: no zero before other digits, digits on both sides of a point and behind an exponent.
    private static func isNumber(_ text: Bytes) -> Bool {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = digits(&rest)
        if whole.isEmpty || whole.count > 1 && whole.first == UInt8(ascii: "0") { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            if digits(&rest).isEmpty { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
            if digits(&rest).isEmpty { return false }
        }
        return rest.isEmpty
    }

    private static func digits(_ rest: inout Slice<Bytes>) -> Slice<Bytes> {
        let run = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
        rest = rest.dropFirst(run.count)
        return run
    }
}
