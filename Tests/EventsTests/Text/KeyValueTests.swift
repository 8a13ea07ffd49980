// Tests lines of pairs: quotes and escapes, bare values with spaces, firewalls, and the audit log of Linux.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct KeyValueTests {
    private let fortigate =
        "<189>date=2026-03-19 time=08:12:33 devname=\"fw-01\" devid=\"FG100\" eventtime=1773904353123456789 "
        + "tz=\"+0100\" "
        + "logid=\"0101039424\" type=\"event\" level=\"notice\" user=\"j.jansen\" remip=203.0.113.5 msg=\"SSL "
        + "\\\"tunnel\\\" up\""

    @Test("A firewall writes quoted and bare values after a PRI; its eventtime is nanoseconds since 1970")
    func firewall() {
        let line = read(fortigate, .keyValue)
        #expect(line["facility"] == "23" && line["severity"] == "5")
        #expect(line["devname"] == "fw-01" && line["remip"] == "203.0.113.5" && line["user"] == "j.jansen")
        #expect(line["msg"] == "SSL \"tunnel\" up")
        #expect(line["date"] == "2026-03-19" && line["time"] == "08:12:33" && line["tz"] == "+0100")
        #expect(line.time == "2026-03-19T07:12:33.123456789Z" && line.problems.isEmpty)
    }

    @Test("Without eventtime the date, the time and the zone make the time; without a zone it is reported")
    func dateAndTime() {
        #expect(read("date=2026-03-19 time=08:12:33 tz=\"+0100\" a=b", .keyValue).time == "2026-03-19T07:12:33Z")
        let local = read("date=2026-03-19 time=08:12:33 a=b", .keyValue)
        #expect(local.isRead && local.problems == ["time.no_zone"])
        #expect(read("date=2026-03-19 time=08:12:33 a=b", .keyValue, zone: .utc).time == "2026-03-19T08:12:33Z")
        #expect(read("date=2026-03-19 time=junk a=b", .keyValue, zone: .utc).problems == ["time.unreadable"])
    }

    @Test("The usual names of a time count too, then the syslog header")
    func otherTimes() {
        #expect(read("ts=2026-03-19T08:12:33Z level=info", .keyValue).time == "2026-03-19T08:12:33Z")
        #expect(read("time=\"2026-03-19 08:12:33 +0100\" level=info", .keyValue).time == "2026-03-19T07:12:33Z")
        let header = read("2026-03-19T08:12:33Z fw01 app: a=b c=d", .keyValue)
        #expect(header.time == "2026-03-19T08:12:33Z" && header["host"] == "fw01" && header["c"] == "d")
        #expect(read("a=b c=d", .keyValue).problems == ["time.missing"])
        let relayed = read("<189>1 2026-03-19T08:12:33Z fw01 log 7 ID9 [x@1 y=\"z\"] devname=FG action=deny", .keyValue)
        #expect(relayed["program"] == "log" && relayed["pid"] == "7" && relayed["msgid"] == "ID9")
        #expect(relayed["x@1.y"] == "z" && relayed["action"] == "deny" && relayed["facility"] == "23")
    }

    @Test("Pairs may be apart by spaces, commas or semicolons; a comma within a value belongs to it")
    func separators() {
        let line = read("a=1, b=2,c=x,y,z; d=\"p, q=r\"\te=5", .keyValue)
        #expect(
            line["a"] == "1" && line["b"] == "2" && line["c"] == "x,y,z" && line["d"] == "p, q=r" && line["e"] == "5")
        #expect(line.names == ["a", "b", "c", "d", "e"])
    }

    @Test("Words without an equals sign go on with a bare value; after a quoted value they are the message")
    func looseWords() {
        let line = read("action=deny by policy 7 src=192.0.2.1 name=\"x\" was seen dst=192.0.2.2 end", .keyValue)
        #expect(line["action"] == "deny by policy 7" && line["src"] == "192.0.2.1")
        #expect(line["message"] == "was seen" && line["dst"] == "192.0.2.2 end")
    }

    @Test("Values may be empty, hold equals signs, and end without their quote")
    func oddValues() {
        let line = read("a= b=\"\" url=https://x.example/?q=1&r=2 it=don't c='s t' d=\"open to the end", .keyValue)
        #expect(line["a"]?.isEmpty == true && line["b"]?.isEmpty == true)
        #expect(line["url"] == "https://x.example/?q=1&r=2" && line["it"] == "don't")
        #expect(line["c"] == "s t" && line["d"] == "open to the end")
        #expect(read("a=\"x\\\\\" b=\"\\d\"", .keyValue).fields == ["a": ["x\\"], "b": ["\\d"]])
    }

    @Test("An audit record has its time in its stamp")
    func audit() {
        let text =
            "type=SYSCALL msg=audit(1773904353.123:456): arch=c000003e syscall=59 success=yes a0=55d1 comm=\"curl\" "
            + "exe=\"/usr/bin/curl\" key=(null)\u{1D}ARCH=x86_64 SYSCALL=execve AUID=\"unset\""
        let line = read(text, .keyValue)
        #expect(line["type"] == "SYSCALL" && line["msg"] == "audit(1773904353.123:456)")
        #expect(
            line["comm"] == "curl" && line["key"] == "(null)" && line["SYSCALL"] == "execve" && line["AUID"] == "unset")
        #expect(line.time == "2026-03-19T07:12:33.123Z" && line.problems.isEmpty)
    }

    @Test("The message of an audit record from user space is a list of pairs of its own")
    func nestedAudit() {
        let text =
            "node=srv01 type=USER_AUTH msg=audit(1773904353.123:457): pid=1 uid=0 msg='op=PAM:authentication "
            + "acct=\"root\" "
            + "hostname=? addr=192.0.2.9 terminal=ssh res=failed'"
        let line = read(text, .keyValue)
        #expect(line["node"] == "srv01" && line["op"] == "PAM:authentication" && line["acct"] == "root")
        #expect(line["addr"] == "192.0.2.9" && line["res"] == "failed")
        #expect(line.fields["msg"] == ["audit(1773904353.123:457)"])
    }

    @Test("Free words in an audit record are its message")
    func auditWords() {
        let line = read("type=AVC msg=audit(1773904353.123:1): avc:  denied  { read } for pid=7 comm=\"x\"", .keyValue)
        #expect(line["message"] == "avc:  denied  { read } for" && line["pid"] == "7")
    }

    @Test(
        "A line that does not begin with a pair is not of the format",
        arguments: ["", "hello a=b", "=x", "<999>a=b", "a b"])
    func badLines(text: String) {
        let line = read(text, .keyValue)
        #expect(!line.isRead && line["message"] == text && line.names == ["message"])
    }

    @Test("10,000 mutations of lines of pairs")
    func mutations() {
        let lines = [
            fortigate, "a=1, b=2,c=x,y d='s t' e=\"é\\\"\" words f=",
            "type=USER_AUTH msg=audit(1773904353.123:457): pid=1 msg='op=x acct=\"r\" res=failed'\u{1D}A=b",
        ]
        #expect(mutate(lines, .keyValue, times: 10_000) == nil)
    }
}
