// Every kind of happening with any members that it may have: the logs are written, whole, and in order.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Exercises
import Foundation
import Testing

struct KindsTests {
    private static let ordinary = [
        "mistyped_passwords", "locked_out", "night_change", "traveller", "department_moves", "scan",
        "supplier_maintenance", "log_rotation", "two_networks", "new_colleague", "tidy_mailbox_rule",
        "directory_report", "address_changes", "patch_round",
    ]
    private static let steps = [
        "look_around", "unreadable_names", "session_moves", "foreign_command", "logging_off", "new_page", "spray",
        "tickets_for_services", "remote_service", "share_reading", "address_list", "mailbox_rule", "mailbox_reading",
        "new_account", "log_cleared",
    ]
    private static let measures = ["accounts_disabled", "gateway_closed", "passwords_reset"]
    private static let kinds = ordinary + steps + measures

    /// Kinds that write nothing when nobody is named, or no session is open.
    private static let ofPeople: Set = [
        "mistyped_passwords", "locked_out", "night_change", "traveller", "department_moves", "two_networks",
        "new_colleague", "tidy_mailbox_rule", "directory_report", "address_changes", "session_moves", "share_reading",
        "address_list", "mailbox_rule", "mailbox_reading", "accounts_disabled", "tickets_for_services",
        "remote_service", "log_cleared",
    ]

    /// One day with each kind once, in any list, with any of the members that a happening may have.
    private static func day(_ seed: UInt64) -> ScenarioTree {
        var dice = Dice(seed: seed, [])
        var tree = ScenarioTree.day
        let accounts = tree.list("cast").compactMap { $0["account"] as? String }
        let (networks, hosts) = (tree.list("networks"), tree.list("hosts"))
        var lists: [[[String: Any]]] = [[], []]
        for (number, kind) in KindsTests.kinds.enumerated() {
            let at = "2026-03-19T\(dice.below(24).padded(2)):\(dice.below(60).padded(2)):\(dice.below(60).padded(2))"
            var happening = ScenarioTree.happening("h-\(number)", kind, at)
            if dice.chance(600) { happening["minutes"] = dice.between(1, 2_880) }
            if dice.chance(600) { happening["count"] = dice.between(1, 30) }
            if dice.chance(700) { happening["who"] = (0...dice.below(3)).map { _ in dice.pick(accounts) } }
            if dice.chance(500) { happening["from"] = dice.pick(networks)["id"] }
            if dice.chance(500) { happening["addresses"] = dice.between(1, 200) }
            if dice.chance(500) { happening["on"] = dice.pick(hosts)["name"] }
            let texts = kind == "mailbox_rule" ? ["a@b.example", "post.example"] : ["7", "a@b.example", "\\ $& %s"]
            if dice.chance(500) { happening["text"] = dice.pick(texts) }
            if dice.chance(300) { happening["expect"] = ["nl": "v", "en": "w"] }
            lists[dice.below(2)].append(happening)
        }
        (tree["ordinary"], tree["steps"]) = (lists[0], lists[1])
        tree.change("cast", at: 3) {
            $0["sessions"] = [["from": "2026-03-19T00:00:01", "to": "2026-03-20T23:00", "megabytes": 3]]
        }
        return tree
    }

    private static let seeds: [UInt64] = [1, 2, 3, 4]

    /// One run of each of these days for all tests: writing is what takes the time.
    private static let runs: [UInt64: Result<Run, any Error>] = Dictionary(
        uniqueKeysWithValues: seeds.map { seed in
            (seed, Result { try Run(day(seed).json, seed: seed, scale: 1) })
        })

    private func run(_ seed: UInt64) throws -> Run { try #require(KindsTests.runs[seed]).get() }

    /// The lines of a day on which the scenario tells nothing.
    private static let quiet = Result { try Run(withSession().json, scale: 1).truth.recordCount }

    private static func withSession() -> ScenarioTree {
        var tree = ScenarioTree.day
        tree.change("cast", at: 1) {
            $0["sessions"] = [["from": "2026-03-19T08:00", "to": "2026-03-19T16:00", "megabytes": 3]]
        }
        return tree
    }

    @Test("Any kind stands in any list with any members: the truth points at lines that there are", arguments: seeds)
    func anything(_ seed: UInt64) throws {
        let (tree, run) = (KindsTests.day(seed), try run(seed))
        var lines: [String: Int] = [:]
        for file in run.files where file.name.hasPrefix("logs/") { lines[file.name] = file.lines.count }
        #expect(run.truth.recordCount == lines.values.reduce(0, +))
        var seen: Set<String> = []
        for part in run.truth.parts {
            for record in part.records {
                hold(1...(lines[record.file] ?? 0) ~= record.line, "\(part.id)")
                hold(seen.insert("\(record.file):\(record.line)").inserted, "\(part.id) \(record)")
            }
        }
        #expect(seen.count > 100)
        let wanted = (tree.list("ordinary") + tree.list("steps")).map { $0["id"] as? String }
        #expect(run.truth.parts.map(\.id) == wanted)
    }

    @Test("Whatever happens, each log is in order of time, and each of its lines is read", arguments: seeds)
    func readable(_ seed: UInt64) throws {
        let run = try run(seed)
        for file in run.files where file.name.hasPrefix("logs/") {
            let log = ReadLog(file)
            let unread = log.records.filter { !$0.isRead || $0.time == nil }
            hold(unread.isEmpty, "\(file.name) \(unread.map(\.line).prefix(3))")
            let times = log.records.compactMap(\.time)
            hold(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }, "\(file.name)")
        }
    }

    @Test("A part is what its list makes it, and a measure only among the steps", arguments: seeds)
    func roles(_ seed: UInt64) throws {
        let (tree, truth) = (KindsTests.day(seed), try run(seed).truth)
        var counts: [ExerciseTruth.Role: Int] = [:]
        for (list, role) in [("ordinary", ExerciseTruth.Role.ordinary), ("steps", .step)] {
            for happening in tree.list(list) {
                let part = try #require(truth.parts.first { $0.id == happening["id"] as? String })
                let kind = try #require(happening["kind"] as? String)
                let isMeasure = role == .step && KindsTests.measures.contains(kind)
                #expect(part.role == (isMeasure ? .measure : role), "\(kind)")
                #expect(part.kind == kind)
                #expect(part.accounts == happening["who"] as? [String] ?? [])
                #expect(part.host == happening["on"] as? String)
                #expect(part.expect?.en == (happening["expect"] as? [String: String])?["en"])
                #expect(part.title.nl == "n \(part.id)")
                counts[part.role, default: 0] += 1
            }
        }
        #expect(counts.values.reduce(0, +) == KindsTests.kinds.count)
    }

    @Test("Alone on a day and with what it needs, each kind leaves records of its own", arguments: kinds)
    func alone(_ kind: String) throws {
        var tree = KindsTests.withSession()
        var happening = ScenarioTree.happening("h", kind, "2026-03-19T11:00")
        happening["who"] = ["boris.vanrijn"]
        happening["from"] = "rented-a"
        tree["steps"] = [happening]
        let truth = ExerciseLogs.write(try Scenario(json: tree.json), scale: 1) { _, _ in }
        let part = try #require(truth.parts.first)
        #expect(!part.records.isEmpty)
        // Nothing comes long before its beginning; the longest preparation is a session of five minutes.
        let start = try #require(CivilTime(year: 2026, month: 3, day: 19, hour: 10)).timestamp()
        for record in part.records {
            hold(record.time >= start.advanced(byNanoseconds: -600_000_000_000), "\(record)")
        }
        // Without it the day has fewer lines, but for what the silence of a log takes away.
        if !["logging_off", "gateway_closed"].contains(kind) {
            #expect(try truth.recordCount == KindsTests.quiet.get() + part.records.count)
        }
    }

    @Test("When nobody is named, what is about people leaves no record, and what is about machines does")
    func nobody() throws {
        var tree = ScenarioTree.day
        tree["steps"] = KindsTests.kinds.enumerated().map { number, kind in
            // Later, for it silences what others would write.
            ScenarioTree.happening("h-\(number)", kind, "2026-03-19T\(kind == "logging_off" ? 20 : 11):00")
        }
        let truth = ExerciseLogs.write(try Scenario(json: tree.json), scale: 1) { _, _ in }
        let empty = truth.parts.filter(\.records.isEmpty).map(\.kind)
        #expect(Set(empty) == KindsTests.ofPeople)
        #expect(truth.parts.map(\.kind) == KindsTests.kinds)
        #expect(truth.parts.allSatisfy { $0.accounts == [] && $0.host == nil && $0.expect == nil })
    }

    @Test("A kind that the program does not know is refused, also when it differs by a letter or its case")
    func unknown() {
        for kind in KindsTests.kinds.flatMap({ [$0.uppercased(), $0 + "s", " " + $0, String($0.dropLast())] }) + [""] {
            var tree = ScenarioTree.day
            tree["steps"] = [ScenarioTree.happening("h", kind, "2026-03-19T11:00")]
            let problem = #expect(throws: Problem.self) { try Scenario(json: tree.json) }
            #expect(problem?.code == .scenarioUnreadable, "\(kind)")
        }
    }

    @Test("What begins on no day of the period is not written, and its part is empty")
    func outside() throws {
        for at in ["2026-03-18T23:59:59", "2026-03-20T00:00:00", "2027-03-19T11:00", "1999-03-19T11:00"] {
            var tree = ScenarioTree.day
            tree["steps"] = [ScenarioTree.happening("h", "patch_round", at)]
            let truth = ExerciseLogs.write(try Scenario(json: tree.json), scale: 1) { _, _ in }
            #expect(truth.parts.count == 1)
            #expect(truth.parts.first?.records == [], "\(at)")
        }
        for at in ["2026-03-19T00:00:00", "2026-03-19T23:59:30"] {
            var tree = ScenarioTree.day
            tree["steps"] = [ScenarioTree.happening("h", "log_rotation", at)]
            let truth = ExerciseLogs.write(try Scenario(json: tree.json), scale: 1) { _, _ in }
            #expect(truth.parts.first?.records.count == 3, "\(at)")
        }
    }
}
