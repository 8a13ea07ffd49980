// A scenario into logs: day by day, each log in time order, and the same bytes for the same scenario, seed and scale.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

/// Writes the logs of a scenario.
public enum ExerciseLogs {
    /// The seed that is used when nobody names one.
    public static let usualSeed: UInt64 = 20_260_319

    /// Writes the logs and gives back what is true about them.
    ///
    /// `write` is called many times: a name of a file relative to the folder of the exercise, and bytes to put at its
    /// end. The first file is the mark that all of it is an exercise. The truth is not written: it is for scoring,
    /// and who has it beside the logs has no exercise.
    ///
    /// - Parameters:
    ///   - scenario: What happens.
    ///   - seed: Another seed gives other people, other times and other noise around the same case.
    ///   - scale: The size of the organisation in percent of the scenario's, from 1 to 100. The case stays whole.
    @discardableResult
    public static func write(
        _ scenario: Scenario, seed: UInt64 = usualSeed, scale: Int = 100, to write: (String, [UInt8]) -> Void
    ) -> ExerciseTruth {
        let scale = min(max(scale, 1), 100)
        write("EXERCISE.txt", Array(ExerciseMark(scenario).text.utf8))
        write("networks.csv", Array(networks(scenario).utf8))
        var stage = Stage(scenario, seed: seed, scale: scale)
        for day in scenario.days {
            stage.day = day
            stage.machines(scale: scale)
            stage.castSessions()
            stage.ordinaryDay()
            stage.happenings()
            stage.logs.flush(before: day.at(86_400), to: write)
        }
        return ExerciseTruth(scenario, seed: seed, scale: scale, stage.logs)
    }

    /// The table of networks that the scenario knows, for `scan --networks`.
    static func networks(_ scenario: Scenario) -> String {
        var text = "network,asn,provider,country\n"
        for network in scenario.data.networks {
            for range in [network.cidr, network.v6].compactMap(\.self) {
                text += "\(range),\(network.asn),\(network.provider),\(network.country)\n"
            }
        }
        return text
    }
}

/// The mark of an exercise: a text beside the logs (docs/exercises.md says how the logs themselves are marked).
struct ExerciseMark {
    let text: String

    init(_ scenario: Scenario) {
        text = """
            DIT IS EEN OEFENING / THIS IS AN EXERCISE

            \(scenario.title.nl)
            Alle logs in deze map zijn gemaakt door een programma. De organisatie (\(scenario.organisation)),
            haar mensen en haar netwerken bestaan niet; domeinen eindigen op .example, adressen komen uit de
            reeksen die voor documentatie zijn gereserveerd. Elke lognaam begint met "oefening-".

            \(scenario.title.en)
            A program made all logs in this folder. The organisation (\(scenario.organisation)), its people and
            its networks do not exist; domains end in .example, addresses come from the ranges that are reserved
            for documentation. The name of each log begins with "oefening-".

            """
    }
}
