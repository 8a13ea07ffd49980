// Tests zones: offsets, names, and the two nights of the year in which local time is not one to one.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct ZoneRuleTests {
    private func read(_ text: String, _ zone: ZoneRule) -> TimeReading {
        withLine(Array(text.utf8)) { TimestampText.parse($0, zone: zone) }
    }

    private func utc(_ text: String) throws -> Timestamp {
        try #require(read(text, .utc).timestamp)
    }

    @Test(
        "In the night of 29 March 2026 the clock of Amsterdam goes from 02:00 to 03:00: the hour between is never shown"
    )
    func spring() throws {
        let amsterdam = try #require(ZoneRule(named: "Europe/Amsterdam"))
        #expect(read("2026-03-29 01:59:59.999", amsterdam) == .time(try utc("2026-03-29 00:59:59.999")))
        for text in ["2026-03-29 02:00:00", "2026-03-29 02:30:00", "2026-03-29 02:59:59.999999999"] {
            #expect(read(text, amsterdam) == .nonexistent)
        }
        #expect(read("2026-03-29 03:00:00", amsterdam) == .time(try utc("2026-03-29 01:00:00")))
        #expect(TimeReading.nonexistent.problem == .timeNonexistent)
        #expect(TimeReading.nonexistent.timestamp == nil)
    }

    @Test("the offset at a moment changes at the second at which the clock jumps; without a zone there is none")
    func offsets() throws {
        let amsterdam = try #require(ZoneRule(named: "Europe/Amsterdam"))
        let spring = try utc("2026-03-29 01:00:00")
        #expect(amsterdam.offsetSeconds(at: spring.advanced(byNanoseconds: -1)) == 3_600)
        #expect(amsterdam.offsetSeconds(at: spring) == 7_200)
        let autumn = try utc("2026-10-25 01:00:00")
        #expect(amsterdam.offsetSeconds(at: autumn.advanced(byNanoseconds: -1)) == 7_200)
        #expect(amsterdam.offsetSeconds(at: autumn) == 3_600)
        #expect(ZoneRule(offsetSeconds: -18_000).offsetSeconds(at: autumn) == -18_000)
        #expect(ZoneRule.none.offsetSeconds(at: autumn) == nil)
        #expect(amsterdam.offsetSeconds(at: Timestamp(nanoseconds: .min)) != nil)
    }

    @Test(
        "In the night of 25 October 2026 the hour from 02:00 is shown twice: the first reading counts and is reported")
    func autumn() throws {
        let amsterdam = try #require(ZoneRule(named: "Europe/Amsterdam"))
        #expect(read("2026-10-25 01:59:59", amsterdam) == .time(try utc("2026-10-24 23:59:59")))
        #expect(read("2026-10-25 02:00:00", amsterdam) == .ambiguous(try utc("2026-10-25 00:00:00")))
        #expect(read("2026-10-25 02:59:59", amsterdam) == .ambiguous(try utc("2026-10-25 00:59:59")))
        #expect(read("2026-10-25 03:00:00", amsterdam) == .time(try utc("2026-10-25 02:00:00")))
        #expect(read("2026-10-25 02:30:00", amsterdam).problem == .timeAmbiguous)
        // An offset in the text leaves nothing open.
        #expect(read("2026-10-25 02:30:00+01:00", amsterdam) == .time(try utc("2026-10-25 01:30:00")))
    }

    @Test("Summer time in the north-east of Brazil in 2000, which lasted one or two weeks, is not stepped over")
    func shortSummers() throws {
        for (name, last) in [("America/Recife", 14), ("America/Fortaleza", 21)] {
            let zone = try #require(ZoneRule(named: name))
            #expect(read("2000-10-07 12:00:00", zone) == .time(try utc("2000-10-07 15:00:00")))
            for day in [8, 11, last] {
                let (shown, wanted) = ("2000-10-\(day.padded(2)) 12:00:00", "2000-10-\(day.padded(2)) 14:00:00")
                #expect(read(shown, zone) == .time(try utc(wanted)), "\(name) \(day)")
            }
            #expect(read("2000-10-\(last + 1) 12:00:00", zone) == .time(try utc("2000-10-\(last + 1) 15:00:00")))
            #expect(read("2000-10-08 00:30:00", zone) == .nonexistent)
        }
    }

    @Test("Zones west of Greenwich and in the south change as they do")
    func others() throws {
        let york = try #require(ZoneRule(named: "America/New_York"))
        #expect(read("2026-03-08 02:30:00", york) == .nonexistent)
        #expect(read("2026-11-01 01:30:00", york) == .ambiguous(try utc("2026-11-01 05:30:00")))
        let sydney = try #require(ZoneRule(named: "Australia/Sydney"))
        #expect(read("2026-01-15 12:00:00", sydney) == .time(try utc("2026-01-15 01:00:00")))
        #expect(read("2026-07-15 12:00:00", sydney) == .time(try utc("2026-07-15 02:00:00")))
        let curacao = try #require(ZoneRule(named: "America/Curacao"))
        #expect(read("2026-07-15 12:00:00", curacao) == .time(try utc("2026-07-15 16:00:00")))
    }

    @Test("A zone is given by name or offset; an abbreviation that names more than one zone is refused")
    func names() throws {
        for name in ["Z", "UTC", "GMT", "+00:00", "-0000"] {
            let rule = try #require(ZoneRule(named: name))
            #expect(read("2026-03-19 08:12:33", rule) == .time(try utc("2026-03-19 08:12:33")))
        }
        let offset = try #require(ZoneRule(named: "-03:30"))
        #expect(read("2026-03-19 08:12:33", offset) == .time(try utc("2026-03-19 11:42:33")))
        for name in ["CST", "Europe/Amsterdm", "", "+1", "local", "Mars/Olympus"] {
            #expect(ZoneRule(named: name) == nil)
        }
    }

    @Test("Without a rule no zone is known, and a year can be added to any rule")
    func none() {
        #expect(!ZoneRule.none.knowsZone)
        #expect(ZoneRule.utc.knowsZone)
        #expect(ZoneRule.none.with(year: 2026).year == 2026)
        #expect(read("Mar 19 08:12:33", .none.with(year: 2026)) == .needsZone)
    }
}
