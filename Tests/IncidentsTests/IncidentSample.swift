// Short ways to write entries and hits in tests.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents
import Testing

enum IncidentSample {
    static let start = Timestamp(seconds: 1_773_900_000)

    static func at(_ seconds: Int64) -> Timestamp {
        start.advanced(byNanoseconds: seconds * 1_000_000_000)
    }

    static func number(_ sequence: Int = 1) throws -> IncidentNumber {
        try #require(IncidentNumber(year: 2026, sequence: sequence))
    }

    static func id(_ number: UInt64) -> ULID {
        ULID(time: start, random: (0, number))
    }

    /// A pack of rules whose bytes have a hash of one repeated digit.
    static func pack(
        _ name: String = "sigma-core", _ version: String = "r1", digit: Character = "a",
        licence: String? = "DRL 1.1", rules: Int = 3
    ) -> RulePack {
        let digest = String(repeating: digit, count: 64)
        guard let reference = RulePackReference(name: name, version: version, digest: digest) else {
            preconditionFailure("\(name) \(version)")
        }
        return RulePack(
            reference, form: .zip, bytes: 1_234, licence: licence, source: "https://regels.example/",
            about: "Regels voor het rijk", counts: RulePack.Counts(loaded: rules, unmapped: 1, rejected: 2))
    }

    static func key(_ rule: String = "regel", _ account: String = "jan.smit") throws -> AlertKey {
        AlertKey(rule: rule, entity: try #require(EntityRef(.account, account)))
    }

    static func hit(
        _ rule: String = "regel", _ account: String = "jan.smit", level: AlertLevel = .high, at seconds: Int64 = 0
    ) throws -> AlertHit {
        AlertHit(key: try key(rule, account), title: "Titel van \(rule)", level: level, time: at(seconds), evidence: [])
    }

    /// Entries with the sequences 1, 2, 3 ..., a minute apart.
    static func entries(_ log: JournalLog, _ contents: [EntryContent]) -> [JournalEntry] {
        contents.enumerated().map { index, content in
            JournalEntry(
                log: log, sequence: index + 1, recorded: at(Int64(index) * 60), actor: .person("an.bakker"),
                content: content)
        }
    }
}
