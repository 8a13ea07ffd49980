// Short ways for tests to hold events against an engine: a fixed source of chance, events out of JSON, hits.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Sigma
import Testing

/// Chance that is the same in every run (SplitMix64).
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool {
        Int.random(in: 0..<times, using: &self) == 0
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}

/// Bytes that events may point at, with other bytes right behind them that no reader may take for part of the value.
final class LentBytes {
    private let memory: UnsafeMutablePointer<UInt8>
    let bytes: Bytes

    init(_ content: some Collection<UInt8>, behind: UInt8 = 0) {
        memory = .allocate(capacity: content.count + 32)
        memory.initialize(repeating: behind, count: content.count + 32)
        for (index, byte) in content.enumerated() { memory[index] = byte }
        bytes = Bytes(start: memory, count: content.count)
    }

    deinit {
        memory.deallocate()
    }
}

enum EngineSample {
    /// Text in double quotes, as JSON and YAML both read it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The indices of the rules that an event meets.
    static func hits(_ matcher: inout Matcher, _ json: String, format: Format = .jsonLines) -> [Int] {
        let lent = LentBytes(json.utf8)
        var event = Event()
        event.clear(format: format)
        var reader = JSONReader()
        let isRead = reader.read(lent.bytes, into: &event)
        if !isRead { Issue.record("the event of the test is no JSON: \(json)") }
        var hits: [Int] = []
        matcher.match(&event, hits: &hits)
        return withExtendedLifetime(lent) { hits }
    }

    /// The titles of the rules that an event meets.
    static func titles(_ engine: Engine, _ json: String, format: Format = .jsonLines) -> [String] {
        var matcher = Matcher(engine)
        return hits(&matcher, json, format: format).map { engine.rules[$0].header.title }
    }

    /// The indices of the rules for which the reference says true.
    static func expected(
        _ rules: [Rule], _ json: String, format: Format = .jsonLines, networks: NetworkLookup? = nil
    ) -> [Int] {
        let lent = LentBytes(json.utf8)
        var event = Event()
        event.clear(format: format)
        var reader = JSONReader()
        _ = reader.read(lent.bytes, into: &event)
        var indices: [Int] = []
        for (index, rule) in rules.enumerated() where ReferenceMatcher.matches(rule, event, networks: networks) {
            indices.append(index)
        }
        return withExtendedLifetime(lent) { indices }
    }

    /// The routing tables of `Rules/routing/`.
    static func routing() throws -> RoutingTable {
        var table = RoutingTable()
        for name in ["others.yaml", "windows.yaml"] {
            let data = try Data(contentsOf: OwnRules.root.appending(path: "Rules/routing/\(name)"))
            table = table.adding(try RoutingReader.read([UInt8](data), file: name))
        }
        return table
    }
}
