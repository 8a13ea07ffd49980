// Tests Log Event Extended Format: header, delimiters, attributes, syslog headers before it, and its times.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct LEEFTests {
    private static let head = "LEEF:1.0|Voorbeeld|Muur|2.1|logon|"

    @Test("The header has five parts; attributes are pairs with a tab between them, whose values may hold spaces")
    func whole() {
        let line = read(Self.head + "src=192.0.2.1\tmsg=a b  c\tsev=5\tusrName=jan.smit", .leef)
        #expect(line["leef_version"] == "1.0" && line["device_vendor"] == "Voorbeeld")
        #expect(line["device_product"] == "Muur" && line["device_version"] == "2.1" && line["event_id"] == "logon")
        #expect(line["src"] == "192.0.2.1" && line["msg"] == "a b  c" && line["usrName"] == "jan.smit")
        #expect(line["sev"] == "5" && line.problems == ["time.missing"] && line.format == .leef)
    }

    @Test(
        "Version 2 names the delimiter: a character, its number after 0x or x, or none for the tab",
        arguments: [
            ("^|", "^"), ("0x5E|", "^"), ("x5e|", "^"), ("0X7c|", "|"), ("0x09|", "\t"), ("x9|", "\t"), ("|", "\t"),
            ("", "\t"), (";|", ";"), ("¦|", "¦"), ("0xA6|", "¦"), ("x00A6|", "¦"), (" |", " "), ("x|", "x"),
            ("x20AC|", "€"), (" ^ |", "^"), ("  |", "\t"), ("€|", "€"), ("😀|", "😀"),
        ])
    func delimiters(part: String, delimiter: String) {
        let attributes = ["src=192.0.2.1", "dst=192.0.2.2", "msg=hallo"].joined(separator: delimiter)
        let line = read("LEEF:2.0|V|P|1|41|\(part)\(attributes)", .leef)
        #expect(line["dst"] == "192.0.2.2" && line["msg"] == "hallo", "\(part)")
        #expect(line["src"] == "192.0.2.1" && line.problems == ["time.missing"])
    }

    @Test(
        "A text in the place of the delimiter that names none is reported, and the tab counts",
        arguments: ["0x", "\\t", "0x12345", "0xD800", "x0", "=", "0x3D", "tab", "xyz", "^^"])
    func badDelimiters(part: String) {
        let line = read("LEEF:2.0|V|P|1|41|\(part)|src=192.0.2.1\tmsg=a^b", .leef)
        #expect(line["src"] == "192.0.2.1" && line["msg"] == "a^b", "\(part)")
        #expect(line.problems == ["leef.delimiter", "time.missing"])
    }

    @Test("A version 2 whose sender leaves the delimiter out begins its attributes there, bars and all")
    func noDelimiter() {
        let line = read("LEEF:2.0|V|P|1|41|src=192.0.2.1\tmsg=a|b=c|d\te=f", .leef)
        #expect(line["src"] == "192.0.2.1" && line["msg"] == "a|b=c|d" && line["e"] == "f")
        #expect(line.problems == ["time.missing"])
    }

    @Test("A character that may stand in a header of version 2 is no delimiter in version 1")
    func firstVersion() {
        let line = read("LEEF:1.0|V|P|1|41|^|a=1\tb=2", .leef)
        #expect(line["b"] == "2" && line.names.contains("^|a"))
    }

    @Test("A tab that a syslog daemon wrote as #011 separates too, unless there are tabs")
    func writtenTab() {
        #expect(read(Self.head + "a=1#011b=2#011c=", .leef)["b"] == "2")
        #expect(read(Self.head + "a=1#011b=2\tc=3", .leef)["a"] == "1#011b=2")
    }

    @Test("The key ends at the first equals sign; values have no escapes")
    func equals() {
        let line = read(Self.head + "url=https://a.example/?q=1&r=2\tpath=C:\\dir\\n\t key =v", .leef)
        #expect(line["url"] == "https://a.example/?q=1&r=2" && line["path"] == "C:\\dir\\n" && line["key"] == "v")
    }

    @Test("A piece without a key belongs to the value before it; what no key stands before is the message")
    func pieces() {
        let line = read(Self.head + "\tlos\ten\ta=1\ttwee\tdrie\tb=\t=x\tc=4\t\t\td=\t\t", .leef)
        #expect(line["a"] == "1\ttwee\tdrie" && line["b"] == "\t=x" && line["c"] == "4" && line["d"] == "")
        #expect(line["message"] == "los\ten")
        #expect(read(Self.head + "geen enkel paar", .leef)["message"] == "geen enkel paar")
        #expect(read(Self.head, .leef).names.count == 5)
    }

    @Test("Custom event keys: a key may have spaces; of a time that is there twice the first counts")
    func keys() {
        let line = read(
            Self.head + "file name=a.gif\tdevTime=2026-03-19T07:12:33Z\tmsg=x\tdevTime=2020-01-01T00:00:00Z", .leef)
        #expect(line["file name"] == "a.gif" && line.time == "2026-03-19T07:12:33Z")
        let written = read(Self.head + "DevTime=19-03-2026 07.12 Z\tdevTimeformat=dd-MM-yyyy HH.mm X", .leef)
        #expect(written.time == "2026-03-19T07:12:00Z" && written["devTimeformat"] == "dd-MM-yyyy HH.mm X")
    }

    @Test(
        "A syslog header may stand before it: its host is a field",
        arguments: [
            "<134>Mar 19 08:12:33 fw01 ", "Mar 19 08:12:33 fw01 ", "<134>1 2026-03-19T08:12:33Z fw01 app - - - ",
            "2026-03-19T08:12:33Z fw01 ", "<134>1 2026-03-19T08:12:33.000Z fw01 ",
            "<134>1 2026-03-19T15:12:33.000+07:00 fw01 ", "<134>Mar 19 08:12:33 fw01 app[1]: ",
        ])
    func syslogHeader(header: String) {
        let line = read(header + Self.head + "src=192.0.2.1", .leef, zone: .utc.with(year: 2026))
        #expect(line["host"] == "fw01" && line["src"] == "192.0.2.1")
        #expect(line.time == "2026-03-19T08:12:33Z" && line.format == .leef)
    }

    @Test(
        "devTime without a format: milliseconds since 1970 or the usual forms",
        arguments: [
            ("1773904353123", "2026-03-19T07:12:33.123Z"), ("1773904353", "2026-03-19T07:12:33Z"),
            ("Mar 19 2026 07:12:33.123 UTC", "2026-03-19T07:12:33.123Z"),
            ("Mar 19 2026 08:12:33 +01:00", "2026-03-19T07:12:33Z"), ("2026-03-19T07:12:33Z", "2026-03-19T07:12:33Z"),
        ])
    func times(text: String, expected: String) {
        #expect(read(Self.head + "a=1\tdevTime=\(text)\tb=2", .leef).time == expected)
    }

    @Test(
        "devTimeFormat says how devTime is read",
        arguments: [
            ("MMM dd yyyy HH:mm:ss.SSS zzz", "Mar 19 2026 07:12:33.120 GMT", "2026-03-19T07:12:33.120Z"),
            ("MMM dd yyyy HH:mm:ss.SSS z", "Jun 06 2015 02:07:36.300 GMT", "2015-06-06T02:07:36.300Z"),
            ("MMM dd yyyy HH:mm:ss z", "Mar 19 2026 07:12:33 GMT+01:00", "2026-03-19T06:12:33Z"),
            ("yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2026-03-19T08:12:33.120+0100", "2026-03-19T07:12:33.120Z"),
            ("yyyy-MM-dd'T'HH:mm:ssXXX", "2026-03-19T08:12:33+01:00", "2026-03-19T07:12:33Z"),
            ("dd/MM/yyyy HH:mm:ss Z", "03/04/2026 08:12:33 +0200", "2026-04-03T06:12:33Z"),
            ("MM/dd/yyyy hh:mm:ss a z", "03/04/2026 12:12:33 AM UTC", "2026-03-04T00:12:33Z"),
            ("MM/dd/yyyy KK:mm a z", "03/04/2026 00:12 pm UTC", "2026-03-04T12:12:00Z"),
            ("d-M-yy H:mm z", "9-3-26 7:05 Z", "2026-03-09T07:05:00Z"), ("d.M.y X", "9.3.99 Z", "1999-03-09T00:00:00Z"),
            ("EEE, d MMM yyyy HH:mm:ss Z", "Thu, 19 Mar 2026 08:12:33 +0100", "2026-03-19T07:12:33Z"),
            ("EEEE dd.MMMM.yyyy X", "Thursday 19.March.2026 Z", "2026-03-19T00:00:00Z"),
            ("dd.MMM.yyyy X", "19.Mar.2026 Z", "2026-03-19T00:00:00Z"),
            ("yyyyMMddHHmmss.SSSX", "20260319071233.120Z", "2026-03-19T07:12:33.120Z"),
            ("yyMMdd'T'HHmmX", "260319T0712Z", "2026-03-19T07:12:00Z"),
            ("ddMMMyyyy X", "19Mar2026 Z", "2026-03-19T00:00:00Z"),
            ("dMMMyyyy X", "19Mar2026 Z", "2026-03-19T00:00:00Z"), ("dMMMyyyy X", "9Mar2026 Z", "2026-03-09T00:00:00Z"),
            ("yyyy-MM-dd HH:mm:ss.S X", "2026-03-19 07:12:33.5 Z", "2026-03-19T07:12:33.005Z"),
            ("yyyy-MM-dd HH:mm:ss.SSSSSS X", "2026-03-19 07:12:33.123456 Z", "2026-03-19T07:12:33.123456Z"),
            ("yyyy.MM.dd 'om' HH 'uur' mm z", "2026.03.19 om 07 uur 12 UTC", "2026-03-19T07:12:00Z"),
            ("yyyy.MM.dd HH 'o''clock' z", "2026.03.19 07 o'clock UTC", "2026-03-19T07:00:00Z"),
            ("yyyy''MM''dd kk:mm z", "2026'03'19 24:12 UTC", "2026-03-19T00:12:00Z"),
            ("yyyy-MM-dd HH:mm a z", "2026-03-19 15:12 PM UTC", "2026-03-19T15:12:00Z"),
        ])
    func patterns(pattern: String, text: String, expected: String) {
        let line = read(Self.head + "devTime=\(text)\tdevTimeFormat=\(pattern)", .leef)
        #expect(line.time == expected && line.problems.isEmpty, "\(pattern)")
    }

    @Test(
        "A time that is not of its pattern, or a pattern that cannot be read, is reported and never guessed",
        arguments: [
            ("yyyy-MM-dd HH:mm:ss z", "19-03-2026 08:12:33 UTC"), ("yyyy-MM-dd", "2026-03-19x"),
            ("HH:mm:ss", "08:12:33"), ("MMM dd yyyy", "19 maart 2026"), ("yyyy-MM-dd z", "1773904353123"),
            ("YYYY-'W'ww", "2026-W12"), ("hh:mm dd MM yyyy", "08:12 19 03 2026"), ("yyyy-MM-dd 'T", "2026-03-19 T"),
            ("yyyy-MM-dd z", "2026-13-45 UTC"), ("yyyy-DDD", "2026-078"), ("YYYY-MM-dd z", "2026-03-19 UTC"),
            ("uuuu-MM-dd z", "2026-03-19 UTC"), ("yyyy-MM-dd VV", "2026-03-19 Z"), ("yyyy-MM-dd z", "26-03-19 UTC"),
            ("yyyy-MM-dd z", "0000-03-19 UTC"), ("yyyy-MM-dd z", "2026-02-30 UTC"), ("epoch", "1773904353123"),
            ("dMyyyy z", "1132026 UTC"), ("dHH MM yyyy z", "1907 03 2026 UTC"), ("yyyyMMddHH z", "2026031907 1 UTC"),
            ("yyyy-MM-dd HH:mm a z", "2026-03-19 03:12 PM UTC"), ("yyyy-MM-dd hh:mm a z", "2026-03-19 15:12 PM UTC"),
            ("yyyy-MM-dd KK:mm a z", "2026-03-19 12:12 PM UTC"), ("yyyy-MM-dd HH:hh a z", "2026-03-19 15:03 PM UTC"),
            ("yyyy-MM-dd kk z", "2026-03-19 00 UTC"), ("yyyy-MM-dd mm z", "2026-03-19 60 UTC"),
            ("yyyy-MM-dd ss.SSS z", "2026-03-19 33.12 UTC"), ("yyyy-MM-dd SSS z", "2026-03-19 1234567890 UTC"),
            ("yyyy-MM-dd yyyy z", "2026-03-19 2025 UTC"), ("G yyyy-MM-dd z", "AD 2026-03-19 UTC"),
            ("yyyy-MM-dd", "2026-03-19 UTC"), ("yyyy-MM-dd é", "2026-03-19 e"),
            ("yyyy-MM-dd z", String(repeating: "9", count: 500)),
        ])
    func wrongPatterns(pattern: String, text: String) {
        let line = read(Self.head + "devTime=\(text)\tdevTimeFormat=\(pattern)", .leef, zone: .utc)
        #expect(line.time == nil && line.problems == ["time.unreadable"], "\(pattern) \(text)")
    }

    @Test("An own time that cannot be read is reported also when the time of the header stands in")
    func headerInstead() {
        let head = "2026-03-19T08:12:34+01:00 fw01 " + Self.head
        let line = read(head + "devTime=19/03/2026\tdevTimeFormat=yyyy-MM-dd", .leef)
        #expect(line.time == "2026-03-19T07:12:34Z" && line.problems == ["time.of_header"])
        #expect(read(head + "devTime=gisteren", .leef).problems == ["time.of_header"])
        #expect(read(head + "devTime=1773904353000", .leef).problems.isEmpty)
    }

    @Test("A name of a zone that is no one offset, and a year that is missing, are asked for")
    func zonesAndYears() {
        let named = Self.head + "devTime=2026-03-19 08:12 CET\tdevTimeFormat=yyyy-MM-dd HH:mm z"
        #expect(read(named, .leef).problems == ["time.no_zone"])
        #expect(read(named, .leef, zone: ZoneRule(offsetSeconds: 3_600)).time == "2026-03-19T07:12:00Z")
        let yearless = Self.head + "devTime=Mar 19 08:12:33\tdevTimeFormat=MMM dd HH:mm:ss"
        #expect(read(yearless, .leef, zone: .utc).problems == ["time.no_year"])
        #expect(read(yearless, .leef, zone: .utc.with(year: 2026)).time == "2026-03-19T08:12:33Z")
    }

    @Test("A pattern that is longer than the limit is not read")
    func longPattern() {
        func read(_ spaces: Int) -> String? {
            let pattern = "yyyy-MM-dd" + String(repeating: " ", count: spaces) + "HH:mm z"
            return EventsTests.read(Self.head + "devTime=2026-03-19 07:12 Z\tdevTimeFormat=\(pattern)", .leef).time
        }
        #expect(read(Limits.timePatternBytes - 17) == "2026-03-19T07:12:00Z")
        #expect(read(Limits.timePatternBytes - 16) == nil)
    }

    @Test("A local time needs the zone, unless the header has a better time")
    func localTimes() {
        let line = Self.head + "devTime=19-03-2026 08:12:33\tdevTimeFormat=dd-MM-yyyy HH:mm:ss"
        #expect(read(line, .leef).problems == ["time.no_zone"])
        #expect(read(line, .leef, zone: ZoneRule(offsetSeconds: 3_600)).time == "2026-03-19T07:12:33Z")
        #expect(read("2026-03-19T08:12:34+01:00 h \(line)", .leef).time == "2026-03-19T07:12:34Z")
    }

    @Test("An event may be without attributes, with or without the last bar")
    func noAttributes() {
        #expect(read("LEEF:1.0|V|P|1|logoff|", .leef)["event_id"] == "logoff")
        #expect(read("LEEF:1.0|V|P|1|logoff", .leef)["event_id"] == "logoff")
        #expect(read("LEEF:2.0|V|P|1|logoff|^|", .leef)["event_id"] == "logoff")
    }

    @Test(
        "Fewer than five parts, or none, is not the format",
        arguments: ["LEEF:1.0|V|P|1", "LEEF:x|V", "LEEF", "", "x LEEF:1.0", "xLEEF:1.0|V|P|1|e|a=1"])
    func badLines(text: String) {
        let line = read(text, .leef)
        #expect(!line.isRead && line["message"] == text && line.names == ["message"])
    }

    @Test("A plain syslog line among them is read as syslog")
    func plainSyslog() {
        let line = read("<13>2026-03-19T08:12:33Z fw01 sshd[1]: hello", .leef)
        #expect(line.isRead && line.format == .syslog && line["program"] == "sshd")
    }

    @Test("A line that ends anywhere is read or refused, and says why it has no time")
    func cuts() {
        let lines = [
            "<134>Mar 19 08:12:33 fw01 LEEF:2.0|V|P|1|e|0x5E|a=1^devTime=x^devTimeFormat=yyyy 'T' é",
            "<134>1 2026-03-19T08:12:33Z fw01 LEEF:1.0|V|P|1|e|a=1\tb=\tdevTime=9 Mar 26\tdevTimeFormat=d MMM yy''",
        ]
        for line in lines {
            let bytes = Array(line.utf8)
            for end in bytes.indices {
                let cut = read(Array(bytes[..<end]), .leef)
                #expect(cut.isRead || cut.names == ["message"], "\(end)")
                #expect(cut.time != nil || !cut.problems.isEmpty, "\(end)")
            }
        }
    }

    @Test("10,000 mutations of a time and its pattern")
    func patternMutations() {
        let pairs = [
            "LEEF:1.0|V|P|1|e|devTime=Mar 19 2026 07:12:33.123 GMT\tdevTimeFormat=MMM dd yyyy HH:mm:ss.SSS zzz",
            "LEEF:1.0|V|P|1|e|devTimeFormat=yyMMdd'T'hhmmss a''X\tdevTime=260319T071233 AM'+01:00",
        ]
        #expect(mutate(pairs, .leef, times: 10_000) == nil)
    }

    @Test("10,000 mutations of LEEF lines")
    func mutations() {
        let lines = [
            "LEEF:2.0|V|P|1.0|100|0x5E|src=192.0.2.1^msg=x y é^devTime=Mar 19 2026 07:12:33 UTC^a=",
            "<134>Mar 19 08:12:33 fw01 LEEF:1.0|V|P|1|n|devTime=19/03/2026 08:12 AM\tdevTimeFormat=dd/MM/yyyy hh:mm a",
            "<13>1 2026-03-19T08:12:33Z h LEEF:2.0|V|P|1|n|xE9|a=1éwoordenéb=2\té\téc=",
        ]
        #expect(mutate(lines, .leef, times: 10_000) == nil)
    }
}
