// The objects of `events`, block by block: which there are, what they say of time, and what is counted.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

@Suite struct EventWorkerTests {
    private func run(
        _ name: String, _ text: String, range: TimeRange = TimeRange()
    ) throws -> (objects: [[String: Any]], problems: ProblemTally) {
        let folder = try TemporaryFolder()
        let path = try folder.write(name, text)
        var worker = EventWorker(EventWorker.Settings(range: range, zone: .none, words: Fixture.english))
        let reader = BlockReader(InputFiles([path]))
        let block = Block()
        var objects: [[String: Any]] = []
        var problems = ProblemTally()
        while reader.fill(block) {
            let output = worker.process(block)
            problems.add(output.problems)
            for line in output.lines.split(separator: 0x0A) { objects.append(try Fixture.object(line)) }
        }
        return (objects, problems)
    }

    @Test("Each record is an object: time, file, line, format, fields and problems")
    func records() throws {
        let text = #"{"time":"2026-03-19T08:00:00Z","n":{"a":[1,"x"]},"e":[]}"# + "\n\n{\"n\":2}\n"
        let run = try run("a.jsonl", text)
        try #require(run.objects.count == 2)
        #expect(run.objects[0]["time"] as? String == "2026-03-19T08:00:00Z")
        #expect(run.objects[0]["line"] as? Int == 1 && run.objects[1]["line"] as? Int == 3)
        #expect((run.objects[0]["file"] as? String)?.hasSuffix("/a.jsonl") == true)
        let fields = try #require(run.objects[0]["fields"] as? [String: Any])
        #expect((fields["n.a"] as? [Any])?.count == 2 && (fields["e"] as? [Any])?.isEmpty == true)
        #expect((run.objects[0]["problems"] as? [Any])?.isEmpty == true)
        #expect(run.objects[1]["time"] is NSNull)
        #expect((run.objects[1]["problems"] as? [String])?.count == 1, "no time has its reason")
        #expect(Set(run.objects[0].keys).isSubset(of: EventWorker.shape.members))
    }

    @Test("A record that cannot be used is there too, without fields and with its problem")
    func unusable() throws {
        let run = try run("a.json", "[{\"n\":1},\n\"text\",\n[1],\n{\"n\":01}]")
        #expect(run.objects.count == 4)
        #expect(run.problems.order.map(\.code).contains(.jsonNotObject))
        let notObject = run.problems.entries.first { $0.key.code == .jsonNotObject }?.value
        #expect(notObject?.count == 2)
        #expect(notObject?.first.place?.line == 2)
        #expect(run.problems.entries.first { $0.key.code == .jsonSyntax }?.value.count == 1)
        #expect((run.objects[1]["fields"] as? [String: Any])?.isEmpty == true)
        #expect((run.objects[1]["problems"] as? [String])?.first?.contains("no object") == true)
    }

    @Test("--from is inclusive, --to exclusive, to the nanosecond; what has no time lies outside and is counted")
    func range() throws {
        let times = [
            "07:59:59.999999999", "08:00:00", "08:00:00.000000001", "08:59:59.999999999", "09:00:00", "09:00:01",
        ]
        var text = times.map { "{\"time\":\"2026-03-19T\($0)Z\"}\n" }.joined()
        text += "{\"n\":1}\n{\"time\":\"soon\"}\n{\"n\":\n"
        let from = Timestamp(seconds: 1_773_907_200)
        let to = Timestamp(seconds: 1_773_910_800)
        func lines(_ range: TimeRange) throws -> [Int] {
            try run("a.jsonl", text, range: range).objects.compactMap { $0["line"] as? Int }
        }
        #expect(try lines(TimeRange(from: from, to: to)) == [2, 3, 4])
        #expect(try lines(TimeRange(from: from)) == [2, 3, 4, 5, 6])
        #expect(try lines(TimeRange(to: from)) == [1])
        #expect(try lines(TimeRange()) == Array(1...9))
        let problems = try run("a.jsonl", text, range: TimeRange(from: from)).problems
        let withoutTime = problems.entries.filter { $0.key.code.name.hasPrefix("time.") }.reduce(0) {
            $0 + $1.value.count
        }
        #expect(withoutTime == 2)
        #expect(problems.entries.first { $0.key.code == .jsonSyntax }?.value.count == 1)
    }

    @Test("A number of an access log that JSON would not take does not break the line")
    func leadingZeros() throws {
        let line = #"192.0.2.7 - - [19/Mar/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 0042 "-" "-""# + "\n"
        let run = try run("access.log", line)
        let fields = try #require(run.objects.first?["fields"] as? [String: Any])
        #expect(fields["sc-bytes"] as? String == "0042")
        #expect(fields["sc-status"] as? Int == 200)
    }

    @Test("Hostile logs of every kind give well-formed lines")
    func hostile() throws {
        let starts = [
            #"192.0.2.7 - - [19/Mar/2026:08:00:00 +0000] "GET "#, "<34>1 2026-03-19T08:00:00Z h p 1 m ",
            "CEF:0|a|b|1|2|name|3|src=", "time=2026-03-19T08:00:00Z user=", "",
        ]
        var random = HostileTexts(.max, seed: 31)
        for start in starts {
            let clean = start + "192.0.2.1 x\" 200 5 \"-\" \"-\"\n"
            let text =
                String(repeating: clean, count: 3)
                + (0..<200).map { _ in start + (random.next() ?? "") + "\n" }.joined()
            let run = try run("hostile.log", text)
            // What is blank is no record.
            #expect(run.objects.count >= (start.isEmpty ? 100 : 203))
        }
    }
}
