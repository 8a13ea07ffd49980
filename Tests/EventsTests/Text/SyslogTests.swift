// Tests syslog lines: RFC 3164 as programs write it, and RFC 5424 section 6 in full.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct SyslogTests {
    private let year = ZoneRule.utc.with(year: 2026)

    @Test("RFC 3164 4.1: PRI, TIMESTAMP, HOSTNAME, TAG and CONTENT")
    func whole() {
        let line = read(
            "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8", .syslog, zone: year)
        #expect(line.isRead)
        #expect(line["facility"] == "4" && line["severity"] == "2")
        #expect(line["host"] == "mymachine")
        #expect(line["program"] == "su")
        #expect(line["pid"] == nil)
        #expect(line["message"] == "'su root' failed for lonvick on /dev/pts/8")
        #expect(line.time == "2026-10-11T22:14:15Z")
        #expect(line.problems.isEmpty)
    }

    @Test("A line in a file has no PRI, its tag has a process number, its day one digit")
    func fileLine() {
        let line = read(
            "Mar  9 08:12:33 srv01.gemeente.example sshd[4321]: Failed password for root", .syslog, zone: year)
        #expect(line.names == ["host", "program", "pid", "message"])
        #expect(line["host"] == "srv01.gemeente.example")
        #expect(line["program"] == "sshd" && line["pid"] == "4321")
        #expect(line["message"] == "Failed password for root")
        #expect(line.time == "2026-03-09T08:12:33Z")
    }

    @Test(
        "The time of rsyslog is RFC 3339 with an offset",
        arguments: ["", "<38>"])
    func isoTime(pri: String) {
        let line = read(pri + "2026-03-19T08:12:33.123456+01:00 fw-1 prog[77]: text", .syslog)
        #expect(line.time == "2026-03-19T07:12:33.123456Z")
        #expect(line["host"] == "fw-1" && line["program"] == "prog" && line["pid"] == "77" && line["message"] == "text")
    }

    @Test("A year may stand before or after the time")
    func withYear() {
        #expect(read("<13>Mar 19 2026 08:12:33 fw01 app: x", .syslog, zone: .utc).time == "2026-03-19T08:12:33Z")
        #expect(read("<13>Mar 19 08:12:33 2026 fw01 app: x", .syslog, zone: .utc).time == "2026-03-19T08:12:33Z")
    }

    @Test("Without a year or a zone the time is reported, and everything else is read")
    func notGuessed() {
        let noYear = read("<13>Mar 19 08:12:33 host app: x", .syslog, zone: .utc)
        #expect(noYear.isRead && noYear.time == nil && noYear.problems == ["time.no_year"])
        let noZone = read("<13>2026-03-19T08:12:33 host app: x", .syslog)
        #expect(noZone.isRead && noZone.time == nil && noZone.problems == ["time.no_zone"])
        #expect(noZone["host"] == "host" && noZone["message"] == "x")
    }

    @Test(
        "Tags as programs write them",
        arguments: [
            ("postfix/smtpd[99]: x", "postfix/smtpd", "99", "x"),
            ("sshd(pam_unix)[4321]: x", "sshd(pam_unix)", "4321", "x"),
            ("pam_unix(su:session): x", "pam_unix(su:session)", nil, "x"),
            ("%ASA-6-302013: Built x", "%ASA-6-302013", nil, "Built x"),
            ("CRON[1]: (root) CMD (a: b)", "CRON", "1", "(root) CMD (a: b)"),
            ("kernel: [12.3] x", "kernel", nil, "[12.3] x"),
            ("app:x", "app", nil, "x"),
            ("app[12] x", "app", "12", "x"),
            ("systemd-logind[7]:", "systemd-logind", "7", ""),
            (
                "a23456789012345678901234567890123456789012345678: x",
                "a23456789012345678901234567890123456789012345678", nil, "x"
            ),
        ])
    func tags(text: String, program: String, pid: String?, message: String) {
        let line = read("Mar 19 08:12:33 host " + text, .syslog, zone: year)
        #expect(line["host"] == "host")
        #expect(line["program"] == program)
        #expect(line["pid"] == pid)
        #expect(line["message"] == message)
    }

    @Test(
        "A message without a tag stays whole",
        arguments: [
            "last message repeated 2 times", "http://x.example/a", "message with: colon", "aa:bb:cc:dd:ee:ff seen",
            "[1.2] x", "a234567890123456789012345678901234567890123456789: x",
        ])
    func withoutTag(text: String) {
        let line = read("Mar 19 08:12:33 host " + text, .syslog, zone: year)
        #expect(line["host"] == "host")
        #expect(line["program"] == nil)
        #expect(line["message"] == text)
    }

    @Test("A tag where the host should be means that there is no host")
    func withoutHost() {
        let line = read("<13>Mar 19 08:12:33 app[12]: text here", .syslog, zone: year)
        #expect(
            line["host"] == nil && line["program"] == "app" && line["pid"] == "12" && line["message"] == "text here")
        let short = read("<13>Mar 19 08:12:33 app: text", .syslog, zone: year)
        #expect(short["host"] == nil && short["program"] == "app")
    }

    @Test("A host may be an address of IPv4 or IPv6", arguments: ["192.0.2.7", "2001:db8::7", "2001:db8::", "fe80::1"])
    func addresses(host: String) {
        let line = read("<13>Mar 19 08:12:33 \(host) app: text", .syslog, zone: year)
        #expect(line["host"] == host && line["program"] == "app" && line["message"] == "text")
    }

    @Test("Firewalls put a colon after the time or apart from the host, and mark a clock that is not set")
    func firewalls() {
        let colon = read("<166>Mar 19 2026 08:12:33: %ASA-6-302013: Built", .syslog, zone: .utc)
        #expect(colon["program"] == "%ASA-6-302013" && colon["host"] == nil && colon.time == "2026-03-19T08:12:33Z")
        let apart = read("<166>Mar 19 2026 08:12:33 fw01 : %ASA-6-302013: Built", .syslog, zone: .utc)
        #expect(apart["host"] == "fw01" && apart["program"] == "%ASA-6-302013")
        let star = read("<189>*Mar 19 2026 08:12:33.123 UTC: %SYS-5-CONFIG_I: x", .syslog)
        #expect(star["program"] == "%SYS-5-CONFIG_I" && star.time == "2026-03-19T08:12:33.123Z")
    }

    @Test("RFC 3164 4.3.3: what has a PRI but no timestamp is a message")
    func priorityOnly() {
        let line = read("<0>1990 Oct 22 10:52:01 TZ-6 scapegoat.example", .syslog)
        #expect(line.isRead && line["facility"] == "0" && line["severity"] == "0")
        #expect(line["message"]?.hasSuffix("scapegoat.example") == true)
        #expect(line.problems == ["time.missing"])
    }

    @Test("BSD writes facility and severity by name after the time")
    func namedPriority() {
        let line = read("Mar 19 08:12:33 <auth.info> ns01 sshd[1]: x", .syslog, zone: year)
        #expect(
            line["facility"] == "4" && line["severity"] == "6" && line["host"] == "ns01" && line["program"] == "sshd")
    }

    @Test(
        "RFC 5424 6.2.1: a PRI above 191 or with a leading zero is not a syslog line",
        arguments: [
            "<192>Mar 19 08:12:33 h a: x", "<999>1 - - - - - -", "<013>Mar 19 08:12:33 h a: x", "<>x", "<1a>x", "<1",
        ])
    func badPriority(text: String) {
        let line = read(text, .syslog, zone: year)
        #expect(!line.isRead && line["message"] == text && line.problems == ["event.not_of_format"])
    }

    @Test(
        "A line without PRI and time is no syslog line, and is kept whole", arguments: ["", "hello", "Marx 19", "2026"])
    func other(text: String) {
        let line = read(text, .syslog, zone: year)
        #expect(!line.isRead && line["message"] == text && line.names == ["message"])
    }

    @Test("Bytes that are no UTF-8 are repaired and noted; the end of the line is no part of it")
    func brokenText() {
        let line = read(Array("<13>Mar 19 08:12:33 h a: x".utf8) + [0xFF, 0x0D, 0x0A], .syslog, zone: year)
        #expect(line["message"] == "x\u{FFFD}" && line.problems == ["event.invalid_utf8"])
    }

    @Test("10,000 mutations of syslog lines")
    func mutations() {
        let lines = [
            "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed", "Mar 19 08:12:33 host app: x",
            "<165>1 2003-10-11T22:14:15.003Z h evntslog 12 ID47 [a@1 x=\"3\\\" \\] \\\\\" y=\"\"][b] \u{FEFF}text é",
            "2026-03-19T08:12:33.123456+01:00 host prog[pid]: msg", "<166>Mar 19 2026 08:12:33 fw01 : %ASA-6-302013: B",
        ]
        #expect(mutate(lines, .syslog, times: 10_000) == nil)
    }
}
