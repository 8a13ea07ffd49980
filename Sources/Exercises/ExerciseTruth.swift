// What is true about the logs of an exercise: which records belong to which step. For scoring, never beside the logs.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// The answers to an exercise.
public struct ExerciseTruth: Sendable {
    /// What a part is in the exercise.
    public enum Role: String, Sendable, CaseIterable {
        /// A step of the case: should be found.
        case step
        /// What the organisation did about it: leaves traces too.
        case measure
        /// Ordinary, though it looks odd: should be left alone.
        case ordinary
    }

    /// A step of the case, a measure of the organisation, or an ordinary thing that looks odd.
    public struct Part: Sendable {
        /// The short name in the scenario.
        public let id: String
        /// The kind in the scenario.
        public let kind: String
        /// What it is in the exercise.
        public let role: Role
        /// What happens.
        public let title: BothLanguages
        /// What a team should find.
        public let expect: BothLanguages?
        /// The accounts that the scenario names for it.
        public let accounts: [String]
        /// The computer that the scenario names for it.
        public let host: String?
        /// Its records, in the order in which they were written.
        public internal(set) var records: [Reference]
    }

    /// The place of one record.
    public struct Reference: Sendable, Hashable {
        /// The name of the file, as it was given to `write`.
        public let file: String
        /// The line, from 1.
        public let line: Int
        /// When.
        public let time: Timestamp
    }

    /// The name of the scenario.
    public let exercise: String
    /// The seed of this run.
    public let seed: UInt64
    /// The scale of this run.
    public let scale: Int
    /// How many records all logs hold together.
    public let recordCount: Int
    /// First what is ordinary, then the case, in the order of the scenario.
    public let parts: [Part]

    init(_ scenario: Scenario, seed: UInt64, scale: Int, _ logs: LogBook) {
        exercise = scenario.name
        self.seed = seed
        self.scale = scale
        recordCount = logs.recordCount
        let ordinary = scenario.data.ordinary.count
        var parts = (scenario.data.ordinary + scenario.data.steps).enumerated().map { index, happening in
            Part(
                id: happening.id, kind: happening.kind.rawValue,
                role: index < ordinary ? .ordinary : happening.kind.isMeasure ? .measure : .step,
                title: happening.title,
                expect: happening.expect,
                accounts: happening.who ?? [], host: happening.on, records: [])
        }
        for place in logs.placed {
            parts[place.mark].records.append(
                Reference(file: logs.names[place.file.index], line: place.line, time: place.time.timestamp))
        }
        self.parts = parts
    }

    /// The truth as JSON, for a file that stays with the leader of the exercise.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.text("marking", "EXERCISE / OEFENING")
        json.text("exercise", exercise)
        json.text("seed", "\(seed)")
        json.whole("scale", scale)
        json.whole("records", recordCount)
        for (name, role) in [("steps", Role.step), ("measures", .measure), ("ordinary", .ordinary)] {
            json.name(name)
            json.beginArray()
            for part in parts where part.role == role { write(part, &json) }
            json.endArray()
        }
        json.endObject()
        json.endLine()
        return json.bytes
    }

    private func write(_ part: Part, _ json: inout JSONWriter) {
        json.beginObject()
        json.text("id", part.id)
        json.text("kind", part.kind)
        json.text("title_nl", part.title.nl)
        json.text("title_en", part.title.en)
        if let expect = part.expect {
            json.text("expect_nl", expect.nl)
            json.text("expect_en", expect.en)
        }
        let times = part.records.map(\.time)
        if let first = times.min(), let last = times.max() {
            json.text("first_time", first.description)
            json.text("last_time", last.description)
        }
        json.name("accounts")
        json.beginArray()
        for account in part.accounts { json.string(account) }
        json.endArray()
        if let host = part.host { json.text("host", host) }
        json.name("records")
        json.beginArray()
        for record in part.records {
            json.beginObject()
            json.text("file", record.file)
            json.whole("line", record.line)
            json.text("time", record.time.description)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
