// Identifiers, times, moments, entities and words on random values, each against a plain second way.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing

@Suite("Values of the base, at random")
struct ValuePropertyTests {
    // MARK: ULID

    /// The digits of 128 bits in base 32, by long division of its bytes.
    private func plainText(_ high: UInt64, _ low: UInt64) -> String {
        var bytes = [high, low].flatMap { word in (0..<8).reversed().map { UInt8(word >> (8 * UInt64($0)) & 255) } }
        var text = ""
        let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        for _ in 0..<26 {
            var rest = 0
            for index in bytes.indices {
                let value = rest << 8 | Int(bytes[index])
                bytes[index] = UInt8(value / 32)
                rest = value % 32
            }
            text = String(letters[rest]) + text
        }
        return text
    }

    @Test("ULID: 48 bits of milliseconds and 80 random bits, in base 32 without I, L, O and U")
    func ulidText() throws {
        var random = RandomValues(11)
        for _ in 0..<1_000 {
            let milliseconds = UInt64.random(in: 0..<9_000_000_000_000, using: &random)
            let bits = (random.next(), random.next())
            let time = Timestamp(
                nanoseconds: Int64(milliseconds) * 1_000_000 + Int64.random(in: 0..<1_000_000, using: &random))
            let id = ULID(time: time, random: bits)
            #expect(id.description == plainText(milliseconds << 16 | bits.0 & 0xFFFF, bits.1))
            #expect(ULID(id.description) == id && ULID(id.description.lowercased()) == id)
            #expect(ULID("x\(id)y".dropFirst().dropLast()) == id)
        }
    }

    @Test("ULID: the order of the values is that of their texts, and that of their times")
    func ulidOrder() {
        var random = RandomValues(12)
        for _ in 0..<2_000 {
            let start = Int64.random(in: 0..<1 << 62, using: &random)
            let gap = Int64.random(in: 0..<3_000_000, using: &random)
            let (before, after) = (Timestamp(nanoseconds: start), Timestamp(nanoseconds: start + gap))
            let a = ULID(time: before, random: (random.next(), random.next()))
            let b = ULID(time: after, random: (random.next(), random.next()))
            #expect((a < b) == (a.description < b.description) && (b < a) == (b.description < a.description))
            if before.nanoseconds / 1_000_000 < after.nanoseconds / 1_000_000 { #expect(a < b) }
        }
        let zero = ULID(time: Timestamp(nanoseconds: 0), random: (0, 0))
        #expect(zero.description == String(repeating: "0", count: 26))
        #expect(ULID(time: Timestamp(nanoseconds: .min), random: (0, 0)) == zero)
    }

    @Test("ULID: 26 bytes that are not all letters and digits of base 32 are none")
    func noULID() throws {
        let good = "01ARYZ6S410000000000000000"
        #expect(
            ULID(good) != nil && ULID("7ZZZZZZZZZZZZZZZZZZZZZZZZZ") != nil && ULID("80000000000000000000000000") == nil)
        for byte in UInt8(0)..<128 {
            let isDigit = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz".utf8.contains(byte)
            let text = String(good.dropLast()) + String(UnicodeScalar(byte))
            #expect((ULID(text) != nil) == isDigit, "\(byte)")
        }
        for text in [String(good.dropLast(2)) + "é", good + " ", String(good.dropLast(3)) + "０", good + good] {
            #expect(ULID(text) == nil, "\(text)")
        }
    }

    // MARK: times

    private func foundation(_ identifier: Calendar.Identifier = .gregorian) -> Calendar {
        var calendar = Calendar(identifier: identifier)
        calendar.timeZone = .gmt
        return calendar
    }

    @Test("the civil time of any moment from 1678 to 2261 is that of Foundation, and its text says the same")
    func civil() throws {
        var random = RandomValues(13)
        let calendar = foundation()
        for _ in 0..<3_000 {
            let time = random.time()
            let civil = CivilTime(utc: time)
            let (seconds, nanoseconds) = time.nanoseconds.flooredQuotient(by: 1_000_000_000)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(civil.year == parts.year && civil.month == parts.month && civil.day == parts.day)
            #expect(civil.hour == parts.hour && civil.minute == parts.minute && civil.second == parts.second)
            #expect(civil.nanosecond == Int(nanoseconds) && civil.timestamp() == time)
            let whole = String(
                format: "%04d-%02d-%02dT%02d:%02d:%02d", civil.year, civil.month, civil.day, civil.hour, civil.minute,
                civil.second)
            var fraction = nanoseconds == 0 ? "" : String(format: ".%09d", Int(nanoseconds))
            while fraction.hasSuffix("000") { fraction.removeLast(3) }
            #expect(time.description == whole + fraction + "Z")
        }
    }

    @Test("RFC 3339 4.2: local time less its offset is UTC, for every offset of a minute")
    func offsets() throws {
        var random = RandomValues(14)
        for minutes in -1_439...1_439 {
            let year = Int.random(in: 1_700...2_200, using: &random)
            let (month, hour) = (Int.random(in: 1...12, using: &random), Int.random(in: 0...23, using: &random))
            let day = Int.random(in: 1...CivilTime.days(inMonth: month, of: year), using: &random)
            let civil = try #require(CivilTime(year: year, month: month, day: day, hour: hour, minute: 59))
            let time = civil.timestamp(offsetSeconds: minutes * 60)
            #expect(time == civil.timestamp().advanced(byNanoseconds: Int64(minutes) * -60_000_000_000))
            #expect(CivilTime(utc: time.advanced(byNanoseconds: Int64(minutes) * 60_000_000_000)) == civil)
        }
    }

    @Test("ISO 8601: the weeks around every New Year from 1678 to 2261 are those of Foundation")
    func weeks() throws {
        let calendar = foundation(.iso8601)
        for year in 1_678...2_261 {
            for (month, day) in [(1, 1), (1, 2), (1, 3), (1, 4), (2, 28), (12, 28), (12, 29), (12, 30), (12, 31)] {
                let civil = try #require(CivilTime(year: year, month: month, day: day))
                let date = Date(timeIntervalSince1970: Double(civil.timestamp().nanoseconds / 1_000_000_000))
                #expect(civil.isoWeek == calendar.component(.weekOfYear, from: date), "\(civil)")
                #expect(civil.isoWeekday == (calendar.component(.weekday, from: date) + 5) % 7 + 1, "\(civil)")
            }
        }
    }

    @Test("a quotient towards minus infinity: the rest is never negative and smaller than the divisor")
    func floored() {
        var random = RandomValues(15)
        for _ in 0..<3_000 {
            let value = Int64(bitPattern: random.next()) >> Int64.random(in: 0..<60, using: &random)
            let divisor = Int64.random(in: 1...(1 << Int64.random(in: 1..<62, using: &random)), using: &random)
            let (quotient, remainder) = value.flooredQuotient(by: divisor)
            #expect(0..<divisor ~= remainder && quotient &* divisor &+ remainder == value)
        }
    }

    @Test("a moment lies within its span, which is a day or an hour of UTC long, also before 1970")
    func moments() throws {
        var random = RandomValues(16)
        for _ in 0..<2_000 {
            let time = random.time()
            for (precision, length) in [(Moment.Precision.hour, Int64(3_600)), (.day, 86_400)] {
                let moment = Moment(time, precision)
                let (earliest, latest) = (try #require(moment.earliest), try #require(moment.latest))
                #expect(earliest <= time && time <= latest && Moment(latest, precision) == moment)
                #expect(latest.nanoseconds - earliest.nanoseconds == length * 1_000_000_000 - 1)
                let civil = CivilTime(utc: earliest)
                #expect(civil.minute == 0 && civil.second == 0 && civil.nanosecond == 0)
                #expect(precision == .hour || civil.hour == 0 && civil.day == CivilTime(utc: time).day)
            }
            #expect(Moment(time).earliest == time && Moment(time).latest == time)
            let unknown = Moment(time, .unknown)
            #expect(unknown == .unknown && unknown.earliest == nil && unknown.latest == nil)
        }
    }

    // MARK: entities and words

    @Test("an entity is the same in any case and with any space around it, and is what its text says")
    func entities() throws {
        var random = RandomValues(17)
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789-_:\\@é")
        for _ in 0..<1_000 {
            let kind = try #require(EntityRef.Kind.allCases.randomElement(using: &random))
            let name = "x" + String((0..<12).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
            let entity = try #require(EntityRef(kind, name))
            #expect(entity.value == name && EntityRef(kind, "\t \(name.uppercased())\r\n") == entity)
            #expect(EntityRef(entity.description) == entity && EntityRef(kind, entity.value) == entity)
            #expect((EntityRef(kind, name + ".") == entity) == (kind == .host))
            #expect(EntityRef("\(kind.rawValue.uppercased()):\(name)") == nil)
        }
        for text in ["account", "account:", "account: ", "account:-", ":x", "", "person:x", " account:x"] {
            #expect(EntityRef(text) == nil, "\(text)")
        }
    }

    @Test("an entity longer than its limit is cut between characters, and never longer in bytes")
    func longEntities() throws {
        for (character, count) in [("x", 256), ("é", 128), ("😀", 64), ("👨‍👩‍👧", 14)] {
            let entity = try #require(EntityRef(.account, String(repeating: character, count: 300)))
            #expect(entity.value == String(repeating: character, count: count), "\(character)")
            #expect(entity.value.utf8.count <= EntityRef.valueBytes && EntityRef(entity.description) == entity)
        }
    }

    /// Placeholders by characters, one digit between braces, in one pass.
    private func plainFill(_ text: String, _ arguments: [String]) -> String {
        let scalars = Array(text.unicodeScalars)
        var (filled, index) = (String.UnicodeScalarView(), 0)
        while index < scalars.count {
            if index + 2 < scalars.count, scalars[index] == "{", scalars[index + 2] == "}",
                let number = Int(String(scalars[index + 1])), number < arguments.count
            {
                filled += arguments[number].unicodeScalars
                index += 3
            } else {
                filled.append(scalars[index])
                index += 1
            }
        }
        return String(filled)
    }

    @Test("a placeholder is one digit between braces that has an argument; all else stays to the byte")
    func placeholders() {
        var random = RandomValues(18)
        let pieces = ["{", "}", "{0}", "{1}", "{2}", "{3}", "{9}", "{10}", "0", "1", "é", "\u{301}", "{\u{301}0}", "a"]
        var filled = 0
        for _ in 0..<3_000 {
            let text = (0..<8).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let arguments = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                (0..<3).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            }
            let found = Words(.dutch, texts: ["k": text]).text("k", arguments)
            #expect(Array(found.utf8) == Array(plainFill(text, arguments).utf8), "\(text)")
            if found != text { filled += 1 }
        }
        #expect(filled > 500)
    }
}
