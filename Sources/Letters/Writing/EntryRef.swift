// Points at an entry of a journal: what a sentence of a letter rests on.
// SPDX-License-Identifier: EUPL-1.2

public import Incidents

/// An entry by its journal and its number in it, written as `2026-0001/12`.
public struct EntryRef: Sendable, Hashable {
    public let log: JournalLog
    /// From 1.
    public let sequence: Int

    /// Nil for a sequence below 1.
    public init?(log: JournalLog, sequence: Int) {
        guard sequence >= 1 else { return nil }
        self.log = log
        self.sequence = sequence
    }

    /// Points at an entry that is there.
    public init(_ entry: JournalEntry) {
        log = entry.log
        sequence = entry.sequence
    }

    /// Reads what `description` writes; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let log = JournalLog(name: String(parts[0])), parts[1].utf8.count <= 12,
            let sequence = Int(parts[1])
        else { return nil }
        self.init(log: log, sequence: sequence)
        guard description == text else { return nil }
    }
}

extension EntryRef: CustomStringConvertible {
    public var description: String { "\(log.name)/\(sequence)" }
}
