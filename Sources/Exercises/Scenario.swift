// A scenario: the data file that says which organisation, which period, what is ordinary and what is the case.
// How a kind of happening looks in a log is code; when, who, how often and the words for it stand in the file.
// SPDX-License-Identifier: EUPL-1.2

public import Base
internal import Foundation

/// A text in both languages.
public struct BothLanguages: Sendable, Hashable, Decodable {
    /// Dutch.
    public let nl: String
    /// English.
    public let en: String

    /// The text in a language.
    public subscript(language: Language) -> String {
        switch language {
        case .dutch: nl
        case .english: en
        }
    }
}

/// A scenario that has been read and checked.
public struct Scenario: Sendable {
    let data: ScenarioFile
    let days: [WorkDay]
    let startsAt: [String: Instant]
    /// When somebody first saw that something is wrong: as the file says, or the beginning of the first step.
    public let detected: Timestamp

    /// The name on the command line.
    public var name: String { data.name }
    /// The title, for lists.
    public var title: BothLanguages { data.title }
    /// What a player may read before the exercise: it does not give the case away.
    public var about: BothLanguages { data.about }
    /// The organisation, invented.
    public var organisation: String { data.organisation.name }
    /// The steps of the case with what a team should find, in the order of the file. Not for players.
    public var steps: [ScenarioStep] {
        data.steps.map { ScenarioStep(id: $0.id, at: $0.at, title: $0.title, expect: $0.expect) }
    }
    /// The first day and the last, as dates.
    public var period: (first: String, last: String) {
        (days.first?.date ?? data.from, days.last?.date ?? data.from)
    }

    /// Reads a scenario from the bytes of its file, and checks it.
    ///
    /// - Throws: `Problem` that says what is wrong with the file.
    public init(json: [UInt8]) throws(Problem) {
        guard json.count <= ExerciseLimits.scenarioBytes else {
            throw Problem(.scenarioNumber, ["bytes", "\(json.count)", "\(ExerciseLimits.scenarioBytes)"])
        }
        do {
            data = try JSONDecoder().decode(ScenarioFile.self, from: Data(json))
        } catch {
            throw Problem(.scenarioUnreadable, ["\(error)"])
        }
        days = try Scenario.days(from: data.from, to: data.to)
        var starts: [String: Instant] = [:]
        for happening in data.ordinary + data.steps { starts[happening.id] = try Scenario.instant(happening.at) }
        startsAt = starts
        let seen = try data.detected.map { text throws(Problem) in try Scenario.instant(text) }
        detected = (seen ?? data.steps.first.flatMap { starts[$0.id] } ?? Instant(milliseconds: 0)).timestamp
        try ScenarioCheck(data).run()
    }

    /// When a happening begins.
    func start(_ happening: Happening) -> Instant {
        startsAt[happening.id] ?? Instant(milliseconds: 0)
    }

    func network(_ id: String) -> Network {
        data.networks.first { $0.id == id } ?? data.networks[0]
    }

    private static func days(from: String, to: String) throws(Problem) -> [WorkDay] {
        let (first, end) = (try instant(from + "T12:00"), try instant(to + "T12:00"))
        let count = (end.seconds(since: first) + 7_200) / 86_400
        guard 1...ExerciseLimits.days ~= count else {
            throw Problem(.scenarioPeriod, [from, to, "\(ExerciseLimits.days)"])
        }
        return (0..<count).map { WorkDay(first.plus($0 * 86_400).local, number: $0) }
    }

    /// Reads `2026-03-19T10:42` or `2026-03-19T10:42:05`, a time on the wall in the Netherlands.
    static func instant(_ text: String) throws(Problem) -> Instant {
        // Digits stand where the shape has a 0: dates are compared as text elsewhere, so there is one way.
        let shape = "0000-00-00T00:00:00".prefix(text.count == 16 ? 16 : 19)
        let isShaped =
            text.count == shape.count
            && zip(text, shape).allSatisfy { $1 == "0" ? $0.isASCII && $0.isNumber : $0 == $1 }
        let parts = isShaped ? text.split(whereSeparator: { "-T:".contains($0) }).map { Int($0) ?? -1 } : []
        guard 5...6 ~= parts.count,
            let wall = CivilTime(
                year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4],
                second: parts.count == 6 ? parts[5] : 0)
        else { throw Problem(.scenarioTime, [text]) }
        return AmsterdamTime.instant(wall)
    }
}

/// One step of a case, for a leader of an exercise and for scoring.
public struct ScenarioStep: Sendable {
    /// The short name.
    public let id: String
    /// When it begins, on the clock on the wall in the Netherlands.
    public let at: String
    /// What happens.
    public let title: BothLanguages
    /// What a team should find.
    public let expect: BothLanguages?
}
