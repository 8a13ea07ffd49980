// Placeholder until merged.
// SPDX-License-Identifier: EUPL-1.2
import Events
final class CompiledRegex: Hashable, @unchecked Sendable {
    enum Outcome { case matched, notMatched, limitHit }
    init(_ regex: Regex) throws {}
    func match(_ value: Bytes) -> Outcome { .notMatched }
    static func == (a: CompiledRegex, b: CompiledRegex) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
