// Correlations against a naive recomputation; their limits and their speed.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma
import Testing

@Suite("Correlations, at large")
struct CorrelatorPropertyTests {
    typealias Sample = CorrelationSample

    private struct Hit {
        let time: Double
        let rule: String
        let value: String?
    }

    private enum Counting: CaseIterable {
        case hits, values, rules
    }

    /// What the contract says, computed anew for every hit: in order, the window that ends with it; late, the first
    /// window in which it lies.
    private static func window(
        of hit: Int, in sorted: [Hit], seconds: Double, _ counting: Counting, meets: (Int) -> Bool
    ) -> Int? {
        for end in hit..<sorted.count where sorted[end].time <= sorted[hit].time + seconds {
            let window = sorted[...end].filter { $0.time >= sorted[end].time - seconds }
            let count =
                switch counting {
                case .hits: window.count
                case .values: Set(window.map(\.value)).count
                case .rules: Set(window.map(\.rule)).count
                }
            if meets(count) { return window.count }
        }
        return nil
    }

    @Test("fires exactly where a naive recomputation says so, in whatever order the events come")
    func naive() {
        var chance = SeededChance(31)
        var fires = 0
        for round in 0..<150 {
            let counting = chance.pick(Counting.allCases)
            var bounds = [Correlation.Bound(.greaterOrEqual, Double(Int.random(in: 1...5, using: &chance)))]
            if chance.once(in: 4) { bounds.append(Correlation.Bound(.lessOrEqual, 5)) }
            if chance.once(in: 8) { bounds = [Correlation.Bound(.equal, 2)] }
            let condition = Correlation.Bounds(bounds)
            let kind: Correlation.Kind =
                switch counting {
                case .hits: .eventCount(condition)
                case .values: .valueCount(field: FieldName("v"), condition)
                case .rules: .temporal(condition)
                }
            let seconds = Int64.random(in: 1...20, using: &chance)
            var sample = Sample([
                Sample.correlation(kind, rules: ["a", "b", "c"], by: ["g"], seconds: seconds)
            ])
            var sorted: [String: [Hit]] = [:]
            var now = 0.0
            for _ in 0..<50 {
                now += Double(Int.random(in: 0...4, using: &chance))
                let isLate = round % 3 > 0 && chance.once(in: 3)
                let time = isLate ? max(now - Double(Int.random(in: 1...40, using: &chance)), 0) : now
                let hit = Hit(
                    time: time, rule: chance.pick(["a", "b", "c"]), value: chance.pick(["x", "y", "z", "w", nil]))
                let group = chance.pick(["1", "2"])
                let fields = ["g": group, "v": hit.value].compactMapValues(\.self)
                let fired = sample.take(hit.rule, at: time, fields)
                guard counting != .values || hit.value != nil else {
                    #expect(fired.isEmpty)
                    continue
                }
                var hits = sorted[group] ?? []
                let place = hits.firstIndex { $0.time > time } ?? hits.count
                hits.insert(hit, at: place)
                sorted[group] = hits
                let expected = Self.window(
                    of: place, in: hits, seconds: Double(seconds), counting, meets: condition.hold)
                fires += fired.count
                #expect(fired.first?.eventCount == expected, "round \(round), \(counting), at \(time)")
            }
        }
        #expect(fires > 1_000)
    }

    @Test("the same in a group of thousands of hits that come in no order")
    func naiveAtLength() {
        var chance = SeededChance(7)
        for counting in Counting.allCases {
            let condition = Correlation.Bounds([Correlation.Bound(.equal, 3)])
            let kind: Correlation.Kind =
                switch counting {
                case .hits: .eventCount(condition)
                case .values: .valueCount(field: FieldName("v"), condition)
                case .rules: .temporal(condition)
                }
            var sample = Sample([Sample.correlation(kind, rules: ["a", "b", "c"], seconds: 10)])
            var sorted: [Hit] = []
            var fires = 0
            for _ in 0..<2_500 {
                let hit = Hit(
                    time: Double(Int.random(in: 0...10_000, using: &chance)), rule: chance.pick(["a", "b", "c"]),
                    value: chance.pick(["x", "y", "z", "w"]))
                let fired = sample.take(hit.rule, at: hit.time, ["v": hit.value ?? ""])
                sorted.insert(hit, at: sorted.firstIndex { $0.time > hit.time } ?? sorted.count)
                let near = sorted.filter { abs($0.time - hit.time) <= 20 }
                let place = (near.firstIndex { $0.time > hit.time } ?? near.count) - 1
                let expected = Self.window(of: place, in: near, seconds: 10, counting, meets: condition.hold)
                fires += fired.count
                #expect(fired.first?.eventCount == expected, "\(counting), at \(hit.time)")
            }
            #expect(fires > 100)
        }
    }

    @Test("beyond the limit the oldest hits are forgotten, counted if it could matter; the newest groups live on")
    func limit() {
        var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)), by: ["g"])], limit: 40_000)
        for number in 0..<1_000 {
            #expect(sample.take("a", at: Double(number) / 1_000, ["g": "\(number)"]).isEmpty)
            #expect(sample.correlator.bytes < 41_000)
        }
        #expect(sample.correlator.incomplete > 800 && sample.correlator.incomplete < 1_000)
        #expect(sample.take("a", at: 1, ["g": "999"]).count == 1)
        #expect(sample.take("a", at: 1, ["g": "1"]).isEmpty)
    }

    @Test("forgetting what no window can hold any more is not a loss, until a hit comes that late")
    func oldHits() {
        var sample = Sample(
            [Sample.correlation(.eventCount(Sample.atLeast(2)), by: ["g"], seconds: 10)], limit: 40_000)
        for number in 0..<5_000 { _ = sample.take("a", at: Double(number), ["g": "\(number)"]) }
        #expect(sample.correlator.incomplete == 0)
        _ = sample.take("a", at: 4_995, ["g": "new"])
        #expect(sample.correlator.incomplete == 0)
        _ = sample.take("a", at: 2_500, ["g": "2500"])
        #expect(sample.correlator.incomplete == 1)
    }

    @Test("a group that alone goes over the limit keeps its newest hits")
    func limitOfOneGroup() {
        for kind in [
            Correlation.Kind.eventCount(Sample.atLeast(40)), .valueCount(field: FieldName("v"), Sample.atLeast(40)),
        ] {
            var sample = Sample([Sample.correlation(kind, seconds: 3_600)], limit: 40_000)
            var fired = 0
            for number in 0..<2_000 {
                fired += sample.take("a", at: Double(number) / 10, ["v": "\(number)"]).count
                #expect(sample.correlator.bytes < 41_000)
            }
            #expect(fired == 1_961)
            #expect(sample.correlator.incomplete >= 1_000)
        }
    }

    @Test("what is forgotten does not depend on chance")
    func limitInOrder() {
        func survivors() -> [Int] {
            var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)), by: ["g"])], limit: 12_000)
            for number in 0..<41 { _ = sample.take("a", at: 5, ["g": "\(number)"]) }
            return (0..<41).filter { !sample.take("a", at: 5, ["g": "\($0)"]).isEmpty }
        }
        let first = survivors()
        #expect(!first.isEmpty && first.count < 40)
        for _ in 0..<4 { #expect(survivors() == first) }
    }

    @Test("all that a limit forgets is given back: memory does not creep")
    func noCreep() {
        let correlation = Sample.correlation(
            .valueCount(field: FieldName("v"), Sample.atLeast(2)), by: ["g"], seconds: 1)
        var sample = Sample([correlation], limit: 60_000)
        for number in 0..<20_000 {
            let time = Double(number % 7 == 0 ? number - 50 : number)
            _ = sample.take("a", at: time, ["g": "\(number % 300)", "v": "\(number)"])
            #expect(sample.correlator.bytes >= 0 && sample.correlator.bytes < 61_000)
        }
    }

    @Test("two long logs of the same hour take time in proportion to their length")
    func lateHits() {
        for kind in [
            Correlation.Kind.eventCount(Sample.atLeast(1_000_000)),
            .valueCount(field: FieldName("v"), Sample.atLeast(1_000_000)),
            .temporal(Sample.atLeast(3)),
        ] {
            var sample = Sample([Sample.correlation(kind, rules: ["a", "b", "c"], seconds: 3_600)])
            let values = (0..<1_000).map { ["v": "\($0)"] }
            func seconds() -> Double {
                ContinuousClock().measure {
                    for number in 0..<30_000 { _ = sample.take("a", at: Double(number) / 10, values[number % 1_000]) }
                } / .seconds(1)
            }
            let first = seconds()
            let second = seconds()
            #expect(second < first * 6, "late hits took \(second) s, those in order \(first) s")
        }
    }

    @Test("a hit that comes late in a window of very many different hits is left out and counted")
    func tooLong() {
        let count = Double(CorrelationLimits.lateHits)
        let condition = Correlation.Bounds([Correlation.Bound(.less, 1)])
        var sample = Sample([Sample.correlation(.valueCount(field: FieldName("v"), condition), seconds: 3_600)])
        for number in 0...Int(count) { _ = sample.take("a", at: Double(number) / count, ["v": "x"]) }
        #expect(sample.correlator.incomplete == 0)
        #expect(sample.take("a", at: 0.5, ["v": "x"]).isEmpty)
        #expect(sample.correlator.incomplete == 1)
    }

    @Test("the time for one hit does not grow with the number of hits in the window")
    func constantTime() {
        for kind in [
            Correlation.Kind.eventCount(Sample.atLeast(1_000_000)),
            .valueCount(field: FieldName("v"), Sample.atLeast(1_000_000)),
        ] {
            var sample = Sample([Sample.correlation(kind, seconds: 3_600)], limit: 1 << 30)
            let values = (0..<1_000).map { ["v": "\($0)"] }
            func seconds(_ range: Range<Int>) -> Double {
                ContinuousClock().measure {
                    for number in range { _ = sample.take("a", at: Double(number) / 60, values[number % 1_000]) }
                } / .seconds(1)
            }
            _ = seconds(0..<10_000)
            let early = seconds(10_000..<60_000)
            _ = seconds(60_000..<150_000)
            let late = seconds(150_000..<200_000)
            #expect(late < early * 2.5, "with ten times the hits in the window \(late) s instead of \(early) s")
        }
    }
}
