// The limits on a scenario: each is reached and gone over, and names are held against a plain rule.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct ScenarioLimitTests {
    private func problem(_ tree: ScenarioTree) -> Problem? {
        do {
            _ = try Scenario(json: tree.json)
            return nil
        } catch {
            return error
        }
    }

    @Test("A period has from one day to 62 days, also over a change of the clock; its end is not part of it")
    func days() throws {
        for (from, to, last) in [
            ("2026-03-19", "2026-03-20", "2026-03-19"), ("2026-03-01", "2026-05-02", "2026-05-01"),
            ("2026-10-01", "2026-12-02", "2026-12-01"), ("2027-12-31", "2028-03-02", "2028-03-01"),
        ] {
            var tree = ScenarioTree.day
            (tree["from"], tree["to"], tree["detected"]) = (from, to, nil)
            let period = try Scenario(json: tree.json).period
            #expect(period.first == from)
            #expect(period.last == last)
        }
        for (from, to) in [
            ("2026-03-19", "2026-03-19"), ("2026-03-20", "2026-03-19"), ("2026-03-01", "2026-05-03"),
            ("2026-10-01", "2026-12-03"), ("2025-03-19", "2026-03-20"), ("2261-12-31", "1700-01-01"),
        ] {
            var tree = ScenarioTree.day
            (tree["from"], tree["to"]) = (from, to)
            #expect(problem(tree)?.code == .scenarioPeriod, "\(from) \(to)")
            #expect(problem(tree)?.arguments == [from, to, "\(ExerciseLimits.days)"])
        }
    }

    /// Fills a list up with entries that are in order but for their number.
    private func filled(_ list: String, _ count: Int) -> ScenarioTree {
        var tree = ScenarioTree()
        tree.fill(list, to: count) { entry, number in
            for member in ["id", "account", "name"] where entry[member] != nil { entry[member] = "more-\(number)" }
            entry["sessions"] = nil
        }
        return tree
    }

    @Test(
        "Each list holds 500 entries at most, and those without which nothing happens one at least",
        arguments: ["networks", "hosts", "departments", "cast", "ordinary", "steps"])
    func lists(_ list: String) {
        #expect(ExerciseLimits.listEntries == 500)
        #expect(problem(filled(list, 500)) == nil)
        #expect(problem(filled(list, 501))?.code == .scenarioNumber)
        #expect(problem(filled(list, 501))?.arguments == [list, "501", "500"])
        var empty = ScenarioTree.day
        empty[list] = [Any]()
        if ["ordinary", "steps"].contains(list) {
            #expect(problem(empty) == nil)
        } else {
            #expect(problem(empty)?.arguments == [list, "0", "500"])
        }
    }

    @Test(
        "A happening repeats, lasts and comes from no more than the limit, and from one on",
        arguments: [
            ("count", ExerciseLimits.count), ("minutes", ExerciseLimits.minutes), ("addresses", 200),
        ])
    func happenings(_ member: String, _ most: Int) {
        for list in ["ordinary", "steps"] {
            for value in [1, most - 1, most, most + 1, 0, -1, Int.max, Int.min] {
                var tree = ScenarioTree()
                tree.change(list, at: 0) { $0[member] = value }
                let id = tree.list(list)[0]["id"] as? String ?? ""
                let wanted: [String]? = 1...most ~= value ? nil : [id, "\(value)", "\(most)"]
                #expect(problem(tree)?.arguments == wanted, "\(list) \(member) \(value)")
            }
        }
    }

    @Test("Staff and parts of departments have their limits")
    func staff() {
        for (value, isTaken) in [(1, true), (5_000, true), (5_001, false), (0, false), (-310, false)] {
            var tree = ScenarioTree()
            tree.change("organisation") { $0["employees"] = value }
            #expect((problem(tree) == nil) == isTaken, "\(value)")
        }
        for (value, isTaken) in [(1, true), (1_000, true), (1_001, false), (0, false)] {
            var tree = ScenarioTree()
            tree.change("departments", at: 6) { $0["parts"] = value }
            #expect((problem(tree) == nil) == isTaken, "\(value)")
        }
    }

    @Test("A session ends after its beginning and within two days, and carries a terabyte at most")
    func sessions() {
        let cases: [(String, String, Int, String?)] = [
            ("2026-03-18T00:00", "2026-03-20T00:00", 1_000_000, nil),
            ("2026-03-18T00:00", "2026-03-20T00:00:59", 1, nil),
            ("2026-03-18T00:00", "2026-03-20T00:01", 1, "scenarioNumber"),
            ("2026-03-18T00:00", "2026-03-18T00:00:59", 1, "scenarioNumber"),
            ("2026-03-18T00:00", "2026-03-18T00:01", 1, nil),
            ("2026-03-18T00:00", "2026-03-18T00:00:00", 1, "scenarioTime"),
            ("2026-03-18T00:01", "2026-03-18T00:00:59", 1, "scenarioTime"),
            ("2026-03-18T00:00", "2026-03-18T12:00", 1_000_001, "scenarioNumber"),
            ("2026-03-18T00:00", "2026-03-18T12:00", 0, "scenarioNumber"),
            ("2026-03-18", "2026-03-18T12:00", 1, "scenarioTime"),
            // On the wall the first is earlier; in truth it is the later one by skipping an hour that does not exist.
            ("2026-03-29T02:30", "2026-03-29T03:00", 1, "scenarioTime"),
            // Two hours on the wall that last three.
            ("2026-10-25T01:30", "2026-10-25T03:30", 1, nil),
        ]
        for (from, to, megabytes, code) in cases {
            var tree = ScenarioTree()
            tree.change("cast", at: 4) { $0["sessions"] = [["from": from, "to": to, "megabytes": megabytes]] }
            #expect(problem(tree)?.code.name == code, "\(from) \(to) \(megabytes)")
        }
    }

    @Test("A file of the limit is read, and one byte more is refused with both numbers")
    func bytes() throws {
        let most = ExerciseLimits.scenarioBytes
        let padded = ScenarioData.json + [UInt8](repeating: 0x20, count: most - ScenarioData.json.count)
        #expect(try Scenario(json: padded).name == "finance-2026")
        let problem = #expect(throws: Problem.self) { try Scenario(json: padded + [0x0A]) }
        #expect(problem?.arguments == ["bytes", "\(most + 1)", "\(most)"])
    }

    @Test("Without a computer of each role that logs need, or a network that people need, there is no exercise")
    func needed() {
        for role in ["domain_controller", "file_server", "desktop_server", "jump_host", "gateway", "web", "linux"] {
            var tree = ScenarioTree.day
            tree.changeAll("hosts") { if $0["role"] as? String == role { $0["role"] = "monitor" } }
            #expect(problem(tree)?.code == .scenarioUnknownName)
            #expect(problem(tree)?.arguments == ["hosts", role])
        }
        for network in ["office", "home-a", "home-b", "mobile", "train", "supplier", "crawlers"] {
            var tree = ScenarioTree.day
            tree.remove(from: "networks") { $0["id"] as? String == network }
            #expect(problem(tree)?.arguments == ["networks", network])
        }
    }

    @Test("Without a monitor, a backup and a scanner the logs are written all the same")
    func notNeeded() throws {
        var tree = ScenarioTree.day
        tree.remove(from: "hosts") { ["monitor", "backup", "scanner"].contains($0["role"] as? String ?? "") }
        tree.remove(from: "networks") { ["hotel", "rented-a"].contains($0["id"] as? String ?? "") }
        #expect(tree.list("hosts").count == 13)
        #expect(try Run(tree.json, scale: 1).truth.recordCount > 500)
    }

    // MARK: Names

    /// Pieces of text of which some are plain words and many are not.
    private func word(_ dice: inout Dice) -> String {
        let pieces = [
            "a", "Z", "0", "9", "-", "fs", "x-1", ".", "_", " ", "/", "\\", "\"", "\u{0}", "\u{7F}", "\n", "é",
            "\u{0430}", "٣", "\u{202E}", "%", "..", "@",
        ]
        let isPlain = dice.chance(500)
        return (0..<dice.below(7)).map { _ in isPlain ? pieces[dice.below(7)] : dice.pick(pieces) }.joined()
    }

    private func isWord(_ text: String, _ more: String) -> Bool {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-" + more
        let known = Set(letters.unicodeScalars)
        return !text.isEmpty && text.unicodeScalars.allSatisfy { known.contains($0) }
    }

    @Test("Names of a scenario, its domain in Windows, a computer, an account and a step are plain words of ASCII")
    func words() {
        var dice = Dice(seed: 61, [])
        var taken = 0
        for _ in 0..<120 {
            let word = word(&dice)
            for place in 0..<5 {
                var tree = ScenarioTree.day
                switch place {
                case 0: tree["name"] = word
                case 1: tree.change("organisation") { $0["netbios"] = word }
                case 2: tree.change("hosts", at: 15) { $0["name"] = word }
                case 3: tree.change("cast", at: 10) { $0["account"] = word }
                default: tree["steps"] = [ScenarioTree.happening(word, "log_rotation", "2026-03-19T10:00")]
                }
                let problem = problem(tree)
                let wanted: Problem.Code? = isWord(word, place == 3 ? "." : "") ? nil : .scenarioName
                if wanted == nil { taken += 1 }
                guard problem?.code != wanted else { continue }
                Issue.record("\(place) \(word.debugDescription): \(problem?.code.name ?? "taken")")
                return
            }
        }
        #expect(120...480 ~= taken)
    }

    @Test(
        "RFC 1035 2.3.1: a domain has a name before .example, and none of its labels is empty",
        arguments: [".example", "example", "..example", "a..example", ".a.example", "a.example.", ""])
    func emptyLabels(_ domain: String) {
        for member in ["domain", "gateway"] {
            var tree = ScenarioTree.day
            tree.change("organisation") { $0[member] = domain }
            #expect(problem(tree) == Problem(.scenarioRealDomain, [domain]))
        }
        var tree = ScenarioTree.day
        var happening = ScenarioTree.happening("o-1", "mailbox_rule", "2026-03-19T10:00")
        happening["text"] = "archief@\(domain)"
        tree["ordinary"] = [happening]
        #expect(problem(tree) == Problem(.scenarioRealDomain, [domain]))
    }

    @Test("RFC 2606: a domain or a gateway ends in .example and has only letters, digits, hyphens and dots")
    func domains() {
        var dice = Dice(seed: 67, [])
        var taken = 0
        for member in ["domain", "gateway"] {
            for _ in 0..<100 {
                let word = word(&dice)
                let end = dice.pick([
                    ".example", ".example", ".EXAMPLE", ".example.", ".exampl", "example", ".example/x",
                ])
                let domain = "x" + word + end
                var tree = ScenarioTree.day
                tree.change("organisation") { $0[member] = domain }
                let isGood =
                    isWord(domain, ".") && !domain.split(separator: ".", omittingEmptySubsequences: false).contains("")
                    && domain.unicodeScalars.suffix(8).elementsEqual(".example".unicodeScalars)
                if isGood { taken += 1 }
                guard problem(tree)?.code != (isGood ? nil : .scenarioRealDomain) else { continue }
                Issue.record("\(domain.debugDescription)")
                return
            }
        }
        #expect(20...125 ~= taken)
    }

    @Test("A text of a happening has no control character and no quotation mark: it stands in quotes in a line")
    func texts() {
        for value in UInt32(0)..<0x80 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            var tree = ScenarioTree.day
            var happening = ScenarioTree.happening("o-1", "supplier_maintenance", "2026-03-19T10:00")
            happening["text"] = "P-\(Character(scalar))1"
            tree["ordinary"] = [happening]
            let isBad = value < 0x20 || value == 0x22
            #expect(problem(tree)?.code == (isBad ? .scenarioName : nil), "\(value)")
            // And no comma in what stands in the table of networks.
            for member in ["provider", "country"] {
                var table = ScenarioTree.day
                table.change("networks", at: 3) { $0[member] = "N\(Character(scalar))L" }
                #expect(problem(table)?.code == (isBad || value == 0x2C ? .scenarioName : nil), "\(member) \(value)")
            }
        }
    }

    @Test("RFC 4343: names of computers differ by more than the case of their letters; ids stand once in both lists")
    func twice() {
        var tree = ScenarioTree.day
        tree.change("hosts", at: 15) { $0["name"] = "dc01" }
        #expect(problem(tree)?.arguments == ["hosts", "dc01"])
        var ids = ScenarioTree.day
        ids["ordinary"] = [ScenarioTree.happening("same", "log_rotation", "2026-03-19T10:00")]
        ids["steps"] = [ScenarioTree.happening("same", "log_rotation", "2026-03-19T11:00")]
        #expect(problem(ids)?.arguments == ["ordinary, steps", "same"])
    }
}
