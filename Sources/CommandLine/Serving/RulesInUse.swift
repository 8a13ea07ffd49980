// The rules that a watch runs with, kept for the pages: the list of them, the text of one, and why one met a line.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Sigma
import Store
import Synchronization
import Web

/// What was read last. From any thread.
final class RulesInUse: Sendable {
    /// The largest rule file that is read again for its text, in bytes.
    private static let fileBytes = 16 << 20
    /// The most rules of one correlation that are held against a line.
    private static let rulesPerCorrelation = 16

    private struct Kept {
        var loaded: LoadedRules
        var routing: RoutingTable?
        var networks: NetworkLookup?
        var packs: RulePacks?
        /// Why packs are left out, by name.
        var broken: [String: Problem]
        /// The heads of all rules, by the names that alerts have for them.
        var headers: [String: RuleHeader] = [:]
        /// Made when a page asks for it: it takes a plan of all rules.
        var catalog: RuleCatalog?
    }

    private let kept = Mutex<Kept?>(nil)

    func use(
        _ loaded: LoadedRules, routing: RoutingTable?, networks: NetworkLookup?, packs: RulePacks?,
        broken: [String: Problem]
    ) {
        let headers = (loaded.rules.map(\.header) + loaded.correlations.map(\.header)).map { ($0.id ?? $0.title, $0) }
        kept.withLock {
            $0 = Kept(
                loaded: loaded, routing: routing, networks: networks, packs: packs, broken: broken,
                headers: Dictionary(headers) { first, _ in first })
        }
    }

    /// What a rule says to people, by the name that alerts have for it.
    func says(_ key: String, _ language: Language) -> RuleSays? {
        guard let header = kept.withLock({ $0?.headers[key] }) else { return nil }
        let dutch = language == .dutch ? header.dutch : nil
        return RuleSays(title: dutch?.title, why: dutch?.why ?? header.description, first: dutch?.first)
    }

    /// Why packs of rules are left out, by their names.
    var brokenPacks: [String: Problem] { kept.withLock { $0?.broken ?? [:] } }

    /// All documents with what became of them.
    var catalog: RuleCatalog {
        kept.withLock { kept in
            guard let now = kept else { return RuleCatalog() }
            if let catalog = now.catalog { return catalog }
            let catalog = RulesInUse.catalog(now)
            kept?.catalog = catalog
            return catalog
        }
    }

    /// Why a rule met a line.
    ///
    /// - Parameter key: as alerts name it. Of a correlation the rules that it counts are looked at.
    func explain(_ key: String, _ line: [UInt8], format: Format?, zone: ZoneRule) -> [ShownReason] {
        guard let kept = kept.withLock({ $0 }) else { return [] }
        var rules = kept.loaded.rules.filter { ($0.header.id ?? $0.header.title) == key }
        if rules.isEmpty {
            let counted = Set(
                kept.loaded.correlations.filter { ($0.header.id ?? $0.header.title) == key }.flatMap(\.rules))
            rules = kept.loaded.rules.filter { rule in
                rule.header.id.map(counted.contains) ?? false || rule.header.name.map(counted.contains) ?? false
            }
        }
        var reasons: [ShownReason] = []
        // Readers look up to 16 bytes ahead.
        (line + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
            let bytes = Bytes(rebasing: padded[..<line.count])
            for rule in rules.prefix(RulesInUse.rulesPerCorrelation) {
                var reader = LineReader()
                var event = Event()
                _ = reader.read(bytes, format: format, zone: zone, into: &event)
                reasons += RulesInUse.reasons(rule, &event, kept)
            }
        }
        return reasons
    }

    private static func reasons(_ rule: Rule, _ event: inout Event, _ kept: Kept) -> [ShownReason] {
        let engine = Engine(rules: [rule], routing: kept.routing, networks: kept.networks)
        var matcher = Matcher(engine)
        var hits: [Int] = []
        matcher.match(&event, hits: &hits)
        guard !hits.isEmpty else { return [] }
        let mapping = engine.mapping(of: matcher.lastPlan, rule: 0)
        return ReferenceMatcher.reasons(rule, event, mapping: mapping, networks: kept.networks).map { reason in
            ShownReason(
                rule: rule.header.title, key: rule.header.id, field: reason.field, value: reason.value,
                matched: reason.matched,
                modifiers: reason.modifiers)
        }
    }

    // MARK: The list

    private static func catalog(_ kept: Kept) -> RuleCatalog {
        var catalog = RuleCatalog()
        let standing = RuleStanding(
            kept.loaded, routing: kept.routing ?? RoutingTable(), networks: kept.networks)
        catalog.entries = kept.loaded.documents.map { document in
            var (status, problem) = standing.status(of: document)
            // Without routing every rule is held against every line.
            if kept.routing == nil, status == .unmapped { (status, problem) = (.loaded, nil) }
            var known = entry(document, RuleCatalog.Status(rawValue: status.rawValue) ?? .rejected, problem)
            if let problem = kept.loaded.superseded[document.place] {
                (known.status, known.problem) = (.superseded, problem)
            }
            known.pack = kept.loaded.pack(of: document.place.file).map { PackReading.place($0.pack.reference) }
            return known
        }
        catalog.problems = kept.loaded.problems
        let documents = Dictionary(kept.loaded.documents.map { ($0.place, $0) }) { first, _ in first }
        catalog.text = { place in documents[place].flatMap { RulesInUse.text($0, kept) } }
        return catalog
    }

    private static func entry(
        _ document: RuleDocument, _ status: RuleCatalog.Status, _ problem: Problem?
    ) -> RuleCatalog.Entry {
        switch document.content {
        case .rejected(_, let id, let title):
            let name = title ?? document.place.description
            var entry = RuleCatalog.Entry(
                key: id ?? name, title: name, level: nil, status: status, place: document.place)
            (entry.id, entry.problem) = (id, problem)
            return entry
        case .rule(let rule):
            var entry = entry(rule.header, document.place, status, problem)
            entry.logSource = rule.logSource.description
            return entry
        case .correlation(let correlation):
            var entry = entry(correlation.header, document.place, status, problem)
            entry.isCorrelation = true
            entry.counted = correlation.rules
            return entry
        }
    }

    private static func entry(
        _ header: RuleHeader, _ place: Place, _ status: RuleCatalog.Status, _ problem: Problem?
    ) -> RuleCatalog.Entry {
        var entry = RuleCatalog.Entry(
            key: header.id ?? header.title, title: header.title,
            level: AlertLevel(rawValue: header.level.rawValue) ?? .informational, status: status, place: place)
        entry.id = header.id
        entry.problem = problem
        entry.description = header.description
        entry.tags = header.tags
        entry.maturity = header.status
        entry.dutch = header.dutch.map { ($0.title, $0.why, $0.first) }
        return entry
    }

    // MARK: The text of one

    private static func text(_ document: RuleDocument, _ kept: Kept) -> RuleCatalog.Text? {
        guard let bytes = bytes(document.place.file, kept) else { return nil }
        let file = document.place.file
        let now = RuleReader.read(bytes, file: file).first { $0.place == document.place }
        let node = YAMLReader.read(bytes, file: file).lazy.compactMap { try? $0.content.get() }
            .first { Int($0.position.line) == document.place.line }
        return RuleCatalog.Text(
            yaml: RuleText.document(in: bytes, at: document.place.line ?? 1),
            references: node.map { RuleText.list("references", $0) } ?? [],
            falsePositives: node.map { RuleText.list("falsepositives", $0) } ?? [],
            isChanged: now.map { !$0.isSame(as: document) } ?? true)
    }

    private static func bytes(_ file: String, _ kept: Kept) -> [UInt8]? {
        if let (pack, path) = kept.loaded.pack(of: file) {
            let archive = (try? kept.packs?.bytes(of: pack)).flatMap { try? PackArchive($0) }
            return archive?.ruleFiles.first { $0.path == path }?.bytes
        }
        if let embedded = EmbeddedFiles.bytes(of: file), file.hasPrefix("Rules/") { return embedded }
        guard let handle = FileHandle(forReadingAtPath: file) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: fileBytes + 1), data.count <= fileBytes else { return nil }
        return Array(data)
    }
}

/// The text of a rule file, document by document.
package enum RuleText {
    /// The longest text of one document that is shown, in bytes.
    package static let most = 64 << 10

    /// The lines of the document that has that line, between the markers around it (YAML 1.2.2, 9.1.2).
    ///
    /// - Parameter line: from 1.
    package static func document(in bytes: [UInt8], at line: Int) -> String {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return "" }
        var (first, last) = (line - 1, line - 1)
        while first > 0, !isMarker(lines[first]), !isMarker(lines[first - 1]) { first -= 1 }
        if isMarker(lines[first]), first < line - 1 { first += 1 }
        while last + 1 < lines.count, !isMarker(lines[last + 1]) { last += 1 }
        let text = Array(lines[first...last].joined(separator: [UInt8(ascii: "\n")]))
        return String(decoding: text.prefix(most), as: UTF8.self) + (text.count > most ? "\n\u{2026}" : "")
    }

    private static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: Array("---".utf8)) || line.starts(with: Array("...".utf8))
    }

    /// The texts under a key, be it a list or one text.
    static func list(_ key: String, _ node: YAMLNode) -> [String] {
        guard let value = node[key] else { return [] }
        return (value.elements ?? [value]).compactMap(\.text).filter { !$0.isEmpty }
    }
}

extension RuleDocument {
    /// Whether both say the same.
    fileprivate func isSame(as other: RuleDocument) -> Bool {
        switch (content, other.content) {
        case (.rule(let a), .rule(let b)): a == b
        case (.correlation(let a), .correlation(let b)): a == b
        case (.rejected(let a, _, _), .rejected(let b, _, _)): a == b
        default: false
        }
    }
}
