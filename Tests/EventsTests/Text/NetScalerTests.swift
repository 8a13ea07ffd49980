// Tests lines of ns.log: the shapes of header and message through the versions, and what an attacker can put in them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Testing

@Suite struct NetScalerTests {
    private let login =
        "<134> 03/19/2026:08:12:33 GMT ns01 0-PPE-0 : default SSLVPN LOGIN 1234 0 : Context j.jansen@203.0.113.5 - "
        + "SessionId: 123 - User j.jansen - Client_ip 203.0.113.5 - Nat_ip \"Mapped Ip\" - Vserver 192.0.2.10:443 - "
        + "Browser_type \"Mozilla/5.0 (X - Y) Gecko\" - SSLVPN_client_type ICA - Group(s) \"N/A\""

    @Test("A login of the gateway gives the session, the user, the addresses and the browser")
    func loginLine() {
        let line = read(login, .netscaler)
        #expect(line["facility"] == "16" && line["severity"] == "6")
        #expect(line["time"] == "03/19/2026:08:12:33 GMT" && line["host"] == "ns01" && line["ppe"] == "0-PPE-0")
        #expect(line["partition"] == "default" && line["module"] == "SSLVPN" && line["event"] == "LOGIN")
        #expect(line["record_number"] == "1234" && line["message"]?.hasPrefix("Context j.jansen@") == true)
        #expect(line["Context_user"] == "j.jansen" && line["Context_ip"] == "203.0.113.5" && line["SessionId"] == "123")
        #expect(line["User"] == "j.jansen" && line["Client_ip"] == "203.0.113.5" && line["Nat_ip"] == "Mapped Ip")
        #expect(line["Vserver"] == "192.0.2.10:443" && line["SSLVPN_client_type"] == "ICA" && line["Group"] == "N/A")
        #expect(line["Browser_type"] == "Mozilla/5.0 (X - Y) Gecko")
        #expect(line.time == "2026-03-19T08:12:33Z" && line.problems.isEmpty && line.format == .netscaler)
    }

    @Test("Older versions have no partition and no second number, and a dash that sticks to the session")
    func olderLine() {
        let text =
            "Mar  7 11:02:14 192.0.2.80  03/07/2013:02:02:35 GMT ns PPE-0 : SSLVPN LOGIN 927699709 : Context "
            + "u1@203.0.113.8 - "
            + "SessionId: 651542- User u1 - Client_ip 203.0.113.8 - Group(s) \"A1,B2\""
        let line = read(text, .netscaler)
        #expect(
            line["host"] == "ns" && line["ppe"] == "PPE-0" && line["partition"] == nil && line["module"] == "SSLVPN")
        #expect(line["record_number"] == "927699709" && line["SessionId"] == "651542" && line["User"] == "u1")
        #expect(line["Group"] == "A1,B2" && line.time == "2013-03-07T02:02:35Z" && line.problems.isEmpty)
    }

    @Test("The appliance's own file has a header with facility and severity by name")
    func ownFile() {
        let text =
            "May 31 02:05:23 <local0.info> 192.0.2.44  05/31/2024:06:05:23 GMT HA1 0-PPE-0 : default API "
            + "CMD_EXECUTED 7825 0 :"
            + "  User admuser - ADM_User NONE - Remote_ip 192.0.2.44 - Command \"show ns license\" - Status \"Success\""
        let line = read(text, .netscaler)
        #expect(line["facility"] == "16" && line["severity"] == "6" && line["host"] == "HA1")
        #expect(line["module"] == "API" && line["event"] == "CMD_EXECUTED" && line["ADM_User"] == "NONE")
        #expect(
            line["Command"] == "show ns license" && line["Status"] == "Success" && line["Remote_ip"] == "192.0.2.44")
    }

    private func message(_ names: String, _ message: String) -> ReadLine {
        read("<134> 03/19/2026:08:12:33 GMT ns01 0-PPE-1 : default \(names) 55 0 :  \(message)", .netscaler)
    }

    @Test("A logout gives times, duration, bytes and how it ended")
    func logout() {
        let line = message(
            "SSLVPN LOGOUT",
            "Context a@b.example@203.0.113.5 - SessionId: 9 - User a@b.example - Client_ip 203.0.113.5 - "
                + "Start_time \"03/19/2026:07:00:00 GMT\" - End_time \"03/19/2026:08:12:33 GMT\" - Duration "
                + "01:12:33  - "
                + "Total_bytes_send 93 - Total_bytes_recv 1797 - Compression_ratio_send 0.00% - LogoutMethod "
                + "\"Explicit\" - "
                + "Group(s) \"N/A\"")
        #expect(line["Context_user"] == "a@b.example" && line["Context_ip"] == "203.0.113.5")
        #expect(line["Start_time"] == "03/19/2026:07:00:00 GMT" && line["Duration"] == "01:12:33")
        #expect(line["Total_bytes_send"] == "93" && line["Total_bytes_recv"] == "1797")
        #expect(line["Compression_ratio_send"] == "0.00%" && line["LogoutMethod"] == "Explicit")
    }

    @Test("Connections, failed logins, sessions of ICA and certificates are read by the same rule")
    func otherEvents() {
        let tcp = message(
            "TCP CONN_TERMINATE",
            "Source 192.0.2.1:80 - Destination 192.0.2.2:25963 - Start Time 03/19/2026:08:00:00 GMT - "
                + "End Time 03/19/2026:08:12:33 GMT - Total_bytes_send 1")
        #expect(tcp["Source"] == "192.0.2.1:80" && tcp["Start_Time"] == "03/19/2026:08:00:00 GMT")
        #expect(tcp["End_Time"] == "03/19/2026:08:12:33 GMT" && tcp["Total_bytes_send"] == "1")
        let failed = message(
            "AAA LOGIN_FAILED", "User bob - Client_ip 203.0.113.9 - Failure_reason \"Denied - locked\"")
        #expect(failed["module"] == "AAA" && failed["User"] == "bob" && failed["Failure_reason"] == "Denied - locked")
        let ica = message(
            "SSLVPN ICASTART",
            "[ICAUUID=ab-12] Source 203.0.113.5:54148 - Destination 192.0.2.9:2598 - customername  - "
                + "username:domainname staff2:test.example - applicationName Win server $S1-2 - startTime \"x\" "
                + "- connectionId 7a"
        )
        #expect(
            ica["ICAUUID"] == "ab-12" && ica["Source"] == "203.0.113.5:54148" && ica["customername"]?.isEmpty == true)
        #expect(ica["username:domainname"] == "staff2:test.example" && ica["applicationName"] == "Win server $S1-2")
        #expect(ica["connectionId"] == "7a")
        let ssl = message("SSLLOG SSL_HANDSHAKE_ISSUERNAME", "SPCBId 5428 - IssuerName \" DC=xxx,CN=a - b\"")
        #expect(ssl["SPCBId"] == "5428" && ssl["IssuerName"] == " DC=xxx,CN=a - b")
    }

    @Test("A request through the gateway gives host, user and request")
    func httpRequest() {
        let line = message(
            "SSLVPN HTTPREQUEST",
            "Context u@203.0.113.5 - SessionId: 65- intra.example User u : Group(s) g1,g2 : Vserver 192.0.2.10:443 - "
                + "03/19/2026:08:12:33 GMT GET /a/b.js - -")
        #expect(line["SessionId"] == "65" && line["Host"] == "intra.example" && line["User"] == "u")
        #expect(line["Group"] == "g1,g2" && line["Vserver"] == "192.0.2.10:443" && line["Request"] == "GET /a/b.js")
    }

    @Test("A message in quotes has no parts")
    func quotedMessage() {
        let line = message("AAA Message", "\"AAA LOGIN REQ: parsed data; username: <x> - y\"")
        #expect(line["event"] == "Message" && line["message"] == "\"AAA LOGIN REQ: parsed data; username: <x> - y\"")
        #expect(line.names.last == "message")
    }

    @Test("Quotes and dashes within a quoted command stay in it")
    func commands() {
        let line = message("GUI CMD_EXECUTED", "User n - Command \"set a -b \\\"c - d\\\" \"e\" - Status \"Done\"")
        #expect(line["Command"] == "set a -b \\\"c - d\\\" \"e" && line["Status"] == "Done")
    }

    @Test("Unreadable bytes in the name of a user are repaired and noted, and the rest is read")
    func unreadableUser() {
        var bytes = Array("<134> 03/19/2026:08:12:33 GMT ns01 0-PPE-0 : default AAA LOGIN_FAILED 9 0 : User a".utf8)
        bytes += [0x80, 0xFE, 0x00, 0xC3] + Array(" - Client_ip 203.0.113.9".utf8)
        let line = read(bytes, .netscaler)
        #expect(line["User"] == "a\u{FFFD}\u{FFFD}\u{0}\u{FFFD}" && line["Client_ip"] == "203.0.113.9")
        #expect(line.problems == ["event.invalid_utf8"] && line.time == "2026-03-19T08:12:33Z")
    }

    private func time(_ text: String, zone: ZoneRule = .none) -> ReadLine {
        read("\(text) : default SSLVPN LOGIN 1 0 : User x", .netscaler, zone: zone)
    }

    @Test(
        "The date is month first as the appliance has it, unless one part says otherwise",
        arguments: [
            ("03/04/2026:08:12:33 GMT ns 0-PPE-0", "2026-03-04T08:12:33Z"),
            ("19/03/2026:08:12:33 GMT ns 0-PPE-0", "2026-03-19T08:12:33Z"),
            ("2026/03/19:08:12:33 GMT ns 0-PPE-0", "2026-03-19T08:12:33Z"),
            ("03/19/2026:08:12:33 UTC ns 0-PPE-0", "2026-03-19T08:12:33Z"),
        ])
    func dates(text: String, expected: String) {
        #expect(time(text).time == expected)
        #expect(time(text)["host"] == "ns")
    }

    @Test(
        "Local time, with a word for a zone or none, needs the zone",
        arguments: [
            "03/19/2026:08:12:33 CEST ns 0-PPE-0", "03/19/2026:08:12:33 local ns 0-PPE-0",
            "03/19/2026:08:12:33  ns 0-PPE-0",
        ])
    func localTime(text: String) throws {
        #expect(time(text).problems == ["time.no_zone"])
        #expect(time(text)["host"] == "ns" && time(text)["User"] == "x")
        #expect(time(text)["time"] == text.components(separatedBy: " ns ")[0].trimmingCharacters(in: .whitespaces))
        let amsterdam = try #require(ZoneRule(named: "Europe/Amsterdam"))
        #expect(time(text, zone: amsterdam).time == "2026-03-19T07:12:33Z")
    }

    @Test("Without a name the host is the address in the syslog header")
    func noHost() {
        #expect(time("03/19/2026:08:12:33 GMT  0-PPE-0")["host"] == nil)
        #expect(time("Mar 19 08:12:33 192.0.2.7 03/19/2026:08:12:33 GMT  0-PPE-0")["host"] == "192.0.2.7")
        #expect(time("03/19/2026:08:12:33 GMT  0-PPE-0")["ppe"] == "0-PPE-0")
    }

    @Test(
        "A line without the header is not of the format",
        arguments: [
            "", "hello", "03/19/2026:08:12:33 GMT ns01 0-PPE-0",
            "03/19/2026:08:12:33 GMT ns01 0-PPE-0 : default SSLVPN LOGIN",
            "03/19/2026:08:12:33 GMT ns01 0-PPE-0 : LOGIN 12 0 : User x", "03/19/2026:08:12:33 GMT ns01 : User x",
        ])
    func badLines(text: String) {
        let line = read(text, .netscaler)
        #expect(!line.isRead && line["message"] == text && line.names == ["message"])
    }

    @Test("A line of the system under it is read as syslog")
    func systemLine() {
        let line = read("Mar 19 08:12:33 <auth.info> ns01 sshd[77]: Accepted password for nsroot", .netscaler)
        #expect(line.isRead && line.format == .syslog && line["program"] == "sshd" && line["pid"] == "77")
    }

    @Test("10,000 mutations of lines of ns.log")
    func mutations() {
        let lines = [
            login,
            "Mar  7 11:02:14 <local0.info> 192.0.2.80  03/07/2013:02:02:35 GMT ns PPE-0 : SSLVPN HTTPREQUEST "
                + "9276 : Context "
                + "u1@203.0.113.8 - SessionId: 65- a.example User u1 : Group(s) é : Vserver 192.0.2.1:443 - x "
                + "GMT GET /a - -",
            "03/19/2026:08:12:33  ns 0-PPE-0 : default SSLVPN ICASTART 7 0 : [ICAUUID=1] Source x - "
                + "customername  - Start Time y",
        ]
        #expect(mutate(lines, .netscaler, times: 10_000) == nil)
    }
}
