// Reads the routing tables of Rules/routing/ (their form is described at the head of windows.yaml).
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// Reads one routing file. It is data of the program, yet a user may replace it: mistakes are problems with a place.
public struct RoutingReader {
    private let file: String
    private var discriminators: [RoutingTable.Discriminator] = []
    private var mappings: [String: FieldMapping] = [:]
    private var product: String?

    private init(file: String) {
        self.file = file
    }

    /// - Throws: `Problem` with file, line and column.
    public static func read(_ bytes: [UInt8], file: String) throws(Problem) -> RoutingTable {
        guard let document = YAMLReader.read(bytes, file: file).first else {
            throw Problem(.routingForm, ["a mapping"], at: Place(file: file))
        }
        let root = try document.content.get()
        var reader = RoutingReader(file: file)
        return try reader.table(root)
    }

    private mutating func table(_ root: YAMLNode) throws(Problem) -> RoutingTable {
        guard let pairs = root.pairs else { throw wrong(root, "a mapping") }
        product = root["product"]?.text
        if let node = root["discriminators"] {
            for pair in node.pairs ?? [] {
                discriminators.append(RoutingTable.Discriminator(name: pair.key, fields: try texts(pair.value)))
            }
        }
        for pair in root["mappings"]?.pairs ?? [] { mappings[pair.key] = try mapping(pair.value) }
        for pair in pairs where !["product", "discriminators", "mappings", "services", "sources"].contains(pair.key) {
            throw wrong(pair.value, "one of product, discriminators, mappings, services, sources")
        }
        var sources: [RoutingTable.Source] = []
        for pair in root["services"]?.pairs ?? [] {
            let condition = RoutingTable.Condition(discriminator: "channel", values: try texts(pair.value))
            sources.append(
                RoutingTable.Source(
                    LogSource(product: product, service: pair.key), conditions: [condition], mapping: base))
        }
        for node in root["sources"]?.elements ?? [] { sources.append(try source(node)) }
        return RoutingTable(discriminators: discriminators, sources: sources)
    }

    private var base: FieldMapping { mappings["base"] ?? FieldMapping() }

    private func source(_ node: YAMLNode) throws(Problem) -> RoutingTable.Source {
        let logSource = LogSource(
            product: node["product"]?.text ?? product, category: node["category"]?.text, service: node["service"]?.text)
        guard let conditions = node["when"]?.pairs, !conditions.isEmpty else { throw wrong(node, "a condition `when`") }
        var mapping = base
        if let name = node["mapping"]?.text {
            guard let named = mappings[name] else { throw wrong(node, "the name of a mapping, not \(name)") }
            mapping = named.merged(over: base)
        }
        var read: [RoutingTable.Condition] = []
        for pair in conditions {
            let (isOptional, isNegated) = (pair.key.hasSuffix("?"), pair.key.hasSuffix("!"))
            let name = isOptional || isNegated ? String(pair.key.dropLast()) : pair.key
            guard discriminators.contains(where: { $0.name == name }) else {
                throw wrong(pair.value, "the name of a discriminator, not \(name)")
            }
            read.append(
                RoutingTable.Condition(
                    discriminator: name, values: try texts(pair.value), isOptional: isOptional, isNegated: isNegated))
        }
        return RoutingTable.Source(logSource, conditions: read, mapping: mapping)
    }

    private func mapping(_ node: YAMLNode) throws(Problem) -> FieldMapping {
        var fields: [String: [String]] = [:]
        for pair in node["fields"]?.pairs ?? [] { fields[pair.key] = try texts(pair.value) }
        var joins: [FieldMapping.Join] = []
        for pair in node["joins"]?.pairs ?? [] {
            guard let template = pair.value.text else { throw wrong(pair.value, "a text with names in braces") }
            joins.append(FieldMapping.Join(name: pair.key, parts: RoutingReader.parts(of: template)))
        }
        return FieldMapping(fields: fields, joins: joins)
    }

    /// `{A}\{B}` as its parts.
    static func parts(of template: String) -> [FieldMapping.Join.Part] {
        var parts: [FieldMapping.Join.Part] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            parts.append(.field(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        return parts
    }

    private func texts(_ node: YAMLNode) throws(Problem) -> [String] {
        guard let elements = node.elements, !elements.isEmpty else { throw wrong(node, "a list of texts") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.text else { throw wrong(element, "a text") }
            texts.append(text)
        }
        return texts
    }

    private func wrong(_ node: YAMLNode, _ wanted: String) -> Problem {
        Problem(
            .routingForm, [wanted],
            at: Place(file: file, line: Int(node.position.line), column: Int(node.position.column)))
    }
}
