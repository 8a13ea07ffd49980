// The four forms of results, written through a file, and what keeps a log from steering a spreadsheet.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Testing

@Suite struct ResultSinkTests {
    private static let words = Words(
        .english, texts: ["column.name": "NAME", "column.level": "LEVEL", "level.high": "high"])
    private static let dutch = Words(
        .dutch, texts: ["column.name": "NAAM", "column.level": "ERNST", "level.high": "hoog"])

    private static let shape = ResultShape(
        members: ["name", "level", "count", "parts"],
        columns: [
            Column(name: "name", width: 8), Column(name: "count", width: 5, isRight: true),
            Column(name: "level", width: 6),
            Column(name: "made", width: 4, text: { $0["parts"].map(ObjectMembers.text) ?? "" }),
        ],
        isInTable: { $0["name"].map(ObjectMembers.text) != "hidden" })

    private func written(
        _ format: ResultFormat?, _ lines: [String], words: Words = words, color: ColorChoice = .never
    ) throws -> String {
        let folder = try TemporaryFolder()
        let path = folder.url("out")
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        defer { close(descriptor) }
        let style = Style(color, descriptor: descriptor, environment: [:], zone: .gmt, words: words)
        var sink = ResultSink(
            format, shape: ResultSinkTests.shape, words: words, style: style,
            writer: ResultWriter(descriptor: descriptor))
        for line in lines { try sink.write(lines: Array(line.utf8)) }
        try sink.finish()
        return String(decoding: contents(path), as: UTF8.self)
    }

    private let two = [
        #"{"name":"a","level":"high","count":1,"parts":{"x":[1]}}"# + "\n", #"{"name":"b","level":null}"# + "\n",
    ]

    @Test("Without --format and without a terminal: JSON Lines, byte for byte")
    func lines() throws {
        #expect(try written(nil, two) == two.joined())
        #expect(try written(.jsonl, two) == two.joined())
        #expect(try written(.jsonl, []) == "")
    }

    @Test("JSON is one array, also of nothing, also when objects come together")
    func array() throws {
        #expect(try written(.json, []) == "[]\n")
        for lines in [two, [two.joined()], ["", two[0], "", two[1]]] {
            let text = try written(.json, lines)
            let array = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
            #expect(array?.count == 2)
            #expect(array?.last?["name"] as? String == "b")
        }
    }

    @Test("RFC 4180: a heading, CRLF, nothing for null and what is missing, JSON text for what is nested")
    func csv() throws {
        #expect(
            try written(.csv, two) == "name,level,count,parts\r\na,high,1,\"{\"\"x\"\":[1]}\"\r\nb,,,\r\n")
        #expect(try written(.csv, []) == "name,level,count,parts\r\n")
    }

    @Test("A table lines up, cuts what is too long, and leaves out what people need not see")
    func table() throws {
        let lines = [
            #"{"name":"a name that is long","level":"high","count":12,"parts":"x"}"#,
            #"{"name":"hidden","level":"high"}"#,
            #"{"name":"b","level":"high","count":123456,"parts":""}"#,
        ]
        #expect(
            try written(.table, lines.map { $0 + "\n" })
                == "NAME      column.count  LEVEL   column.made\n".replacing("column.count", with: "colu…")
                .replacing("column.made", with: "col…") + "a name …     12  high    x\nb         1234…  high\n")
        #expect(try written(.table, []) == "")
        #expect(try written(.table, lines, words: ResultSinkTests.dutch).contains("hoog"))
    }

    @Test("Control characters of a log are made visible in a table, and colour only comes when asked for")
    func control() throws {
        let line = #"{"name":"a\u001b[2J","level":"high","parts":"\u0007"}"# + "\n"
        #expect(try !written(.table, [line]).contains("\u{1B}"))
        #expect(try written(.table, [line]).contains("a\u{FFFD}[2J"))
        #expect(try written(.table, [line], color: .always).contains("\u{1B}[31mhigh"))
    }

    @Test(
        "RFC 4180 2.6, 2.7: quotes around commas, quotes and line breaks; quotes are doubled",
        arguments: [
            ("", ""), ("plain", "plain"), ("with space", "with space"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
            ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("a\r\nb", "\"a\r\nb\""), ("\"", "\"\"\"\""), (",", "\",\""),
            ("a,\u{301}b", "\"a,\u{301}b\""), ("a\"\u{301}", "\"a\"\"\u{301}\""), ("a;b'c", "a;b'c"),
        ])
    func cells(_ text: String, _ cell: String) {
        #expect(Array(ResultSink.cell(text).utf8) == Array(cell.utf8))
    }

    @Test(
        "What a spreadsheet would take for a formula gets an apostrophe; a number stays a number",
        arguments: [
            ("=1+1", "'=1+1"), ("+31 6", "'+31 6"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
            ("=cmd,\"a\"", "\"'=cmd,\"\"a\"\"\""), ("=\u{301}1", "'=\u{301}1"), ("-5", "-5"), ("+5.25", "+5.25"),
            ("-1e3", "-1e3"),
            ("a=1", "a=1"), ("-", "'-"), ("\n=1", "\"'\n=1\""), ("-nan", "'-nan"), ("+inf", "'+inf"),
            ("-0x1p3", "'-0x1p3"),
        ])
    func formulas(_ text: String, _ cell: String) {
        #expect(Array(ResultSink.cell(text).utf8) == Array(cell.utf8))
    }
}
