// Reading the correlations of the specification, and refusing what is not yet supported.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma
import Testing

@Suite struct CorrelationReaderTests {
    private func correlation(_ section: String, head: String = "") throws -> Correlation {
        let documents = SigmaSample.documents("title: C\nlevel: high\n\(head)correlation:\n\(section)")
        guard documents.count == 1, case .correlation(let correlation) = documents[0].content else {
            Issue.record("no correlation: \(documents)")
            throw CancellationError()
        }
        return correlation
    }

    @Test("event_count: rules by id or name, groups, a time span, and bounds that must all hold")
    func eventCount() throws {
        let read = try correlation(
            """
                type: event_count
                rules: [0e95725d-7320-415d-80f7-004da920fc11, failed]
                group-by: [Computer, IpAddress@country]
                timespan: 1h
                condition: {gt: 100, lte: 200}
            """)
        #expect(read.rules == ["0e95725d-7320-415d-80f7-004da920fc11", "failed"])
        #expect(read.groupBy == [FieldName("Computer"), FieldName("IpAddress", network: .country)])
        #expect(read.timespanSeconds == 3_600 && !read.generates && read.header.level == .high)
        let bounds = Correlation.Bounds([.init(.greater, 100), .init(.lessOrEqual, 200)])
        #expect(read.kind == .eventCount(bounds))
        #expect(!bounds.hold(100) && bounds.hold(101) && bounds.hold(200) && !bounds.hold(201))
    }

    @Test("value_count names a field in its condition")
    func valueCount() throws {
        let read = try correlation(
            "    type: value_count\n    rules: a\n    group-by: H\n    timespan: 1d\n"
                + "    condition: {field: User, eq: 4}"
        )
        #expect(read.kind == .valueCount(field: FieldName("User"), .init([.init(.equal, 4)])))
        #expect(read.rules == ["a"] && read.groupBy == [FieldName("H")] && read.timespanSeconds == 86_400)
    }

    @Test("temporal needs no condition; aliases give the field in the events of each rule")
    func temporal() throws {
        let read = try correlation(
            """
                type: temporal
                rules: [a, b]
                group-by: [ip]
                timespan: 10s
                generate: true
                aliases:
                    ip: {a: source.ip, b: destination.ip}
            """)
        #expect(read.kind == .temporal(nil) && read.timespanSeconds == 10 && read.generates)
        #expect(read.aliases == ["ip": ["a": FieldName("source.ip"), "b": FieldName("destination.ip")]])
        let bounded = try correlation(
            "    {type: temporal, rules: [a, b, c], timespan: 2w, condition: {gte: 2}}", head: "generate: true\n")
        #expect(bounded.kind == .temporal(.init([.init(.greaterOrEqual, 2)])))
        #expect(bounded.timespanSeconds == 1_209_600 && bounded.generates && bounded.groupBy.isEmpty)
    }

    @Test(
        "A correlation that cannot be evaluated in full is rejected",
        arguments: [
            ("{type: temporal_ordered, rules: [a], timespan: 1m}", "correlation.unsupported"),
            ("{type: value_sum, rules: [a], timespan: 1m, condition: {field: A, gt: 1}}", "correlation.unsupported"),
            ("{type: value_avg, rules: [a], timespan: 1m, condition: {field: A, gt: 1}}", "correlation.unsupported"),
            ("{type: value_median, rules: [a], timespan: 1m, condition: {field: A, gt: 1}}", "correlation.unsupported"),
            ("{type: value_percentile, rules: [a], timespan: 1m}", "correlation.unsupported"),
            ("{type: temporal, rules: [a, b], timespan: 1m, condition: a and b}", "correlation.unsupported"),
            ("{type: other, rules: [a], timespan: 1m}", "correlation.type"),
            ("{rules: [a], timespan: 1m}", "rule.missing"), ("{type: temporal, timespan: 1m}", "rule.missing"),
            ("{type: temporal, rules: [a]}", "rule.missing"),
            ("{type: event_count, rules: [a], timespan: 1m}", "rule.missing"),
            ("{type: value_count, rules: [a], timespan: 1m, condition: {gt: 1}}", "rule.missing"),
            ("{type: event_count, rules: [a], timespan: 1m, condition: {}}", "rule.empty"),
            ("{type: event_count, rules: [a], timespan: 1m, condition: {over: 1}}", "correlation.condition"),
            ("{type: event_count, rules: [a], timespan: 1m, condition: {gt: many}}", "modifier.value"),
            ("{type: event_count, rules: [a], timespan: 1m, condition: {field: A, gt: 1}}", "correlation.condition"),
            ("{type: temporal, rules: [a], timespan: 1M}", "correlation.timespan"),
            ("{type: temporal, rules: [a], timespan: 60}", "correlation.timespan"),
            ("{type: temporal, rules: [a], timespan: 0s}", "correlation.timespan"),
            ("{type: temporal, rules: [a], timespan: 1h30m}", "correlation.timespan"),
            ("{type: temporal, rules: [a], timespan: 99999999999999999999d}", "correlation.timespan"),
            ("{type: temporal, rules: [a], timespan: 9223372036854775807d}", "correlation.timespan"),
            ("{type: temporal, rules: [a], timespan: 1m, group_by: [x]}", "correlation.key"),
            ("{type: temporal, rules: [a], timespan: 1m, aliases: {x: {b: F}}}", "correlation.alias"),
            ("{type: temporal, rules: [a], timespan: 1m, generate: maybe}", "modifier.value"),
            ("{type: temporal, rules: [null], timespan: 1m}", "rule.wrong_kind"), ("text", "rule.wrong_kind"),
        ])
    func rejected(section: String, code: String) {
        let problem = SigmaSample.problem("title: C\ncorrelation: \(section)")
        #expect(problem?.code.name == code)
        #expect(problem?.place?.line == 2 && problem?.place?.column != nil)
    }
}
