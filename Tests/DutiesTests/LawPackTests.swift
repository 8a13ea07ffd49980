// The law pack of the repository is whole, and a pack that is not is refused by name.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Foundation
import Testing

@Suite("Law pack")
struct LawPackTests {
    @Test("The pack has every clock of the register, each once, with a name in both languages and its source")
    func whole() throws {
        let pack = try LawData.pack.get()
        let ids = pack.clocks.map(\.id)
        let needed = [
            "AVG33", "AVG33-P", "AVG33-F", "AVG33-R", "AVG34", "CBW26", "CBW27", "CBW27-V", "CBW28", "CBW29", "CBW29-V",
            "CBW30", "CBW30-D", "WPG33a", "DORA19", "CRA14-K", "CRA14-I", "WWKE17", "WOO", "KV", "KB",
        ]
        #expect(Set(needed).subtracting(ids).isEmpty)
        #expect(Set(ids).count == ids.count)
        for clock in pack.clocks {
            let law = try #require(pack.law(of: clock))
            #expect(!clock.article.isEmpty && !law.citation.isEmpty)
            #expect(!clock.name.nl.isEmpty && clock.name.nl != clock.name.en, "\(clock.id)")
        }
    }

    @Test("A clock that is not in force with certainty says so")
    func certainty() throws {
        let pack = try LawData.pack.get()
        func certainty(_ id: String) -> Certainty? { pack.clock(id)?.certainty }
        #expect(certainty("CBW27") == .statute)
        #expect(certainty("WPG33a") == .unverified)
        #expect(certainty("WWKE17") == .consultation)
        #expect(certainty("DORA19") == .practice)
    }

    @Test("Every word in the files is one that the reader knows: a misspelt one would be passed over")
    func words() throws {
        let known: Set<String> = [
            "basis", "header", "name", "nl", "en", "version", "state", "review_by", "holidays", "fixed", "month", "day",
            "not_on_sunday", "around_easter", "days", "unverified", "note", "roles", "id", "aliases", "forms", "cbw",
            "ground", "recipients", "resolutions", "recipient", "sectors", "law", "citation", "from", "until", "before",
            "clocks", "article", "certainty", "term", "unit", "count", "start", "moments", "submissions", "decision",
            "positive", "negative", "known", "cap", "moment", "extension", "conditions", "facts", "among", "not_among",
            "kinds", "otherwise", "fields", "profile", "only_late", "optional", "fields_of", "superseded_by",
            "filled_by", "implied", "after", "while_unhandled", "instead_of", "completes", "full_hours", "cross_border",
        ]
        func names(_ value: Any) -> Set<String> {
            if let map = value as? [String: Any] { return map.values.reduce(Set(map.keys)) { $0.union(names($1)) } }
            return (value as? [Any])?.reduce([]) { $0.union(names($1)) } ?? []
        }
        #expect(LawData.files.count >= 9)
        for file in LawData.files {
            let found = names(try JSONSerialization.jsonObject(with: Data(file.bytes)))
            #expect(found.subtracting(known).isEmpty, "\(file.name): \(found.subtracting(known).sorted())")
        }
    }

    @Test("Within a notice each field stands once, and its name is plain enough to be a fact")
    func fields() throws {
        let pack = try LawData.pack.get()
        for clock in pack.clocks {
            let ids = (clock.fields ?? []).map(\.id)
            #expect(Set(ids).count == ids.count, "\(clock.id)")
            #expect(ids.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } }, "\(clock.id)")
        }
    }

    @Test(
        "What is wrong in a pack is refused with its code",
        arguments: [
            ("cbw.json", "\"hours\", \"count\": 24", "\"hours\", \"count\": 9223372036854775807", "law.number"),
            ("cbw.json", "\"hours\", \"count\": 24", "\"hours\", \"count\": 8785", "law.number"),
            ("cbw.json", "\"hours\", \"count\": 24", "\"hours\", \"count\": 0", "law.number"),
            ("cbw.json", "\"months\", \"count\": 1", "\"months\", \"count\": 121", "law.number"),
            ("cra.json", "\"days\", \"count\": 14", "\"days\", \"count\": 3661", "law.number"),
            ("woo.json", "\"weeks\", \"count\": 4", "\"weeks\", \"count\": 523", "law.number"),
            ("woo.json", "\"weeks\", \"count\": 4", "\"weeks\"", "law.number"),
            ("cbw.json", "\"hours\", \"count\": 24", "\"hours\", \"count\": 1e400", "law.unreadable"),
            ("cbw.json", "\"hours\", \"count\": 24", "\"fortnights\", \"count\": 24", "law.unreadable"),
            ("cbw.json", "\"without_delay\"", "\"without_delay\", \"count\": 3", "law.number"),
            ("cbw.json", "\"id\": \"CBW27-V\"", "\"id\": \"CBW27\"", "law.double"),
            ("cbw.json", "[\"CBW27-V\"]", "[\"CBW99\"]", "law.unknown_name"),
            ("cbw.json", "[\"CBW27-V\"]", "[\"CBW26\"]", "law.unknown_name"),
            ("cbw.json", "[\"csirt\", \"authority\"]", "[\"csirt\", \"koning\"]", "law.unknown_name"),
            ("cbw.json", "\"trust_service\"]", "\"trust_servise\"]", "law.unknown_name"),
            ("cbw.json", "{\"cbw\": [\"essential\", \"important\"]}", "{}", "law.condition"),
            ("cbw.json", "[\"essential\", \"important\"]", "[\"essential\", \"big\"]", "law.unreadable"),
            ("cbw.json", "\"significant\"", "\"signifikant\"", "law.unreadable"),
            ("cbw.json", "\"2026-08-15\"", "\"15-08-2026\"", "law.unreadable"),
            ("basis.json", "\"month\": 12", "\"month\": 13", "law.number"),
            ("basis.json", "\"days\": 50", "\"days\": 5000000000", "law.number"),
            ("basis.json", "\"basis\"", "\"bazis\"", "law.basis"),
        ])
    func refused(name: String, old: String, new: String, code: String) throws {
        let files = try LawData.changed(name, old, new)
        let problem = #expect(throws: Problem.self) { try LawPack(files) }
        #expect(problem?.code.name == code, "\(problem?.arguments ?? [])")
        for language in Language.allCases {
            let line = try LawData.words(language).line(for: try #require(problem))
            #expect(!line.contains("problem.") && !line.contains("{0}") && line.contains(". "), "\(line)")
        }
    }

    @Test("A pack with two parts that all laws have in common, or with none, is refused")
    func basis() throws {
        let basis = try #require(LawData.files.first { $0.name == "basis.json" })
        let again = LawPack.File(name: "other.json", bytes: basis.bytes)
        #expect(throws: Problem(.lawBasis, [], at: Place(file: "other.json"))) { try LawPack(LawData.files + [again]) }
        #expect(throws: Problem(.lawBasis)) { try LawPack([]) }
    }

    @Test("Over its limits a pack is refused: bytes, files, clocks")
    func limits() throws {
        let long = LawPack.File(name: "a", bytes: [UInt8](repeating: 0x20, count: DutyLimits.packBytes + 1))
        #expect(throws: Problem(.lawTooMuch, ["bytes", "1048576"], at: Place(file: "a"))) { try LawPack([long]) }
        let many = [LawPack.File](repeating: long, count: DutyLimits.packFiles + 1)
        #expect(throws: Problem(.lawTooMuch, ["files", "100"])) { try LawPack(many) }
        let clocks = (0...DutyLimits.clocks).map { index in
            #"{"id":"X\#(index)","article":"a","name":{"nl":"x","en":"x"},"certainty":"statute","#
                + #""term":{"unit":"without_delay"},"start":{"moments":["aware"]},"recipients":[]}"#
        }
        let law = #"{"law":{"id":"x","name":{"nl":"x","en":"x"},"citation":"x","from":"2020-01-01"},"clocks":["#
        let file = LawPack.File(name: "x.json", bytes: Array((law + clocks.joined(separator: ",") + "]}").utf8))
        #expect(throws: Problem(.lawTooMuch, ["clocks", "500"])) { try LawPack(LawData.files + [file]) }
    }

    @Test("Cut off anywhere a file is refused, and changed anywhere it is refused or counted with")
    func damaged() throws {
        var seed = Seed(3)
        let all = LawData.files
        let avg = try #require(all.firstIndex { $0.name == "cbw.json" })
        for length in stride(from: 0, to: all[avg].bytes.count - 3, by: 97) {
            var files = all
            files[avg] = LawPack.File(name: "cbw.json", bytes: Array(all[avg].bytes.prefix(length)))
            let problem = #expect(throws: Problem.self) { try LawPack(files) }
            #expect(problem?.code.name == "law.unreadable")
        }
        let incident = try Case(now: "2026-11-22T12:00:00+01:00").with(.significant, "2026-11-20T12:00:00+01:00")
            .sent("CBW27", "2026-11-20T14:00:00+01:00")
        var taken = 0
        for _ in 0..<400 {
            var bytes = all[avg].bytes
            for _ in 0...seed.next(upTo: 3) {
                bytes[seed.next(upTo: bytes.count)] = seed.pick(Array("\"{}[],:0123456789eE-nltru ".utf8))
            }
            var files = all
            files[avg] = LawPack.File(name: "cbw.json", bytes: bytes)
            guard let pack = try? LawPack(files) else { continue }
            taken += 1
            let clocks = DutyPlan.clocks(of: incident.profile, at: incident.moments, under: pack)
            #expect(clocks.count == pack.clocks.count)
        }
        #expect(taken > 30)
    }

    @Test("Nested without end a file is refused")
    func deep() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 500_000)
        let problem = #expect(throws: Problem.self) { try LawPack([LawPack.File(name: "a", bytes: bytes)]) }
        #expect(problem?.code.name == "law.unreadable")
    }
}
