// Tests zones over all their years against Foundation, and local times against a search through all offsets.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Testing

@Suite struct ZoneYearsTests {
    /// Whole, half and quarter hours; summer in the north and in the south; a change of half an hour; months of
    /// fasting; a day that was left out; zones that moved for good; a summer of a week, of two weeks, and a break in
    /// one.
    private static let names = [
        "Europe/Amsterdam", "Europe/London", "Europe/Moscow", "Europe/Lisbon", "Europe/Istanbul", "America/New_York",
        "America/St_Johns", "America/Caracas", "America/Curacao", "America/Sao_Paulo", "Africa/Casablanca",
        "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia",
        "Pacific/Chatham", "Antarctica/Troll", "Asia/Pyongyang", "America/Recife", "America/Fortaleza", "Asia/Gaza",
    ]
    /// From 1970 to the end of the year 2100.
    private static let known = 0...4_133_980_799

    private func offset(_ zone: TimeZone, _ seconds: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }

    /// Seconds at which the offset of a zone changes, as Foundation finds them.
    private func changes(_ zone: TimeZone) -> [Int] {
        var found: [Int] = []
        var at = Date(timeIntervalSince1970: 86_400)
        while let next = zone.nextDaylightSavingTimeTransition(after: at), next > at {
            let second = Int(next.timeIntervalSince1970)
            guard second < 2_200_000_000 else { break }
            found.append(second)
            at = next
        }
        return found
    }

    @Test("The clock of a zone stands as the IANA database has it, at any moment up to 2100", arguments: names)
    func offsets(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let rule = try #require(ZoneRule(named: name))
        var random = SeededGenerator(seed: 11)
        for _ in 0..<1_000 {
            let second = random.number(Self.known)
            let expected = offset(zone, second)
            #expect(rule.offsetSeconds(at: Timestamp(seconds: Int64(second))) == expected, "\(name) at \(second)")
        }
    }

    @Test("A change of the clock holds from its second on, not one before", arguments: names)
    func changeSeconds(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let rule = try #require(ZoneRule(named: name))
        for second in changes(zone) {
            for near in [second - 1, second, second + 1] {
                let found = rule.offsetSeconds(at: Timestamp(seconds: Int64(near)))
                #expect(found == offset(zone, near), "\(name) at \(near)")
            }
            let within = Timestamp(seconds: Int64(second)).advanced(byNanoseconds: -1)
            #expect(rule.offsetSeconds(at: within) == offset(zone, second - 1), "\(name) right before \(second)")
        }
    }

    /// All moments at which a clock in this zone shows the local second: every offset that holds somewhere around it
    /// is tried.
    private func moments(_ zone: TimeZone, local: Int) -> [Int] {
        let around = Set(stride(from: -54_000, through: 54_000, by: 1_800).map { offset(zone, local + $0) })
        return around.map { local - $0 }.filter { $0 + offset(zone, $0) == local }.sorted()
    }

    @Test("A local time has one moment, or none, or two of which the first counts", arguments: names)
    func readings(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let rule = try #require(ZoneRule(named: name))
        var random = SeededGenerator(seed: 23)
        var locals: [Int] = (0..<50).map { _ in random.number(200_000...4_000_000_000) }
        for second in changes(zone) {
            locals += [-1, 0].flatMap { edge in
                [offset(zone, second - 1), offset(zone, second)].map { second + $0 + edge }
            }
            locals.append(second + offset(zone, second) + random.number(-5_400...5_400))
        }
        for local in locals {
            let civil = CivilTime(utc: Timestamp(seconds: Int64(local), nanoseconds: 987_654_321))
            let found = moments(zone, local: local).map { Timestamp(seconds: Int64($0), nanoseconds: 987_654_321) }
            let expected: TimeReading =
                found.isEmpty ? .nonexistent : found.count == 1 ? .time(found[0]) : .ambiguous(found[0])
            #expect(rule.reading(of: civil) == expected, "\(name): \(civil)")
        }
    }

    @Test("Every moment that a clock shows is among the readings of what it shows", arguments: names)
    func roundTrip(name: String) throws {
        let rule = try #require(ZoneRule(named: name))
        var random = SeededGenerator(seed: 37)
        for _ in 0..<500 {
            let time = Timestamp(seconds: Int64(random.number(Self.known)), nanoseconds: 5)
            let ahead = try #require(rule.offsetSeconds(at: time))
            let shown = CivilTime(utc: time.advanced(byNanoseconds: Int64(ahead) * 1_000_000_000))
            switch rule.reading(of: shown) {
            case .time(let read): #expect(read == time, "\(name): \(time)")
            case .ambiguous(let first): #expect(first <= time, "\(name): \(time)")
            default: Issue.record("\(name): \(time) is shown, yet has no moment")
            }
        }
    }

    @Test("Before 1970 the offset of 1970 holds, after 2100 the last one, winter and summer")
    func outside() throws {
        let rule = try #require(ZoneRule(named: "Europe/Amsterdam"))
        let first = rule.offsetSeconds(at: Timestamp(seconds: 0))
        for year in [1678, 1900, 1940, 1969] {
            for month in [1, 7] {
                let civil = try #require(CivilTime(year: year, month: month, day: 1, hour: 12))
                #expect(rule.offsetSeconds(at: civil.timestamp()) == first)
                #expect(rule.reading(of: civil) == .time(civil.timestamp(offsetSeconds: 3_600)))
            }
        }
        for year in [2102, 2150, 2261] {
            for month in [1, 7] {
                let civil = try #require(CivilTime(year: year, month: month, day: 1, hour: 12))
                #expect(rule.reading(of: civil) == .time(civil.timestamp(offsetSeconds: 3_600)))
            }
        }
    }

    @Test("An offset is a sign, two digits of hours under 24 and two of minutes under 60; nothing else is a name")
    func offsetNames() {
        for hours in [0, 1, 9, 13, 23, 24, 99] {
            for minutes in [0, 30, 59, 60, 99] {
                for (sign, factor) in [("+", 1), ("-", -1)] {
                    for colon in ["", ":"] {
                        let name = sign + digits(hours, 2) + colon + digits(minutes, 2)
                        let expected = hours < 24 && minutes < 60 ? factor * (hours * 3_600 + minutes * 60) : nil
                        let rule = ZoneRule(named: name)
                        #expect(rule?.offsetSeconds(at: Timestamp(seconds: 0)) == expected, "\(name)")
                        #expect(ZoneRule.isKnown(name) == (rule != nil), "\(name)")
                    }
                }
            }
        }
        for name in ["01:00", "+1:00", "+01:0", "+01:", "+010", "+01:000", "+ 1:00", "++1:00", "+01:00 ", " +01:00"] {
            #expect(ZoneRule(named: name) == nil && !ZoneRule.isKnown(name), "\(name)")
        }
    }

    @Test("A fixed offset is taken off whatever the clock shows, to the ends of the calendar")
    func fixed() throws {
        var random = SeededGenerator(seed: 41)
        for _ in 0..<2_000 {
            let made = MadeTime(&random, years: 1970...2200)
            let ahead = random.number(-86_399...86_399)
            let civil = try #require(
                CivilTime(
                    year: made.year, month: made.month, day: made.day, hour: made.hour, minute: made.minute,
                    second: made.second))
            #expect(ZoneRule(offsetSeconds: ahead).reading(of: civil) == .time(made.moment(ahead: ahead)))
        }
    }
}
