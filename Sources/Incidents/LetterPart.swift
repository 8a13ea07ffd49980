// The parts of a letter about an incident, as its journal and the letter name them.
// SPDX-License-Identifier: EUPL-1.2

/// A part of a first letter to Parliament about an incident: the three questions that it answers, in order. Raw values
/// are stable.
public enum LetterPart: String, Sendable, Hashable, CaseIterable {
    /// What has happened.
    case happened
    /// How it was dealt with.
    case handled
    /// What it means for what comes.
    case future
}
