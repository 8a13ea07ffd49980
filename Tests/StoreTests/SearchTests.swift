// What searches find, beside a plain look at every line.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Testing

@Suite("Search in the archive")
struct SearchTests {
    /// The same lines in a closed block, and in one that is open.
    private static func samples(_ lines: [String]) throws -> [ArchiveSample] {
        var closed = try ArchiveSample()
        try closed.append(lines)
        try closed.writer.closeBlock(now: ArchiveSample.start, always: true)
        var open = try ArchiveSample()
        try open.append(lines)
        return [closed, open]
    }

    private static let lines = [
        #"<34>Mar 19 10:00:00 gw01 sshd[41]: Failed password for jan from 192.0.2.10 port 22"#,
        #"{"time":"2026-03-19T10:00:01Z","User":"FIN\\jan.smit","IpAddress":"192.0.2.100","note":"caf\u00e9 dicht"}"#,
        #"{"time":"2026-03-19T10:00:02Z","userPrincipalName":"Jan.Smit@ministerie.example","ipAddress":"2001:db8::7"}"#,
        #"10.1.2.3 - - [19/Mar/2026:10:00:03 +0000] "GET /a.php?x=1 HTTP/1.1" 200 12 "-" "curl/8""#,
        #"time=2026-03-19T10:00:04Z user=piet host=FS01 hash=d41d8cd98f00b204e9800998ecf8427e path="C:\Temp\x.exe""#,
        "vrije tekst over 1.192.0.2.10 en 192.0.2.10.",
    ]

    @Test(
        "whole words, addresses, fields with values and pieces of text",
        arguments: [
            ("jan", [0, 1, 2]), ("JAN", [0, 1, 2]), ("ja", []), ("smit", [1, 2]), ("jan.smit", [1, 2]),
            ("192.0.2.10", [0, 5]), ("192.0.2.100", [1]), ("192.0.2.1", []), ("2001:db8::7", [2]),
            ("café", [1]), ("sshd", [0]), ("41", [0]), ("a.php", [3]), ("x.exe", [4]),
            ("\"0.2.10\"", [0, 1, 5]), ("\"ailed pass\"", [0]), ("\"FAILED PASSWORD FOR\"", [0]),
            ("\"caf\u{E9} di\"", [1]),
            ("user=piet", [4]), ("user=pie", []), ("USER=PIET", [4]), (#"User=FIN\jan.smit"#, [1]),
            ("userPrincipalName=jan.smit@ministerie.example", [2]), ("IpAddress=192.0.2.100", [1]),
            ("ipAddress=2001:db8::7", [2]), ("hash=D41D8CD98F00B204E9800998ECF8427E", [4]), ("sc-status=200", [3]),
            ("severity=2", [0]), ("cs-uri-query=x=1", [3]), ("note=\"café dicht\"", [1]),
            ("jan -sshd", [1, 2]), ("-jan", [3, 4, 5]), ("-user=piet jan", [0, 1, 2]), ("jan password", [0]),
            ("\"\"", [0, 1, 2, 3, 4, 5]),
        ])
    func terms(_ query: String, _ expected: [Int]) throws {
        for sample in try Self.samples(Self.lines) {
            #expect(try sample.find(query) == expected.reversed().map { Self.lines[$0] }, "\(query)")
        }
    }

    @Test(
        "who sent a line of syslog is a field of it, whatever the message is",
        arguments: [
            #"192.0.2.7 - - [19/Mar/2026:10:00:03 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/8""#,
            #"{"user":"jan"}"#, "CEF:0|V|P|1|1|n|5|src=192.0.2.1", "LEEF:1.0|V|P|1|e|src=192.0.2.1",
            "type=EOE msg=audit(1773904353.123:456): ", "vrije tekst", "",
        ])
    func senders(_ message: String) throws {
        let headers = ["<34>1 2026-03-19T10:00:00Z gw01 zender 7 - - ", "<34>Mar 19 10:00:00 gw01 zender[7]: "]
        let lines = headers.map { $0 + message } + ["<34>Mar 19 10:00:00 gw02 zender[7]: \(message)"]
        for sample in try Self.samples(lines) {
            #expect(try sample.find("host=gw01") == [lines[1], lines[0]])
            #expect(try sample.find("host=GW02") == [lines[2]])
        }
    }

    @Test("a day that readers of another release wrote is searched by its words, so that new fields are found in it")
    func otherReaders() throws {
        let line = "<34>Mar 19 10:00:00 gw01 sshd[41]: Failed password"
        for (mark, isFound) in [("1", true), ("several", true), ("\(LineReader.version)", false)] {
            var sample = try ArchiveSample()
            // As a reader that saw no fields would have given it.
            try sample.append([line], as: .text)
            try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
            #expect(try sample.archive.mark("readers") == "\(LineReader.version)")
            try sample.append([String](), marks: ["readers": mark])
            try sample.reopen()
            #expect(try sample.find("host=gw01").count == (isFound ? 1 : 0), "\(mark)")
            // Who writes on does not make older lines those of its own readers.
            try sample.append(["<34>Mar 19 10:00:00 gw01 x: y"])
            #expect(try sample.find("host=gw01").count == (isFound ? 2 : 1), "\(mark)")
        }
    }

    @Test("from is inclusive, to is exclusive, and lines without a time lie in no range")
    func range() throws {
        for sample in try Self.samples(Self.lines) {
            func at(_ second: Int64) -> Timestamp { Timestamp(seconds: 1_773_914_400 + second) }
            func count(_ from: Int64?, _ to: Int64?) throws -> Int {
                try sample.find(ArchiveQuery(from: from.map(at), to: to.map(at))).count
            }
            #expect(try count(1, nil) == 4)
            #expect(try count(1, 4) == 3)
            #expect(try count(nil, 1) == 0)
            #expect(try count(4, 5) == 1)
            #expect(try count(5, nil) == 0)
            #expect(try count(nil, nil) == 6)
        }
    }

    @Test("only lines of a source")
    func sources() throws {
        var sample = try ArchiveSample()
        try sample.append(["een"], from: "udp")
        try sample.append(["twee"], from: "tcp")
        try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
        try sample.append(["drie"], from: "udp")
        #expect(try sample.find("", source: "udp") == ["drie", "een"])
        #expect(try sample.find("", source: "tcp") == ["twee"])
        #expect(try sample.find("", source: "tls").isEmpty)
    }

    @Test("pages neither lose nor repeat, while lines come in and blocks are closed")
    func paging() throws {
        for page in [1, 2, 3, 7, 100] {
            var sample = try ArchiveSample()
            var all: [String] = []
            func add(_ count: Int) throws {
                let lines = (0..<count).map { "regel \(all.count + $0) \(($0 % 3 == 0) ? "appel" : "peer")" }
                try sample.append(lines, at: Int64(all.count))
                all += lines
            }
            for _ in 0..<6 {
                try add(5)
                if all.count % 10 == 0 { try sample.writer.closeBlock(now: ArchiveSample.start, always: true) }
            }
            let expected = all.reversed().filter { $0.hasSuffix("appel") }
            var found: [String] = []
            var before: ArchivePosition?
            repeat {
                let result = try sample.archive.search(ArchiveQuery("appel"), before: before, limit: page)
                found += result.lines.map { String(decoding: $0.bytes, as: UTF8.self) }
                before = result.next
                try add(2)
                if all.count % 4 == 0 { try sample.writer.closeBlock(now: ArchiveSample.start, always: true) }
            } while before != nil
            #expect(found == expected)
        }
    }

    @Test("finds in random lines what a look at each line finds, and filters leave out no block that has it")
    func random() throws {
        var chance = SeededGenerator(seed: 11)
        let words = [
            "a", "b1", "Jan", "jan", "192.0.2.1", "192.0.2.11", "x.y", "é", "FE80", "_", "10.0.0.1:443", "q-r",
        ]
        let joints = [" ", ".", ":", "=", "/", "-", "\"", "\\", ",", ""]
        var sample = try ArchiveSample()
        var lines: [String] = []
        for _ in 0..<60 {
            let batch = (0..<5).map { _ in
                (0..<6).map { _ in words.randomElement(using: &chance)! + joints.randomElement(using: &chance)! }
                    .joined()
            }
            lines += batch
            try sample.append(batch)
            if Bool.random(using: &chance) { try sample.writer.closeBlock(now: ArchiveSample.start, always: true) }
        }
        for word in words {
            let plain = lines.reversed().filter { PlainSearch.has(word: word, $0) }
            #expect(try sample.find("\(word)") == plain, "word \(word)")
            let text = lines.reversed().filter { PlainSearch.folded($0).contains(PlainSearch.folded(word)) }
            #expect(try sample.find("\"\(word)\"", page: 9) == text, "text \(word)")
        }
    }

    @Test("a block that cannot have a word is not read")
    func pruning() throws {
        var sample = try ArchiveSample()
        for number in 0..<20 {
            try sample.append((0..<200).map { "woord\(number) getal\($0)" })
            try sample.writer.closeBlock(now: ArchiveSample.start, always: true)
        }
        let page = try sample.archive.search(ArchiveQuery("woord7"))
        #expect(page.lines.count == 100 && page.progress.blocksRead == 1)
        #expect(try sample.archive.search(ArchiveQuery("\" woord7 g\"")).progress.blocksRead == 1)
        #expect(try sample.archive.search(ArchiveQuery("\"oord7 g\"")).progress.blocksRead >= 13)
        let seen = (0..<2_000).map { number in
            (try? sample.archive.search(ArchiveQuery("nergens\(number)")))?.progress.blocksRead ?? 0
        }
        #expect(seen.reduce(0, +) < 2_000 * 20 / 40, "filters let through more than one in forty")
    }

    @Test("a search that is too long, has too many parts or an open quotation mark is refused")
    func refused() {
        func code(_ text: String) -> String? {
            do throws(Problem) {
                _ = try ArchiveQuery(text)
                return nil
            } catch { return error.code.name }
        }
        #expect(code(String(repeating: "x", count: ArchiveLimits.queryBytes)) == nil)
        #expect(code(String(repeating: "x", count: ArchiveLimits.queryBytes + 1)) == "query.long")
        #expect(code(String(repeating: "x ", count: ArchiveLimits.queryTerms)) == nil)
        #expect(code(String(repeating: "x ", count: ArchiveLimits.queryTerms + 1)) == "query.terms")
        #expect(code("a \"b") == "query.quote")
        #expect(code("a=\"b") == "query.quote")
        #expect(code(#"a="b\"c""#) == nil)
    }
}

/// A search for words as the handbook tells it, without bytes and filters.
private enum PlainSearch {
    static func folded(_ text: String) -> String {
        String(decoding: text.utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    static func has(word: String, _ line: String) -> Bool {
        let (word, line) = (Array(folded(word).utf8), Array(folded(line).utf8))
        let isAddress = String(decoding: word, as: UTF8.self).wholeMatch(of: #/\d{1,3}(\.\d{1,3}){3}/#) != nil
        func isWord(_ index: Int) -> Bool {
            guard line.indices.contains(index) else { return false }
            let byte = line[index]
            return byte >= 0x80 || byte == 0x5F || 0x30...0x39 ~= byte || 0x61...0x7A ~= byte
        }
        func isDigit(_ index: Int) -> Bool { line.indices.contains(index) && 0x30...0x39 ~= line[index] }
        func isDot(_ index: Int) -> Bool { line.indices.contains(index) && line[index] == 0x2E }
        guard line.count >= word.count else { return false }
        return (0...(line.count - word.count)).contains { at in
            let end = at + word.count
            guard Array(line[at..<end]) == word, !isWord(at - 1), !isWord(end) else { return false }
            return !isAddress || !(isDot(at - 1) && isDigit(at - 2)) && !(isDot(end) && isDigit(end + 1))
        }
    }
}

/// splitmix64: the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
