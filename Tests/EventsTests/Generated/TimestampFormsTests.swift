// Tests written times: each form with random parts against a count of days and seconds, and what hostile text does.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct TimestampFormsTests {
    private func parse(_ text: String, _ zone: ZoneRule = .none) -> TimeReading {
        withLine(Array(text.utf8)) { TimestampText.parse($0, zone: zone) }
    }

    /// A fraction of so many digits as written, and what it is in nanoseconds.
    private func fraction(_ random: inout SeededGenerator) -> (String, Int) {
        let count = random.number(0...12)
        guard count > 0 else { return ("", 0) }
        let written = random.text(of: ["0", "1", "5", "9"], count...count)
        let nine = (written + "000000000").prefix(9)
        return (random.one(of: [".", ","]) + written, Int(nine) ?? 0)
    }

    /// An offset as written, with spaces where `apart` allows them, and its seconds.
    private func offset(_ random: inout SeededGenerator, apart: Bool) -> (String, Int) {
        let space = apart ? random.one(of: ["", " ", "  "]) : ""
        if random.once(in: 4) { return (space + random.one(of: ["Z", "z", "UTC", "GMT"]), 0) }
        let (hours, minutes, isWest) = (random.number(0...23), random.number(0...59), random.once(in: 2))
        let colon = random.one(of: ["", ":"])
        let short = minutes == 0 && random.once(in: 2)
        let text = (isWest ? "-" : "+") + digits(hours, 2) + (short ? "" : colon + digits(minutes, 2))
        return (space + text, (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }

    @Test("RFC 3339 5.6: any date, time, fraction and offset is the point in time that counting gives")
    func internetTimes() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let made = MadeTime(&random, years: 1970...2200)
            let (part, nanoseconds) = fraction(&random)
            let (zone, ahead) = offset(&random, apart: true)
            let slash = random.once(in: 3)
            let date = slash ? made.date.replacing("-", with: "/") : made.date
            let text = date + random.one(of: ["T", "t", " "]) + made.clock + part + zone
            let expected = TimeReading.time(made.moment(ahead: ahead, nanoseconds: nanoseconds))
            #expect(parse(text) == expected, "\(text)")
            #expect(parse("  [\(text)]\t") == expected, "\(text) in brackets")
        }
    }

    @Test("The forms of web servers, mail, asctime and appliances say the same point in time as RFC 3339")
    func otherForms() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<1_000 {
            let made = MadeTime(&random)
            let (part, nanoseconds) = fraction(&random)
            let (zone, ahead) = offset(&random, apart: true)
            let expected = TimeReading.time(made.moment(ahead: ahead, nanoseconds: nanoseconds))
            let (day, month, year) = (digits(made.day, 2), digits(made.month, 2), digits(made.year, 4))
            let name = random.one(of: [made.monthName, made.monthName.lowercased(), made.monthName.uppercased()])
            let (twelve, half) = made.twelveHours
            let minutes = ":\(digits(made.minute, 2)):\(digits(made.second, 2))"
            var forms = [
                "\(day)/\(name)/\(year):\(made.clock)\(part)\(zone)",
                "[\(day)/\(name)/\(year):\(made.clock)\(part)\(zone)]",
                "\(month)/\(day)/\(year):\(made.clock)\(part)\(zone)",
                "\(made.day) \(name) \(year) \(made.clock)\(part)\(zone)",
                "\(day)-\(name)-\(year) \(made.clock)\(part)\(zone)",
                "\(made.weekday), \(day) \(name) \(year) \(made.clock)\(part)\(zone)",
                "\(name) \(made.day) \(year) \(made.clock)\(part)\(zone)",
                "\(name)  \(made.day), \(year)  \(made.clock)\(part)\(zone)",
                "\(made.month)/\(made.day)/\(year) \(twelve)\(minutes)\(part) \(half) \(zone)",
                "\(made.month)/\(made.day)/\(year) \(twelve)\(minutes)\(part)\(half.lowercased()) \(zone)",
                "\(year)\(month)\(day)T\(digits(made.hour, 2))\(minutes.replacing(":", with: ""))\(part)\(zone)",
            ]
            if ahead == 0, zone.contains("UTC") {
                forms.append("\(made.weekday) \(name) \(made.day) \(made.clock)\(part) UTC \(year)")
            }
            for form in forms { #expect(parse(form) == expected, "\(form)") }
        }
    }

    @Test("A time without a zone is asked for one, and is then that of the rule, in every form")
    func withoutZone() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let made = MadeTime(&random)
            let ahead = random.number(-50_000...50_000)
            for text in [
                "\(made.date) \(made.clock)", "\(made.date)T\(made.clock)",
                "\(made.day) \(made.monthName) \(made.year) \(made.clock)",
                "\(made.weekday) \(made.monthName) \(made.day) \(made.clock) \(made.year)",
                "\(digits(made.day, 2))/\(made.monthName)/\(made.year):\(made.clock)",
            ] {
                #expect(parse(text) == .needsZone, "\(text)")
                #expect(parse(text, ZoneRule(offsetSeconds: ahead)) == .time(made.moment(ahead: ahead)), "\(text)")
            }
            let short = "\(made.monthName) \(made.day) \(made.clock)"
            #expect(parse(short, .utc) == .needsYear, "\(short)")
            #expect(parse(short, .utc.with(year: made.year)) == .time(made.moment()), "\(short)")
        }
    }

    @Test("A count since 1970 is of the unit that its magnitude says, and its fraction is of that unit")
    func counts() {
        var random = SeededGenerator(seed: 13)
        for _ in 0..<3_000 {
            let count = random.number(9...18)
            let written =
                random.one(of: ["1", "2", "7", "9"]) + random.text(of: ["0", "4", "8"], count - 1...count - 1)
            // Fourteen digits alone are a date and a time.
            guard count != 14, let value = Int64(written) else { continue }
            let digitsOfUnit = value < 100_000_000_000 ? 9 : value < 100_000_000_000_000 ? 6 : count < 18 ? 3 : 0
            let part = random.once(in: 2) ? random.text(of: ["0", "3", "9"], 1...12) : ""
            let shift = (part + "000000000").prefix(digitsOfUnit)
            let expected = Int64(written + shift).map { TimeReading.time(Timestamp(nanoseconds: $0)) }
            let text = written + (part.isEmpty ? "" : "." + part)
            #expect(parse(text) == expected ?? .unreadable, "\(text)")
        }
    }

    @Test("No day, hour, minute or second outside its range is read, and each inside it is")
    func ranges() {
        func reads(_ date: String, _ clock: String) -> Bool { parse("\(date)T\(clock)Z").timestamp != nil }
        for value in 0...99 {
            let two = digits(value, 2)
            #expect(reads("2026-\(two)-01", "00:00:00") == (1...12 ~= value))
            #expect(reads("2026-01-\(two)", "00:00:00") == (1...31 ~= value))
            #expect(reads("2026-04-\(two)", "00:00:00") == (1...30 ~= value))
            #expect(reads("2026-02-\(two)", "00:00:00") == (1...28 ~= value))
            #expect(reads("2024-02-\(two)", "00:00:00") == (1...29 ~= value))
            #expect(reads("2100-02-\(two)", "00:00:00") == (1...28 ~= value))
            #expect(reads("2026-01-01", "\(two):00:00") == (value < 24))
            #expect(reads("2026-01-01", "00:\(two):00") == (value < 60))
            #expect(reads("2026-01-01", "00:00:\(two)") == (value <= 60))
        }
        for year in [0, 1, 1000, 1677, 1678, 2261, 2262, 9999] {
            #expect(reads("\(digits(year, 4))-06-15", "00:00:00") == (1678...2261 ~= year))
        }
    }

    @Test("A time that is cut off or has a byte more is never read as a moment of another day")
    func damaged() {
        var random = SeededGenerator(seed: 17)
        for _ in 0..<400 {
            let made = MadeTime(&random, years: 2000...2040)
            let text = "\(made.date)T\(made.clock).5Z"
            let day = made.seconds / 86_400
            for end in 0..<text.count {
                guard let time = parse(String(text.prefix(end)), .utc).timestamp else { continue }
                #expect(time.nanoseconds / 86_400_000_000_000 == Int64(day), "\(text.prefix(end))")
                #expect(end >= 16, "\(text.prefix(end))")
            }
            for more in ["0", "a", "+", "]", "-01:00", "\u{0}", "é"] {
                #expect(parse(text + more, .utc) == .unreadable, "\(text + more)")
            }
        }
    }
}
