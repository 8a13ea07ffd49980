// Splits a JSON object that the program itself wrote into its members, for tables and CSV.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// The members of one result, as their JSON text.
package struct ObjectMembers {
    package private(set) var values: [(name: String, json: ArraySlice<UInt8>)] = []

    /// - Parameter object: one JSON object as `JSONWriter` makes it: compact, and names without escapes.
    package init(_ object: ArraySlice<UInt8>) {
        var at = object.startIndex + 1
        while at < object.endIndex, object[at] == UInt8(ascii: "\"") {
            let nameEnd = ObjectMembers.endOfString(object, at)
            let name = String(decoding: object[(at + 1)..<(nameEnd - 1)], as: UTF8.self)
            let end = ObjectMembers.endOfValue(object, nameEnd + 1)
            values.append((name, object[(nameEnd + 1)..<end]))
            at = end + 1
        }
    }

    package subscript(name: String) -> ArraySlice<UInt8>? {
        values.first { $0.name == name }?.json
    }

    /// A value as text for people: a string without quotes, nothing for null, JSON for what is nested.
    package static func text(_ json: ArraySlice<UInt8>) -> String {
        if json.elementsEqual("null".utf8) { return "" }
        guard json.first == UInt8(ascii: "\"") else { return String(decoding: json, as: UTF8.self) }
        return (try? JSONDecoder().decode(String.self, from: Data(json))) ?? String(decoding: json, as: UTF8.self)
    }

    /// The elements of an array, as their JSON text.
    package static func elements(_ array: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var elements: [ArraySlice<UInt8>] = []
        var at = array.startIndex + 1
        while at < array.endIndex - 1 {
            let end = endOfValue(array, at)
            elements.append(array[at..<end])
            at = end + 1
        }
        return elements
    }

    private static func endOfString(_ bytes: ArraySlice<UInt8>, _ quote: Int) -> Int {
        var at = quote + 1
        while bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return at + 1
    }

    private static func endOfValue(_ bytes: ArraySlice<UInt8>, _ start: Int) -> Int {
        var at = start
        var depth = 0
        while at < bytes.endIndex {
            switch bytes[at] {
            case UInt8(ascii: "\""): at = endOfString(bytes, at) - 1
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return at }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return at
            default: break
            }
            at += 1
        }
        return at
    }
}
