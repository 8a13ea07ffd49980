// What is written to a terminal: nothing of a log steers it, and a row of a table fits on a line.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Testing

@Suite struct TerminalTests {
    private static let shape = ResultShape(
        members: ["name", "fields"],
        columns: [Column(name: "name", width: 12), Column(name: "fields", width: 40)])

    private func object(_ name: String, _ field: String, _ value: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.name("name")
        json.string(name)
        json.name("fields")
        json.beginObject()
        json.name(field)
        json.string(value)
        json.endObject()
        json.endObject()
        json.endLine()
        return json.bytes
    }

    @Test("A terminal is known by its descriptor, with its width; a file is none")
    func known() throws {
        let terminal = try Terminal(columns: 93)
        let style = Fixture.style(descriptor: terminal.descriptor)
        #expect(style.isTerminal)
        #expect(style.lineWidth == 93)
        let unknown = Fixture.style(descriptor: try Terminal(columns: 0).descriptor)
        #expect(unknown.lineWidth == nil)
        #expect(!Fixture.style().isTerminal && Fixture.style().lineWidth == nil)
    }

    @Test("Colour on a terminal: by itself, not with NO_COLOR or a dumb terminal, and never when not wanted")
    func color() throws {
        let terminal = try Terminal(columns: 80)
        func usesColor(_ choice: ColorChoice, _ environment: [String: String]) -> Bool {
            Style(
                choice, descriptor: terminal.descriptor, environment: environment, zone: .gmt, words: Fixture.english
            ).usesColor
        }
        #expect(usesColor(.auto, ["TERM": "xterm"]))
        #expect(usesColor(.auto, ["NO_COLOR": ""]), "no-color.org: an empty value does not count")
        #expect(!usesColor(.auto, ["NO_COLOR": "1"]))
        #expect(!usesColor(.auto, ["TERM": "dumb"]))
        #expect(!usesColor(.never, ["TERM": "xterm"]))
        #expect(usesColor(.always, ["NO_COLOR": "1", "TERM": "dumb"]))
    }

    @Test("No form of results lets a value or a name of a log steer a terminal", arguments: ResultFormat.allCases)
    func steering(_ format: ResultFormat) throws {
        let terminal = try Terminal(columns: 80)
        let style = Fixture.style(descriptor: terminal.descriptor)
        var names = HostileTexts(1_000, seed: 7)
        let lines = HostileTexts(1_000).map { object($0, names.next() ?? "", $0) }
        let text = try written(format, TerminalTests.shape, lines, style: style)
        #expect(!steers(text, allowing: format == .csv ? ["\n", "\r"] : ["\n"]))
        #expect(text.contains("é"), "what does not steer is shown as it is")
    }

    @Test("Without --format a terminal gets the table")
    func table() throws {
        let terminal = try Terminal(columns: 80)
        let text = try written(
            nil, TerminalTests.shape, [object("x", "a", "b")], style: Fixture.style(descriptor: terminal.descriptor))
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.hasPrefix("NAME"))
    }

    @Test("JSON on a terminal is escaped further and means the same")
    func sameMeaning() throws {
        let terminal = try Terminal(columns: 80)
        let style = Fixture.style(descriptor: terminal.descriptor)
        let values = Array(HostileTexts(500, seed: 3))
        let lines = values.map { object($0, $0, $0) }
        let text = try written(.jsonl, TerminalTests.shape, lines, style: style)
        let read = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        try #require(read.count == values.count)
        for (line, value) in zip(read, values) {
            let object = try Fixture.object(line.utf8)
            #expect((object["name"] as? String).map { Array($0.utf8) } == Array(value.utf8))
            #expect((object["fields"] as? [String: String])?.values.first.map { Array($0.utf8) } == Array(value.utf8))
        }
        let plain = try written(.jsonl, TerminalTests.shape, lines)
        #expect(Array(plain.utf8) == lines.flatMap(\.self), "in a pipe: byte for byte")
    }

    @Test("A row fits on a line of the terminal", arguments: [40, 80, 120, 300] as [UInt16])
    func width(_ columns: UInt16) throws {
        let terminal = try Terminal(columns: columns)
        let style = Fixture.style(descriptor: terminal.descriptor)
        let long = String(repeating: "x", count: 500)
        let text = try written(nil, TerminalTests.shape, [object(long, long, long)], style: style)
        let longest = text.split(separator: "\n").map(\.count).max() ?? 0
        #expect(longest <= Int(columns))
        #expect(longest > 30)
    }

    @Test("Combining marks without end do not run over the lines around them")
    func marks() throws {
        let marks = "a" + String(repeating: "\u{301}", count: 50_000)
        let text = try written(.table, TerminalTests.shape, [object(marks, "x", marks)])
        #expect(text.unicodeScalars.count < 500)
        let few = "a\u{301}\u{302}"
        #expect(try written(.table, TerminalTests.shape, [object(few, "x", "y")]).contains(few))
    }
}

@Suite struct ResultShapeTests {
    private func shape(_ columns: [(String, Int)]) -> ResultShape {
        ResultShape(members: [], columns: columns.map { Column(name: $0.0, width: $0.1) })
    }

    private func total(_ shape: ResultShape) -> Int {
        shape.columns.reduce(-2) { $0 + $1.width + 2 }
    }

    @Test("Columns are narrowed, the widest first, to just what fits; what fits stays as it is")
    func widest() {
        let wide = shape([("time", 19), ("a", 60), ("b", 30), ("c", 10)])
        #expect(wide.fitted(to: 200).columns.map(\.width) == [19, 60, 30, 10])
        #expect(wide.fitted(to: 125).columns.map(\.width) == [19, 60, 30, 10])
        #expect(wide.fitted(to: 124).columns.map(\.width) == [19, 59, 30, 10])
        #expect(wide.fitted(to: 95).columns.map(\.width) == [19, 30, 30, 10])
    }

    @Test("Times are never cut, and stand in the way of no other column")
    func times() {
        let wide = shape([("time", 19), ("a", 40), ("b", 18)])
        #expect(wide.fitted(to: 55).columns.map(\.width) == [19, 16, 16])
        #expect(total(wide.fitted(to: 1)) == 55, "the least that there is")
    }

    @Test("Whatever the columns and the terminal: it fits, or nothing can be narrowed any more")
    func property() {
        var random = HostileTexts(0, seed: 11)
        for _ in 0..<500 {
            let before = shape((0..<(1 + random.number(below: 6))).map { ("c\($0)", 1 + random.number(below: 150)) })
            let width = 1 + random.number(below: 300)
            let after = before.fitted(to: width)
            let isNarrowest = after.columns.allSatisfy { $0.width <= 16 }
            #expect(total(after) <= width || isNarrowest)
            #expect(total(after) >= min(width, total(before)), "no narrower than needed")
            #expect(
                zip(before.columns, after.columns).allSatisfy { $1.width <= $0.width && $1.width >= min(16, $0.width) })
        }
    }
}

@Suite struct ProgressLineTests {
    private func text(_ read: Int, of total: Int, _ seconds: Double, width: Int? = nil) -> String {
        ProgressLine.text(read: read, of: total, seconds: seconds, width: width, Fixture.english)
    }

    @Test("How much is read, how fast, and how long it takes")
    func half() {
        #expect(text(500_000_000, of: 1_000_000_000, 5) == "50 % read, 100 MB/s, about 5 s to go")
        #expect(text(1_000_000_000, of: 1_000_000_000, 5) == "100 % read, 200 MB/s, about 0 s to go")
        #expect(text(999_999_999, of: 1_000_000_000, 5).hasPrefix("99 %"), "not all until it is all")
    }

    @Test("Of standard input nobody knows how much there is, so nothing is said of the end")
    func unknown() {
        #expect(text(20_000_000, of: 0, 2) == "20 MB read, 10 MB/s")
    }

    @Test("Files that grow, nothing read yet and numbers without measure do no harm")
    func limits() {
        #expect(text(2_000, of: 1_000, 1) == "100 % read, 0 MB/s, about 0 s to go")
        #expect(text(0, of: 1_000, 1).hasPrefix("0 %"))
        #expect(text(Int.max, of: Int.max, 0.6).hasPrefix("100 %"))
        #expect(text(0, of: Int.max, 1e9) == "0 % read, 0 MB/s, about 999999999 s to go")
        #expect(text(5_000_000, of: -8, 1) == "5 MB read, 5 MB/s", "sizes that together are too large for a number")
    }

    @Test(
        "It never fills the line of the terminal, since a line that wraps stays", arguments: [0, 1, 2, 20, 36, 37, 38])
    func width(_ width: Int) {
        let whole = text(500_000_000, of: 1_000_000_000, 5)
        let cut = text(500_000_000, of: 1_000_000_000, 5, width: width)
        #expect(cut.count <= max(0, width - 1))
        #expect(whole.hasPrefix(cut))
        #expect((cut == whole) == (width > whole.count))
    }
}
