// How often a message is tried, and the texts that a message may hold.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing
import Watch

@Suite("Trying again")
struct BackoffTests {
    private let created = utc("2026-11-24 12:00")

    @Test("10 seconds, 30 seconds, 2 minutes, 10 minutes, then every hour")
    func delays() {
        let delays = (1...7).map { attempts in
            Backoff.next(attempts: attempts, refusals: 0, created: created, now: created).map {
                ($0.nanoseconds - created.nanoseconds) / 1_000_000_000
            }
        }
        #expect(delays == [10, 30, 120, 600, 3_600, 3_600, 3_600])
    }

    @Test("after three days it is given up, not before")
    func end() {
        let days = created.plus(3 * 86_400)
        #expect(Backoff.next(attempts: 70, refusals: 0, created: created, now: days.plus(-3_600)) == days)
        #expect(Backoff.next(attempts: 70, refusals: 0, created: created, now: days.plus(-3_599)) == nil)
        #expect(Backoff.next(attempts: 1, refusals: 0, created: created, now: days.plus(-5)) == nil)
    }

    @Test("tried by its own clock, a message is tried 76 times in three days")
    func whole() {
        var now = created
        var attempts = 1
        while let next = Backoff.next(attempts: attempts, refusals: 0, created: created, now: now) {
            #expect(next > now)
            now = next
            attempts += 1
        }
        #expect(attempts == 76)
    }

    @Test("what was refused for good five times is given up")
    func refusals() {
        #expect(Backoff.next(attempts: 4, refusals: 4, created: created, now: created) != nil)
        #expect(Backoff.next(attempts: 5, refusals: 5, created: created, now: created) == nil)
        #expect(Backoff.next(attempts: 1, refusals: 900, created: created, now: created) == nil)
    }
}

@Suite("Text of logs in a message")
struct SafeTextTests {
    @Test(
        "nothing steers a screen, turns a line around or begins a new one",
        arguments: [
            "\u{1B}[31mrood", "a\u{202E}b", "a\r\nBcc: x@y.example", "\u{2066}a\u{2069}", "a\u{0}b", "a\u{2028}b",
            "a\u{200B}b", "\u{FEFF}a", "a\u{85}b", "\u{E0041}a", "a\u{7F}",
        ])
    func steering(text: String) {
        let safe = SafeText.of(text)
        #expect(safe.contains("\u{FFFD}") && safe.unicodeScalars.count == text.unicodeScalars.count)
        #expect(safe.unicodeScalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
    }

    @Test("no spreadsheet takes it for a formula; a number stays one")
    func formulas() {
        for text in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "  =x"] {
            #expect(SafeText.of(text) == "'" + text)
        }
        for text in ["jan", "+31612345678", "-5", "a=b", "fin\\jan", ""] { #expect(SafeText.of(text) == text) }
    }

    @Test("an address is no link")
    func links() {
        #expect(SafeText.of("https://evil.example/x") == "https[:]//evil.example/x")
    }

    @Test("over the limit it is cut and says so")
    func long() {
        let text = String(repeating: "é", count: OutboxLimits.textScalars)
        #expect(SafeText.of(text) == text)
        #expect(SafeText.of(text + "x") == text + "…")
    }
}
