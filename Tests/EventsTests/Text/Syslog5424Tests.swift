// Tests RFC 5424 section 6: header fields, structured data with escapes, and the message with its BOM.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct Syslog5424Tests {
    @Test("RFC 5424 6.5 example 1: a message with a BOM and no structured data")
    func example1() {
        let text =
            "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \u{FEFF}'su root' failed on /dev/pts/8"
        let line = read(text, .syslog)
        #expect(line.names == ["facility", "severity", "version", "host", "program", "msgid", "message"])
        #expect(line["facility"] == "4" && line["severity"] == "2" && line["version"] == "1")
        #expect(line["host"] == "mymachine.example.com" && line["program"] == "su" && line["msgid"] == "ID47")
        #expect(line["message"] == "'su root' failed on /dev/pts/8")
        #expect(line.time == "2003-10-11T22:14:15.003Z")
        #expect(line.problems.isEmpty)
    }

    @Test("RFC 5424 6.5 example 2: an offset, six digits of a fraction, a PROCID")
    func example2() {
        let line = read("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time.", .syslog)
        #expect(line["facility"] == "20" && line["severity"] == "5")
        #expect(line["host"] == "192.0.2.1" && line["program"] == "myproc" && line["pid"] == "8710")
        #expect(line["msgid"] == nil && line["message"] == "%% It's time.")
        #expect(line.time == "2003-08-24T12:14:15.000003Z")
    }

    @Test("RFC 5424 6.5 example 4: structured data only, several elements")
    func example4() {
        let text =
            "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
            + "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"]"
            + "[examplePriority@32473 class=\"high\"]"
        let line = read(text, .syslog)
        #expect(line["exampleSDID@32473.iut"] == "3")
        #expect(line["exampleSDID@32473.eventSource"] == "Application")
        #expect(line["exampleSDID@32473.eventID"] == "1011")
        #expect(line["examplePriority@32473.class"] == "high")
        #expect(line["message"] == nil)
    }

    @Test("RFC 5424 6.3.3: quote, backslash and closing bracket are escaped; any other backslash is itself")
    func escapes() {
        let line = read("<1>1 - - - - - [x@1 a=\"q\\\" b\\\\ c\\] d\\n e\"] m", .syslog)
        #expect(line["x@1.a"] == "q\" b\\ c] d\\n e")
        #expect(line["message"] == "m")
    }

    @Test("RFC 5424 6.3.1: an element may be without parameters, a parameter may occur twice and may be empty")
    func parameters() {
        let line = read("<1>1 - - - - - [empty@1][x@1 ip=\"192.0.2.1\" ip=\"192.0.2.2\" none=\"\"] m", .syslog)
        #expect(line["empty@1"]?.isEmpty == true)
        #expect(line.fields["x@1.ip"] == ["192.0.2.1", "192.0.2.2"])
        #expect(line["x@1.none"]?.isEmpty == true)
    }

    @Test("RFC 5424 6: every field of the header may be the NILVALUE, which gives no field and no time")
    func nilValues() {
        let line = read("<14>1 - - - - - - m", .syslog)
        #expect(line.names == ["facility", "severity", "version", "message"])
        #expect(line.problems == ["time.missing"])
        #expect(read("<14>1 - - - - - -", .syslog).names == ["facility", "severity", "version"])
    }

    @Test("RFC 5424 6.4: a message may be empty, hold brackets, and keeps its own spaces")
    func messages() {
        #expect(read("<14>1 - h a - - - ", .syslog)["message"]?.isEmpty == true)
        #expect(read("<14>1 - h a - - - [x]  y ", .syslog)["message"] == "[x]  y ")
        #expect(read("<14>1 - h a - - [a@1 b=\"c\"] [x] y", .syslog)["message"] == "[x] y")
    }

    @Test(
        "RFC 5424 6.2.3: a time is written as RFC 3339 with an upper-case T; a bad one is no header",
        arguments: ["2003-08-24t05:14:15Z", "2003-08-24", "2003-08-24 05:14:15Z", "yesterday"])
    func badTimes(time: String) {
        let line = read("<165>1 \(time) h a p m - text", .syslog)
        #expect(line["version"] == nil)
        #expect(line["message"]?.contains("text") == true)
    }

    @Test("RFC 5424 6.2.3: a time without an offset is read, but needs the zone")
    func noOffset() {
        #expect(read("<165>1 2003-08-24T05:14:15 h a p m - x", .syslog).problems == ["time.no_zone"])
    }

    @Test(
        "RFC 5424 6.3: structured data that is not well-formed is not taken for a header, and the text is kept",
        arguments: [
            "[x@1 a=\"b\"", "[x@1 a=b]", "[x@1 a=\"b]", "[]", "[ x@1]", "[x@1  a=\"b\"]", "[x@1 =\"b\"]", "x", "[x@1]y",
            "",
        ])
    func badData(data: String) {
        let line = read("<165>1 - h a p m \(data)", .syslog)
        #expect(line["version"] == nil)
        #expect(line["message"]?.hasSuffix("h a p m \(data)") == true)
        #expect(!line.names.contains { $0.hasPrefix("x@1") })
    }
}
