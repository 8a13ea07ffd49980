// Canonical JSON against the sentences and examples of RFC 8785, and its reader against everything else.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    private func text(_ value: CanonicalJSON) -> String? {
        value.bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("RFC 8785 3.2.1: whitespace between JSON tokens is not emitted")
    func whitespace() {
        let value = CanonicalJSON.object(["a": .array([.integer(1), .null, .boolean(true), .boolean(false)])])
        #expect(text(value) == #"{"a":[1,null,true,false]}"#)
        #expect(text(.array([])) == "[]" && text(.object([:])) == "{}")
    }

    @Test(
        "RFC 8785 3.2.2.2: strings keep their characters but for the escapes that JSON asks for, in the shortest form")
    func strings() {
        #expect(text(.string("\u{20AC}$\u{0F}\nA'\u{42}\u{22}\u{5C}\\\"/")) == #""€$\u000f\nA'B\"\\\\\"/""#)
        #expect(text(.string("\u{08}\u{09}\u{0A}\u{0C}\u{0D}\u{1f}\u{7F}")) == "\"\\b\\t\\n\\f\\r\\u001f\u{7F}\"")
    }

    @Test("RFC 8785 3.2.3: properties are sorted by UTF-16 code units, at every depth")
    func sorting() {
        let names = ["\u{20AC}", "\r", "\u{FB33}", "1", "\u{1F600}", "\u{80}", "\u{F6}"]
        let value = CanonicalJSON.object(
            Dictionary(uniqueKeysWithValues: names.map { ($0, .object(["b": .null, "a": .null])) }))
        let sorted = ["\\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"]
        #expect(text(value) == "{" + sorted.map { "\"\($0)\":{\"a\":null,\"b\":null}" }.joined(separator: ",") + "}")
    }

    @Test("RFC 7493 2.2: an integer that a reader may round is refused")
    func integers() {
        #expect(text(.integer(9_007_199_254_740_991)) == "9007199254740991")
        #expect(text(.integer(9_007_199_254_740_992)) == nil)
        #expect(text(.array([.integer(-9_007_199_254_740_992)])) == nil)
    }

    @Test("reads back what it writes")
    func roundTrip() {
        let value = CanonicalJSON.object([
            "naam": .string("Ænima \"x\"\n\u{1}"), "lijst": .array([.integer(-5), .integer(0), .object([:])]),
            "": .null,
            "\u{1F600}": .boolean(false),
        ])
        #expect(value.bytes.flatMap { CanonicalJSON(bytes: $0) } == value)
    }

    @Test(
        "refuses what is not the canonical form of anything",
        arguments: [
            "", " 1", "1 ", "01", "-0", "1.0", "1e2", "+1", "-", "9007199254740992", "{\"b\":1,\"a\":2}",
            "{\"a\":1,\"a\":1}", "{\"a\" :1}", "[1,]", "[1", "\"\\u0041\"", "\"\\/\"", "\"\\u001F\"", "\"a",
            "\"\u{1}\"", "nul",
            "truex", "{a:1}", "{\"a\":}", "99999999999999999999",
        ])
    func refused(_ text: String) {
        #expect(CanonicalJSON(bytes: Array(text.utf8)) == nil)
    }

    @Test("refuses bytes that are no UTF-8, and nesting beyond the limit")
    func hostile() {
        #expect(CanonicalJSON(bytes: [0x22, 0xFF, 0x22]) == nil)
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
        }
        #expect(CanonicalJSON(bytes: nested(CanonicalJSON.depth + 1)) != nil)
        #expect(CanonicalJSON(bytes: nested(CanonicalJSON.depth + 2)) == nil)
        #expect(CanonicalJSON(bytes: nested(100_000)) == nil)
    }
}
