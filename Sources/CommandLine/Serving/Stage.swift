// What an invented house has in place of what a real one has, and does beside its watch.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Store
import Watch
import Web

struct Stage: Sendable {
    /// The accounts between which one can change on the page.
    let people: [AccountName]
    /// What pages and files say of the exercise.
    let exercise: ShownExercise
    /// Whether pages show the six steps of a demonstration.
    var isDemonstration = false
    /// The time of all that people see and that the record keeps. Who comes in goes by the clock of the machine.
    var now: @Sendable () -> Timestamp = WallClock.now
    /// Reads the rules in place of those that the configuration names, beside the packs that are installed; gives them
    /// to the pages too.
    var rules: (@Sendable (RulesInUse, RulePacks) throws(Problem) -> RuleSet)?
    /// Says where the pages are, in place of the line for programs.
    let sayReady: @Sendable (String) -> Void
    /// Called when everything listens.
    let started: @Sendable (RunningWatch) -> Void
    /// Called when it is to end, before anything has: nothing more is to be sent.
    var ending: @Sendable () -> Void = {}
}
