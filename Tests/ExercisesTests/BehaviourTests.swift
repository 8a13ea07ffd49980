// People behave as people: they begin, they end, they sleep, and most of them have a weekend.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct BehaviourTests {
    /// Hour of the day and day of the period on the wall, in winter time: the whole period lies before 29 March.
    private func wall(_ record: ReadRecord) -> (day: Int, hour: Int) {
        let seconds = (record.time?.nanoseconds ?? 0) / 1_000_000_000 - 1_773_010_800
        return (Int(seconds / 86_400), Int(seconds % 86_400 / 3_600))
    }

    private func sessions() throws -> [ReadRecord] {
        try ReadLogs.log("ns.log").filter { $0["module"] == "SSLVPN" }
    }

    @Test("Each session has one login and one logout, in that order, with one account from one address")
    func sessionsEnd() throws {
        var open: [String: ReadRecord] = [:]
        var closed: Set<String> = []
        for record in try sessions() {
            let number = record["SessionId"]
            switch record["event"] {
            case "LOGIN":
                hold(open.updateValue(record, forKey: number) == nil && !closed.contains(number), "\(number)")
            case "LOGOUT":
                // The login of a session of the monitoring may lie in the silence of the appliance.
                guard let login = open.removeValue(forKey: number) else {
                    hold(record["User"] == "svc-bewaking", "\(record.line)")
                    continue
                }
                hold(login["User"] == record["User"] && login["Client_ip"] == record["Client_ip"])
                hold(closed.insert(number).inserted)
            default: break
            }
        }
        #expect(open.values.map { "\($0.line) \($0["User"])" } == [])
        #expect(closed.count > 15_000)
    }

    @Test("Nothing happens in a session before its login or after its logout")
    func withinTheSession() throws {
        var state: [String: Int] = [:]
        for record in try sessions() {
            let number = record["SessionId"]
            switch record["event"] {
            case "LOGIN": state[number] = 1
            case "LOGOUT": state[number] = 2
            case "TCPCONNSTAT", "HTTPREQUEST": #expect(state[number] == 1, "\(record.line)")
            default: break
            }
        }
    }

    @Test("The duration of a session is the time between its login and its logout")
    func durations() throws {
        var logins: [String: Timestamp] = [:]
        for record in try sessions() {
            if record["event"] == "LOGIN" { logins[record["SessionId"]] = record.time }
            guard record["event"] == "LOGOUT", let login = logins[record["SessionId"]], let time = record.time else {
                continue
            }
            let parts = record["Duration"].split(separator: ":").compactMap { Int($0.filter(\.isNumber)) }
            hold(parts.count == 3)
            let seconds = parts.reduce(0) { $0 * 60 + $1 }
            hold(Int64(seconds) == (time.nanoseconds - login.nanoseconds) / 1_000_000_000, "\(record.line)")
        }
    }

    @Test("Numbers of sessions grow with time, as those of the appliance do")
    func sessionNumbers() throws {
        let numbers = try sessions().filter { $0["event"] == "LOGIN" }.compactMap { Int($0["SessionId"]) }
        let back = zip(numbers, numbers.dropFirst()).filter { $0 - 60 > $1 }
        #expect(back.isEmpty, "\(back.prefix(3))")
        #expect(Set(numbers).count == numbers.count)
    }

    @Test("People log in at the gateway by day: only the scenario has someone there between midnight and six")
    func nights() throws {
        let night = try ReadLogs.plain("ns.log").filter {
            $0["event"] == "LOGIN" && $0["User"] != "svc-bewaking" && wall($0).hour < 6
        }
        #expect(night.map(\.line) == [])
    }

    @Test("In the weekend nobody is at a desk: no session of a person, no directory login of one")
    func weekends() throws {
        let people = try ReadLogs.log("ns.log").filter {
            $0["event"] == "LOGIN" && $0["User"] != "svc-bewaking" && [5, 6].contains(wall($0).day)
        }
        #expect(people.map(\.line) == [])
        let tickets = try (ReadLogs.log("dc01.jsonl") + ReadLogs.log("dc02.jsonl")).filter {
            $0["EventID"] == "4768" && [5, 6].contains(wall($0).day) && !$0["TargetUserName"].hasPrefix("svc-")
        }
        #expect(tickets.map(\.line) == [])
    }

    @Test("A working day has many times the sign-ins of a day in the weekend")
    func weekdays() throws {
        var counts = [Int](repeating: 0, count: 12)
        for record in try ReadLogs.log("entra-signins.jsonl") { counts[wall(record).day] += 1 }
        let weekend = max(counts[5], counts[6])
        for day in [0, 1, 2, 3, 4, 7, 8, 9] { hold(counts[day] > 8 * max(weekend, 1), "\(counts)") }
        #expect(counts[10] > 60)
    }

    @Test("The working day has a middle: at ten in the morning far more is done than at seven or at nine at night")
    func hours() throws {
        var hours = [Int](repeating: 0, count: 24)
        for record in try ReadLogs.plain("m365-audit.jsonl") { hours[wall(record).hour] += 1 }
        #expect(hours[10] > 4 * hours[6])
        #expect(hours[10] > 4 * hours[20])
        #expect(hours[1...4].reduce(0, +) * 100 < hours[10], "\(hours)")
    }

    @Test("Who is on leave, or has a day off, leaves no trace of work that day")
    func daysOff() throws {
        var days: [String: Set<Int>] = [:]
        for record in try ReadLogs.log("web-access.log") where record["vhost"].hasPrefix("intranet") {
            days[record["cs-username"], default: []].insert(wall(record).day)
        }
        days["-"] = nil
        #expect(days.count > 25)
        #expect(days.values.allSatisfy { $0.isDisjoint(with: [5, 6]) })
        #expect(days.values.contains { $0.count < 9 })
        #expect(days.values.contains { $0.count >= 9 })
    }

    @Test("Who reads a file on a server over the network has logged on to it that day")
    func readersLoggedOn() throws {
        for name in ["security-fs01.jsonl", "security-fs02.jsonl"] {
            var on: Set<String> = []
            for record in try ReadLogs.log(name) {
                if record["EventID"] == "4624" { on.insert("\(record["TargetUserName"]) \(wall(record).day)") }
                guard record["EventID"] == "5145" else { continue }
                hold(on.contains("\(record["SubjectUserName"]) \(wall(record).day)"), "\(name) \(record.line)")
            }
        }
    }

    @Test("A logon is ended by the logoff with its own number, and that comes later")
    func logoffs() throws {
        for log in try ReadLogs.small.get() where log.name.contains("windows-security") {
            var open: Set<String> = []
            var ends = 0
            for record in log.records {
                let key = "\(record["TargetUserName"]) \(record["TargetLogonId"]) \(record["LogonType"])"
                if record["EventID"] == "4624" { open.insert(key) }
                if record["EventID"] == "4634" {
                    ends += 1
                    hold(open.remove(key) != nil, "\(log.name) \(record.line)")
                }
            }
            hold(log.name.contains("-dc0") || ends > 0, "\(log.name)")
            // Left open: what the case does not end, and who is still there at the end of the period.
            hold(open.count <= 6, "\(log.name): \(open)")
        }
    }

    @Test("A disabled account signs in nowhere any more, and the closed gateway lets nobody in")
    func afterTheMeasures() throws {
        let disabled = try #require(ReadLogs.part("m1-disabled").compactMap(\.time).min())
        let last = disabled.advanced(byNanoseconds: 200_000_000_000)
        let accounts = ["boris.vanrijn", "judith.vanlaar", "maurits.haverkamp", "selma.acar"]
        for record in try ReadLogs.log("entra-signins.jsonl") where (record.time ?? last) > last {
            let account = String(record["userPrincipalName"].prefix { $0 != "@" })
            hold(!accounts.contains(account), "\(record.line)")
        }
        let closed = try #require(ReadLogs.part("m2-closed").compactMap(\.time).max())
        let logins = try ReadLogs.log("ns.log").filter { $0["event"] == "LOGIN" && ($0.time ?? closed) > closed }
        #expect(logins.map(\.line) == [])
    }

    @Test("Machines keep their hours: backup at one, archive at four, cron once an hour on each host")
    func machines() throws {
        for name in ["security-fs01.jsonl", "security-fs02.jsonl"] {
            let records = try ReadLogs.plain(name)
            let backup = records.filter { $0["SubjectUserName"] == "svc-backup" && $0["EventID"] == "5145" }
            hold(Set(backup.map { wall($0).day }).count == 12)
            hold(backup.allSatisfy { 1...2 ~= wall($0).hour })
            let archive = records.filter { $0["SubjectUserName"] == "svc-archief" }
            hold(archive.allSatisfy { wall($0).hour == 4 })
            hold(Set(archive.map { wall($0).day }).count == 12)
        }
        let cron = try ReadLogs.log("linux-syslog.log").filter { $0["program"] == "CRON" && $0["host"] == "lnx01" }
        #expect(cron.count == 12 * 24)
    }
}
