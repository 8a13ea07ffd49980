// In which zone a time without one is read: a fixed offset, a zone of the IANA database with its changes, or none.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation

/// How to read times that say no zone, and no year. Nothing is guessed: without a rule they are reported.
public struct ZoneRule: Sendable {
    private enum Kind: Sendable {
        case none
        case fixed(Int)
        case changing(ZoneChanges)
    }

    private let kind: Kind
    /// The year of times that are written without one (RFC 3164); nil if it is not known.
    public var year: Int?

    private init(_ kind: Kind, year: Int?) {
        self.kind = kind
        self.year = year
    }

    /// No zone is known.
    public static let none = ZoneRule(.none, year: nil)
    /// Coordinated universal time.
    public static let utc = ZoneRule(offsetSeconds: 0)

    /// A fixed number of seconds east of UTC.
    public init(offsetSeconds: Int, year: Int? = nil) {
        self.init(.fixed(offsetSeconds), year: year)
    }

    /// A zone by its IANA name (`Europe/Amsterdam`), or `UTC`, `Z`, `+01:00`, `-0500`; nil if there is no such zone.
    public init?(named name: String, year: Int? = nil) {
        if name == "Z" || name == "UTC" || name == "GMT" {
            self.init(offsetSeconds: 0, year: year)
            return
        }
        var text = name
        if let offset = text.withUTF8({ TimeScanner.offset($0) }) {
            self.init(offsetSeconds: offset, year: year)
            return
        }
        guard let zone = ZoneRule.zone(named: name) else { return nil }
        self.init(.changing(ZoneChanges(of: zone)), year: year)
    }

    /// Whether `init(named:)` knows that name, without the work of finding the changes of the zone.
    public static func isKnown(_ name: String) -> Bool {
        if name == "Z" || name == "UTC" || name == "GMT" { return true }
        var text = name
        return text.withUTF8 { TimeScanner.offset($0) } != nil || zone(named: name) != nil
    }

    /// Foundation also knows abbreviations such as CST, which name more than one zone.
    private static func zone(named name: String) -> TimeZone? {
        name.contains("/") ? TimeZone(identifier: name) : nil
    }

    /// The same rule with a year.
    public func with(year: Int?) -> ZoneRule {
        ZoneRule(kind, year: year)
    }

    /// Whether times without a zone can be read.
    public var knowsZone: Bool {
        if case .none = kind { false } else { true }
    }

    /// How many seconds east of UTC the clocks of this zone stand at a moment; nil if no zone is known.
    public func offsetSeconds(at time: Timestamp) -> Int? {
        switch kind {
        case .none: nil
        case .fixed(let offset): offset
        case .changing(let changes): changes.offset(at: time)
        }
    }

    /// The point in time at which a clock in this zone shows `civil`.
    public func reading(of civil: CivilTime) -> TimeReading {
        switch kind {
        case .none: .needsZone
        case .fixed(let offset): .time(civil.timestamp(offsetSeconds: offset))
        case .changing(let changes): changes.reading(of: civil)
        }
    }
}

/// The moments at which the offset of a zone changes, taken from Foundation once.
struct ZoneChanges: Sendable {
    /// Since when (seconds since 1970) the offset at the same index holds; the first holds from the beginning.
    private var starts: [Int64] = [Int64.min]
    private var offsets: [Int]

    /// The end of the year 2100. Later times keep the last offset.
    private static let end: Int64 = 4_133_980_800

    /// Each change is asked for, and not searched for by steps: in 2000 the clocks of Recife went forward for six days
    /// and 23 hours.
    init(of zone: TimeZone) {
        var at = Date(timeIntervalSince1970: 0)
        var offset = zone.secondsFromGMT(for: at)
        offsets = [offset]
        while let next = zone.nextDaylightSavingTimeTransition(after: at), next > at,
            Int64(next.timeIntervalSince1970) < ZoneChanges.end
        {
            at = next
            // Where the name of the time changes and the clocks do not there is nothing to note.
            let after = zone.secondsFromGMT(for: at)
            if after == offset { continue }
            offset = after
            starts.append(Int64(at.timeIntervalSince1970))
            offsets.append(after)
        }
    }

    func offset(at time: Timestamp) -> Int {
        offsets[last(startingBefore: time.nanoseconds.flooredQuotient(by: 1_000_000_000).quotient)]
    }

    /// In autumn one hour is shown twice: the first counts, and the reading says so. In spring one hour is never shown.
    func reading(of civil: CivilTime) -> TimeReading {
        let local = (civil.timestamp().nanoseconds - Int64(civil.nanosecond)) / 1_000_000_000
        // No offset is above 15 hours, so only what holds around that moment can be meant.
        var index = last(startingBefore: local - 54_000)
        var first: Int?
        var isDouble = false
        while index < starts.count, starts[index] <= local + 54_000 {
            let moment = local - Int64(offsets[index])
            let isHeld = starts[index] <= moment && (index + 1 == starts.count || moment < starts[index + 1])
            if isHeld {
                if first == nil { first = offsets[index] } else { isDouble = true }
            }
            index += 1
        }
        guard let first else { return .nonexistent }
        let time = civil.timestamp(offsetSeconds: first)
        return isDouble ? .ambiguous(time) : .time(time)
    }

    private func last(startingBefore moment: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= moment { low = middle } else { high = middle }
        }
        return low
    }
}
