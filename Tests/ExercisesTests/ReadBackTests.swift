// Every log of an exercise is read back by the readers of the product, whole and without a problem.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Exercises
import Testing

struct ReadBackTests {
    private static let formats: [(String, Format)] = [
        ("netscaler-ns.log", .netscaler), ("netscaler-httpaccess.log", .accessLog), ("web-access.log", .accessLog),
        ("entra-signins.jsonl", .jsonLines), ("m365-audit.jsonl", .jsonLines), ("graph-activity.jsonl", .jsonLines),
        ("linux-syslog.log", .syslog), ("security-dc01.jsonl", .jsonLines), ("security-dc02.jsonl", .jsonLines),
        ("security-fs01.jsonl", .jsonLines), ("security-fs02.jsonl", .jsonLines), ("security-vda01.jsonl", .jsonLines),
        ("security-vda02.jsonl", .jsonLines), ("security-vda03.jsonl", .jsonLines),
        ("security-vda04.jsonl", .jsonLines), ("security-beheer01.jsonl", .jsonLines),
    ]

    @Test("Each log is of the format that its content shows, and there are no others", arguments: formats)
    func format(_ name: String, _ format: Format) throws {
        let logs = try ReadLogs.small.get()
        #expect(logs.count == ReadBackTests.formats.count)
        let log = try #require(logs.first { $0.name.hasSuffix(name) })
        #expect(log.format == format)
        #expect(log.records.count > 50)
    }

    @Test("Each line of each log is read, with a time")
    func complete() throws {
        for log in try ReadLogs.small.get() {
            let unread = log.records.filter { !$0.isRead || $0.time == nil || $0.fields.count < 4 }
            hold(unread.map(\.line).prefix(3) == [], "\(log.name)")
        }
    }

    @Test("No line has a problem but the names of the case that are no UTF-8")
    func problems() throws {
        for log in try ReadLogs.small.get() {
            let odd = log.records.filter { !$0.problems.isEmpty }
            guard log.name.hasSuffix("ns.log") else {
                hold(odd.map { "\($0.line) \($0.problems)" }.prefix(3) == [], "\(log.name)")
                continue
            }
            hold(odd.count == 200)
            hold(odd.allSatisfy { $0.problems == [Problem.Code.invalidUTF8.name] })
        }
    }

    @Test("The times that the readers find never go back within a log")
    func order() throws {
        for log in try ReadLogs.small.get() {
            let times = log.records.compactMap(\.time)
            let back = zip(times, times.dropFirst()).filter { $0 > $1 }
            hold(back.isEmpty, "\(log.name): \(back.prefix(2))")
        }
    }

    @Test("All times lie in the period, or in the evening and night after it that its last day began")
    func period() throws {
        let first = Timestamp(seconds: 1_773_010_800)
        let last = Timestamp(seconds: 1_773_010_800 + 12 * 86_400)
        #expect(first.description == "2026-03-08T23:00:00Z")
        for log in try ReadLogs.small.get() {
            let outside = log.records.filter { ($0.time ?? first) < first || ($0.time ?? last) >= last }
            hold(outside.map(\.line).prefix(3) == [], "\(log.name)")
        }
    }

    @Test("The truth gives each record the time that its reader finds, to the second")
    func truthTimes() throws {
        let logs = try ReadLogs.small.get()
        for part in try Run.small.get().truth.parts {
            for reference in part.records {
                let record = try #require(logs.first { $0.name == reference.file }?.records[reference.line - 1])
                let time = try #require(record.time)
                let apart = abs(time.nanoseconds / 1_000_000_000 - reference.time.nanoseconds / 1_000_000_000)
                guard apart == 0 else {
                    Issue.record("\(part.id) \(reference.file):\(reference.line) \(time) \(reference.time)")
                    break
                }
            }
        }
    }

    @Test("RFC 5424 6.2.1: facility and severity are those of cron, auth, daemon and syslog at info or notice")
    func syslogFields() throws {
        let records = try ReadLogs.log("linux-syslog.log")
        for record in records {
            hold(["3", "4", "5", "9", "10"].contains(record["facility"]), "\(record.line)")
            hold(["4", "5", "6"].contains(record["severity"]), "\(record.line)")
            hold(record["version"] == "1")
            hold(!record["message"].isEmpty && Int(record["pid"]) != nil)
        }
        let hosts = Set(records.map { $0["host"] })
        #expect(hosts == ["web01", "lnx01", "lnx02", "bewaking01", "backup01"])
        #expect(Set(records.map { $0["program"] }).isSuperset(of: ["CRON", "systemd", "sshd", "sudo", "rsyslogd"]))
    }

    @Test(
        "Access logs: status, size and address are what their names say",
        arguments: ["httpaccess.log", "web-access.log"])
    func accessFields(_ name: String) throws {
        for record in try ReadLogs.log(name) {
            let status = Int(record["sc-status"]) ?? 0
            hold([200, 302, 403, 404, 500].contains(status), "\(record.line)")
            hold((Int(record["sc-bytes"]) ?? -1) >= 0)
            hold(["GET", "POST", "HEAD"].contains(record["cs-method"]))
            hold(record["cs-uri-stem"].hasPrefix("/"))
            hold(!record["cs-user-agent"].isEmpty && record["cs-user-agent"] != "-")
        }
    }

    @Test("Each site of the web server has its name under the domain of the organisation")
    func sites() throws {
        let sites = Set(try ReadLogs.log("web-access.log").map { $0["vhost"] })
        #expect(sites == Set(["www", "intranet", "mail"].map { "\($0).ministerie-van-dijken.example" }))
    }

    @Test("ns.log: the reader finds account, address and session in each line of a session")
    func gatewayFields() throws {
        for record in try ReadLogs.log("ns.log") where record["module"] == "SSLVPN" {
            switch record["event"] {
            case "LOGIN", "LOGOUT", "TCPCONNSTAT":
                hold(!record["User"].isEmpty && record["Context_user"] == record["User"], "\(record.line)")
                hold(record["Context_ip"] == record["Client_ip"])
                hold(Int(record["SessionId"]) != nil)
            case "ICASTART": #expect(record["Destination"].hasSuffix(":2598"))
            case "HTTPREQUEST": #expect(Int(record["SessionId"]) != nil)
            default: Issue.record("\(record["event"])")
            }
        }
    }

    @Test("Each record of a computer has its own number, one above the one before")
    func recordNumbers() throws {
        for log in try ReadLogs.small.get() where log.name.contains("windows") || log.name.hasSuffix("ns.log") {
            let name = log.name.hasSuffix("ns.log") ? "record_number" : "EventRecordID"
            let numbers = log.records.compactMap { Int($0[name]) }
            hold(numbers.count == log.records.count)
            hold(zip(numbers, numbers.dropFirst()).allSatisfy { $0 + 1 == $1 }, "\(log.name)")
        }
    }
}
