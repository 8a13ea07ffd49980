// Tests the search for the time of a JSON record, in its documented order.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct EventTimeTests {
    private func find(_ fields: [(String, String)], zone: ZoneRule = .none) -> (String?, String?) {
        var event = Event()
        event.clear(format: .jsonLines)
        for (name, value) in fields {
            event.append(name: event.keep(name), value: event.keep(value))
        }
        let (time, problem) = EventTime.find(in: event, zone: zone)
        return (time?.description, problem?.name)
    }

    private static let order = [
        "TimeCreated", "TimeCreated_SystemTime", "UtcTime", "EventTime", "@timestamp", "eventTime", "CreationTime",
        "createdDateTime", "activityDateTime", "TimeGenerated", "Timestamp", "timestamp", "time", "ts", "_time", "date",
        "EventReceivedTime",
    ]

    @Test("Each name is known, and the earlier in the order wins wherever it stands in the record")
    func order() {
        for (index, name) in Self.order.enumerated() {
            let alone = find([("x", "y"), (name, "2026-03-19T08:12:33Z")])
            #expect(alone == ("2026-03-19T08:12:33Z", nil), "\(name)")
            guard index > 0 else { continue }
            let before = Self.order[index - 1]
            let both = [(name, "2026-03-19T08:12:33Z"), (before, "2020-01-01T00:00:00Z")]
            #expect(find(both) == ("2020-01-01T00:00:00Z", nil), "\(before) before \(name)")
            #expect(find(both.reversed()) == ("2020-01-01T00:00:00Z", nil), "\(before) before \(name)")
        }
    }

    @Test("A local EventTime falls to a time with a zone, unless the zone is given")
    func localEventTime() {
        let record = [
            ("EventTime", "2020-09-18 13:05:52"), ("EventReceivedTime", "2020-09-18 13:07:52"),
            ("@timestamp", "2020-09-18T17:07:52.019Z"),
        ]
        #expect(find(record) == ("2020-09-18T17:07:52.019Z", nil))
        #expect(find(record, zone: ZoneRule(offsetSeconds: -14_400)) == ("2020-09-18T17:05:52Z", nil))
        #expect(find(Array(record.prefix(2))) == (nil, "time.no_zone"))
    }

    @Test(
        "What is UTC by the documentation of its writer needs no zone",
        arguments: [
            "UtcTime", "CreationTime", "TimeGenerated", "TimeCreated_SystemTime", "winlog.event_data.UtcTime",
            "Event.System.TimeCreated.#attributes.SystemTime", "Event.System.TimeCreated.SystemTime",
            "TimeCreated.SystemTime",
        ])
    func definedAsUTC(name: String) {
        #expect(find([(name, "2026-03-19 08:12:33.123")]) == ("2026-03-19T08:12:33.123Z", nil))
        #expect(find([(name, "2026-03-19 08:12:33")], zone: ZoneRule(offsetSeconds: 3_600)).0 == "2026-03-19T08:12:33Z")
    }

    @Test("Numbers count, in any unit; names that only resemble do not")
    func numbers() {
        #expect(find([("ts", "1773904353.25")]) == ("2026-03-19T07:12:33.250Z", nil))
        #expect(find([("_time", "1773904353123")]) == ("2026-03-19T07:12:33.123Z", nil))
        #expect(
            find([("Time", "2026-03-19T08:12:33Z"), ("xUtcTime", "2026-03-19T08:12:33Z")]) == (nil, "time.missing"))
    }

    @Test("Without a time the record says why; a value that cannot be read does not hide one that can")
    func problems() {
        #expect(find([]) == (nil, "time.missing"))
        #expect(find([("time", "fast")]) == (nil, "time.unreadable"))
        #expect(find([("TimeCreated", "-"), ("date", "2026-03-19T08:12:33Z")]) == ("2026-03-19T08:12:33Z", nil))
        #expect(find([("TimeCreated", ""), ("date", "2026-03-19")]) == (nil, "time.unreadable"))
    }

    @Test("A time that a clock shows twice is given and reported")
    func ambiguous() throws {
        let amsterdam = try #require(ZoneRule(named: "Europe/Amsterdam"))
        let found = find([("EventTime", "2026-10-25 02:30:00")], zone: amsterdam)
        #expect(found == ("2026-10-25T00:30:00Z", "time.ambiguous"))
        #expect(find([("EventTime", "2026-03-29 02:30:00")], zone: amsterdam) == (nil, "time.nonexistent"))
    }

    @Test("The time that a reader has set counts before any field")
    func setByReader() {
        var event = Event()
        event.clear(format: .evtx)
        event.time = Timestamp(seconds: 5)
        event.append("time", value: event.keep("2026-03-19T08:12:33Z"))
        #expect(EventTime.find(in: event, zone: .none).0 == Timestamp(seconds: 5))
    }
}
