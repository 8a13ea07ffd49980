// The rules of a command: from the files that the user names, or those that travel inside the program.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
package import Incidents
package import Sigma

/// Every document of the rule files, and what became of it.
package struct LoadedRules {
    package private(set) var documents: [RuleDocument] = []
    package private(set) var rules: [Rule] = []
    package private(set) var correlations: [Correlation] = []
    /// Files that could not be read, and paths without a rule file.
    package private(set) var problems: [Problem] = []
    /// Documents in whose place another with the same id runs, by where they stand.
    package private(set) var superseded: [Place: Problem] = [:]
    /// The packs that documents came from, by how their places begin.
    package private(set) var packs: [String: RulePack] = [:]

    /// Documents that were read already.
    package init(documents: [RuleDocument]) {
        add(documents)
    }

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

    /// Adds the documents of a pack. Where one has the id of a rule that is there, it takes its place.
    package mutating func add(pack: RulePack, _ read: [RuleDocument]) {
        var places: [String: Place] = [:]
        for document in read { document.id.map { places[$0] = document.place } }
        for document in documents where superseded[document.place] == nil {
            guard let id = document.id, let place = places[id] else { continue }
            superseded[document.place] = Problem(.ruleSuperseded, [place.description], at: document.place)
        }
        func isReplaced(_ header: RuleHeader) -> Bool { header.id.map { places[$0.lowercased()] != nil } ?? false }
        rules.removeAll { isReplaced($0.header) }
        correlations.removeAll { isReplaced($0.header) }
        packs[PackReading.place(pack.reference)] = pack
        add(read)
    }

    /// Adds what is wrong with a pack that is not used.
    package mutating func add(_ problem: Problem) {
        problems.append(problem)
    }

    /// The pack that a file is in, with its path there.
    package func pack(of file: String) -> (pack: RulePack, path: String)? {
        guard let end = file.firstIndex(of: "!"), let pack = packs[String(file[..<end])] else { return nil }
        return (pack, String(file[file.index(after: end)...]))
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

extension RuleDocument {
    /// The id of what can be used.
    fileprivate var id: String? {
        switch content {
        case .rule(let rule): rule.header.id?.lowercased()
        case .correlation(let correlation): correlation.header.id?.lowercased()
        case .rejected: nil
        }
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
