// JSON beyond the limits: what is over a limit is left out and noted, the rest is read, and memory stays bounded.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Testing

@Suite struct JSONLimitTests {
    private func nested(_ depth: Int, open: String = "[", close: String = "]") -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    @Test("As deep as Limits.jsonDepth is read, one deeper is left out and noted, and the rest is read")
    func depth() {
        let deepest = readJSON("{\"a\":\(nested(Limits.jsonDepth - 1)),\"b\":2}")
        #expect(deepest.isRead && deepest.problems.isEmpty)
        #expect(deepest.fields.map(\.value) == ["1", "2"])
        let deeper = readJSON("{\"a\":\(nested(Limits.jsonDepth)),\"b\":2}")
        #expect(deeper.isRead)
        #expect(deeper.fields.map(\.value) == ["2"])
        #expect(deeper.problems == [Problem(.jsonDepth, ["\(Limits.jsonDepth)"])])
        let objects = readJSON("{\"x\":\(nested(Limits.jsonDepth, open: "{\"a\":", close: "}")),\"b\":2}")
        #expect(objects.isRead)
        #expect(objects.fields.map(\.name) == ["b"])
        #expect(objects.codes == [.jsonDepth])
    }

    @Test("10,000 deep, with brackets and quotes in strings on the way, is left out without harm")
    func veryDeep() {
        let open = String(repeating: "[\"]}\\\"\",{\"b\":", count: 5_000)
        let close = String(repeating: "}]", count: 5_000)
        let read = readJSON("{\"a\":\(open)1\(close),\"c\":\"after\"}")
        #expect(read.isRead)
        #expect(read["c"] == "after")
        #expect(read.codes == [.jsonDepth])
        #expect(!readJSON("{\"a\":\(open)1\(close.dropLast()),\"c\":1}").isRead)
    }

    @Test("What is left out over and over is noted once")
    func notedOnce() {
        let deep = nested(Limits.jsonDepth)
        let name = String(repeating: "n", count: Limits.nameBytes)
        let part = "\"\(name)\":{\"x\":1},\"a\":\(deep),"
        let read = readJSON("{" + String(repeating: part, count: 20) + "\"b\":2}")
        #expect(read.isRead)
        #expect(read["b"] == "2")
        #expect(read.codes == [.nameTooLong, .jsonDepth])
    }

    @Test("Joined names as long as Limits.nameBytes are read; longer ones are left out, the rest is read")
    func names() {
        // The name of a container counts with its dot.
        let fits = String(repeating: "n", count: Limits.nameBytes - 1)
        let read = readJSON("{\"\(fits)\":{\"x\":1},\"b\":2}")
        #expect(read.fields.map(\.name) == [fits + ".x", "b"])
        #expect(read.problems.isEmpty)
        let long = readJSON("{\"n\(fits)\":{\"x\":{\"y\":[1,\"}\"]}},\"b\":2}")
        #expect(long.isRead)
        #expect(long.fields.map(\.name) == ["b"])
        #expect(long.problems == [Problem(.nameTooLong, ["\(Limits.nameBytes)"])])
        let half = String(repeating: "n", count: Limits.nameBytes / 2)
        let sum = readJSON("{\"\(half)\":{\"\(half)\":{\"x\":1},\"y\":2},\"b\":3}")
        #expect(sum.fields.map(\.value) == ["2", "3"])
        #expect(sum.codes == [.nameTooLong])
    }

    @Test("Over Limits.fieldsPerEvent the rest is left out, noted once, and the syntax still checked")
    func fields() {
        let many = (0..<(Limits.fieldsPerEvent + 500)).map { "\"f\($0)\":\($0)" }.joined(separator: ",")
        let read = readJSON("{\(many)}")
        #expect(read.isRead)
        #expect(read.fields.count == Limits.fieldsPerEvent)
        #expect(read.fields.last == Flat("f\(Limits.fieldsPerEvent - 1)", "\(Limits.fieldsPerEvent - 1)", .number))
        #expect(read.problems == [Problem(.tooManyFields, ["\(Limits.fieldsPerEvent)"])])
        #expect(!readJSON("{\(many)").isRead)
        let exact = (0..<Limits.fieldsPerEvent).map { "\"f\($0)\":\($0)" }.joined(separator: ",")
        #expect(readJSON("{\(exact)}").problems.isEmpty)
    }

    @Test("Names are not made for fields that an event does not take")
    func namesOfFieldsLeftOut() {
        // With a name of 4,000 bytes each of these would need 4 KB: together more than a machine has.
        let name = String(repeating: "n", count: 4_000)
        let members = String(repeating: "\"a\":1,\"b\":[],\"c\":[1],", count: 60_000)
        let before = residentBytes()
        let read = readJSON("{\"\(name)\":{\(members)\"d\":{}}}")
        #expect(read.isRead)
        #expect(read.fields.count == Limits.fieldsPerEvent)
        #expect(residentBytes() - before < 400_000_000)
    }
}

/// The resident memory of this process.
private func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4_096
}
