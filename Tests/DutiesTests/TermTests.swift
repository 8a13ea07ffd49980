// How terms are counted, as sentences of Regulation 1182/71 and of the Algemene termijnenwet.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Testing

@Suite("Terms")
struct TermTests {
    private func end(_ unit: Term.Unit, _ count: Int, from start: String) throws -> TermEnd {
        let calendar = try LawData.pack.get().holidays
        return try #require(Term(unit, count).end(from: try at(start), calendar: calendar))
    }

    private func due(_ unit: Term.Unit, _ count: Int, from start: String) throws -> String {
        DutchTime.text(try end(unit, count, from: start).due)
    }

    @Test("Hour terms run through the weekend: Thursday 19 March 09:12 + 72 hours is Sunday 22 March 09:12")
    func weekend() throws {
        let end = try end(.hours, 72, from: "2026-03-19T09:12:00+01:00")
        #expect(DutchTime.text(end.due) == "2026-03-22T09:12:00+01:00")
        #expect(end.movedFrom == nil)
    }

    @Test("Hour terms run through holidays: nothing is added for Christmas or Easter")
    func holidays() throws {
        #expect(try due(.hours, 72, from: "2026-12-24T16:00:00+01:00") == "2026-12-27T16:00:00+01:00")
        #expect(try due(.hours, 24, from: "2026-04-05T10:30:00+02:00") == "2026-04-06T10:30:00+02:00")
    }

    @Test("1182/71 art. 3(1): the hour of the event does not count, so 72 hours after 14:23 end at 15:00")
    func fullHours() throws {
        let end = try end(.hours, 72, from: "2026-03-10T14:23:00+01:00")
        #expect(DutchTime.text(end.due) == "2026-03-13T14:23:00+01:00")
        #expect(DutchTime.text(end.statutory) == "2026-03-13T15:00:00+01:00")
        #expect(end.last == end.due)
    }

    @Test("1182/71 art. 3(1): an event on the hour falls in the hour that begins then")
    func onTheHour() throws {
        let end = try end(.hours, 24, from: "2026-03-10T14:00:00+01:00")
        #expect(DutchTime.text(end.statutory) == "2026-03-11T15:00:00+01:00")
    }

    @Test("24 hours over the change to summer time on 29 March 2026 are elapsed time: the wall shows an hour more")
    func spring() throws {
        #expect(try due(.hours, 24, from: "2026-03-28T20:00:00+01:00") == "2026-03-29T21:00:00+02:00")
    }

    @Test("24 hours over the change to winter time on 25 October 2026 are elapsed time: the wall shows an hour less")
    func autumn() throws {
        #expect(try due(.hours, 24, from: "2026-10-24T20:00:00+02:00") == "2026-10-25T19:00:00+01:00")
        #expect(try due(.hours, 72, from: "2026-10-24T20:00:00+02:00") == "2026-10-27T19:00:00+01:00")
    }

    @Test(
        "A month is a month of the calendar: 31 January + 1 month is the last day of February",
        arguments: [
            ("2026-01-31", 1, "2026-03-02"), ("2028-01-31", 1, "2028-02-29"), ("2027-01-29", 1, "2027-03-01"),
            ("2026-03-31", 1, "2026-04-30"), ("2026-05-31", 1, "2026-06-30"), ("2026-11-30", 3, "2027-03-01"),
            ("2026-12-15", 1, "2027-01-15"), ("2025-12-31", 14, "2027-03-01"),
        ])
    func months(from: String, count: Int, to: String) throws {
        // Where 28 February is a Saturday or Sunday, the term moves on to Monday.
        #expect(try due(.months, count, from: "\(from)T12:00:00+01:00").prefix(10) == to)
    }

    @Test("Adding months by itself never leaves the month and never counts days")
    func plainMonths() throws {
        let date = try #require(CivilDate("2026-01-31"))
        #expect(date.adding(months: 1).description == "2026-02-28")
        #expect(date.adding(months: 25).description == "2028-02-29")
        #expect(date.adding(months: 2).description == "2026-03-31")
        #expect(date.adding(months: -2).description == "2025-11-30")
    }

    @Test("1182/71 art. 3(4): a month that ends on Saturday 15 August ends with Monday 17 August")
    func saturday() throws {
        let end = try end(.months, 1, from: "2026-07-15T11:30:00+02:00")
        #expect(DutchTime.text(end.due) == "2026-08-17T11:30:00+02:00")
        #expect(DutchTime.text(end.statutory) == "2026-08-17T23:59:59+02:00")
        #expect(end.last == end.statutory)
        #expect(end.movedFrom == CivilDate("2026-08-15"))
    }

    @Test(
        "Termijnenwet art. 1 and 3: a term that ends on a holiday ends on the next day that is none",
        arguments: [
            // Good Friday and Easter Monday with the weekend between them.
            ("2026-03-03", "2026-04-07"), ("2026-03-06", "2026-04-07"),
            // King's Day, Ascension Day, Whit Monday, Christmas, New Year's Day.
            ("2026-03-27", "2026-04-28"), ("2026-04-14", "2026-05-15"), ("2026-04-25", "2026-05-26"),
            ("2026-11-25", "2026-12-28"), ("2026-12-01", "2027-01-04"), ("2026-04-05", "2026-05-06"),
        ])
    func holiday(from: String, to: String) throws {
        #expect(try due(.months, 1, from: "\(from)T09:00:00+01:00").prefix(10) == to)
    }

    @Test("The month of the final report runs from the submission: sent on 22 March, due Wednesday 22 April 2026")
    func finalReport() throws {
        #expect(try due(.months, 1, from: "2026-03-22T09:00:00+01:00").prefix(10) == "2026-04-22")
    }

    @Test("Three weeks from Monday 28 July 2025 end on Monday 18 August 2025")
    func weeks() throws {
        #expect(try due(.weeks, 3, from: "2025-07-28T15:00:00+02:00").prefix(10) == "2025-08-18")
    }

    @Test("Fourteen days end on the fourteenth day after that of the event")
    func days() throws {
        #expect(try due(.days, 14, from: "2026-11-02T09:00:00+01:00").prefix(10) == "2026-11-16")
        #expect(try due(.days, 12, from: "2026-11-02T09:00:00+01:00").prefix(10) == "2026-11-16")
    }

    @Test("The day is that on the wall in the Netherlands: half past eleven in the evening in UTC is the next day")
    func dayOnTheWall() throws {
        #expect(try due(.months, 1, from: "2026-03-22T23:30:00Z").prefix(10) == "2026-04-23")
    }

    @Test(
        "A time of day that the change to summer time skips is taken an hour later, one that comes twice as the first")
    func clockChanges() throws {
        let skipped = try #require(CivilTime(year: 2026, month: 3, day: 29, hour: 2, minute: 30))
        #expect(DutchTime.text(DutchTime.time(of: skipped)) == "2026-03-29T03:30:00+02:00")
        let double = try #require(CivilTime(year: 2026, month: 10, day: 25, hour: 2, minute: 30))
        #expect(DutchTime.text(DutchTime.time(of: double)) == "2026-10-25T02:30:00+02:00")
    }

    @Test("A term without a number has no end")
    func withoutEnd() throws {
        let calendar = try LawData.pack.get().holidays
        for unit in [Term.Unit.withoutDelay, .onRequest] {
            #expect(Term(unit).end(from: try at("2026-03-19T09:12:00+01:00"), calendar: calendar) == nil)
            #expect(!Term(unit).hasEnd)
        }
    }

    @Test(
        "Any start, any term: the end lies after the start, on a working day, and by the letter never earlier than due")
    func always() throws {
        let calendar = try LawData.pack.get().holidays
        var seed = Seed(17)
        for _ in 0..<5_000 {
            let start = Timestamp(seconds: Int64(seed.next(upTo: 5_000_000_000)) + 900_000_000)
            let unit = Term.Unit.allCases[seed.next(upTo: 4)]
            let count = seed.next(upTo: 120) + 1
            let end = try #require(Term(unit, count).end(from: start, calendar: calendar))
            #expect(end.statutory >= end.due && end.last >= end.due && end.due > start)
            guard unit != .hours else { continue }
            #expect(calendar.isWorkingDay(DutchTime.date(at: end.due)))
            #expect(DutchTime.date(at: end.due) == DutchTime.date(at: end.statutory))
            if unit == .months, end.movedFrom == nil {
                let (from, to) = (DutchTime.date(at: start), DutchTime.date(at: end.due))
                #expect((to.year * 12 + to.month) - (from.year * 12 + from.month) == count)
                #expect(to.day == from.day || to.adding(days: 1).day == 1)
            }
        }
    }
}

/// Numbers that look random and are the same every time (SplitMix64).
struct Seed {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next(upTo bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[next(upTo: elements.count)] }
}
