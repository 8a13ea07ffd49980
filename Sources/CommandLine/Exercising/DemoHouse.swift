// The invented house of a demonstration: its configuration, its people, its past, and the logs that come in.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Exercises
import Foundation
import Incidents
import Store
import Watch

struct DemoHouse: Sendable {
    /// How long ago the case was first seen, in seconds.
    private static let ago = 3 * 3_600
    /// Lines that are sent together.
    private static let linesAtOnce = 200

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
    private let listen: String
    private let now: Timestamp
    private let logs: URL

    init(_ exercise: Exercise, folder: DataFolder, listen: String, now: Timestamp) throws(Problem) {
        self.exercise = exercise
        self.folder = folder
        self.listen = listen
        self.now = now
        logs = folder.url.appendingPathComponent("exercise", isDirectory: true)
    }

    /// By how much its times are moved.
    private var shift: Int {
        let target = now.nanoseconds / 1_000_000_000 - Int64(DemoHouse.ago)
        return Int(target - exercise.scenario.detected.nanoseconds / 1_000_000_000)
    }

    /// Makes everything that must be there before the watch starts.
    func prepare() throws {
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        let written = LogFolder(logs.path)
        ExerciseLogs.write(exercise.scenario, scale: 1) { written.append($1, to: $0) }
        if let problem = written.close() { throw problem }
        let configuration = """
            # The house of a demonstration. Lines come late here, and sources fall silent when the exercise is over.
            language: nl
            web: {address: "\(listen)"}
            networks: ["\(logs.appendingPathComponent("networks.csv").path)"]
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
        let records = try Records(file: folder.records)
        if let past = EmbeddedFiles.bytes(of: DemoHistory.folder + exercise.scenario.name + ".json") {
            try DemoHistory(records: records, now: now).write(past)
        }
        let administration = try administration()
        for person in DemoHouse.people {
            try administration.add(Account(name: person.name, role: person.role), by: .program)
        }
    }

    /// By which one begins as the first person.
    func link() throws(Problem) -> Access.Secret {
        guard let first = DemoHouse.people.first else { throw Problem(.accountsMissing) }
        var random = SystemRandomNumberGenerator()
        return try administration().makeLink(for: first.name, now: now, by: .program, random: &random)
    }

    private func administration() throws(Problem) -> AccountAdministration {
        AccountAdministration(
            try AccountStore(file: folder.accounts),
            JournalWriter(try Records(file: folder.records), now: WallClock.now))
    }

    /// Sends what has happened already as fast as it is taken, then the rest at its time.
    func feed(to port: Int) throws {
        var lines = try LogLines(
            folder: logs.appendingPathComponent("logs"), firstDay: exercise.scenario.period.first)
        let detected = exercise.scenario.detected
        let month: Int64 = 31 * 86_400 * 1_000_000_000
        let shift = TimeShift(
            seconds: self.shift,
            span: detected.advanced(byNanoseconds: -month)...detected.advanced(byNanoseconds: month))
        let sender = try LineSender(port: port)
        var waiting: [[UInt8]] = []
        while let line = lines.next() {
            let time = line.time.advanced(byNanoseconds: Int64(self.shift) * 1_000_000_000)
            let ahead = time.nanoseconds - WallClock.now().nanoseconds
            if ahead > 0 || waiting.count >= DemoHouse.linesAtOnce {
                try sender.send(waiting)
                waiting.removeAll()
                if ahead > 0 { Thread.sleep(forTimeInterval: Double(ahead) / 1e9) }
            }
            waiting.append(shift.moved(Array(line.bytes)))
        }
        try sender.send(waiting)
    }
}
