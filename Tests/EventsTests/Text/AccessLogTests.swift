// Tests lines of web servers: common and combined, escapes, requests that are none, virtual hosts and extra pairs.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct AccessLogTests {
    @Test("The common log format has seven parts")
    func common() {
        let text = "192.0.2.7 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif?a=1?b HTTP/1.0\" 200 2326"
        let line = read(text, .accessLog)
        #expect(
            line.names == [
                "c-ip", "cs-ident", "cs-username", "time", "cs-method", "cs-uri", "cs-uri-stem", "cs-uri-query",
                "cs-version", "sc-status", "sc-bytes",
            ])
        #expect(line["c-ip"] == "192.0.2.7" && line["cs-ident"] == "-" && line["cs-username"] == "frank")
        #expect(line["time"] == "10/Oct/2000:13:55:36 -0700")
        #expect(line["cs-method"] == "GET" && line["cs-uri"] == "/apache_pb.gif?a=1?b")
        #expect(line["cs-uri-stem"] == "/apache_pb.gif" && line["cs-uri-query"] == "a=1?b")
        #expect(line["cs-version"] == "HTTP/1.0" && line["sc-status"] == "200" && line["sc-bytes"] == "2326")
        #expect(line.time == "2000-10-10T20:55:36Z" && line.problems.isEmpty)
    }

    private func combined(_ request: String, _ rest: String = "200 5 \"-\" \"curl/8\"") -> ReadLine {
        read("2001:db8::7 - - [19/Mar/2026:08:12:33 +0100] \"\(request)\" \(rest)", .accessLog)
    }

    @Test("The combined log format adds referer and user agent; a dash stays a dash")
    func combinedFormat() {
        let line = combined("GET / HTTP/1.1", "304 - \"https://a.example/\" \"Mozilla/5.0 (X; \\\"Y\\\")\"")
        #expect(line["c-ip"] == "2001:db8::7" && line["sc-status"] == "304" && line["sc-bytes"] == "-")
        #expect(line["cs-referer"] == "https://a.example/" && line["cs-user-agent"] == "Mozilla/5.0 (X; \"Y\")")
        #expect(line["cs-uri-query"] == nil)
        #expect(combined("GET / HTTP/1.1")["cs-referer"] == "-")
    }

    @Test("Escapes in quoted parts are taken out: quote, backslash, hexadecimal")
    func escapes() {
        let line = combined("GET /a\\x22b\\\\c\\\"d\\x41 HTTP/1.1")
        #expect(line["cs-uri"] == "/a\"b\\c\"dA")
        let word = combined("GET /\\xC3\\xA9 HTTP/1.1")
        #expect(word["cs-uri"] == "/é" && word.problems.isEmpty)
    }

    @Test("Escapes that make no UTF-8 are repaired and noted")
    func brokenEscapes() {
        let line = combined("\\x16\\x03\\x01\\xFF")
        #expect(line["request"] == "\u{16}\u{03}\u{01}\u{FFFD}" && line.problems == ["event.invalid_utf8"])
        #expect(combined("GET /\\xZZ\\q HTTP/1.1")["cs-uri"] == "/\\xZZ\\q")
    }

    @Test(
        "A request that is none is kept whole, without method and URI",
        arguments: ["-", "", "GET", "quit now", "\u{2}\u{3} x HTTP/1.1", "/ HTTP/1.1", "GET x y"])
    func noRequest(text: String) {
        let line = combined(text)
        #expect(line.isRead && line["request"] == text && line["cs-method"] == nil && line["cs-uri"] == nil)
        #expect(line["sc-status"] == "200" && line["cs-user-agent"] == "curl/8")
    }

    @Test("Spaces and quotes in the URI do not break the line")
    func oddURIs() {
        #expect(combined("GET /a b c HTTP/1.1")["cs-uri"] == "/a b c")
        #expect(combined("GET /\" onload=\"x HTTP/1.1")["cs-uri"] == "/\" onload=\"x")
        #expect(combined("GET /old")["cs-uri"] == "/old")
        #expect(combined("GET /old")["cs-version"] == nil)
    }

    @Test("A virtual host with or without port may stand in front; a user may hold a space")
    func front() {
        let tail = "[19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5"
        let port = read("www.gemeente.example:443 192.0.2.7 - - \(tail)", .accessLog)
        #expect(port["cs-host"] == "www.gemeente.example" && port["s-port"] == "443" && port["c-ip"] == "192.0.2.7")
        let plain = read("www.gemeente.example 192.0.2.7 - jan \(tail)", .accessLog)
        #expect(plain["cs-host"] == "www.gemeente.example" && plain["cs-username"] == "jan")
        let user = read("192.0.2.7 - Jan de Vries \(tail)", .accessLog)
        #expect(user["c-ip"] == "192.0.2.7" && user["cs-username"] == "Jan de Vries" && user["cs-host"] == nil)
        let bracket = read("192.0.2.7 - [x] \(tail)", .accessLog)
        #expect(bracket["cs-username"] == "[x]")
        let name = read("client.example - - \(tail)", .accessLog)
        #expect(name["c-ip"] == "client.example" && name["cs-host"] == nil)
    }

    @Test(
        "As the message of a syslog line it keeps its own parts, and the header's stand before them",
        arguments: [
            "<190>Mar 19 07:00:00 web01 nginx: ", "<190>1 2026-03-19T07:00:00Z web01 nginx 77 - - ",
            "<190>2026-03-19T07:00:00.123+01:00 web01 nginx[77]: ", "Mar 19 07:00:00 web01 nginx: ",
            "2026-03-19T07:00:00Z web01 nginx: ", "<190>Mar 19 07:00:00 web01 nginx[77] ",
        ])
    func overSyslog(header: String) {
        let tail = "[19/Mar/2026:08:12:33 +0100] \"GET /a HTTP/1.1\" 200 5"
        for (front, client) in [("192.0.2.7 - jan", "192.0.2.7"), ("2001:db8::7 - jan", "2001:db8::7")] {
            let line = read("\(header)\(front) \(tail)", .accessLog)
            #expect(line.isRead && line["host"] == "web01" && line["program"] == "nginx")
            #expect(line["c-ip"] == client && line["cs-username"] == "jan" && line["cs-host"] == nil)
            #expect(line["severity"] == (header.hasPrefix("<") ? "6" : nil))
            #expect(line.time == "2026-03-19T07:12:33Z" && line["sc-status"] == "200")
        }
        let named = read("\(header)www.gemeente.example:443 192.0.2.7 - - \(tail)", .accessLog)
        #expect(named["cs-host"] == "www.gemeente.example" && named["c-ip"] == "192.0.2.7" && named["host"] == "web01")
        // What comes without host or tag is all that the header has not.
        let bare = read("<190>192.0.2.7 - - \(tail)", .accessLog)
        #expect(bare["c-ip"] == "192.0.2.7" && bare["host"] == nil && bare["facility"] == "23")
        #expect(!read("\(header)woorden \(tail)", .accessLog).isRead)
    }

    @Test("Pairs at the end come under their own names, anything else as extra")
    func extras() {
        let line = combined("GET / HTTP/1.1", "200 5 \"-\" \"curl/8\" \"203.0.113.9\" rt=0.042 upstream=\"a b\" 77")
        #expect(line["rt"] == "0.042" && line["upstream"] == "a b")
        #expect(line.fields["extra"] == ["203.0.113.9", "77"])
        let common = combined("GET / HTTP/1.1", "200 5 session=\"x\\\"y\"")
        #expect(common["session"] == "x\"y" && common["cs-referer"] == nil)
    }

    @Test(
        "A line with a part missing is not of the format",
        arguments: [
            "", "192.0.2.7 - -", "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100]",
            "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\"",
            "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200",
            "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" abc 5",
            "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 x",
            "192.0.2.7 - - [yesterday] \"GET / HTTP/1.1\" 200 5",
            "[Wed Oct 11 14:32:52 2000] [error] [client 192.0.2.7] x",
        ])
    func badLines(text: String) {
        let line = read(text, .accessLog)
        #expect(!line.isRead && line["message"] == text && line.names == ["message"])
    }

    @Test("A time that cannot be is reported, the rest is read")
    func badTime() {
        let line = read("192.0.2.7 - - [39/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5", .accessLog)
        #expect(line.isRead && line.time == nil && line.problems == ["time.unreadable"])
    }

    @Test("10,000 mutations of access lines")
    func mutations() {
        let tail =
            "[19/Mar/2026:08:12:33 +0100] \"GET /a?b=\\xC3\\xA9 HTTP/1.1\" 200 5 \"-\" \"x \\\"y\\\"\" a=b c=\"d\" e"
        let lines = ["192.0.2.7 - - \(tail)", "w.example:80 2001:db8::1 - a b \(tail)"]
        #expect(mutate(lines, .accessLog, times: 10_000) == nil)
    }
}
