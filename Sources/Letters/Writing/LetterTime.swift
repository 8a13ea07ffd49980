// Times as a letter writes them: a date in words, and never more precise than what is known.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A date without a time, such as that of a letter.
public struct LetterDate: Sendable, Hashable {
    public let year: Int
    public let month: Int
    public let day: Int

    /// Nil if there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard CivilTime(year: year, month: month, day: day) != nil else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// `19 maart 2026`.
    public func text(_ language: Language) -> String {
        "\(day) \(LetterDate.months(language)[month - 1]) \(year)"
    }

    /// The names of the months as letters write them.
    static func months(_ language: Language) -> [String] {
        switch language {
        case .dutch: dutchMonths
        case .english: englishMonths
        }
    }

    private static let dutchMonths = [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

/// Writes moments for readers of a letter.
public struct LetterTime: Sendable {
    private let words: Words
    private let offsetSeconds: @Sendable (Timestamp) -> Int

    /// - Parameter offsetSeconds: how far the clocks of the readers are east of UTC at a time, in seconds.
    public init(_ words: Words, offsetSeconds: @escaping @Sendable (Timestamp) -> Int) {
        self.words = words
        self.offsetSeconds = offsetSeconds
    }

    /// A day is written as a day, an hour as an hour; what is not known is said not to be known.
    public func text(_ moment: Moment) -> String {
        switch moment.precision {
        case .unknown: return words("letter.time.unknown")
        // A day of the record is the day that people named: no zone moves it to another.
        case .day: return date(CivilTime(utc: moment.time))
        case .hour:
            let (from, to) = (local(moment.time), local(moment.time.advanced(byNanoseconds: 3_600_000_000_000)))
            return words("letter.time.hour", date(from), clock(from), clock(to))
        case .exact:
            let civil = local(moment.time)
            return words("letter.time.exact", date(civil), clock(civil))
        }
    }

    private func local(_ time: Timestamp) -> CivilTime {
        CivilTime(utc: time.advanced(byNanoseconds: Int64(offsetSeconds(time)) * 1_000_000_000))
    }

    private func date(_ civil: CivilTime) -> String {
        "\(civil.day) \(LetterDate.months(words.language)[civil.month - 1]) \(civil.year)"
    }

    private func clock(_ civil: CivilTime) -> String {
        "\(civil.hour.padded(2)).\(civil.minute.padded(2))"
    }
}
