// A cleared log (104) has two channels: its own, and that of the log that was cleared. Rules mean the second.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Foundation
import Sigma
import Testing

struct ClearedLogTests {
    private let cleared = """
        title: Important log cleared
        logsource: {product: windows, service: system}
        detection:
            selection: {EventID: 104, Channel: [Security, System]}
            condition: selection
        ---
        title: Other log cleared
        logsource: {product: windows, service: system}
        detection:
            selection: {EventID: 104}
            filter: {Channel: [Security, System]}
            condition: selection and not filter
        ---
        title: Any event of the channel
        logsource: {product: windows, service: system}
        detection:
            selection: {Channel: System}
            condition: selection
        """

    private func hits(_ json: String) throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let table = try Data(contentsOf: root.appending(path: "Rules/routing/windows.yaml"))
        let routing = try RoutingReader.read(Array(table), file: "windows.yaml")
        let rules = RuleReader.read(Array(cleared.utf8), file: "cleared.yml").compactMap { document -> Rule? in
            guard case .rule(let rule) = document.content else { return nil }
            return rule
        }
        #expect(rules.count == 3)
        let engine = Engine(rules: rules, routing: routing)
        var matcher = Matcher(engine)
        var reader = JSONReader()
        var event = Event()
        event.clear(format: .jsonLines)
        var found: [Int] = []
        let bytes = Array(json.utf8) + [UInt8](repeating: 0, count: 64)
        bytes.withUnsafeBufferPointer { buffer in
            let record = Bytes(rebasing: buffer[0..<(buffer.count - 64)])
            #expect(reader.read(record, into: &event))
            matcher.match(&event, hits: &found)
        }
        return found.map { rules[$0].header.title }
    }

    @Test("Channel in a rule on event 104 is the log that was cleared, not the one that tells of it")
    func channelOfTheClearedLog() throws {
        #expect(
            try hits(#"{"Channel":"System","EventID":104,"LogFileCleared_Channel":"Security"}"#)
                == ["Important log cleared"])
        #expect(
            try hits(#"{"Channel":"System","EventID":104,"LogFileCleared_Channel":"Setup"}"#) == ["Other log cleared"])
    }

    @Test("On all other events of the System channel it is the channel of the event")
    func otherEvents() throws {
        #expect(try hits(#"{"Channel":"System","EventID":7045}"#) == ["Any event of the channel"])
        #expect(try hits(#"{"Channel":"System"}"#) == ["Any event of the channel"])
        #expect(try hits(#"{"Channel":"Security","EventID":104}"#).isEmpty)
    }
}
