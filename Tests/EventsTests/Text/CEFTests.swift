// Tests Common Event Format: header and extension with their escapes, syslog headers before it, and its times.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct CEFTests {
    @Test("The header has seven parts, the extension has pairs whose values may hold spaces")
    func whole() {
        let text =
            "CEF:0|Vendor|Product|1.0|100|worm successfully stopped|10|src=192.0.2.1 msg=a b  c dst=192.0.2.2 spt=1232"
        let line = read(text, .cef)
        #expect(line["cef_version"] == "0" && line["device_vendor"] == "Vendor" && line["device_product"] == "Product")
        #expect(line["device_version"] == "1.0" && line["signature_id"] == "100" && line["severity"] == "10")
        #expect(line["name"] == "worm successfully stopped")
        #expect(
            line["src"] == "192.0.2.1" && line["msg"] == "a b  c" && line["dst"] == "192.0.2.2" && line["spt"] == "1232"
        )
        #expect(line.problems == ["time.missing"])
    }

    @Test("In the header a bar and a backslash are escaped; an equals sign is not")
    func headerEscapes() {
        let line = read("CEF:1|sec\\|urity|th\\\\reat=manager|1.0|100|a \\| b|High|act=x", .cef)
        #expect(line["device_vendor"] == "sec|urity" && line["device_product"] == "th\\reat=manager")
        #expect(
            line["name"] == "a | b" && line["severity"] == "High" && line["act"] == "x" && line["cef_version"] == "1")
    }

    @Test("In the extension equals sign, backslash and line ends are escaped; a bar is not")
    func extensionEscapes() {
        let line = read(
            "CEF:0|V|P|1|1|n|1|act=blocked a | b msg=x\\=y \\\\ z\\nnext\\rlast cs1=C:\\dir cs1Label=Path", .cef)
        #expect(line["act"] == "blocked a | b")
        #expect(line["msg"] == "x=y \\ z\nnext\rlast")
        #expect(line["cs1"] == "C:\\dir" && line["cs1Label"] == "Path")
    }

    @Test("All spaces but the last before a key belong to the value before it; a value may be empty")
    func spaces() {
        let line = read("CEF:0|V|P|1|1|n|1| a=x   b= c=y ", .cef)
        #expect(line["a"] == "x  " && line["b"]?.isEmpty == true && line["c"] == "y ")
    }

    @Test("An equals sign within a word does not begin a new pair")
    func looseEquals() {
        let line = read("CEF:0|V|P|1|1|n|1|request=https://a.example/?q=1&r=2 dst=192.0.2.1", .cef)
        #expect(line["request"] == "https://a.example/?q=1&r=2" && line["dst"] == "192.0.2.1")
    }

    @Test(
        "A syslog header may stand before it: its host is a field",
        arguments: [
            "<134>Mar 19 08:12:33 fw01 ", "Mar 19 08:12:33 fw01 ", "<134>1 2026-03-19T08:12:33Z fw01 app - - - ",
            "2026-03-19T08:12:33Z fw01 ", "<134>1 2026-03-19T08:12:33Z fw01 app - - - \u{FEFF}",
            "<134>1 2026-03-19T08:12:33Z fw01 ",
        ])
    func syslogHeader(header: String) {
        let line = read(header + "CEF:0|V|P|1|1|n|1|src=192.0.2.1", .cef, zone: .utc.with(year: 2026))
        #expect(line["host"] == "fw01" && line["src"] == "192.0.2.1" && line["severity"] == "1")
        #expect(line.time == "2026-03-19T08:12:33Z" && line.format == .cef)
    }

    @Test(
        "The time is rt, else end, else start, in milliseconds or as text",
        arguments: [
            ("rt=1773904353123", "2026-03-19T07:12:33.123Z"),
            ("rt=Mar 19 2026 07:12:33.123 UTC", "2026-03-19T07:12:33.123Z"),
            ("start=1773904351000 end=1773904352000 rt=1773904353000", "2026-03-19T07:12:33Z"),
            ("start=1773904351000 end=1773904352000", "2026-03-19T07:12:32Z"),
            ("start=1773904351000 rt=never", "2026-03-19T07:12:31Z"),
            ("rt=Mar 19 2026 07:12:33 GMT", "2026-03-19T07:12:33Z"),
        ])
    func times(pairs: String, expected: String) {
        #expect(read("CEF:0|V|P|1|1|n|1|\(pairs) x=y", .cef).time == expected)
    }

    @Test("A local time in rt needs the zone, unless the header has a better time")
    func localTimes() {
        let line = "CEF:0|V|P|1|1|n|1|rt=Mar 19 2026 08:12:33"
        #expect(read(line, .cef).problems == ["time.no_zone"])
        #expect(read(line, .cef, zone: ZoneRule(offsetSeconds: 3_600)).time == "2026-03-19T07:12:33Z")
        #expect(read("2026-03-19T08:12:34+01:00 h \(line)", .cef).time == "2026-03-19T07:12:34Z")
    }

    @Test("An event may be without extension, with or without the last bar")
    func noExtension() {
        #expect(read("CEF:0|V|P|1|1|n|5|", .cef)["severity"] == "5")
        #expect(read("CEF:0|V|P|1|1|n|5", .cef)["severity"] == "5")
    }

    @Test(
        "Fewer than seven parts, or none, is not the format",
        arguments: ["CEF:0|V|P|1|1", "CEF:x|V", "CEF", "", "x CEF:0"])
    func badLines(text: String) {
        let line = read(text, .cef)
        #expect(!line.isRead && line["message"] == text && line.names == ["message"])
    }

    @Test("A plain syslog line among them is read as syslog")
    func plainSyslog() {
        let line = read("<13>2026-03-19T08:12:33Z fw01 sshd[1]: hello", .cef)
        #expect(line.isRead && line.format == .syslog && line["program"] == "sshd")
    }

    @Test("10,000 mutations of CEF lines")
    func mutations() {
        let lines = [
            "CEF:0|V|P|1.0|100|a \\| b|10|src=192.0.2.1 msg=x\\=y \\\\ é\\n rt=Mar 19 2026 07:12:33 UTC a=",
            "<134>Mar 19 08:12:33 fw01 CEF:1|V|P|1|1|n|5|end=1773904353123 cs1=C:\\dir cs1Label=Path",
        ]
        #expect(mutate(lines, .cef, times: 10_000) == nil)
    }
}
