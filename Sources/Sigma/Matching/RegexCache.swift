// Compiles each regular expression of a rule set once, however many plans ask for it.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// The compiled regular expressions of an engine. Plans are built on several threads, hence the lock.
final class RegexCache: @unchecked Sendable {
    private let lock = NSLock()
    private var known: [Regex: CompiledRegex] = [:]

    /// - Parameter regex: one that has been compiled before: rules with a regex that does not compile are rejected.
    func compiled(_ regex: Regex) -> CompiledRegex {
        lock.withLock {
            if let compiled = known[regex] { return compiled }
            guard let compiled = try? CompiledRegex(regex) else {
                preconditionFailure("a loaded rule has a regular expression that does not compile: \(regex.pattern)")
            }
            known[regex] = compiled
            return compiled
        }
    }
}
