// The exercises that come with the program, by name. Their scenarios are data in Exercises/, embedded in the program.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A list of exercises.
public struct Exercise: Sendable {
    /// The scenario of this exercise.
    public let scenario: Scenario

    /// All exercises, from the scenario files that the program holds or the user gave: name of the file and bytes.
    ///
    /// - Throws: the first problem, with the name of the file as its place.
    public static func all(_ files: [(name: String, json: [UInt8])]) throws(Problem) -> [Exercise] {
        var list: [Exercise] = []
        for file in files {
            do {
                list.append(Exercise(scenario: try Scenario(json: file.json)))
            } catch {
                throw error.at(Place(file: file.name))
            }
        }
        return list
    }

    /// The exercise with this name.
    public static func named(_ name: String, in files: [(name: String, json: [UInt8])]) throws(Problem) -> Exercise {
        let list = try all(files)
        guard let found = list.first(where: { $0.scenario.name == name }) else {
            throw Problem(.exerciseUnknown, [name, list.map(\.scenario.name).joined(separator: ", ")])
        }
        return found
    }
}
