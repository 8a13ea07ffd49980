// The invented house of an exercise that people take part in: its logs, its configuration, what it is before the law,
// its people, and the mark in its record. All that must be there before the watch starts.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Exercises
import Foundation
import Incidents
import Store
import Watch

struct InventedHouse: Sendable {
    /// One of each role, with what the person is called.
    struct Person: Sendable {
        let name: AccountName
        let role: Role

        fileprivate init?(_ name: String, _ role: Role) {
            guard let name = try? AccountName(name) else { return nil }
            self.name = name
            self.role = role
        }
    }

    /// Who works in the house. The first is who one begins as.
    static let people = [
        Person("an.bakker", .lead), Person("jan.smit", .analyst), Person("petra.visser", .reader),
        Person("beheer", .administrator),
    ].compactMap(\.self)

    let exercise: Exercise
    let folder: DataFolder

    /// The data directory that a command names, or a new one below the folder for temporary files.
    ///
    /// - Throws: `Problem` if something lies in it: an exercise must not come to real data.
    static func folder(_ path: String?, kind: String) throws(Problem) -> DataFolder {
        let url =
            path.map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? FileManager.default.temporaryDirectory.appendingPathComponent("dijkwacht-\(kind)-\(UUID().uuidString)")
        let below = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        guard below.isEmpty else { throw Problem(.exerciseData, [], at: Place(file: url.path)) }
        return DataFolder(url)
    }

    /// Where what `ExerciseLogs` writes lies.
    private var written: URL { folder.url.appendingPathComponent("exercise", isDirectory: true) }

    /// Its logs, one file each.
    var logs: URL { written.appendingPathComponent("logs") }

    /// In which network its addresses lie.
    var networks: String { written.appendingPathComponent("networks.csv").path }

    /// Writes the logs, which makes the data directory if it is not there.
    func writeLogs(seed: UInt64 = ExerciseLogs.usualSeed, scale: Int) throws(Problem) {
        let files = LogFolder(written.path)
        ExerciseLogs.write(exercise.scenario, seed: seed, scale: scale) { files.append($1, to: $0) }
        if let problem = files.close() { throw problem }
    }

    /// Writes what the watch runs with.
    func writeSettings(listen: String, language: Language) throws {
        let configuration = """
            # The house of an exercise. Lines come late here, and sources fall silent when the exercise is over.
            language: \(language.rawValue)
            web: {address: "\(listen)"}
            networks: ["\(networks)"]
            sources: {silence_after_minutes: 0, clock_skew_seconds: 86400}
            listeners:
              - {kind: syslog_tcp, address: "127.0.0.1:0", zone: Europe/Amsterdam}
              - {kind: bulk, address: "127.0.0.1:0"}

            """
        try Data(configuration.utf8).write(to: folder.configuration)
        let profile = """
            organisation: \(exercise.scenario.organisation)
            legal_form: ministry
            roles: [controller]

            """
        try Data(profile.utf8).write(to: folder.profile)
    }

    /// Opens the record with its mark, and lets the people in.
    ///
    /// - Parameters:
    ///   - now: the clock by which the record is kept.
    ///   - before: what lies in the record already when the people come.
    func open(
        _ words: Words, now: @escaping @Sendable () -> Timestamp, before: (Records) throws -> Void = { _ in }
    ) throws {
        let records = try Records(file: folder.records)
        try before(records)
        let journal = JournalWriter(records, now: now)
        _ = try journal.appendAndWait(ExerciseRun.mark(of: exercise, words))
        let administration = AccountAdministration(try AccountStore(file: folder.accounts), journal)
        for person in InventedHouse.people {
            try administration.add(Account(name: person.name, role: person.role), by: .program)
        }
    }

    /// By which one begins as the first person. It counts by the clock of the machine, as all of logging in does.
    ///
    /// - Parameter now: the clock by which the record is kept.
    func link(now: @escaping @Sendable () -> Timestamp) throws(Problem) -> Access.Secret {
        guard let first = InventedHouse.people.first else { throw Problem(.accountsMissing) }
        let journal = JournalWriter(try Records(file: folder.records), now: now)
        let administration = AccountAdministration(try AccountStore(file: folder.accounts), journal)
        var random = SystemRandomNumberGenerator()
        return try administration.makeLink(for: first.name, now: WallClock.now(), by: .program, random: &random)
    }

    /// Its title in each language.
    var titles: [Language: String] {
        Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, exercise.scenario.title[$0]) })
    }
}
