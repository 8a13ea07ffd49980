// Counts of a scan: added up whatever the order of blocks, and bounded whatever the input.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Testing

@Suite struct ProblemTallyTests {
    private let door = Problem.Code("door")

    private func total(_ tally: ProblemTally) -> Int {
        tally.entries.values.reduce(tally.others) { $0 + $1.count }
    }

    @Test("Each kind and source once, with its first and how often it came")
    func counting() {
        var tally = ProblemTally()
        #expect(tally.order.isEmpty && total(tally) == 0)
        tally.add(Problem(door, at: Place(file: "a", line: 3)), source: "a")
        tally.add(Problem(door, at: Place(file: "a", line: 9)), source: "a", count: 4)
        tally.add(Problem(door), source: "b")
        tally.add(Problem(Problem.Code("wall")), source: "a")
        #expect(tally.order.count == 3)
        #expect(total(tally) == 7)
        let entry = tally.entries[tally.order[0]]
        #expect(entry?.count == 5)
        #expect(entry?.first.place?.line == 3)
        #expect(tally.order.map(\.source) == ["a", "b", "a"])
    }

    @Test("Added together: counts add up, the first stays the first")
    func adding() {
        var first = ProblemTally()
        first.add(Problem(door, at: Place(file: "a", line: 1)), source: "a")
        var second = ProblemTally()
        second.add(Problem(door, at: Place(file: "a", line: 2)), source: "a", count: 2)
        second.add(Problem(door), source: "z")
        first.add(second)
        #expect(total(first) == 4)
        #expect(first.entries[first.order[0]]?.first.place?.line == 1)
        #expect(first.order.map(\.source) == ["a", "z"])
    }

    @Test("Over the most kinds that are told apart, the rest is counted together")
    func most() {
        var tally = ProblemTally()
        for number in 0..<(ProblemTally.most + 5) { tally.add(Problem(door), source: "\(number)", count: 2) }
        tally.add(Problem(door), source: "0")
        #expect(tally.order.count == ProblemTally.most)
        #expect(tally.others == 10)
        #expect(total(tally) == (ProblemTally.most + 5) * 2 + 1)
        var sum = ProblemTally()
        sum.add(tally)
        #expect(total(sum) == total(tally) && sum.others == 10)
    }
}

@Suite struct ScanTallyTests {
    @Test("The first and last event, whatever their order; those without a time are counted")
    func times() {
        var tally = ScanTally()
        for seconds in [5, 2, 9, 4] { tally.saw(Timestamp(seconds: Int64(seconds))) }
        tally.saw(nil)
        #expect(tally.firstEvent == Timestamp(seconds: 2))
        #expect(tally.lastEvent == Timestamp(seconds: 9))
        #expect(tally.withoutTime == 1)
    }

    @Test("Blocks add up")
    func adding() {
        var (one, two) = (ScanTally(), ScanTally())
        one.events = 3
        one.bytes = 10
        one.saw(Timestamp(seconds: 100))
        one.hit(rule: 1, time: Timestamp(seconds: 3_599), host: "pc1", account: nil)
        two.events = 4
        two.unusable = 1
        two.outsideTime = 2
        two.saw(Timestamp(seconds: 7_200))
        two.hit(rule: 1, time: Timestamp(seconds: 3_600), host: "pc1", account: "ria")
        two.hit(rule: 2, time: nil, host: nil, account: "ria")
        two.problems.add(Problem(Problem.Code("door")), source: "a")
        one.add(two)
        #expect(one.events == 7 && one.bytes == 10 && one.unusable == 1 && one.outsideTime == 2)
        #expect(one.hitsByRule == [1: 2, 2: 1])
        #expect(one.hitsByHost == ["pc1": 2])
        #expect(one.hitsByAccount == ["ria": 2])
        #expect(one.hitsByHour == [0: 1, 1: 1])
        #expect(one.firstEvent == Timestamp(seconds: 100) && one.lastEvent == Timestamp(seconds: 7_200))
        #expect(one.problems.entries.values.reduce(0, { $0 + $1.count }) == 1)
    }

    @Test("Names beyond the most that are kept do not grow the memory; known names still count")
    func names() {
        var tally = ScanTally()
        for number in 0..<(ScanTally.mostNames + 50) {
            tally.hit(rule: 0, time: nil, host: "host\(number)", account: nil)
        }
        tally.hit(rule: 0, time: nil, host: "host0", account: nil)
        #expect(tally.hitsByHost.count == ScanTally.mostNames)
        #expect(tally.hitsByHost["host0"] == 2)
    }
}

@Suite struct TimeRangeTests {
    private func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

    @Test("--from is inclusive, --to exclusive; what has no time is outside unless both are open")
    func bounds() {
        let both = TimeRange(from: at(10), to: at(20))
        #expect([9, 10, 15, 19, 20].map { both.contains(at($0)) } == [false, true, true, true, false])
        #expect(!both.contains(nil) && !both.isOpen)
        #expect(TimeRange(from: at(10)).contains(at(10)) && !TimeRange(from: at(10)).contains(nil))
        #expect(!TimeRange(to: at(10)).contains(at(10)) && TimeRange(to: at(10)).contains(at(-5)))
        #expect(TimeRange().isOpen && TimeRange().contains(nil) && TimeRange().contains(at(0)))
    }
}

@Suite struct FieldWriterTests {
    private func written(_ body: (inout Event) -> Void) -> String {
        var event = Event()
        body(&event)
        var json = JSONWriter()
        FieldWriter.write(event, to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("A name with one value gives it, a repeated one or an element gives an array, kinds stay what they are")
    func kinds() {
        let text = written { event in
            let (word, digits, yes) = (event.keep("a\"b"), event.keep("1.50"), event.keep("true"))
            let none = Bytes(start: nil, count: 0)
            event.append("text", value: word)
            event.append("number", value: digits, kind: .number)
            event.append("twice", value: digits, kind: .number)
            event.append("yes", value: yes, kind: .boolean)
            event.append("none", value: none, kind: .null)
            event.append("list", value: none, kind: .emptyArray)
            event.append("object", value: none, kind: .emptyObject)
            event.append("twice", value: word)
            event.append("element", value: word, isElement: true)
        }
        #expect(
            text == #"{"text":"a\"b","number":1.50,"twice":[1.50,"a\"b"],"yes":true,"none":null,"list":[],"object":{},"#
                + #""element":["a\"b"]}"#)
        #expect(written { _ in } == "{}")
    }
}
