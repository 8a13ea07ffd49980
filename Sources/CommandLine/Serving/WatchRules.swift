// The rules that a watch holds its lines against, from files or from inside the program.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma
import Watch

enum WatchRules {
    /// - Parameters:
    ///   - paths: files and folders; none means the rules inside the program.
    ///   - networks: files that say in which network an address lies.
    ///   - routes: false holds every rule against every line as it is written.
    ///   - kept: gets what was read, for the pages.
    /// - Throws: `Problem` if no rule can be used.
    static func read(
        _ paths: [String], networks: [String], routes: Bool = true, console: Console,
        kept: RulesInUse? = nil
    ) throws(Problem) -> RuleSet {
        let loaded = LoadedRules(paths)
        for problem in loaded.problems { console.report(problem) }
        guard !loaded.rules.isEmpty else { throw Problem(.noRules, [], at: Place(file: paths.first ?? "")) }
        let (lookup, problems) = try NetworkFiles.lookup(networks)
        console.report(problems)
        let routing = routes ? try LoadedRules.routing() : nil
        kept?.use(loaded, routing: routing, networks: lookup)
        return RuleSet(
            rules: loaded.rules, correlations: loaded.correlations, routing: routing, networks: lookup)
    }
}
