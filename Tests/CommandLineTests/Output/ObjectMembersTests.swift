// The members of objects that the program wrote itself, for tables and CSV.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Testing

@Suite struct ObjectMembersTests {
    private func members(_ text: String) -> ObjectMembers {
        ObjectMembers(Array(text.utf8)[...])
    }

    private func text(_ slice: ArraySlice<UInt8>) -> String {
        String(decoding: slice, as: UTF8.self)
    }

    @Test("Each member with its JSON text, in order")
    func order() {
        let object = members(#"{"a":1,"b":"x,\"}]","c":{"d":[1,{"e":"]"}],"f":{}},"g":[],"h":null,"i":true}"#)
        #expect(object.values.map(\.name) == ["a", "b", "c", "g", "h", "i"])
        #expect(
            object.values.map { text($0.json) } == [
                "1", #""x,\"}]""#, #"{"d":[1,{"e":"]"}],"f":{}}"#, "[]", "null", "true",
            ])
        #expect(object["g"].map(text) == "[]")
        #expect(object["d"] == nil)
        #expect(members("{}").values.isEmpty)
    }

    @Test("A member may itself be taken apart, wherever it stands in the bytes")
    func slices() {
        let object = members(#"{"before":"............","inner":{"x":"y","z":[1,[2,3],"4,5"]}}"#)
        let inner = ObjectMembers(object["inner"] ?? [])
        #expect(inner.values.map(\.name) == ["x", "z"])
        #expect(ObjectMembers.elements(inner["z"] ?? []).map(text) == ["1", "[2,3]", #""4,5""#])
        #expect(ObjectMembers.elements(Array("[]".utf8)[...]).isEmpty)
    }

    @Test(
        "As text for people: strings without quotes and escapes, nothing for null, JSON for what is nested",
        arguments: [
            (#""a\n\"b\" \u00e9""#, "a\n\"b\" é"), ("null", ""), ("12", "12"), ("true", "true"),
            (#"{"a":1}"#, #"{"a":1}"#),
            (#""""#, ""), (#""null""#, "null"),
        ])
    func texts(_ json: String, _ wanted: String) {
        #expect(ObjectMembers.text(Array(json.utf8)[...]) == wanted)
    }

    @Test("What JSONWriter writes is taken apart again, whatever stands in it")
    func writer() {
        for value in ["", "\\", "\"", "\\\"", "a\\", ",", "}", "{\"a\":1}", "\u{0}\n", "é😀", "\u{FEFF}a\n\u{FEFF}"] {
            var json = JSONWriter()
            json.beginObject()
            json.name("first")
            json.string(value)
            json.name("second")
            json.string(value)
            json.endObject()
            let object = ObjectMembers(json.bytes[...])
            #expect(object.values.map { ObjectMembers.text($0.json) } == [value, value])
        }
    }
}
