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

    @Test("beyond the limit the oldest hits are forgotten and counted; the newest groups live on")
    func limit() {
        var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)), by: ["g"])], limit: 100)
        for number in 0..<1_000 { #expect(sample.take("a", at: Double(number), ["g": "\(number)"]).isEmpty) }
        #expect(sample.correlator.forgotten >= 900 && sample.correlator.forgotten < 1_000)
        #expect(sample.take("a", at: 1_000, ["g": "999"]).count == 1)
        #expect(sample.take("a", at: 1_000, ["g": "1"]).isEmpty)
    }

    @Test("a group that alone goes over the limit keeps its newest hits")
    func limitOfOneGroup() {
        for kind in [
            Correlation.Kind.eventCount(Sample.atLeast(40)), .valueCount(field: FieldName("v"), Sample.atLeast(40)),
        ] {
            var sample = Sample([Sample.correlation(kind, seconds: 3_600)], limit: 100)
            var fired = 0
            for number in 0..<1_000 {
                fired += sample.take("a", at: Double(number) / 10, ["v": "\(number)"]).count
            }
            #expect(fired == 961)
            #expect(sample.correlator.forgotten >= 900)
        }
    }

    @Test("what is forgotten does not depend on chance")
    func limitInOrder() {
        func survivors() -> [Int] {
            var sample = Sample([Sample.correlation(.eventCount(Sample.atLeast(2)), by: ["g"])], limit: 40)
            for number in 0..<41 { _ = sample.take("a", at: 5, ["g": "\(number)"]) }
            return (0..<41).filter { !sample.take("a", at: 5, ["g": "\($0)"]).isEmpty }
        }
        let first = survivors()
        #expect(!first.isEmpty)
        for _ in 0..<4 { #expect(survivors() == first) }
    }

    @Test("the time for one hit does not grow with the number of hits in the window")
    func constantTime() {
        for kind in [
            Correlation.Kind.eventCount(Sample.atLeast(1_000_000)),
            .valueCount(field: FieldName("v"), Sample.atLeast(1_000_000)),
        ] {
            var sample = Sample([Sample.correlation(kind, seconds: 3_600)], limit: 1_000_000)
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
