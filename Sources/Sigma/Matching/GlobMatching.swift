// Holds a value against text with wildcards, in time bounded by the product of their lengths.
// SPDX-License-Identifier: EUPL-1.2

package import Events
import Glibc

extension Glob {
    /// Whether the parts cover the whole value. For a glob that ignores case the value must be folded.
    ///
    /// Only the last `*` passed is ever tried again at a later place, so the work is at most parts times bytes.
    package func covers(_ value: Bytes) -> Bool {
        var part = 0
        var at = 0
        var retryPart = -1
        var retryAt = 0
        while true {
            if part == parts.count {
                if at == value.count { return true }
            } else if let next = step(parts[part], value, at) {
                if case .anyRun = parts[part] {
                    if part == parts.count - 1 { return true }
                    retryPart = part
                    retryAt = at
                }
                part += 1
                at = next
                continue
            }
            guard retryPart >= 0, retryAt < value.count else { return false }
            retryAt += 1
            at = retryAt
            part = retryPart + 1
        }
    }

    /// The place behind the part if it stands at `at`.
    private func step(_ part: Part, _ value: Bytes, _ at: Int) -> Int? {
        switch part {
        case .anyRun: return at
        case .anyCharacter:
            guard at < value.count, value[at] & 0xC0 != 0x80 else { return nil }
            return at + (CaseFolding.scalar(in: value, at: at)?.1 ?? 1)
        case .literal(let literal):
            guard at + literal.count <= value.count, let base = value.baseAddress else {
                return literal.isEmpty ? at : nil
            }
            return memcmp(literal, base + at, literal.count) == 0 ? at + literal.count : nil
        }
    }

    /// The literal that tells most: the longest part, with where it must stand.
    var bestLiteral: (bytes: [UInt8], position: LiteralPosition, isAll: Bool)? {
        switch parts.count {
        case 0: return ([], .whole, true)
        case 1:
            guard case .literal(let literal) = parts[0] else { return nil }
            return (literal, .whole, true)
        case 2:
            if case .literal(let literal) = parts[0], case .anyRun = parts[1] { return (literal, .start, true) }
            if case .anyRun = parts[0], case .literal(let literal) = parts[1] { return (literal, .end, true) }
        case 3:
            if case .anyRun = parts[0], case .literal(let literal) = parts[1], case .anyRun = parts[2] {
                return (literal, .anywhere, true)
            }
        default: break
        }
        var best: [UInt8]?
        for case .literal(let literal) in parts where literal.count > best?.count ?? 0 { best = literal }
        return best.map { ($0, .anywhere, false) }
    }

    /// Whether every value is met: `*`.
    var meetsEverything: Bool {
        parts == [.anyRun]
    }
}
