// Each limit on the configuration with a file that goes over it, and thousands of damaged files.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing
import Watch

@Suite("Limits of the configuration")
struct ConfigurationLimitTests {
    @Test("a file that is too long is not read")
    func fileBytes() {
        let most = ConfigurationLimits.fileBytes
        let fits = "#" + String(repeating: "a", count: most - 1)
        #expect(errors(fits).isEmpty)
        #expect(errors(fits + "a") == ["long 1:1 \(most)"])
    }

    @Test("more listeners, files, webhooks, paths or receivers than the limit are refused where they begin")
    func lists() {
        func list(_ name: String, _ most: Int, _ element: (Int) -> String) {
            let lines = (0...most).map { "- \(element($0))\n" }
            #expect(errors("\(name):\n" + lines.dropLast().joined()).isEmpty)
            #expect(errors("\(name):\n" + lines.joined()) == ["many \(most + 2):3 \(name) \(most)"])
        }
        list("listeners", ConfigurationLimits.listeners) { _ in "{kind: syslog_udp, address: '127.0.0.1:0'}" }
        list("follow", ConfigurationLimits.followed) { "{path: /a\($0)}" }
        list("webhooks", ConfigurationLimits.webhooks) { "{url: 'https://a\($0).example'}" }
        list("rules", ConfigurationLimits.paths) { "/a\($0)" }
        let most = ConfigurationLimits.recipients
        let receivers = (0...most).map { "a\($0)@b.example" }.joined(separator: ", ")
        let found = errors("mail: {server: a.example, from: a@b.example, to: [\(receivers)]}")
        #expect(found.count == 1 && found[0].hasSuffix("mail.to \(most)"))
    }

    @Test("a text that is too long is refused")
    func textBytes() {
        let fits = String(repeating: "a", count: ConfigurationLimits.textBytes)
        #expect(errors("rules: [\(fits)]").isEmpty)
        #expect(errors("rules: [\(fits)a]") == ["text 1:9 rules \(ConfigurationLimits.textBytes)"])
    }

    @Test("after a hundred problems only their number is said")
    func problems() {
        let most = ConfigurationLimits.problems
        func keys(_ count: Int) -> String { (0..<count).map { "unknown_\($0): 1\n" }.joined() }
        #expect(errors(keys(most)).count == most && !errors(keys(most)).contains { $0.hasPrefix("more") })
        let found = errors(keys(most + 7))
        #expect(found.count == most + 1 && found.last == "more 1:1 7")
    }

    @Test("a value in a message is cut, and its control characters are not sent on")
    func shown() throws {
        let long = String(repeating: "é", count: 500)
        let reading = read("\(long): 1")
        #expect(try #require(reading.errors.first).arguments[0].count < 100)
        let hostile = read("\"a\\u001B[2J\\u202Ex\": 1")
        #expect(try #require(hostile.errors.first).arguments[0] == "a\u{FFFD}[2J\u{FFFD}x")
    }

    @Test("5,000 damaged files stop nothing, and each problem has a place in the file")
    func mutations() {
        let whole = Array(Configuration.sample(language: .english, isAllOn: true).utf8)
        let lines = whole.count { $0 == 0x0A } + 2
        var random = SplitMix(state: 42)
        let pieces = [
            "- ", "{", "]", "*a", "&a ", "\"", "null", "\u{0}", "\t", ": ", "\n", "99999999999", "::1", "!!x ", "---\n",
            "\u{202E}",
            "[[[[", "true", "é",
        ].map { Array($0.utf8) }
        var withProblems = 0
        for round in 0..<5_000 {
            // A part of the file is enough for most, and faster.
            var bytes = round % 10 == 0 ? whole : Array(whole.suffix(whole.count / 4))
            for _ in 0...random.below(3) {
                let at = random.below(bytes.count)
                switch random.below(5) {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.below(40)))
                case 2: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: at)
                case 3:
                    bytes.replaceSubrange(
                        at..<min(bytes.count, at + 1 + random.below(4)), with: pieces[random.below(pieces.count)])
                default:
                    bytes.insert(
                        contentsOf: bytes[at..<min(bytes.count, at + random.below(80))], at: random.below(bytes.count))
                }
                if bytes.isEmpty { bytes = [0x61] }
            }
            let reading = ConfigurationReading(bytes, file: "x.yaml", mode: 0o644)
            let problems = reading.errors + reading.warnings
            withProblems += problems.isEmpty ? 0 : 1
            let isPlaced = problems.allSatisfy { problem in
                guard let place = problem.place, let line = place.line, let column = place.column else { return false }
                return place.file == "x.yaml" && line >= 1 && line <= 2 * lines && column >= 1
            }
            #expect(isPlaced, "round \(round): \(problems)")
        }
        #expect(withProblems > 2_500)
    }
}

/// Steele, Lea and Flood: a sequence that is the same each time.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { count < 1 ? 0 : Int(next() % UInt64(count)) }
}
