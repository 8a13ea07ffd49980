// Holds the YAML of the configuration against the table of keys: names, shapes, values. It owns the list of problems.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma

/// Reads one file. Nothing that is wrong stops it, so that all problems are reported at once.
struct SectionReader {
    let file: String
    private(set) var errors: [Problem] = []
    private(set) var warnings: [Problem] = []
    private var unreported = (errors: 0, warnings: 0)

    init(file: String) {
        self.file = file
    }

    /// A problem without which the configuration cannot be used.
    mutating func refuse(_ code: Problem.Code, _ arguments: [String] = [], at position: YAMLPosition) {
        refuse(Problem(code, arguments, at: place(position)))
    }

    mutating func refuse(_ problem: Problem) {
        if isFull { unreported.errors += 1 } else { errors.append(problem) }
    }

    /// A problem that whoever reads it should know of; the watch starts all the same.
    mutating func warn(_ code: Problem.Code, _ arguments: [String] = [], at position: YAMLPosition) {
        if isFull {
            unreported.warnings += 1
        } else {
            warnings.append(Problem(code, arguments, at: place(position)))
        }
    }

    private var isFull: Bool { errors.count + warnings.count >= ConfigurationLimits.problems }

    /// Says how many problems went unreported; in the order of the file otherwise.
    mutating func finish() {
        func isBefore(_ a: Problem, _ b: Problem) -> Bool {
            (a.place?.line ?? 0, a.place?.column ?? 0) < (b.place?.line ?? 0, b.place?.column ?? 0)
        }
        errors.sort(by: isBefore)
        warnings.sort(by: isBefore)
        let count = unreported.errors + unreported.warnings
        guard count > 0 else { return }
        let problem = Problem(.configurationTooManyProblems, ["\(count)"], at: Place(file: file, line: 1, column: 1))
        if unreported.errors > 0 { errors.append(problem) } else { warnings.append(problem) }
    }

    func place(_ position: YAMLPosition) -> Place {
        Place(file: file, line: Int(position.line), column: Int(position.column))
    }

    // MARK: maps and lists

    /// A section; nil stands for one that the file does not give.
    mutating func section(_ node: YAMLNode?, path: String) -> Section {
        var section = Section(position: node?.position ?? YAMLPosition(line: 1, column: 1))
        let keys = ConfigurationKey.keys(of: path)
        if let node, !node.isNull, node.pairs == nil {
            refuse(.configurationMap, [path.isEmpty ? file : path], at: node.position)
        }
        let pairs = node?.pairs ?? []
        for pair in pairs where !keys.contains(where: { $0.name == pair.key }) {
            refuseUnknown(pair, in: path, keys: keys)
        }
        for key in keys {
            let pair = pairs.first { $0.key == key.name && !$0.value.isNull }
            if let pair { section.positions[key.name] = pair.value.position }
            section.values[key.name] = pair.flatMap { setting($0.value, key: key) } ?? standard(of: key)
            if key.isNeeded, pair == nil, node?.pairs != nil {
                refuse(.configurationMissingKey, [key.path], at: section.position)
            }
        }
        return section
    }

    private mutating func refuseUnknown(_ pair: YAMLNode.Pair, in path: String, keys: [ConfigurationKey]) {
        let name = SectionReader.shown(pair.key)
        let elsewhere = ConfigurationKey.table.filter { $0.name == pair.key }.map(\.path)
        if let nearest = NearestName.of(pair.key, among: keys.map(\.name)) {
            refuse(.configurationMisspeltKey, [name, nearest], at: pair.position)
        } else if elsewhere.count == 1 {
            refuse(.configurationMisspeltKey, [name, elsewhere[0]], at: pair.position)
        } else {
            refuse(
                .configurationUnknownKey, [name, keys.map(\.name).joined(separator: ", ")], at: pair.position)
        }
    }

    private mutating func setting(_ node: YAMLNode, key: ConfigurationKey) -> Setting? {
        switch key.shape {
        case .section:
            return node.pairs == nil ? refused(.configurationMap, key, node) : .section(section(node, path: key.path))
        case .list(let most):
            guard let elements = node.elements else { return refused(.configurationList, key, node) }
            let sections = bounded(elements, most, key, node).map { section(element($0, key), path: key.path) }
            refuseDoubles(sections, of: key)
            return .sections(sections)
        case .values(let value, let most):
            let elements = node.elements ?? (node.text == nil ? [] : [node])
            if elements.isEmpty, node.elements == nil || key.isNeeded { return refused(.configurationList, key, node) }
            return .texts(texts(bounded(elements, most, key, node), value, key))
        case .value(let value):
            return self.value(node, value, key)
        }
    }

    private mutating func refused(_ code: Problem.Code, _ key: ConfigurationKey, _ node: YAMLNode) -> Setting? {
        refuse(code, [key.path], at: node.position)
        return nil
    }

    /// An element of a list of maps. One that is null says nothing, and would otherwise go by unseen.
    private mutating func element(_ node: YAMLNode, _ key: ConfigurationKey) -> YAMLNode {
        if node.isNull { refuse(.configurationMap, [key.path], at: node.position) }
        return node
    }

    private mutating func bounded(
        _ elements: [YAMLNode], _ most: Int, _ key: ConfigurationKey, _ node: YAMLNode
    ) -> ArraySlice<YAMLNode> {
        if elements.count > most { refuse(.configurationTooMany, [key.path, "\(most)"], at: elements[most].position) }
        return elements.prefix(most)
    }

    private mutating func texts(
        _ elements: ArraySlice<YAMLNode>, _ value: ConfigurationKey.Value, _ key: ConfigurationKey
    ) -> [String] {
        var seen: [String: YAMLPosition] = [:]
        var texts: [String] = []
        for element in elements {
            guard case .text(let text)? = self.value(element, value, key) else { continue }
            if let first = seen[text] {
                refuse(.configurationDuplicate, [key.path, "\(first.line)"], at: element.position)
            } else {
                seen[text] = element.position
                texts.append(text)
            }
        }
        return texts
    }

    /// A file that is followed twice would give each line twice; so would a webhook.
    private mutating func refuseDoubles(_ sections: [Section], of key: ConfigurationKey) {
        let name = ["follow": "path", "webhooks": "url"][key.path]
        guard let name else { return }
        var seen: [String: YAMLPosition] = [:]
        for section in sections {
            guard let text = section.text(name) ?? section.url(name)?.text else { continue }
            let position = section.position(of: name)
            if let first = seen.updateValue(position, forKey: text) {
                refuse(.configurationDuplicate, ["\(key.path).\(name)", "\(first.line)"], at: position)
            }
        }
    }

    /// What holds when the file says nothing.
    private func standard(of key: ConfigurationKey) -> Setting? {
        switch key.shape {
        case .section(let isOff):
            guard !isOff else { return nil }
            var reader = SectionReader(file: file)
            return .section(reader.section(nil, path: key.path))
        case .list: return .sections([])
        case .values: return .texts([])
        case .value(let value):
            return key.standard.flatMap { SectionReader.setting($0.replacing("\"", with: ""), value) }
        }
    }
}
