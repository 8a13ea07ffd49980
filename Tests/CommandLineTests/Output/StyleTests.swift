// Colour, times and control characters as people see them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Testing

@Suite struct StyleTests {
    private func style(
        _ choice: ColorChoice = .never, zone: String = "UTC", environment: [String: String] = [:]
    ) -> Style {
        let words = Words(.dutch, texts: ["level.high": "hoog", "status.loaded": "geladen"])
        return Style(
            choice, descriptor: -1, environment: environment, zone: TimeZone(identifier: zone) ?? .gmt, words: words)
    }

    @Test("Colour: never without a terminal, always when asked for, and NO_COLOR is heard")
    func color() {
        #expect(!style(.auto).usesColor)
        #expect(!style(.auto, environment: ["NO_COLOR": "1"]).usesColor)
        #expect(!style(.never).usesColor)
        #expect(style(.always).usesColor)
        #expect(style(.always).bold("x") == "\u{1B}[1mx\u{1B}[0m")
        #expect(style(.never).bold("x") == "x")
        #expect(style(.never).level("critical", "x") == "x")
        let painted = ["critical", "high", "medium", "low", "informational"].map { style(.always).level($0, "x") }
        #expect(Set(painted).count == 5)
    }

    @Test(
        "Times are shown in the zone, to the second, through summer and winter",
        arguments: [
            ("2026-03-19T09:12:33Z", "Europe/Amsterdam", "2026-03-19 10:12:33"),
            ("2026-07-01T22:30:00.123456789Z", "Europe/Amsterdam", "2026-07-02 00:30:00"),
            ("2026-12-31T23:59:59.999Z", "UTC", "2026-12-31 23:59:59"),
            ("2026-03-29T00:59:59Z", "Europe/Amsterdam", "2026-03-29 01:59:59"),
            ("2026-03-29T01:00:00Z", "Europe/Amsterdam", "2026-03-29 03:00:00"),
            ("2026-03-19T09:12:33Z", "Asia/Kathmandu", "2026-03-19 14:57:33"),
            ("no time", "UTC", "no time"), ("", "UTC", ""), ("\u{1B}[2J", "UTC", "\u{FFFD}[2J"),
        ])
    func times(_ text: String, _ zone: String, _ shown: String) {
        #expect(style(zone: zone).shown(text, in: "time") == shown)
    }

    @Test("A point in time is shown as its text is")
    func timestamps() {
        #expect(style().time(Timestamp(seconds: 0, nanoseconds: 999_999_999)) == "1970-01-01 00:00:00")
        #expect(style(zone: "Europe/Amsterdam").time(Timestamp(seconds: 1_773_911_553)) == "2026-03-19 10:12:33")
        #expect(style().zoneName == "UTC")
        #expect(style(zone: "Europe/Amsterdam").zoneName == "Europe/Amsterdam")
    }

    @Test("Levels and statuses come in the language of the screen")
    func words() {
        #expect(style().shown("high", in: "level") == "hoog")
        #expect(style().shown("loaded", in: "status") == "geladen")
        #expect(style().shown("high", in: "message") == "high")
    }

    @Test(
        "Control characters are made visible, and breaks become blanks",
        arguments: [
            ("plain é😀", "plain é😀"), ("a\nb\tc\rd", "a b c d"), ("\u{1B}]0;x\u{7}", "\u{FFFD}]0;x\u{FFFD}"),
            ("\u{0}\u{7F}\u{9B}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("a\r\nb", "a  b"),
        ])
    func visible(_ text: String, _ shown: String) {
        #expect(Style.visible(text) == shown)
    }
}
