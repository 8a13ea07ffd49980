// Tests the reading of written times: every usual form, and that nothing is guessed.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct TimestampTextTests {
    private func parse(_ text: String, zone: ZoneRule = .none) -> TimeReading {
        withLine(Array(text.utf8)) { TimestampText.parse($0, zone: zone) }
    }

    private func time(_ text: String, zone: ZoneRule = .none) -> String? {
        if case .time(let time) = parse(text, zone: zone) { time.description } else { nil }
    }

    @Test(
        "RFC 3339 5.6: date-time with any fraction and offset, T or t or a space between",
        arguments: [
            ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"),
            ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"),
            ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"),
            ("2026-03-19t08:12:33z", "2026-03-19T08:12:33Z"),
            ("2026-03-19 08:12:33+01:00", "2026-03-19T07:12:33Z"),
            ("2026-03-19 08:12:33 +0100", "2026-03-19T07:12:33Z"),
            ("2026-03-19T08:12:33+01", "2026-03-19T07:12:33Z"),
            ("2026-03-19T08:12Z", "2026-03-19T08:12:00Z"),
            ("2026-03-19T08:12:33,123456Z", "2026-03-19T08:12:33.123456Z"),
            ("2026-03-19T08:12:33.123456789Z", "2026-03-19T08:12:33.123456789Z"),
            ("2021-08-02T13:11:39.7724491Z", "2021-08-02T13:11:39.772449100Z"),
            ("20260319T081233Z", "2026-03-19T08:12:33Z"),
            ("2026-03-19 08:12:33 UTC", "2026-03-19T08:12:33Z"),
            ("2026/03/19 08:12:33 GMT", "2026-03-19T08:12:33Z"),
        ])
    func internetTime(text: String, expected: String) {
        #expect(time(text) == expected)
    }

    @Test("Digits of a fraction after the ninth are cut, not rounded")
    func longFraction() {
        #expect(time("2026-03-19T08:12:33.9999999999999999999Z") == "2026-03-19T08:12:33.999999999Z")
    }

    @Test("RFC 3339 5.7: a leap second is taken as the second before it")
    func leapSecond() {
        #expect(time("1990-12-31T23:59:60Z") == "1990-12-31T23:59:59Z")
    }

    @Test(
        "A count since 1970 is seconds, milliseconds, microseconds or nanoseconds by its magnitude",
        arguments: [
            ("1773904353", "2026-03-19T07:12:33Z"), ("1773904353.5", "2026-03-19T07:12:33.500Z"),
            ("1773904353123", "2026-03-19T07:12:33.123Z"), ("1773904353123.25", "2026-03-19T07:12:33.123250Z"),
            ("1773904353123456", "2026-03-19T07:12:33.123456Z"),
            ("1773904353123456789", "2026-03-19T07:12:33.123456789Z"),
            ("/Date(1773904353123)/", "2026-03-19T07:12:33.123Z"),
            ("/Date(1773904353123+0100)/", "2026-03-19T07:12:33.123Z"),
            ("/Date(-1000)/", "1969-12-31T23:59:59Z"),
        ])
    func sinceEpoch(text: String, expected: String) {
        #expect(time(text) == expected)
    }

    @Test(
        "The forms of web servers, appliances, mail and Windows are read",
        arguments: [
            ("19/Mar/2026:08:12:33 +0100", "2026-03-19T07:12:33Z"),
            ("[19/Mar/2026:08:12:33 +0100]", "2026-03-19T07:12:33Z"),
            ("03/19/2026:08:12:33 GMT", "2026-03-19T08:12:33Z"),
            ("2026/03/19:08:12:33 GMT", "2026-03-19T08:12:33Z"),
            ("19/03/2026:08:12:33 GMT", "2026-03-19T08:12:33Z"),
            ("Mar 19 2026 08:12:33 UTC", "2026-03-19T08:12:33Z"),
            ("Mar 19 2026 08:12:33.042 UTC", "2026-03-19T08:12:33.042Z"),
            ("Thu, 19 Mar 2026 08:12:33 GMT", "2026-03-19T08:12:33Z"),
            ("19 Mar 2026 08:12:33 +0100", "2026-03-19T07:12:33Z"),
            ("Thu Mar 19 08:12:33 UTC 2026", "2026-03-19T08:12:33Z"),
        ])
    func otherForms(text: String, expected: String) {
        #expect(time(text) == expected)
    }

    @Test(
        "A time without a zone, or with a word that names no one zone, needs the option",
        arguments: [
            "2026-03-19 08:12:33", "2026-03-19T08:12:33.123", "Mar 19 2026 08:12:33 CEST", "03/19/2026:08:12:33 local",
            "3/19/2026 8:12:33 AM", "19-Mar-2026 08:12:33", "Thu Mar 19 08:12:33 2026", "20260319081233",
        ])
    func needsZone(text: String) throws {
        #expect(parse(text) == .needsZone)
        let amsterdam = try #require(ZoneRule(named: "Europe/Amsterdam"))
        #expect(time(text, zone: amsterdam)?.hasPrefix("2026-03-19T07:12:33") == true)
    }

    @Test("RFC 3164 4.1.2: a time without a year needs the option, it is never guessed")
    func needsYear() {
        #expect(parse("Mar 19 08:12:33", zone: .utc) == .needsYear)
        #expect(time("Mar 19 08:12:33", zone: .utc.with(year: 2026)) == "2026-03-19T08:12:33Z")
        #expect(time("Mar  9 08:12:33", zone: ZoneRule(offsetSeconds: 3_600, year: 2026)) == "2026-03-09T07:12:33Z")
        #expect(parse("Feb 29 08:12:33", zone: .utc.with(year: 2026)) == .unreadable)
    }

    @Test("Day and month that can be changed for each other are not guessed, save the default of the appliance")
    func dayAndMonth() {
        #expect(parse("03/04/2026 08:12:33", zone: .utc) == .unreadable)
        #expect(time("03/04/2026:08:12:33 GMT") == "2026-03-04T08:12:33Z")
        #expect(time("3/4/2026 8:12:33 PM", zone: .utc) == "2026-03-04T20:12:33Z")
        #expect(time("13/04/2026 08:12:33", zone: .utc) == "2026-04-13T08:12:33Z")
        #expect(time("04/13/2026 08:12:33", zone: .utc) == "2026-04-13T08:12:33Z")
        #expect(time("3/4/2026 12:00:00 AM", zone: .utc) == "2026-03-04T00:00:00Z")
        #expect(parse("3/4/2026 13:00:00 PM", zone: .utc) == .unreadable)
    }

    @Test(
        "What is no time is unreadable",
        arguments: [
            "", " ", "-", "never", "2026-03-19", "2026-02-30T08:12:33Z", "2026-03-19T24:12:33Z", "2026-03-19T08:60:33Z",
            "2026-13-19T08:12:33Z", "2026-03-19T08:12:33Z!", "2026-03-19 08:12:33 hello", "08:12:33", "12345",
            "99999999999", "99999999999999999999", "1773904353.", "/Date(x)/", "/Date()/", "0000-01-01T00:00:00Z",
            "Mar 32 2026 08:12:33 UTC", "Foo 19 2026 08:12:33 UTC", "2026-03-19T08:12:33+25:00", "[", "[]",
        ])
    func unreadable(text: String) {
        #expect(parse(text, zone: .utc) == .unreadable)
    }

    @Test("What `Timestamp` writes is read back as the same time, from 1678 to 2261")
    func roundTrip() {
        var state: UInt64 = 7
        for _ in 0..<5_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let nanoseconds = Int64(bitPattern: state) / 2 * 2
            let time = Timestamp(
                nanoseconds: max(min(nanoseconds, 9_214_646_399_000_000_000), -9_214_560_000_000_000_000))
            #expect(parse(time.description) == .time(time))
        }
    }

    @Test("What is written in a zone is read back in it, for a century of civil times")
    func roundTripInZone() throws {
        let amsterdam = try #require(ZoneRule(named: "Europe/Amsterdam"))
        var seconds: Int64 = 0
        while seconds < 4_000_000_000 {
            let civil = CivilTime(utc: Timestamp(seconds: seconds))
            if let reading = amsterdam.reading(of: civil).timestamp {
                let offset = civil.timestamp().nanoseconds - reading.nanoseconds
                #expect(offset == 3_600_000_000_000 || offset == 7_200_000_000_000)
            }
            seconds += 86_400 * 13 + 4_321
        }
    }
}
