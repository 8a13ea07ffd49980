// Times as pages show them, and fields in which people fill them in.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing
import Web

@Suite("Times on pages")
struct ShownTimeTests {
    private let dutch = ShownTime(zone: .amsterdam, language: .dutch)
    private let english = ShownTime(zone: .utc, language: .english)

    private func time(_ text: String) throws -> Timestamp {
        try #require(ShownTime(zone: .utc, language: .dutch).read(text))
    }

    @Test("a time in the zone that was chosen, with the words of the language, and in UTC for programs")
    func text() throws {
        let time = try time("2026-03-19T08:12:05")
        #expect(dutch.text(time) == "19 mrt 2026 09:12:05")
        #expect(english.text(time) == "19 Mar 2026 08:12:05")
        #expect(dutch.minute(time) == "19 mrt 2026 09:12")
        #expect(dutch.element(time).text == "<time datetime=\"2026-03-19T08:12:05Z\">19 mrt 2026 09:12:05</time>")
        #expect(ShownTime.Zone.allCases.map(\.name) == ["Europe/Amsterdam", "UTC"])
    }

    @Test("Directive 2000/84/EC: summer time begins and ends at 01:00 UTC on the last Sunday of March and October")
    func changes() throws {
        let cases = [
            ("2026-03-29T00:59:59", "29 mrt 2026 01:59:59"), ("2026-03-29T01:00:00", "29 mrt 2026 03:00:00"),
            ("2026-10-25T00:59:59", "25 okt 2026 02:59:59"), ("2026-10-25T01:00:00", "25 okt 2026 02:00:00"),
            ("2027-03-28T01:00:00", "28 mrt 2027 03:00:00"), ("2026-12-31T23:30:00", "1 jan 2027 00:30:00"),
        ]
        for (utc, shown) in cases { #expect(dutch.text(try time(utc)) == shown) }
    }

    @Test("a time that the clocks skip is none")
    func skipped() throws {
        for text in ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59:59"] {
            #expect(dutch.read(text) == nil, "\(text)")
        }
        #expect(dutch.read("2026-03-29T01:59") == (try time("2026-03-29T00:59")))
        #expect(dutch.read("2026-03-29T03:00") == (try time("2026-03-29T01:00")))
        #expect(english.read("2026-03-29T02:30") == (try time("2026-03-29T02:30")))
    }

    @Test("a time that the clocks give twice is one of the two, always the same")
    func twice() throws {
        let read = try #require(dutch.read("2026-10-25T02:30"))
        let both = [try time("2026-10-25T00:30"), try time("2026-10-25T01:30")]
        #expect(both.contains(read) && dutch.read("2026-10-25T02:30") == read)
        #expect(both.allSatisfy { dutch.field($0) == "2026-10-25T02:30" })
    }

    @Test("what a field shows is read as the same minute, in every zone, whatever the time")
    func inverse() throws {
        var random = SplitMix(state: 21)
        for _ in 0..<20_000 {
            let seconds = Int64.random(in: 0...4_000_000_000, using: &random)
            let time = Timestamp(seconds: seconds)
            for zone in ShownTime.Zone.allCases {
                let shown = ShownTime(zone: zone, language: .dutch)
                let read = try #require(shown.read(shown.field(time)), "\(time)")
                let lost = time.nanoseconds - read.nanoseconds
                // In the hour that comes twice the field cannot say which one is meant.
                let isTwice = shown.field(read) == shown.field(time) && abs(lost) >= 60_000_000_000
                #expect(isTwice ? zone == .amsterdam && abs(lost) < 3_660_000_000_000 : 0..<60_000_000_000 ~= lost)
            }
        }
    }

    @Test("HTML 2.4.5: seconds or none, T or a blank; nothing else is a time")
    func reading() throws {
        #expect(english.read("2026-03-19T08:12:05") == english.read("2026-03-19 08:12:05"))
        let wrong = [
            "", "2026-03-19", "2026-3-19T08:12", "2026-02-30T08:12", "2026-13-01T08:12", "2026-03-19T24:00",
            "2026-03-19T08:60", "2026-03-19T08:12Z", "2026-03-19T08:12+01:00", " 2026-03-19T08:12", "2026-03-19T08:12 ",
            "26-03-19T08:12", "2026-03-19T08:12:05.5", "morgen", "\u{662}026-03-19T08:12", "9999999999-01-01T00:00",
        ]
        for text in wrong { #expect(english.read(text) == nil, "\(text)") }
    }

    @Test("years that are far away are read or refused, and never more than that")
    func farAway() {
        for text in [
            "9999-12-31T23:59", "0000-01-01T00:00", "0001-01-01T00:00", "2262-04-12T00:00", "1677-01-01T00:00",
        ] {
            for zone in ShownTime.Zone.allCases {
                let shown = ShownTime(zone: zone, language: .dutch)
                if let time = shown.read(text) { #expect(shown.field(time) == text) }
            }
        }
    }
}
