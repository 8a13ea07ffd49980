// The rules that a watch holds its lines against, from files or from inside the program.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma
import Store
import Watch

enum WatchRules {
    /// - Parameters:
    ///   - paths: files and folders; none means the rules inside the program.
    ///   - networks: files that say in which network an address lies.
    ///   - routes: false holds every rule against every line as it is written.
    ///   - packs: those that are installed, beside the paths.
    ///   - kept: gets what was read, for the pages.
    /// - Throws: `Problem` if no rule can be used.
    static func read(
        _ paths: [String], networks: [String], routes: Bool = true, packs: RulePacks? = nil, console: Console,
        kept: RulesInUse? = nil
    ) throws(Problem) -> RuleSet {
        var loaded = LoadedRules(paths)
        let broken = packs.map { add($0, to: &loaded) } ?? [:]
        for problem in loaded.problems { console.report(problem) }
        guard !loaded.rules.isEmpty else { throw Problem(.noRules, [], at: Place(file: paths.first ?? "")) }
        let (lookup, problems) = try NetworkFiles.lookup(networks)
        console.report(problems)
        let routing = routes ? try LoadedRules.routing() : nil
        kept?.use(loaded, routing: routing, networks: lookup, packs: packs, broken: broken)
        return RuleSet(
            rules: loaded.rules, correlations: loaded.correlations, routing: routing, networks: lookup)
    }

    /// Adds the packs that are in use; those whose file is gone or damaged are named and left out.
    ///
    /// - Returns: why a pack is left out, by its name.
    private static func add(_ packs: RulePacks, to loaded: inout LoadedRules) -> [String: Problem] {
        var broken: [String: Problem] = [:]
        do throws(Problem) {
            for line in try packs.state().lines {
                let pack = line.current.pack
                do throws(Problem) {
                    let files = try PackArchive(try packs.bytes(of: pack)).ruleFiles
                    loaded.add(pack: pack, PackReading.documents(files, of: pack.reference))
                } catch {
                    broken[line.name] = error
                    loaded.add(error)
                }
            }
        } catch {
            loaded.add(error)
        }
        return broken
    }
}
