// Builds nodes from the events of libyaml. It owns the parser of libyaml and one event at a time.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CLibYAML

/// Parses bytes that must outlive it. After the first problem nothing more of these bytes is read.
struct YAMLParser: ~Copyable {
    /// On the heap, since libyaml keeps a pointer to the parser within it.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
    private let file: String
    private let linesBefore: Int
    private var anchors: [String: Anchor] = [:]
    private var nodeCount = 0

    private struct Anchor {
        var node: YAMLNode
        var nodeCount: Int
        var height: Int
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, linesBefore: Int) {
        self.file = file
        self.linesBefore = linesBefore
        event.initialize(to: yaml_event_t())
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    mutating func readDocuments(into documents: inout [YAMLDocument]) {
        var line = linesBefore + 1
        do throws(Problem) {
            while true {
                try next()
                switch event.pointee.type {
                case YAML_STREAM_END_EVENT: return
                case YAML_DOCUMENT_START_EVENT:
                    line = Int(position.line)
                    anchors.removeAll()
                    nodeCount = 0
                    try next()
                    let node = try node(depth: 1)
                    if node.content != .scalar("", isPlain: true) {
                        documents.append(YAMLDocument(content: .success(node), line: line))
                    }
                default: break
                }
            }
        } catch {
            documents.append(YAMLDocument(content: .failure(error), line: line))
        }
    }

    private var position: YAMLPosition { position(event.pointee.start_mark) }

    private func position(_ mark: yaml_mark_t) -> YAMLPosition {
        YAMLPosition(
            line: Int32(clamping: Int(mark.line) + linesBefore + 1), column: Int32(clamping: Int(mark.column) + 1))
    }

    private func problem(_ code: Problem.Code, _ arguments: [String] = [], at position: YAMLPosition) -> Problem {
        Problem(code, arguments, at: Place(file: file, line: Int(position.line), column: Int(position.column)))
    }

    private mutating func next() throws(Problem) {
        yaml_event_delete(event)
        if yaml_parser_parse(parser, event) == 1 { return }
        let reason = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
        guard parser.pointee.error == YAML_READER_ERROR else {
            throw problem(.yamlSyntax, [reason], at: position(parser.pointee.problem_mark))
        }
        // An error of the reader (encoding, control character) has no mark of its own.
        throw problem(.yamlCharacter, [reason], at: position(parser.pointee.mark))
    }

    /// The node that begins with the current event; ends on its last event.
    private mutating func node(depth: Int) throws(Problem) -> YAMLNode {
        let position = position
        guard depth <= RuleLimits.yamlDepth else {
            throw problem(.yamlTooDeep, ["\(RuleLimits.yamlDepth)"], at: position)
        }
        try count(1, at: position)
        let content: YAMLNode.Content
        let anchor: String?
        switch event.pointee.type {
        case YAML_SCALAR_EVENT:
            anchor = name(event.pointee.data.scalar.anchor)
            content = try scalar(at: position)
        case YAML_SEQUENCE_START_EVENT:
            anchor = name(event.pointee.data.sequence_start.anchor)
            content = try sequence(depth: depth)
        case YAML_MAPPING_START_EVENT:
            anchor = name(event.pointee.data.mapping_start.anchor)
            content = try mapping(depth: depth)
        case YAML_ALIAS_EVENT:
            return try alias(depth: depth, at: position)
        default:
            throw problem(.yamlSyntax, ["unexpected end"], at: position)
        }
        let node = YAMLNode(content: content, position: position)
        if let anchor {
            let (nodes, height) = YAMLParser.measure(node)
            anchors[anchor] = Anchor(node: node, nodeCount: nodes, height: height)
        }
        return node
    }

    private func scalar(at position: YAMLPosition) throws(Problem) -> YAMLNode.Content {
        let scalar = event.pointee.data.scalar
        let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
        var isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
        switch name(scalar.tag) {
        case nil, "!": break
        case "tag:yaml.org,2002:str": isPlain = false
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null":
            break
        case .some(let tag): throw problem(.yamlTag, [tag], at: position)
        }
        return .scalar(text, isPlain: isPlain)
    }

    private mutating func sequence(depth: Int) throws(Problem) -> YAMLNode.Content {
        var elements: [YAMLNode] = []
        while true {
            try next()
            if event.pointee.type == YAML_SEQUENCE_END_EVENT { return .sequence(elements) }
            elements.append(try node(depth: depth + 1))
        }
    }

    private mutating func mapping(depth: Int) throws(Problem) -> YAMLNode.Content {
        var pairs: [YAMLNode.Pair] = []
        // Most mappings are small; a set only pays off, and is only needed against hostile files, in large ones.
        var seen: Set<String> = []
        while true {
            try next()
            if event.pointee.type == YAML_MAPPING_END_EVENT { return .mapping(pairs) }
            let position = position
            guard event.pointee.type == YAML_SCALAR_EVENT else { throw problem(.yamlKey, at: position) }
            let isPlain = event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
            guard case .scalar(let key, _) = try scalar(at: position) else { continue }
            if isPlain, key == "<<" { throw problem(.yamlMerge, at: position) }
            try count(1, at: position)
            let isNew: Bool
            if pairs.count < 16 {
                isNew = !pairs.contains { $0.key == key }
            } else {
                if seen.isEmpty { seen.formUnion(pairs.lazy.map(\.key)) }
                isNew = seen.insert(key).inserted
            }
            guard isNew else { throw problem(.yamlDuplicateKey, [key], at: position) }
            try next()
            pairs.append(YAMLNode.Pair(key: key, position: position, value: try node(depth: depth + 1)))
        }
    }

    /// What an anchor stands for. Counted as often as it is used, so that aliases of aliases cannot grow without end.
    private mutating func alias(depth: Int, at position: YAMLPosition) throws(Problem) -> YAMLNode {
        let name = name(event.pointee.data.alias.anchor) ?? ""
        guard let anchor = anchors[name] else { throw problem(.yamlAlias, [name], at: position) }
        guard depth + anchor.height - 1 <= RuleLimits.yamlDepth else {
            throw problem(.yamlTooDeep, ["\(RuleLimits.yamlDepth)"], at: position)
        }
        try count(anchor.nodeCount, at: position)
        return anchor.node
    }

    private mutating func count(_ nodes: Int, at position: YAMLPosition) throws(Problem) {
        nodeCount += nodes
        guard nodeCount <= RuleLimits.yamlNodes else {
            throw problem(.yamlTooMany, ["\(RuleLimits.yamlNodes)"], at: position)
        }
    }

    private func name(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    private static func measure(_ node: YAMLNode) -> (nodes: Int, height: Int) {
        let children: [YAMLNode]
        switch node.content {
        case .scalar: return (1, 1)
        case .sequence(let elements): children = elements
        case .mapping(let pairs): children = pairs.map(\.value)
        }
        var (nodes, height) = (1, 1)
        for child in children {
            let inner = measure(child)
            nodes += inner.nodes
            height = max(height, inner.height + 1)
        }
        return (nodes, height)
    }
}
