// The rules of a command: from the files that the user names, or those that travel inside the program.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
package import Sigma

/// Every document of the rule files, and what became of it.
package struct LoadedRules {
    package private(set) var documents: [RuleDocument] = []
    package private(set) var rules: [Rule] = []
    package private(set) var correlations: [Correlation] = []
    /// Files that could not be read, and paths without a rule file.
    package private(set) var problems: [Problem] = []

    /// - Parameters:
    ///   - paths: files and folders; none means the rules inside the program.
    ///   - threads: how many threads may read rule files: one, or all processors.
    package init(_ paths: [String], threads: Int = 2) {
        if paths.isEmpty {
            for file in EmbeddedFiles.all(under: "Rules/") where LoadedRules.isRuleFile(file.path) {
                add(RuleReader.read(file.bytes, file: file.path))
            }
        }
        for path in paths { add(path: path, inParallel: threads > 1) }
    }

    /// The documents of one file or folder.
    private mutating func add(path: String, inParallel: Bool) {
        let files = RuleFiles.list(path)
        problems += files.problems
        if files.names.isEmpty, files.problems.isEmpty {
            problems.append(Problem(.noRules, [], at: Place(file: path)))
        }
        for outcome in RuleFiles.read(files.names, inParallel: inParallel) {
            switch outcome {
            case .success(let documents): add(documents)
            case .failure(let problem): problems.append(problem)
            }
        }
    }

    private mutating func add(_ read: [RuleDocument]) {
        documents += read
        for document in read {
            switch document.content {
            case .rule(let rule): rules.append(rule)
            case .correlation(let correlation): correlations.append(correlation)
            case .rejected: break
            }
        }
    }

    /// The routing tables inside the program.
    package static func routing() throws(Problem) -> RoutingTable {
        var table = RoutingTable()
        for file in EmbeddedFiles.all(under: "Rules/routing/") where file.path.hasSuffix(".yaml") {
            table = table.adding(try RoutingReader.read(file.bytes, file: file.path))
        }
        return table
    }

    private static func isRuleFile(_ path: String) -> Bool {
        path.hasSuffix(".yml") && !path.hasPrefix("Rules/routing/") && !path.contains("/tests/")
    }
}

/// The rule files of a path.
enum RuleFiles {
    /// The most files that are read of one path.
    static let most = 200_000

    /// The documents of each file, in order.
    static func read(_ names: [String], inParallel: Bool) -> [Result<[RuleDocument], Problem>] {
        if !inParallel { return names.map(read) }
        let stretch = 64
        let stretches = (names.count + stretch - 1) / stretch
        let results = Stretches(count: stretches)
        DispatchQueue.concurrentPerform(iterations: stretches) { number in
            let end = min((number + 1) * stretch, names.count)
            results.set(names[(number * stretch)..<end].map(read), at: number)
        }
        return results.all
    }

    private static func read(_ name: String) -> Result<[RuleDocument], Problem> {
        guard let data = FileManager.default.contents(atPath: name) else {
            return .failure(Problem(.rulesUnreadable, [], at: Place(file: name)))
        }
        return .success(RuleReader.read(Array(data), file: name))
    }

    /// Results of several threads, each in its own place.
    private final class Stretches: @unchecked Sendable {
        private let lock = NSLock()
        private var results: [[Result<[RuleDocument], Problem>]]

        init(count: Int) {
            results = Array(repeating: [], count: count)
        }

        func set(_ result: [Result<[RuleDocument], Problem>], at number: Int) {
            lock.withLock { results[number] = result }
        }

        var all: [Result<[RuleDocument], Problem>] { lock.withLock { results.flatMap(\.self) } }
    }

    /// A file as it is; of a folder the `.yml` and `.yaml` files, in order of their names.
    static func list(_ path: String) -> (names: [String], problems: [Problem]) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return ([], [Problem(.rulesUnreadable, [], at: Place(file: path))])
        }
        guard isFolder.boolValue else { return ([path], []) }
        let below = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        let names = below.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted().prefix(most)
        return (names.map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }, [])
    }
}
