// Times on the wall, days and networks against plain second implementations, at random places.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct WallTimeTests {
    private let zone = TimeZone(identifier: "Europe/Amsterdam") ?? .gmt

    private func offset(_ instant: Instant) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000))
    }

    private func random(_ dice: inout Dice) -> Instant {
        // From 1997, the first whole year of the rule as it is, up to 2100.
        Instant(milliseconds: dice.between(852_076_800, 4_102_444_800) * 1_000)
    }

    @Test("At any time of a century the offset is that of the zone file, and the wall shows what Foundation says")
    func century() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        var dice = Dice(seed: 107, [])
        for _ in 0..<3_000 {
            let now = random(&dice)
            let date = Date(timeIntervalSince1970: Double(now.milliseconds / 1_000))
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
            let wall = now.local
            let same =
                wall.year == parts.year && wall.month == parts.month && wall.day == parts.day
                && wall.hour == parts.hour && wall.minute == parts.minute && wall.second == parts.second
            hold(same && AmsterdamTime.offset(at: now) == offset(now), "\(now.timestamp)")
            // Sunday is 1 with Foundation and 7 in ISO 8601.
            hold(WorkDay(wall, number: 0).weekday == ((parts.weekday ?? 0) + 5) % 7 + 1, "\(now.timestamp)")
        }
    }

    @Test("From an instant to the wall and back is the same instant, or its second coming in autumn")
    func back() {
        var dice = Dice(seed: 109, [])
        var twice = 0
        for round in 0..<6_000 {
            // Half of them in the night of a change in autumn: 25 October 2026 at 01:00 UTC.
            let isNear = round % 2 == 0
            let now =
                isNear ? Instant(milliseconds: (1_792_890_000 + dice.between(-7_200, 7_200)) * 1_000) : random(&dice)
            let isTwice = offset(now) > offset(now.plus(3_600))
            if isTwice { twice += 1 }
            hold(AmsterdamTime.instant(now.local) == (isTwice ? now.plus(3_600) : now), "\(now.timestamp)")
        }
        #expect(twice > 500)
    }

    @Test("Each day of six years ends where the next begins: after 24 hours, but 23 or 25 on the days of the change")
    func days() throws {
        let first = try #require(CivilTime(year: 2024, month: 1, day: 1, hour: 12)).timestamp()
        var lengths: [Int: Int] = [:]
        for number in 0..<2_192 {
            let noon = Instant(milliseconds: Int(first.nanoseconds / 1_000_000)).plus(number * 86_400)
            let (day, next) = (
                WorkDay(noon.local, number: number), WorkDay(noon.plus(86_400).local, number: number + 1)
            )
            hold(day.at(86_400) == next.at(0), day.date)
            hold(day.at(24, 0) == next.at(0, 0) && day.at(-60) == day.at(0).plus(-60), day.date)
            hold(day.at(13, 30) == day.at(48_600) && day.at(48_600).local.hour == 13, day.date)
            hold(day.isWeekend == [6, 7].contains(day.weekday), day.date)
            hold(next.weekday == day.weekday % 7 + 1, day.date)
            lengths[day.at(86_400).seconds(since: day.at(0)) / 3_600, default: 0] += 1
        }
        #expect(lengths == [23: 6, 24: 2_180, 25: 6])
    }

    @Test("Seconds between instants, and instants moved by seconds, are whole and exact")
    func seconds() {
        var dice = Dice(seed: 113, [])
        for _ in 0..<500 {
            let (now, by) = (random(&dice), dice.between(-1_000_000, 1_000_000))
            #expect(now.plus(by).seconds(since: now) == by)
            #expect(now.plus(by, milliseconds: 7).milliseconds - now.milliseconds == by * 1_000 + 7)
            #expect((now < now.plus(by)) == (by > 0))
            #expect(now.timestamp.nanoseconds == Int64(now.milliseconds) * 1_000_000)
        }
    }

    @Test("A computer gives one fraction to a second, less than a whole one, and keeps the order of seconds")
    func fractions() {
        var dice = Dice(seed: 127, [])
        var fractions: Set<Int> = []
        for host in ["dc01", "lnx02", "", "é", String(repeating: "x", count: 200)] {
            var last = Instant(milliseconds: 0)
            for second in 0..<400 {
                let whole = Instant(milliseconds: (1_773_900_000 + second) * 1_000)
                let found = whole.withFraction(of: host)
                hold(0..<911 ~= found.milliseconds - whole.milliseconds, "\(host) \(second)")
                hold(found == whole.withFraction(of: host) && found > last, "\(host) \(second)")
                last = found
                fractions.insert(found.milliseconds % 1_000)
            }
        }
        #expect(fractions.count > 300)
        let second = random(&dice)
        #expect(second.withFraction(of: "a") != second.withFraction(of: "b"))
    }

    // MARK: Networks

    @Test("RFC 4632: a range holds another when both ends of the other lie between its ends")
    func contains() {
        var dice = Dice(seed: 131, [])
        var (inside, outside) = (0, 0)
        for _ in 0..<4_000 {
            func any() -> (AddressRange?, Int, Int) {
                let bits = dice.between(8, 32)
                let size = 1 << (32 - bits)
                let base = (dice.chance(500) ? 0xC000_0200 + dice.below(256) : dice.below(1 << 32)) / size * size
                return (AddressRange("\(AddressRange.text(UInt32(base)))/\(bits)"), base, base + size - 1)
            }
            let ((a, aFirst, aLast), (b, bFirst, bLast)) = (any(), any())
            guard let a, let b else {
                Issue.record("no range")
                return
            }
            hold(Int(a.first) == aFirst && a.size == aLast - aFirst + 1)
            let isInside = aFirst <= bFirst && bLast <= aLast
            if isInside { inside += 1 } else { outside += 1 }
            hold(a.contains(b) == isInside, "\(a) \(b)")
            hold(a.contains(a))
        }
        #expect(inside > 100 && outside > 100)
    }

    @Test("RFC 5737, RFC 1918: an address is invented by its first octets, wherever it lies")
    func invented() {
        var dice = Dice(seed: 137, [])
        var (invented, real) = (0, 0)
        for _ in 0..<4_000 {
            let start = dice.pick([
                [10], [172, dice.between(10, 40)], [192, 168], [192, 0, 2], [198, 51, 100], [203, 0], [],
            ])
            var octets = start
            while octets.count < 4 {
                octets.append(dice.chance(300) ? dice.pick([0, 2, 100, 113, 255]) : dice.below(256))
            }
            let (a, b, c) = (octets[0], octets[1], octets[2])
            let wanted =
                a == 10 || (a == 172 && 16...31 ~= b) || (a == 192 && b == 168)
                || [[192, 0, 2], [198, 51, 100], [203, 0, 113]].contains([a, b, c])
            let text = octets.map(String.init).joined(separator: ".")
            hold(AddressRange(text + "/32")?.isInvented == wanted, text)
            hold(AddressRange.number(text).map(AddressRange.text) == text, text)
            if wanted { invented += 1 } else { real += 1 }
        }
        #expect(invented > 1_000 && real > 1_000)
    }

    @Test("RFC 3021: of a range of two addresses both are given out, and of a range of one that one")
    func fewAddresses() {
        for (cidr, all) in [
            ("203.0.113.254/31", ["203.0.113.254", "203.0.113.255"]), ("203.0.113.7/32", ["203.0.113.7"]),
        ] {
            let network = Network(
                id: "x", cidr: cidr, v6: nil, asn: 64_500, provider: "X", country: "NL", city: "")
            #expect((0..<4).map(network.address) == (0..<4).map { all[$0 % all.count] })
        }
    }

    @Test("Of a network neither the first address nor the last is given out, and all between them come in turn")
    func addresses() throws {
        for (cidr, first, usable) in [
            ("203.0.113.96/28", "203.0.113.97", 14), ("203.0.113.4/30", "203.0.113.5", 2),
            ("192.168.255.0/24", "192.168.255.1", 254),
        ] {
            let network = Network(
                id: "x", cidr: cidr, v6: nil, asn: 64_500, provider: "X", country: "NL", city: "")
            let given = (0..<3 * usable).map(network.address)
            #expect(given.first == first)
            #expect(Set(given).count == usable)
            #expect(Array(given[usable..<2 * usable]) == Array(given[..<usable]))
            #expect(network.address(Int.max) == given[Int.max % usable])
            // Without a prefix of IPv6 the other address stands in.
            #expect(network.address6(5) == given[5 % usable])
        }
    }

    @Test("RFC 3849: subscribers have networks of their own below the prefix, each address in its shortest digits")
    func subscribers() throws {
        let network = Network(
            id: "x", cidr: "203.0.113.0/26", v6: "2001:db8:22::/48", asn: 64_500, provider: "X", country: "NL", city: ""
        )
        let shape = try Regex("2001:db8:22:([1-9a-f][0-9a-f]{1,3})::([1-9a-f][0-9a-f]?)")
        var all: Set<String> = []
        for number in stride(from: 0, to: 60_000, by: 37) {
            let text = network.address6(number)
            all.insert(text)
            guard text.wholeMatch(of: shape) == nil else { continue }
            Issue.record("\(number) \(text)")
            return
        }
        #expect(all.count == 1_622)
        #expect(network.address6(60_000).hasPrefix("2001:db8:22:10::"))
    }
}
