// The engine against the reference over real rules and real events, when the shared data is there.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Sigma
import Testing

@Suite("Engine over real data")
struct EngineCorpusTests {
    /// The Windows rules of the shared collection.
    private static func windowsRules(_ folder: URL) throws -> [Rule] {
        var rules: [Rule] = []
        for file in SharedRules.files(in: folder) {
            let data = try Data(contentsOf: file)
            guard data.range(of: Data("product: windows".utf8)) != nil else { continue }
            for document in RuleReader.read([UInt8](data), file: file.lastPathComponent) {
                if case .rule(let rule) = document.content { rules.append(rule) }
            }
        }
        return rules
    }

    /// Some lines of a zip's only log, more of those of new processes and of PowerShell, for which there are most
    /// rules; none if it cannot be unpacked. The shell picks them: these logs are large.
    private static func lines(_ zip: URL) throws -> [String] {
        let pick = "NR % 311 == 1 || (/\"EventID\":(1|4688|4104),/ && ++n % 4 == 1)"
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "unzip -p \"$1\" 2>/dev/null | awk \"$2\" | head -n 30", "sh", zip.path, pick]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return data.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    private static let logs = [
        "empire_dcom_shellwindows_stager", "purplesharp_ad_playbook_I", "metasploit_logonpasswords_lsass_memory_dump",
    ]

    @Test("over real rules and events, the matcher gives what the reference gives, with and without routing")
    func real() throws {
        guard let folder = SharedRules.folder else {
            print("skipped: no shared rules (set DIJKWACHT_SHARED)")
            return
        }
        let zips = Self.logs.map { folder.appending(path: "../otrf/\($0).zip") }
        var events: [String] = []
        for zip in zips { events += try Self.lines(zip) }
        guard !events.isEmpty else {
            print("skipped: the shared logs could not be unpacked (is unzip there?)")
            return
        }
        let rules = try Self.windowsRules(folder)
        #expect(rules.count > 2_700)
        let routed = Engine(rules: rules, routing: try EngineSample.routing())
        // The reference takes its time over every rule, so fewer rules and events without routing.
        let some = stride(from: 0, to: rules.count, by: 4).map { rules[$0] }
        let plain = Engine(rules: some, routing: nil)
        var routedMatcher = Matcher(routed)
        var plainMatcher = Matcher(plain)
        var met = 0
        for (number, json) in events.enumerated() {
            met += Self.check(&routedMatcher, routed, json)
            if number % 15 == 0 { met += Self.check(&plainMatcher, plain, json) }
        }
        print("\(rules.count) rules over \(events.count) events: \(met) hits")
        #expect(met > 3)
    }

    private static func check(_ matcher: inout Matcher, _ engine: Engine, _ json: String) -> Int {
        let lent = LentBytes(json.utf8)
        var event = Event()
        event.clear(format: .jsonLines)
        var reader = JSONReader()
        guard reader.read(lent.bytes, into: &event) else {
            Issue.record("no JSON: \(json.prefix(200))")
            return 0
        }
        var hits: [Int] = []
        matcher.match(&event, hits: &hits)
        let plan = matcher.lastPlan
        var expected: [Int] = []
        for (index, rule) in engine.rules.enumerated() where engine.holds(rule: index, plan: plan) {
            if ReferenceMatcher.matches(rule, event, mapping: engine.mapping(of: plan, rule: index)) {
                expected.append(index)
            }
        }
        for index in Set(hits).symmetricDifference(expected) {
            let side = hits.contains(index) ? "only the engine" : "only the reference"
            Issue.record("\(side): \(engine.rules[index].header.place), \(json.prefix(2_000))")
        }
        for index in hits where engine.reasons(rule: index, plan: plan, event).isEmpty {
            // Without a reason only if nothing was asked but what must not be there.
            let parts = ReferenceMatcher.explain(
                engine.rules[index], event, mapping: engine.mapping(of: plan, rule: index))
            if !parts.holds { Issue.record("no reason: \(engine.rules[index].header.place)") }
        }
        return withExtendedLifetime(lent) { hits.count }
    }
}
