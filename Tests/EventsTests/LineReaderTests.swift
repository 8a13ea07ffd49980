// Single lines of any format, one after the other, as senders deliver them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite("Lines of any format")
struct LineReaderTests {
    private static let lines: [(text: String, format: Format)] = [
        (#"{"time":"2026-03-19T08:12:33Z","user":"jan"}"#, .jsonLines),
        (#"192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] "GET / HTTP/1.1" 200 5"#, .accessLog),
        ("<34>1 2026-03-19T08:12:33Z h su - - - x", .syslog), ("CEF:0|V|P|1|1|n|5|src=192.0.2.1", .cef),
        ("<13>Mar 19 08:12:33 fw01 LEEF:1.0|V|P|1|e|a=b", .leef), ("gewone woorden", .text),
        ("time=2026-03-19T08:12:33Z user=jan level=warn", .keyValue), ("<34>Mar 19 08:12:33 h sshd[1]: x", .syslog),
        ("<134> 03/19/2026:08:12:33 GMT ns01 0-PPE-0 : default SSLVPN LOGIN 1234 0 : User x", .netscaler),
        ("{geen json", .jsonLines), ("", .text),
    ]

    private func read(_ reader: inout LineReader, _ text: String, _ format: Format? = nil) -> (Format, Bool, String?) {
        var event = Event()
        let bytes = Array(text.utf8)
        return (bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
            let isRead = reader.read(
                Bytes(rebasing: padded[..<bytes.count]), format: format, zone: .utc.with(year: 2026), into: &event)
            return (event.format, isRead, event.time?.description)
        }
    }

    @Test("a JSON object as the message of a syslog line is read as that object, with what the header says beside it")
    func object() {
        var reader = LineReader()
        func fields(_ text: String, _ format: Format? = nil) -> (Format, [String: String], String?) {
            var event = Event()
            let bytes = Array(text.utf8)
            var found: [String: String] = [:]
            (bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
                _ = reader.read(
                    Bytes(rebasing: padded[..<bytes.count]), format: format, zone: .utc.with(year: 2026), into: &event)
                for index in 0..<event.count {
                    let field = event.fields[index]
                    found[String(decoding: field.nameBytes, as: UTF8.self)] =
                        String(decoding: field.valueBytes, as: UTF8.self)
                }
            }
            return (event.format, found, event.time?.description)
        }
        for mark in ["", "@cee: ", "@cee:"] {
            let found = fields(#"<14>Mar 19 08:12:33 ws01 nxlog: \#(mark){"EventID":4625,"d":{"user":"jan"}}"#)
            #expect(found.0 == .jsonLines && found.2 == "2026-03-19T08:12:33Z")
            #expect(found.1 == ["EventID": "4625", "d.user": "jan", "host": "ws01", "program": "nxlog"])
        }
        // What the object says itself counts, and its time before that of who sent it on.
        let own = fields(#"<14>1 2026-03-19T08:12:33Z relay a - - - {"Hostname":"dc1","time":"2026-03-18T01:02:03Z"}"#)
        #expect(own.1["Hostname"] == "dc1" && own.1["host"] == nil && own.2 == "2026-03-18T01:02:03Z")
        #expect(fields(#"<14>{"a":1}"#).1["a"] == "1")
        #expect(fields(#"<14>Mar 19 08:12:33 h p: {"a":1}"#, .syslog).1["a"] == "1")
        // What is no object stays a message.
        for text in [#"{"a":1,}"#, #"x {"a":1}"#, "{}}", "}"] {
            let found = fields("<14>Mar 19 08:12:33 h p: \(text)")
            #expect(found.0 == .syslog && found.1["message"] == text, "\(text)")
        }
    }

    @Test("a line alone has the format that a file of it would have, also when bytes of it are changed")
    func alone() {
        var state: UInt64 = 11
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let marks = Array("/:[]=|\" 0179<>-{".utf8)
        for number in 0..<5_000 {
            var bytes = Array(Self.lines[number % Self.lines.count].text.utf8)
            for _ in 0..<(number / Self.lines.count % 4) where !bytes.isEmpty {
                bytes[next(bytes.count)] = marks[next(marks.count)]
            }
            (bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
                let line = Bytes(rebasing: padded[..<bytes.count])
                var file = FormatDetection.detect(line, isWhole: true) ?? .text
                if file == .jsonArray || line.first == UInt8(ascii: "{") { file = .jsonLines }
                let found = LineReader.format(of: line)
                #expect(found == file, "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test("each line tells its format, whatever the line before it was")
    func everyPair() {
        for first in Self.lines {
            for second in Self.lines {
                var reader = LineReader()
                _ = read(&reader, first.text)
                let after = read(&reader, second.text)
                var fresh = LineReader()
                let alone = read(&fresh, second.text)
                #expect(after == alone, "\(second.text) after \(first.text)")
                #expect(alone.0 == second.format)
            }
        }
    }

    @Test("a source whose format is fixed is read as that, and what is not of it says so")
    func fixed() {
        var reader = LineReader()
        #expect(
            read(&reader, "<34>1 2026-03-19T08:12:33Z h su - - - x", .syslog) == (.syslog, true, "2026-03-19T08:12:33Z")
        )
        #expect(read(&reader, "geen syslog", .cef).1 == false)
        #expect(read(&reader, "x", .evtx).1 == false)
        #expect(read(&reader, #"{"a":1}"#, .jsonLines) == (.jsonLines, true, nil))
    }

    @Test("the time is found by its field, or the event says why there is none")
    func time() {
        var reader = LineReader()
        #expect(read(&reader, #"{"TimeCreated":"2026-03-19T08:12:33Z"}"#).2 == "2026-03-19T08:12:33Z")
        #expect(read(&reader, #"{"a":1}"#).2 == nil)
    }
}
