// What the tests with made lines share: random choices, and the fields of a line in their order.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// A field by name and text.
struct Named: Hashable, CustomStringConvertible {
    var name: String
    var value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    var description: String { "\(name)=\(value.debugDescription)" }
}

extension ReadLine {
    /// The fields in the order in which they were read.
    var ordered: [Named] {
        var taken: [String: Int] = [:]
        return names.map { name in
            let place = taken[name, default: 0]
            taken[name] = place + 1
            return Named(name, fields[name]?[place] ?? "")
        }
    }
}

extension SeededGenerator {
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &self)
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool {
        number(1...times) == 1
    }

    mutating func one<Element>(of choices: [Element]) -> Element {
        choices[number(0...choices.count - 1)]
    }

    /// So many of the choices behind each other.
    mutating func text(of choices: [String], _ count: ClosedRange<Int>) -> String {
        (0..<number(count)).map { _ in one(of: choices) }.joined()
    }

    /// Letters and digits that begin with a letter.
    mutating func name(_ count: ClosedRange<Int> = 1...9) -> String {
        one(of: ["a", "k", "Z", "v"]) + text(of: ["a", "b", "X", "9", "0", "_", "q"], count)
    }
}

/// Decimal digits with zeros before them.
func digits(_ value: Int, _ width: Int) -> String {
    let text = "\(value)"
    return String(repeating: "0", count: max(width - text.count, 0)) + text
}

/// A point in time chosen at random, in parts and counted since 1970 year by year and month by month.
struct MadeTime {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    init(_ random: inout SeededGenerator, years: ClosedRange<Int> = 1970...2099) {
        year = random.number(years)
        month = random.number(1...12)
        day = random.number(1...MadeTime.length(year, month))
        hour = random.number(0...23)
        minute = random.number(0...59)
        second = random.number(0...59)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 400) || year.isMultiple(of: 4) && !year.isMultiple(of: 100)
    }

    private static func length(_ year: Int, _ month: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private var days: Int {
        let years = (1970..<year).reduce(0) { $0 + (MadeTime.isLeap($1) ? 366 : 365) }
        return years + (1..<month).reduce(0) { $0 + MadeTime.length(year, $1) } + day - 1
    }

    /// Seconds since 1970, were the clock that of UTC.
    var seconds: Int { days * 86_400 + hour * 3_600 + minute * 60 + second }
    var monthName: String { MadeTime.months[month - 1] }
    var weekday: String { MadeTime.weekdays[days % 7] }
    var clock: String { "\(digits(hour, 2)):\(digits(minute, 2)):\(digits(second, 2))" }
    var date: String { "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))" }
    /// The hour of a clock with twelve, and AM or PM.
    var twelveHours: (Int, String) { ((hour + 11) % 12 + 1, hour < 12 ? "AM" : "PM") }

    /// The moment at which a clock that is ahead of UTC by so many seconds shows this.
    func moment(ahead: Int = 0, nanoseconds: Int = 0) -> Timestamp {
        Timestamp(nanoseconds: Int64(seconds - ahead) * 1_000_000_000 + Int64(nanoseconds))
    }
}
