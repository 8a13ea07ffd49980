// Whatever stands in a log, results are well-formed and say it without loss, in each form.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

@Suite struct EscapingTests {
    /// An event with hostile names and values, and what it should say.
    private func fields(_ random: inout HostileTexts) -> [(name: String, value: String)] {
        (0..<(1 + random.number(below: 4))).map { ("\($0)" + (random.next() ?? ""), random.next() ?? "") }
    }

    private func line(_ fields: [(name: String, value: String)]) -> [UInt8] {
        var event = Event()
        for field in fields {
            let (name, value) = (event.keep(field.name), event.keep(field.value))
            event.append(name: name, value: value)
        }
        var json = JSONWriter()
        json.beginObject()
        json.name("fields")
        FieldWriter.write(event, to: &json)
        json.endObject()
        json.endLine()
        return json.bytes
    }

    private static let shape = ResultShape(members: ["fields"], columns: [Column(name: "fields", width: 60)])

    private func holds(_ object: Any?, _ fields: [(name: String, value: String)]) -> Bool {
        guard let object = object as? [String: Any], object.count == fields.count else { return false }
        return fields.allSatisfy { field in
            let found = object.first { Array($0.key.utf8) == Array(field.name.utf8) }?.value as? String
            return found.map { Array($0.utf8) } == Array(field.value.utf8)
        }
    }

    @Test("RFC 8259, JSON Lines: each record is one line and one object with just the names and values of the log")
    func jsonLines() throws {
        var random = HostileTexts(.max)
        let records = (0..<2_000).map { _ in fields(&random) }
        let text = try written(.jsonl, EscapingTests.shape, records.map(line))
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
        try #require(lines.count == records.count)
        for (line, record) in zip(lines, records) {
            #expect(line.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
            let object = try Fixture.object(line)
            #expect(holds(object["fields"], record), "\(record)")
        }
    }

    @Test("JSON: one array, also of hostile records")
    func array() throws {
        var random = HostileTexts(.max, seed: 2)
        let records = (0..<500).map { _ in fields(&random) }
        let text = try written(.json, EscapingTests.shape, records.map(line))
        let array = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        try #require(array.count == records.count)
        for (object, record) in zip(array, records) { #expect(holds(object["fields"], record)) }
    }

    @Test("RFC 4180: as many rows as records, each cell as it was, and none begins a formula")
    func csv() throws {
        let shape = ResultShape(members: ["a", "b"], columns: [])
        let values = Array(HostileTexts(2_000, seed: 5))
        let lines = values.map { value in
            var json = JSONWriter()
            json.beginObject()
            for name in ["a", "b"] {
                json.name(name)
                json.string(value)
            }
            json.endObject()
            json.endLine()
            return json.bytes
        }
        let read = rows(ofCSV: try written(.csv, shape, lines))
        try #require(read.count == values.count + 1)
        #expect(read[0] == ["a", "b"])
        for (row, value) in zip(read.dropFirst(), values) {
            try #require(row.count == 2, "\(value.debugDescription)")
            for cell in row {
                let isGuarded = cell.utf8.first == UInt8(ascii: "'") && value.utf8.first != UInt8(ascii: "'")
                #expect(Array((isGuarded ? String(cell.unicodeScalars.dropFirst()) : cell).utf8) == Array(value.utf8))
                let first = cell.utf8.first ?? 0
                #expect(!"=+-@\t\r\n".utf8.contains(first) || Double(cell) != nil)
            }
        }
    }

    @Test("A table has one line for each record, whatever the record holds")
    func table() throws {
        let lines = HostileTexts(1_000, seed: 9).map { line([("name", $0)]) }
        let text = try written(.table, EscapingTests.shape, lines)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == lines.count + 2)
        #expect(!steers(text))
    }

    @Test(
        "RFC 8259 6: a number of a text log that is none for JSON becomes a string, with all its digits",
        arguments: [
            ("0", "0"), ("-0", "-0"), ("12", "12"), ("1.50", "1.50"), ("-1e+9", "-1e+9"), ("1E5", "1E5"),
            ("0.0", "0.0"), ("18446744073709551616", "18446744073709551616"), ("0007", "\"0007\""), ("00", "\"00\""),
            ("", "\"\""), ("-", "\"-\""), ("+1", "\"+1\""), ("1.", "\"1.\""), (".5", "\".5\""), ("1e", "\"1e\""),
            ("1e+", "\"1e+\""), ("0x10", "\"0x10\""), ("1 2", "\"1 2\""), ("1,2", "\"1,2\""), ("1\"", "\"1\\\"\""),
            ("NaN", "\"NaN\""), ("--1", "\"--1\""), ("01e1", "\"01e1\""), ("1\n", "\"1\\n\""),
        ])
    func numbers(_ text: String, _ written: String) {
        var event = Event()
        let value = event.keep(text)
        event.append("n", value: value, kind: .number)
        var json = JSONWriter()
        FieldWriter.write(event, to: &json)
        #expect(String(decoding: json.bytes, as: UTF8.self) == "{\"n\":\(written)}")
    }
}
