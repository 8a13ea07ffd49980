// Correlations one sentence at a time. The contract for what the specification leaves open is quoted in the names.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma
import Testing

@Suite("Correlations")
struct CorrelatorTests {
    typealias Sample = CorrelationSample

    @Test("event_count: fires on each event that makes or keeps the condition true, and is not reset by firing")
    func eventCount() {
        var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(3)))])
        #expect(sample.fires("a", at: [0, 10, 20, 30, 200, 210, 220]) == [0, 0, 1, 1, 0, 0, 1])
    }

    @Test("events exactly one timespan apart share it; a nanosecond more and they do not")
    func boundary() {
        var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)))])
        #expect(sample.fires("a", at: [0, 60]) == [0, 1])
        var longer = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)))])
        #expect(longer.fires("a", at: [0, 60.000_000_001]) == [0, 0])
    }

    @Test("the window slides on event time, not by the clock's minutes")
    func sliding() {
        var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(3)))])
        #expect(sample.fires("a", at: [50, 59, 61]) == [0, 0, 1])
    }

    @Test("group-by: groups are tuples of values; an event without a group field does not count")
    func groups() {
        var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)), by: ["u", "h"])])
        #expect(sample.take("a", at: 0, ["u": "1", "h": "23"]).isEmpty)
        #expect(sample.take("a", at: 1, ["u": "12", "h": "3"]).isEmpty)
        #expect(sample.take("a", at: 2, ["u": "1"]).isEmpty)
        #expect(sample.take("a", at: 3, [:]).isEmpty)
        #expect(sample.take("a", at: 4, [:]).isEmpty)
        let fired = sample.take("a", at: 5, ["u": "12", "h": "3"])
        #expect(fired.count == 1)
        #expect(fired.first?.group.map(\.field) == ["u", "h"] && fired.first?.group.map(\.value) == ["12", "3"])
        #expect(fired.first?.events.map(\.place.line) == [2, 6] && fired.first?.eventCount == 2)
        #expect(fired.first?.evidence.place.line == 6 && fired.first?.time == Timestamp(seconds: 5))
    }

    @Test("value_count: counts distinct values; an event without the field does not count")
    func valueCount() {
        let kind = Correlation.Kind.valueCount(field: FieldName("u"), Sample.atLeast(3))
        var sample = Sample([Sample.correlation(kind)])
        let values: [String?] = ["x", "x", nil, "y", nil, "X", "x"]
        let fired = values.enumerated().map { index, value in
            sample.take("a", at: Double(index), value.map { ["u": $0] } ?? [:]).count
        }
        #expect(fired == [0, 0, 0, 0, 0, 1, 1])
        // When `y` leaves the window there are two values left.
        #expect(sample.take("a", at: 63.5, ["u": "x"]).isEmpty)
    }

    @Test("a condition with two bounds is a range")
    func range() {
        let bounds = Correlation.Bounds([Correlation.Bound(.greater, 1), Correlation.Bound(.lessOrEqual, 3)])
        var sample = Sample([Sample.correlation(.eventCount(bounds))])
        #expect(sample.fires("a", at: [0, 1, 2, 3, 62, 500]) == [0, 1, 1, 0, 1, 0])
    }

    @Test("temporal without a condition needs all rules, in any order, within the time span")
    func temporal() {
        var sample = Sample([Sample.correlation(.temporal(nil), rules: ["a", "b", "id-c"])])
        #expect(sample.take("c", at: 0).isEmpty)
        #expect(sample.take("c", at: 1).isEmpty)
        #expect(sample.take("a", at: 2).isEmpty)
        #expect(sample.take("b", at: 3).count == 1)
        #expect(sample.take("b", at: 4).count == 1)
        #expect(sample.take("b", at: 62).isEmpty)
        #expect(sample.take("c", at: 62).count == 1)
    }

    @Test("temporal with a condition needs that many different rules")
    func temporalBounds() {
        var sample = Sample([Sample.correlation(.temporal(Sample.atLeast(2)), rules: ["a", "b", "c"])])
        #expect(sample.take("a", at: 0).isEmpty)
        #expect(sample.take("a", at: 1).isEmpty)
        #expect(sample.take("c", at: 2).count == 1)
    }

    @Test("rules are referred to by id and by name alike, and one rule named in both ways counts once")
    func references() {
        for reference in ["a", "id-a"] {
            var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)), rules: [reference])])
            #expect(sample.set.problems.isEmpty)
            #expect(sample.fires("a", at: [0, 1]) == [0, 1])
        }
        var twice = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)), rules: ["a", "id-a", "a"])])
        #expect(twice.fires("a", at: [0, 1]) == [0, 1])
        var temporal = Sample([Sample.correlation(.temporal(nil), rules: ["a", "id-a", "b", "b"])])
        #expect(temporal.take("a", at: 0).isEmpty)
        #expect(temporal.take("b", at: 1).count == 1)
    }

    @Test("aliases: one name for fields that have different names in the rules' events")
    func aliases() {
        let aliases = ["who": ["a": FieldName("TargetUser"), "id-b": FieldName("Account")]]
        var sample = Sample([
            Sample.correlation(.temporal(nil), rules: ["a", "id-b"], by: ["who"], aliases: aliases)
        ])
        #expect(sample.set.fields[0] == [FieldName("TargetUser")] && sample.set.fields[1] == [FieldName("Account")])
        #expect(sample.take("a", at: 0, ["TargetUser": "x"]).isEmpty)
        #expect(sample.take("b", at: 1, ["Account": "y"]).isEmpty)
        let fired = sample.take("b", at: 2, ["Account": "x"])
        #expect(fired.first?.group.map(\.field) == ["who"] && fired.first?.group.map(\.value) == ["x"])
    }

    @Test("generate: the hits of referred rules are hidden unless a correlation generates them")
    func generate() {
        let kind = Correlation.Kind.eventCount(Sample.atLeast(2))
        let set = Sample([
            Sample.correlation("k", kind, rules: ["a", "b"]),
            Sample.correlation("l", kind, rules: ["id-b"], generates: true),
        ]).set
        #expect(set.hidden == [0])
        #expect((0..<3).map { set.reads(rule: $0) } == [true, true, false])
    }

    @Test("chains: a correlation over a correlation sees its group, fires on its firing, and hides it")
    func chains() {
        let inner = Sample.correlation("k", .eventCount(Sample.atLeast(2)), by: ["u", "h"])
        let outer = Sample.correlation(
            "l", .valueCount(field: FieldName("h"), Sample.atLeast(2)), rules: ["id-k"], by: ["u"])
        var sample = Sample([outer, inner])
        #expect(sample.set.problems.isEmpty)
        #expect(sample.take("a", at: 0, ["u": "1", "h": "x"]).isEmpty)
        #expect(sample.take("a", at: 1, ["u": "1", "h": "x"]).isEmpty)
        #expect(sample.take("a", at: 2, ["u": "1", "h": "y"]).isEmpty)
        let fired = sample.take("a", at: 3, ["u": "1", "h": "y"])
        #expect(fired.map { sample.set.correlations[$0.correlation].header.title } == ["l"])
        #expect(fired.first?.events.map(\.ruleID) == ["id-k", "id-k"])
        var generating = outer
        generating.generates = true
        var shown = Sample([generating, inner])
        #expect(shown.fires("a", at: [0, 1], ["u": "1", "h": "x"]) == [0, 1])
        #expect(shown.fires("a", at: [2, 3], ["u": "1", "h": "y"]) == [0, 2])
        // A field that the inner correlation does not group by is not there.
        let other = Sample.correlation("m", .eventCount(Sample.atLeast(1)), rules: ["k"], by: ["z"])
        var missing = Sample([other, inner])
        #expect(missing.fires("a", at: [0, 1], ["u": "1", "h": "x", "z": "1"]) == [0, 0])
    }

    @Test("chains keep the property of a network by which they are grouped")
    func networkChains() {
        var inner = Sample.correlation("k", .eventCount(Sample.atLeast(1)))
        inner.groupBy = [FieldName("Ip", network: .country)]
        var outer = Sample.correlation("l", .eventCount(Sample.atLeast(1)), rules: ["k"])
        outer.groupBy = inner.groupBy
        var sample = Sample([inner, outer])
        #expect(sample.take("a", at: 0, ["Ip@country": "NL"]).last?.group.map(\.value) == ["NL"])
    }

    @Test("a reference to nothing is a problem, also of those that build on it; the rest goes on")
    func unknown() {
        let kind = Correlation.Kind.eventCount(Sample.atLeast(1))
        var sample = Sample([
            Sample.correlation("k", kind, rules: ["a", "nobody"]), Sample.correlation("l", kind, rules: ["k"]),
            Sample.correlation("m", kind, rules: ["a"]),
        ])
        #expect(sample.set.problems.map(\.code) == [.unknownReference, .unknownReference])
        #expect(sample.set.problems.map(\.arguments) == [["k", "nobody"], ["l", "k"]])
        #expect(sample.set.problems.allSatisfy { $0.place == Place(file: "k.yml", line: 1) })
        #expect(sample.set.correlations.map(\.header.title) == ["m"])
        #expect(sample.take("a", at: 0).count == 1)
    }

    @Test("references in a circle are problems; the rest goes on")
    func circles() {
        let kind = Correlation.Kind.eventCount(Sample.atLeast(1))
        let set = Sample([
            Sample.correlation("k", kind, rules: ["l"]), Sample.correlation("l", kind, rules: ["k", "a"]),
            Sample.correlation("m", kind, rules: ["id-m"]), Sample.correlation("n", kind, rules: ["a"]),
        ]).set
        #expect(set.problems.map(\.code) == [.circularReference, .circularReference, .circularReference])
        #expect(set.problems.map(\.arguments) == [["k"], ["l"], ["m"]])
        #expect(set.correlations.map(\.header.title) == ["n"])
    }

    @Test("events that come late count in the windows that hold them")
    func late() {
        var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(3)))])
        #expect(sample.fires("a", at: [1_000, 100, 130, 500, 160, 990, 995]) == [0, 0, 0, 0, 1, 0, 1])
    }

    @Test("times at the ends of what can be told end the window too")
    func extremes() {
        let ends = [Int64.min, .min + 1, -1, 0, .max - 1, .max]
        let orders: [[Int64]] = [ends, ends.reversed(), [0, .max, .min, 5, .max, .min]]
        for order in orders {
            let correlation = Sample.correlation(.eventCount(Sample.atLeast(2)), seconds: RuleLimits.timespanSeconds)
            let set = CorrelationSet([correlation], rules: Sample.rules)
            var correlator = Correlator(set)
            for time in order {
                let evidence = Evidence(place: Place(file: "log", line: 1))
                let input = CorrelationInput(
                    rule: 0, time: Timestamp(nanoseconds: time), values: [], evidence: evidence)
                correlator.take(input) { hit in #expect(hit.eventCount >= 2 && hit.eventCount <= 3) }
            }
        }
    }
}
