// Tests repair of text on random bytes against the standard library, alone and as part of what lines become.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct UTF8RandomTests {
    /// Leads, continuations and the bytes at the edges of table 3-7 of the Unicode Standard.
    private static let edges: [UInt8] = [
        0x00, 0x22, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
        0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]

    private func bytes(_ random: inout SeededGenerator, _ count: ClosedRange<Int>) -> [UInt8] {
        var result: [UInt8] = []
        for _ in 0..<random.number(count) {
            switch random.number(0...5) {
            case 0: result += Array(random.one(of: ["é", "€", "😀", "a", "long run of plain letters", "\u{FFFD}"]).utf8)
            case 1: result.append(UInt8(random.number(0...255)))
            default: result.append(random.one(of: Self.edges))
            }
        }
        return result
    }

    @Test("3.9, table 3-7: 50,000 random runs are repaired as the standard library repairs them; valid ones stay")
    func repair() {
        var random = SeededGenerator(seed: 501)
        var event = Event()
        for _ in 0..<50_000 {
            let line = bytes(&random, 0...24)
            event.clear(format: .text)
            let ours = withLine(line) { UTF8Repair.repaired($0, in: &event).map { Array($0) } }
            let expected = Array(String(decoding: line, as: UTF8.self).utf8)
            #expect(ours == (expected == line ? nil : expected), "\(line)")
        }
    }

    @Test("The first invalid byte is where the longest valid beginning ends, from any place between characters")
    func firstInvalid() {
        var random = SeededGenerator(seed: 503)
        for _ in 0..<5_000 {
            let line = bytes(&random, 1...12)
            let longest = (0...line.count).last { String(validating: line[..<$0], as: UTF8.self) != nil } ?? 0
            withLine(line) { whole in
                #expect(UTF8Repair.firstInvalid(whole, from: 0) == (longest == line.count ? nil : longest), "\(line)")
                for start in 0...longest where String(validating: line[..<start], as: UTF8.self) != nil {
                    let found = UTF8Repair.firstInvalid(whole, from: start)
                    #expect(found == (longest == line.count ? nil : longest), "\(line) from \(start)")
                }
            }
        }
    }

    @Test("A line of text that is no UTF-8 is kept repaired and noted once; a valid one is kept as it is")
    func lines() {
        var random = SeededGenerator(seed: 505)
        for _ in 0..<5_000 {
            // A letter at both ends, since the end of a line and a BOM are no part of it.
            let line = Array("x".utf8) + bytes(&random, 0...16) + Array("y".utf8)
            let expected = String(decoding: line, as: UTF8.self)
            let isValid = String(validating: line, as: UTF8.self) != nil
            let found = read(line, .text)
            #expect(found["message"].map { Array($0.utf8) } == Array(expected.utf8), "\(line)")
            #expect(found.problems.filter { $0 == "event.invalid_utf8" }.count == (isValid ? 0 : 1), "\(line)")
        }
    }

    @Test("Each kind of line keeps broken bytes where they were, as U+FFFD, and the parts beside them")
    func inFormats() {
        var random = SeededGenerator(seed: 507)
        for _ in 0..<1_000 {
            let broken = bytes(&random, 1...6).filter { $0 >= 0x80 }
            let shown = String(decoding: broken, as: UTF8.self)
            let cases: [(Format, String, String, String)] = [
                (.syslog, "<13>Mar 19 08:12:33 h app: x", " y", "message"),
                (.cef, "CEF:0|V|P|1|1|n|1|msg=x", " y", "msg"),
                (.leef, "LEEF:1.0|V|P|1|e|msg=x", " y", "msg"), (.keyValue, "a=b msg=\"x", " y\" c=d", "msg"),
                (
                    .accessLog, "192.0.2.1 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5 \"x", " y\"",
                    "cs-referer"
                ),
            ]
            for (format, before, after, name) in cases {
                let line = read(Array(before.utf8) + broken + Array(after.utf8), format)
                #expect(line[name] == "x\(shown) y", "\(format): \(broken)")
            }
        }
    }
}
