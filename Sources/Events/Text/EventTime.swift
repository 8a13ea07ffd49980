// Finds when a JSON record was so, by the usual names of fields for it, in a fixed order.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// The time of a record whose reader does not know it.
///
/// The first of these that can be read counts: `TimeCreated`, `TimeCreated_SystemTime` (also as the nested
/// `...TimeCreated.SystemTime` or `...TimeCreated.#attributes.SystemTime`), `UtcTime` (also nested), `EventTime`,
/// `@timestamp`, `eventTime`, `CreationTime`, `createdDateTime`, `activityDateTime`, `TimeGenerated`, `Timestamp`,
/// `timestamp`, `time`, `ts`, `_time`, `date`, `EventReceivedTime`. A local time without a zone (`EventTime` as NXLog
/// writes it) counts only if a rule gives the zone. SystemTime, UtcTime, CreationTime and TimeGenerated are UTC by the
/// documentation of those who write them, also when they do not say so.
public enum EventTime {
    /// The time, or why there is none; both if the time is one of two.
    public static func find(in event: borrowing Event, zone: ZoneRule) -> (Timestamp?, Problem.Code?) {
        if let time = event.time { return (time, nil) }
        var found: TimeReading?
        var foundRank = Int.max
        var failure: Problem.Code?
        var failureRank = Int.max
        for index in 0..<event.count {
            let field = event.fields[index]
            let (rank, isUTC) = EventTime.rank(field.nameBytes)
            guard rank < foundRank, field.valueCount > 0, field.kind == .string || field.kind == .number else {
                continue
            }
            let reading = TimestampText.parse(field.valueBytes, zone: isUTC ? .utc : zone)
            if reading.timestamp != nil {
                found = reading
                foundRank = rank
            } else if rank < failureRank {
                failure = reading.problem
                failureRank = rank
            }
        }
        if let found { return (found.timestamp, found.problem) }
        return (nil, failure ?? .timeMissing)
    }

    /// The place of a name in the order, from 0, and whether its times are UTC by definition.
    @inline(__always)
    private static func rank(_ name: Bytes) -> (Int, Bool) {
        let none = (Int.max, false)
        switch name.count {
        case 2: return name.equals("ts") ? (13, false) : none
        case 4:
            if name.equals("time") { return (12, false) }
            return name.equals("date") ? (15, false) : none
        case 5: return name.equals("_time") ? (14, false) : none
        case 7: return name.equals("UtcTime") ? (2, true) : none
        case 9:
            if name.equals("EventTime") { return (3, false) }
            if name.equals("eventTime") { return (5, false) }
            if name.equals("Timestamp") { return (10, false) }
            return name.equals("timestamp") ? (11, false) : none
        case 10: return name.equals("@timestamp") ? (4, false) : none
        case 11: return name.equals("TimeCreated") ? (0, false) : none
        case 12: return name.equals("CreationTime") ? (6, true) : none
        case 13: return name.equals("TimeGenerated") ? (9, true) : none
        case 15: return name.equals("createdDateTime") ? (7, false) : none
        case 16: return name.equals("activityDateTime") ? (8, false) : none
        case 17: return name.equals("EventReceivedTime") ? (16, false) : none
        case 22 where name.equals("TimeCreated_SystemTime"), 22 where name.equals("TimeCreated.SystemTime"):
            return (1, true)
        default: return name.count > 10 ? nestedRank(name) : none
        }
    }

    private static func nestedRank(_ name: Bytes) -> (Int, Bool) {
        if name.ends(with: ".UtcTime") { return (2, true) }
        if name.ends(with: ".TimeCreated.SystemTime") || name.ends(with: ".TimeCreated.#attributes.SystemTime") {
            return (1, true)
        }
        return (Int.max, false)
    }
}
