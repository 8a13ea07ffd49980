// A level on the command line.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Sigma

/// The value of `--fail-on`.
struct LevelOption: ExpressibleByArgument {
    let level: Level

    init?(argument: String) {
        guard let level = Level(rawValue: argument) else { return nil }
        self.level = level
    }

    static var allValueStrings: [String] { Level.allCases.map(\.rawValue) }
}
