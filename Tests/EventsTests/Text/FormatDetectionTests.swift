// Tests detection of formats by content: each format, the mixtures, and what only looks like one.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct FormatDetectionTests {
    private func detect(_ bytes: [UInt8], isWhole: Bool = true) -> Format? {
        withLine(bytes) { FormatDetection.detect($0, isWhole: isWhole) }
    }

    private func detect(_ text: String, isWhole: Bool = true) -> Format? {
        detect(Array(text.utf8), isWhole: isWhole)
    }

    @Test(
        "One object to a line is JSON lines, also with a BOM, blank lines, one line, or a broken line",
        arguments: [
            "{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}", "\u{FEFF}{\"a\":1}\n", "\n\n  {\"a\":1}\r\n{\"a\":2}\r\n",
            "{}\n{}\n",
            "{\"a\":\"}\\\"{\"}\n{\"b\":[{\"c\":1}]}", "{\"a\":1,\n{\"a\":2}\n", "{\"a\":\"x\n{\"a\":2}\n",
            "{\"a\":1}\nbroken\n{\"a\":2}",
            "{ \"a\" : 1 }\n",
        ])
    func jsonLines(text: String) {
        #expect(detect(text) == .jsonLines)
    }

    @Test(
        "An array, an object over several lines, and objects one after the other are split by depth",
        arguments: [
            "[{\"a\":1},{\"a\":2}]", "[\n  {\n    \"a\": 1\n  }\n]\n", "[]", " [ ] \n", "{\n  \"a\": 1\n}\n",
            "{\"a\":\n1}",
            "{\"a\":1}{\"a\":2}", "{\"a\":1} {\"a\":2}\n", "{\"a\":1},\n{\"a\":2}", "{\"a\":1}\n{\n\"a\":2}",
            "\u{FEFF}[{\"a\":1}]", "[",
        ])
    func jsonArray(text: String) {
        let isCut = text == "["
        #expect(detect(text) == (isCut ? .text : .jsonArray))
    }

    @Test(
        "A bracket or brace does not make JSON",
        arguments: [
            "[Wed Oct 11 14:32:52 2000] [error] [client 192.0.2.7] denied\n", "[notice] x", "[1773904353] x",
            "{foo} bar", "{a=1}",
            "{\"a\":1} trailing text",
        ])
    func notJSON(text: String) {
        #expect(detect(text) == .text)
    }

    @Test("A long object that the prefix cuts off is still JSON lines")
    func cutObject() {
        #expect(detect("{\"a\":\"" + String(repeating: "x", count: 60_000), isWhole: false) == .jsonLines)
        #expect(detect("{\"a\":1}\n{\"b\":{\"c", isWhole: false) == .jsonLines)
    }

    @Test("An event log of Windows begins with ElfFile and a zero")
    func evtx() {
        #expect(detect(Array("ElfFile\0".utf8) + [0, 0, 0, 0xFF, 0xD8]) == .evtx)
        #expect(detect("ElfFile: a story") == .text)
    }

    @Test("Binary content is refused, text in UTF-16 that was not decoded among it")
    func refused() {
        let utf16: [UInt8] = [0xFF, 0xFE] + Array("{\"a\":1}".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(detect(utf16) == nil)
        #expect(detect([0xFE, 0xFF, 0, 0x41]) == nil)
        let zeros = [UInt8](repeating: 0, count: 500)
        #expect(detect(zeros) == nil)
        #expect(detect(Array("MZ".utf8) + zeros) == nil)
        #expect(detect((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ ($0 >> 8) &* 89) }) == nil)
    }

    @Test("Text with a few zeros or a few bytes of Latin-1 is still text")
    func almostText() {
        let line = Array("Mar 19 08:12:33 host app: caf".utf8) + [0xE9, 0x0A]
        #expect(detect((0..<20).flatMap { _ in line }) == .syslog)
        #expect(detect((0..<20).flatMap { _ in line } + [0]) == .syslog)
    }

    private static let lines: [(String, Format)] = [
        ("<134> 03/19/2026:08:12:33 GMT ns01 0-PPE-0 : default SSLVPN LOGIN 1234 0 : User x", .netscaler),
        (
            "Mar 19 08:12:33 <local0.info> 192.0.2.1  03/19/2026:08:12:33 GMT n 0-PPE-0 : SSLVPN LOGIN 1 : User x",
            .netscaler
        ),
        ("CEF:0|V|P|1|1|n|5|src=192.0.2.1", .cef), ("<134>Mar 19 08:12:33 fw01 CEF:0|V|P|1|1|n|5|a=b", .cef),
        ("LEEF:1.0|V|P|1|e|src=192.0.2.1\tdst=192.0.2.2", .leef),
        ("<134>Mar 19 08:12:33 fw01 LEEF:2.0|V|P|1|e|^|a=b^c=d", .leef),
        ("<134>1 2026-03-19T08:12:33.000Z fw01 LEEF:2.0|V|P|1|e|0x09|a=b", .leef),
        ("LEEF:1.0|V|P|1|e|msg=x CEF:0|V|P|1|1|n|5|a=b", .leef), ("CEF:0|V|P|1|1|n|5|msg=LEEF:1.0|V|P|1|e|a=b", .cef),
        ("CEF:0|V|P|1|1|n|5|msg=x LEEF:1.0|V|P|1|e|a=b", .cef),
        ("192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5", .accessLog),
        (
            "<134>Mar 19 08:12:33 w nginx: 192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5",
            .accessLog
        ),
        ("<134>1 2026-03-19T08:12:33Z w h 1 - - ::1 - - [19/Mar/2026:08:12:33 +0100] \"-\" 400 0", .accessLog),
        ("<134>Mar 19 08:12:33 w app: at [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5", .syslog),
        ("<34>Oct 11 22:14:15 mymachine su: x", .syslog), ("Mar 19 08:12:33 host sshd[1]: a=b c=d", .syslog),
        ("<165>1 2003-10-11T22:14:15.003Z h a p m - x", .syslog),
        ("2026-03-19T08:12:33.123456+01:00 host prog[1]: msg", .syslog),
        ("<189>date=2026-03-19 time=08:12:33 devname=\"fw\" eventtime=1773904353123456789", .keyValue),
        ("type=SYSCALL msg=audit(1773904353.123:456): arch=c000003e", .keyValue),
        ("<189>Mar 19 08:12:33 fw01 date=2026-03-19 time=08:12:33 devname=\"fw\"", .keyValue),
        ("<189>1 2026-03-19T08:12:33Z fw01 - - - - date=2026-03-19 time=08:12:33", .keyValue),
        ("<13>Mar 19 08:12:33 h audispd: type=EXECVE msg=audit(1773904353.123:456): argc=1 a0=\"id\"", .keyValue),
        ("<13>Mar 19 08:12:33 h audispd: node=h type=EOE msg=audit(1773904353.123:456): ", .keyValue),
        ("<13>Mar 19 08:12:33 h app: type=order id=5", .syslog),
        ("<13>Mar 19 08:12:33 h openvpn: user=jan ip=::1", .syslog),
        ("ts=2026 level=info msg=\"x\"", .keyValue),
        ("just words", .text), ("2026-03-19 08:12:33 INFO started the service", .text), ("a=b", .text),
        ("# comment", .text),
    ]

    @Test("Each line format is known by its lines, also when two in five are others", arguments: lines)
    func lineFormats(line: String, expected: Format) {
        #expect(detect(line) == expected)
        #expect(detect(line + "\r\n\n" + line + "\r\n") == expected)
        let mixed = [line, "other words here", line, line, "and here"].joined(separator: "\n")
        #expect(detect(mixed) == expected)
    }

    @Test("A quarter of lines of the appliance makes an ns.log, since the rest comes from the system under it")
    func mixedAppliance() {
        let system = "Mar 19 08:12:33 <auth.info> ns01 sshd[77]: x"
        #expect(detect([system, system, system, Self.lines[0].0].joined(separator: "\n")) == .netscaler)
        #expect(
            detect([String](repeating: system, count: 9).joined(separator: "\n") + "\n" + Self.lines[0].0) == .syslog)
    }

    @Test("A last line that the prefix cuts off does not count")
    func cutLine() {
        let access = "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5"
        let text = access + "\n192.0.2.7 - - [19/Ma"
        #expect(detect(text, isWhole: false) == .accessLog)
        #expect(detect("", isWhole: true) == .text)
    }

    @Test("10,000 mutations give a format or a reason, and never a trap")
    func mutations() {
        var state: UInt64 = 99
        let sources =
            Self.lines.map { Array($0.0.utf8) } + [
                Array("[{\"a\":[1,{}]},\n{\"b\":\"\\\"\"}]".utf8), Array("{\n\"a\":{}}".utf8),
            ]
        var formats: Set<Format?> = []
        for _ in 0..<10_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bytes = sources[Int(state >> 33) % sources.count]
            for shift in [8, 20, 44] where !bytes.isEmpty {
                let place = Int(state >> shift & 0xFFFF) % bytes.count
                bytes[place] = UInt8(truncatingIfNeeded: state >> (shift + 3))
                if shift == 44 { bytes.removeSubrange(place...) }
            }
            formats.insert(detect(bytes, isWhole: state & 1 == 0))
        }
        #expect(formats.count > 5)
    }
}
