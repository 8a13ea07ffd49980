// When something was so, as precisely as it is known.
// SPDX-License-Identifier: EUPL-1.2

/// A time with its precision. "In de loop van 9 oktober" is a day, and never midnight.
public struct Moment: Sendable, Hashable {
    /// How precisely a time is known.
    public enum Precision: String, Sendable, CaseIterable {
        case exact, hour, day, unknown
    }

    /// The beginning of the span that is meant; without meaning when unknown.
    public let time: Timestamp
    public let precision: Precision

    public init(_ time: Timestamp, _ precision: Precision = .exact) {
        let length = Moment.length(precision)
        let (whole, _) = time.nanoseconds.flooredQuotient(by: max(length, 1))
        self.time = precision == .unknown ? Timestamp(nanoseconds: 0) : Timestamp(nanoseconds: whole * max(length, 1))
        self.precision = precision
    }

    /// It is not known when.
    public static let unknown = Moment(Timestamp(nanoseconds: 0), .unknown)

    /// Nanoseconds that the precision spans; zero for exact and unknown.
    private static func length(_ precision: Precision) -> Int64 {
        switch precision {
        case .exact, .unknown: 0
        case .hour: 3_600_000_000_000
        case .day: 86_400_000_000_000
        }
    }

    /// The first moment at which it can have been; nil if unknown.
    public var earliest: Timestamp? {
        precision == .unknown ? nil : time
    }

    /// The last moment at which it can have been; nil if unknown.
    public var latest: Timestamp? {
        precision == .unknown ? nil : time.advanced(byNanoseconds: max(Moment.length(precision) - 1, 0))
    }
}
