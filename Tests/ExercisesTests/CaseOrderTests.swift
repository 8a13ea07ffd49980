// The case step by step: when, from where, by whom and how often the scenario says; no name gives it away.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Testing

struct CaseOrderTests {
    @Test("Each step begins when the scenario says, within a minute and a half")
    func begins() throws {
        let scenario = try Scenario(json: ScenarioData.json)
        let truth = try Run.small.get().truth
        for step in scenario.steps {
            let parts = step.at.split(whereSeparator: { "-T:".contains($0) }).compactMap { Int($0) }
            let wall = try #require(
                CivilTime(year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4]))
            let part = try #require(truth.parts.first { $0.id == step.id })
            let first = try #require(part.records.map(\.time).min())
            let late = (first.nanoseconds - wall.timestamp(offsetSeconds: 3_600).nanoseconds) / 1_000_000_000
            // The spray's and the rule's sign-in comes before the act itself.
            #expect(-60...90 ~= late, "\(step.id) \(late)")
        }
    }

    @Test("Steps stand in the file in the order in which they happen, each once")
    func order() throws {
        let scenario = try Scenario(json: ScenarioData.json)
        let times = scenario.steps.map(\.at)
        #expect(times == times.sorted())
        #expect(Set(scenario.steps.map(\.id)).count == times.count)
        let truth = try Run.small.get().truth
        #expect(truth.parts.filter { $0.role != .ordinary }.map(\.id) == scenario.steps.map(\.id))
    }

    @Test("No record belongs to two parts")
    func disjoint() throws {
        var seen: Set<String> = []
        for part in try Run.small.get().truth.parts {
            for record in part.records {
                #expect(seen.insert("\(record.file):\(record.line)").inserted, "\(part.id) \(record)")
            }
        }
    }

    @Test(
        "A step has as many records as the scenario says",
        arguments: [
            ("s01-look", 6), ("s05-command", 6), ("s06-silence", 2), ("s07-page", 14), ("s10-tickets", 9),
            ("s14-rule", 2), ("s15-mailbox", 14), ("s16-account", 3), ("s17-cleared", 1), ("m2-closed", 6),
            ("m1-disabled", 8),
        ])
    func counts(_ id: String, _ count: Int) throws {
        #expect(try ReadLogs.part(id).count == count)
    }

    @Test(
        "What a step does in the cloud or at the gateway comes from the network that the scenario rents for it",
        arguments: [
            ("s01-look", "c-ip", "203.0.113.160/27"), ("s05-command", "Remote_ip", "203.0.113.192/27"),
            ("s06-silence", "Remote_ip", "203.0.113.192/27"), ("s07-page", "c-ip", "203.0.113.192/27"),
            ("s08-spray", "ipAddress", "203.0.113.224/27"), ("s13-list", "IPAddress", "203.0.113.224/27"),
            ("s15-mailbox", "ClientIP", "203.0.113.224/27"),
        ])
    func networks(_ id: String, _ field: String, _ range: String) throws {
        let range = try #require(AddressRange(range))
        let addresses = try ReadLogs.part(id).map { $0[field] }.filter { !$0.isEmpty }
        #expect(!addresses.isEmpty)
        for address in addresses {
            let one = try #require(AddressRange(address + "/32"), "\(address)")
            #expect(range.contains(one), "\(address)")
        }
    }

    @Test("Nobody of the organisation ever comes from a rented network, and the case never from another")
    func rented() throws {
        let rented = ["203.0.113.160/27", "203.0.113.192/27", "203.0.113.224/27"].compactMap { AddressRange($0) }
        for (name, field) in [
            ("entra-signins.jsonl", "ipAddress"), ("m365-audit.jsonl", "ClientIP"),
            ("graph-activity.jsonl", "IPAddress"), ("httpaccess.log", "c-ip"), ("web-access.log", "c-ip"),
        ] {
            let found = try ReadLogs.plain(name).filter { record in
                AddressRange(record[field] + "/32").map { one in rented.contains { $0.contains(one) } } ?? false
            }
            #expect(found.map(\.line) == [], "\(name)")
        }
    }

    @Test(
        "The case uses no browser, program or account of a service that ordinary days do not use",
        arguments: [
            ("httpaccess.log", "cs-user-agent", ["s01-look", "s07-page"]),
            ("security-fs02.jsonl", "SubjectUserName", ["s12-reading"]),
            ("security-fs02.jsonl", "ShareName", ["s12-reading"]),
            ("security-fs02.jsonl", "AccessMask", ["s12-reading"]),
            ("m365-audit.jsonl", "Operation", ["s14-rule", "s15-mailbox"]),
            ("entra-signins.jsonl", "status.errorCode", ["s08-spray"]),
            ("entra-signins.jsonl", "userPrincipalName", ["s08-spray"]),
            ("graph-activity.jsonl", "RequestMethod", ["s13-list"]),
        ])
    func notByName(_ log: String, _ field: String, _ ids: [String]) throws {
        let ordinary = Set(try ReadLogs.plain(log).map { $0[field] })
        for id in ids {
            let used = Set(try ReadLogs.part(id).compactMap { $0.fields[field] })
            #expect(used.isSubset(of: ordinary), "\(id): \(used.subtracting(ordinary))")
        }
    }

    @Test("The files that the case reads are of the kind that people read: no name of a file tells of the case")
    func files() throws {
        let read = try ReadLogs.part("s12-reading").filter { $0["EventID"] == "5145" }.map { $0["RelativeTargetName"] }
        let ordinary = Set(try ReadLogs.plain("security-fs02.jsonl").map { $0["RelativeTargetName"] })
        let folders = Set(ordinary.compactMap { $0.split(separator: "\\").first })
        #expect(read.allSatisfy { folders.contains($0.prefix { $0 != "\\" }) })
        #expect(read.filter { ordinary.contains($0) }.count > read.count / 5)
    }

    @Test("The spray tries each account a few times at most, and fails but on two")
    func spray() throws {
        let records = try ReadLogs.part("s08-spray")
        var counts: [String: Int] = [:]
        for record in records { counts[record["userPrincipalName"], default: 0] += 1 }
        #expect((counts.values.max() ?? 0) <= 2)
        let inside = records.filter { $0["status.errorCode"] == "0" }.map { $0["userPrincipalName"] }
        #expect(inside.map { String($0.prefix { $0 != "@" }) } == ["maurits.haverkamp", "selma.acar"])
        #expect(records.allSatisfy { $0["authenticationRequirement"] == "singleFactorAuthentication" })
    }

    @Test("The account of the archive reads from a desktop server in the case, and from its own host on other days")
    func archive() throws {
        let strange = Set(try ReadLogs.part("s12-reading").compactMap { $0.fields["IpAddress"] })
        let usual = Set(
            try ReadLogs.plain("security-fs02.jsonl").filter { $0["SubjectUserName"] == "svc-archief" }
                .compactMap { $0.fields["IpAddress"] })
        #expect(strange.count == 1 && strange.allSatisfy { $0.hasPrefix("10.10.8.") })
        #expect(usual == ["10.10.4.42"])
    }

    @Test("The list is fetched page by page until all staff have been seen")
    func list() throws {
        let calls = try ReadLogs.part("s13-list").map { $0["RequestUri"] }.filter { !$0.isEmpty }
        let pages = calls.filter { $0.contains("/users?$top=25") }
        #expect(pages.first?.contains("skiptoken") == false)
        #expect(pages.dropFirst().allSatisfy { $0.contains("$skiptoken=") })
        #expect(Set(pages).count == pages.count)
        #expect(calls.filter { $0.hasSuffix("/photo/$value") }.count > 20)
    }

    @Test("Another seed tells the same case with other people around it")
    func anotherSeed() throws {
        let json = ScenarioData.changed("\"from\": \"2026-03-09\"", "\"from\": \"2026-03-18\"")
        let (one, other) = (try Run(json, seed: 1, scale: 1), try Run(json, seed: 2, scale: 1))
        #expect(one.truth.parts.map(\.id) == other.truth.parts.map(\.id))
        for (a, b) in zip(one.truth.parts, other.truth.parts) {
            #expect(a.records.isEmpty == b.records.isEmpty, "\(a.id)")
            #expect(a.accounts == b.accounts && a.host == b.host)
        }
        #expect(one.files.count == other.files.count)
        // A log begins with its first record, so the order of the files may differ.
        for (a, b) in zip(one.files.sorted { $0.name < $1.name }, other.files.sorted { $0.name < $1.name }) {
            #expect(a.name == b.name)
            let isOfTheScenario = a.name == "EXERCISE.txt" || a.name == "networks.csv"
            #expect((a.bytes == b.bytes) == isOfTheScenario, "\(a.name)")
        }
    }
}
