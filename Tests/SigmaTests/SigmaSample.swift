// Short ways for tests to write a rule, an event and the question whether they meet.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma
import Testing

enum SigmaSample {
    /// A whole rule around the lines of a detection, which are indented by four here.
    static func yaml(_ detection: String) -> String {
        let lines = detection.split(separator: "\n", omittingEmptySubsequences: false)
        return "title: Sample\nlogsource:\n    product: windows\ndetection:\n"
            + lines.map { "    \($0)\n" }.joined()
    }

    static func documents(_ yaml: String) -> [RuleDocument] {
        RuleReader.read(Array(yaml.utf8), file: "sample.yml")
    }

    /// The rule that a YAML text holds, or a failed test that says why it was rejected.
    static func rule(_ yaml: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Rule {
        let documents = documents(yaml)
        guard documents.count == 1, case .rule(let rule) = documents[0].content else {
            Issue.record("no rule: \(documents.map(\.content))", sourceLocation: sourceLocation)
            throw CancellationError()
        }
        return rule
    }

    /// The problem of the only document.
    static func problem(_ yaml: String) -> Problem? {
        let documents = documents(yaml)
        guard documents.count == 1, case .rejected(let problem, _, _) = documents[0].content else { return nil }
        return problem
    }

    /// Runs a body with the event that a JSON object is.
    static func with<Result>(_ json: String, format: Format = .jsonLines, _ body: (borrowing Event) -> Result) -> Result
    {
        var bytes = Array(json.utf8)
        let count = bytes.count
        bytes += [UInt8](repeating: 0, count: 16)
        return bytes.withUnsafeBufferPointer { buffer in
            var event = Event()
            event.clear(format: format)
            var reader = JSONReader()
            let isRead = reader.read(Bytes(rebasing: buffer[..<count]), into: &event)
            #expect(isRead, "the event of the test is no JSON: \(json)")
            return body(event)
        }
    }

    /// Whether a detection of one selection hits an event.
    static func meets(
        _ selection: String, _ json: String, format: Format = .jsonLines, condition: String = "s",
        networks: NetworkLookup? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Bool {
        let rule = try rule(
            yaml("\(selection)\ncondition: \(condition)"), sourceLocation: sourceLocation)
        return with(json, format: format) { ReferenceMatcher.matches(rule, $0, networks: networks) }
    }

    /// Whether one item in one selection hits.
    static func item(
        _ item: String, _ json: String, format: Format = .jsonLines,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Bool {
        try meets("s:\n    \(item)", json, format: format, sourceLocation: sourceLocation)
    }
}
