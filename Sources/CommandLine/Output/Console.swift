// What a command says beside its results: problems, progress and summaries, on standard error.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// Standard error of one command, in the words and the style of its user.
struct Console: Sendable {
    /// The most kinds of problem that are printed; the rest is counted.
    static let problemsShown = 20

    let words: Words
    let style: Style
    let isQuiet: Bool

    func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    func report(_ problem: Problem) {
        say(words("console.problem", line(for: problem)))
    }

    /// Names of files and texts of rules come from outside and may not steer the terminal.
    private func line(for problem: Problem) -> String { Style.visible(words.line(for: problem)) }

    /// Each kind of problem once, with how often it came.
    func report(_ tally: ProblemTally) {
        for key in tally.order.prefix(Console.problemsShown) {
            guard let entry = tally.entries[key] else { continue }
            let line = line(for: entry.first)
            say(
                entry.count == 1
                    ? words("console.problem", line) : words("console.problem_repeated", line, "\(entry.count - 1)"))
        }
        let left = tally.order.count - Console.problemsShown
        if left > 0 { say(words("console.more_problems", "\(left)")) }
        if tally.others > 0 { say(words("console.other_problems", "\(tally.others)")) }
    }
}
