// The number of an incident: the year, and a sequence within it.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// `2026-0012`. Given out once and never again.
public struct IncidentNumber: Sendable, Hashable, Comparable {
    public let year: Int
    public let sequence: Int

    /// Nil unless the year has four digits and the sequence is from 1 to 999,999.
    public init?(year: Int, sequence: Int) {
        guard 1_000...9_999 ~= year, 1...999_999 ~= sequence else { return nil }
        self.year = year
        self.sequence = sequence
    }

    /// Reads what `description` writes; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
            parts[0].utf8.count == 4, 4...6 ~= parts[1].utf8.count, let year = Int(parts[0]),
            let sequence = Int(parts[1])
        else { return nil }
        self.init(year: year, sequence: sequence)
        guard description == text else { return nil }
    }

    public static func < (a: IncidentNumber, b: IncidentNumber) -> Bool {
        (a.year, a.sequence) < (b.year, b.sequence)
    }
}

extension IncidentNumber: CustomStringConvertible {
    public var description: String {
        "\(year)-\(sequence.padded(4))"
    }
}
