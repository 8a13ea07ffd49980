// A file with profiles or moments, YAML or JSON -> nodes with their places.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Foundation
import Sigma

enum DutyFile {
    /// Reads a file whole, up to its limit. Of several documents each is an element of a list.
    ///
    /// - Throws: `Problem` that names the file, and the place in it where one is known.
    static func read(_ path: String) throws(Problem) -> DutyNode {
        let file = Place(file: path)
        let most = DutyLimits.fileBytes
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: most + 1) ?? Data()
        } catch {
            throw Problem(.dutyUnreadable, [], at: file)
        }
        guard data.count <= most else { throw Problem(.dutyTooMuch, ["bytes", "\(most)"], at: file) }
        return try node([UInt8](data), path)
    }

    static func node(_ bytes: [UInt8], _ path: String) throws(Problem) -> DutyNode {
        var nodes: [DutyNode] = []
        for document in YAMLReader.read(bytes, file: path) {
            switch document.content {
            case .success(let yaml): nodes.append(node(yaml, path))
            case .failure(let problem):
                // Nearly all JSON is YAML, and is better read so: with places, and no name twice. The rest, such as
                // halves of a character in \u, is read as JSON alone.
                let isForm = problem.code == .yamlSyntax || problem.code == .yamlCharacter
                if isForm, let json = try? JSONDecoder().decode(JSONNode.self, from: Data(bytes)) { return json.node }
                throw problem.at(Place(file: path))
            }
        }
        guard let first = nodes.first else { throw Problem(.dutyEmpty, [], at: Place(file: path)) }
        return nodes.count == 1 ? first : DutyNode(.list(nodes), at: first.place)
    }

    private static func node(_ yaml: YAMLNode, _ path: String) -> DutyNode {
        let place = Place(file: path, line: Int(yaml.position.line), column: Int(yaml.position.column))
        if yaml.isNull { return DutyNode(.null, at: place) }
        switch yaml.content {
        case .scalar(let text, _): return DutyNode(.text(text), at: place)
        case .sequence(let elements): return DutyNode(.list(elements.map { node($0, path) }), at: place)
        case .mapping(let pairs): return DutyNode(.map(pairs.map { .init($0.key, node($0.value, path)) }), at: place)
        }
    }
}

/// A value of JSON, without its place.
private struct JSONNode: Decodable {
    let node: DutyNode

    init(from decoder: any Decoder) throws {
        if let map = try? decoder.container(keyedBy: Name.self) {
            let pairs = try map.allKeys.map { key in
                DutyNode.Pair(key.stringValue, try map.decode(JSONNode.self, forKey: key).node)
            }
            node = DutyNode(.map(pairs))
        } else if let elements = try? [JSONNode](from: decoder) {
            node = DutyNode(.list(elements.map(\.node)))
        } else {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                node = DutyNode(.null)
            } else if let text = try? value.decode(String.self) {
                node = DutyNode(.text(text))
            } else if let flag = try? value.decode(Bool.self) {
                node = DutyNode(.text(flag ? "true" : "false"))
            } else if let number = try? value.decode(Int64.self) {
                node = DutyNode(.text("\(number)"))
            } else {
                node = DutyNode(.text("\(try value.decode(Double.self))"))
            }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
