// Bodies of `_bulk`: what is an action, what is a document, and that nothing of a body is lost.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Store
import Testing
import Watch

@Suite("bodies of _bulk")
struct BulkReaderTests {
    private struct Result: Equatable {
        var lines: [String]
        var items: [BulkItem]
        var names: [String]
        var ids: Int
        var quarantined: Int
        var cut: Int
    }

    private func read(_ body: [UInt8], pieces: Int = .max, index: String? = nil, lineLimit: Int = 1 << 20) -> Result {
        let chunk = LineChunk(
            source: ArchiveSource(name: "bulk 192.0.2.1"), zone: .utc, received: Timestamp(seconds: 0))
        var reader = BulkReader(chunk, index: index, lineLimit: lineLimit)
        var start = 0
        while start < body.count {
            let end = min(body.count, pieces == .max ? body.count : start + pieces)
            body[start..<end].withUnsafeBufferPointer { reader.read($0) }
            start = end
        }
        reader.finish()
        var lines: [String] = []
        for chunk in reader.chunks { chunk.withLines { lines.append(String(decoding: $1, as: UTF8.self)) } }
        return Result(
            lines: lines, items: reader.items, names: reader.names,
            ids: reader.chunks.reduce(0) { $0 + $1.ids.count }, quarantined: reader.quarantined, cut: reader.cut)
    }

    private func read(_ lines: String..., index: String? = nil) -> Result {
        read(Array((lines.joined(separator: "\n") + "\n").utf8), index: index)
    }

    @Test("a document is kept byte for byte, with index and id of its action")
    func document() {
        let result = read(#"{"index":{"_index":"web","_id":"7"}}"#, #"{ "a" : 1.0,  "b":"\u00e9" }"#)
        #expect(result.lines == [#"{ "a" : 1.0,  "b":"\u00e9" }"#])
        #expect(result.items == [BulkItem(action: .index, index: 1, id: "7", chunk: 0, line: 0)])
        #expect(result.names == ["logs", "web"] && result.ids == 1 && result.quarantined == 0)
    }

    @Test("an action may name nothing; the index of the path counts then")
    func standard() {
        let result = read(#"{"create":{}}"#, "{}", #"{"index":{"_id":null}}"#, "{}", index: "auth")
        #expect(result.names == ["auth"] && result.ids == 0 && result.quarantined == 0)
        #expect(result.items.map(\.action) == [.create, .index] && result.items.allSatisfy { $0.id == nil })
    }

    @Test("a number as id is its text, and an old action may name a type")
    func numberID() {
        let result = read(#"{"index":{"_index":"a","_type":"events","_id":12}}"#, "{}")
        #expect(result.items.first?.id == "12" && result.quarantined == 0)
    }

    @Test("lines may end with CR LF, and empty lines between actions are passed over")
    func ends() {
        let result = read(Array("\r\n{\"index\":{}}\r\n{\"a\":1}\r\n\n\n{\"index\":{}}\n{\"b\":1}".utf8))
        #expect(result.lines == [#"{"a":1}"#, #"{"b":1}"#] && result.quarantined == 0)
    }

    @Test(
        "what is no action is kept as a line, and the next line is read as an action again",
        arguments: [
            "nothing", "{", "[]", "{}", #"{"index":1}"#, #"{"index":null}"#, #"{"drop":{}}"#, #"{"index":[]}"#,
            #"{"index":{},"create":{}}"#, #"{"message":"no action before me"}"#,
        ])
    func noAction(line: String) {
        let result = read(line, #"{"index":{}}"#, #"{"a":1}"#)
        #expect(result.lines == [line, #"{"a":1}"#])
        #expect(result.quarantined == 1 && result.items.count == 2)
    }

    @Test(
        "a malformed document is kept and counted", arguments: ["nothing", "{\"a\":", "[1]", "\"text\"", "{\"a\":1}x"])
    func malformed(text: String) {
        let result = read(#"{"index":{"_id":"1"}}"#, text)
        #expect(result.lines == [text] && result.quarantined == 1 && result.items.first?.id == "1")
    }

    @Test("an action without a document is kept itself", arguments: ["", "\n", "\n\n"])
    func alone(end: String) {
        let result = read(Array((#"{"index":{"_id":"1"}}"# + end).utf8))
        #expect(result.lines == [#"{"index":{"_id":"1"}}"#] && result.quarantined == 1 && result.items.count == 1)
    }

    @Test("that someone deletes is a line; an update is one with its document")
    func others() {
        let delete = #"{"delete":{"_index":"a","_id":"1"}}"#
        let result = read(delete, #"{"update":{"_index":"a","_id":"2"}}"#, #"{"doc":{"x":1}}"#)
        #expect(result.lines == [delete, #"{"doc":{"x":1}}"#])
        #expect(result.items.map(\.action) == [.delete, .update] && result.quarantined == 2)
    }

    @Test("the same id with the same content is the same line; with other content, index or none it is not")
    func identity() {
        func id(_ index: String, _ id: String, _ text: String) -> SenderID? {
            let chunk = LineChunk(source: ArchiveSource(name: "b"), zone: .utc, received: Timestamp(seconds: 0))
            var reader = BulkReader(chunk, index: nil, lineLimit: 100)
            let body = Array("{\"index\":{\"_index\":\"\(index)\",\"_id\":\"\(id)\"}}\n\(text)\n".utf8)
            body.withUnsafeBufferPointer { reader.read($0) }
            return reader.chunks.first?.ids[0]
        }
        let one = id("a", "1", "{}")
        #expect(one != nil && one == id("a", "1", "{}"))
        #expect(one != id("a", "2", "{}") && one != id("b", "1", "{}") && one != id("a", "1", "{ }"))
        #expect(id("a", "", "{}") == nil)
    }

    @Test("a line above the limit is cut and counted, a long id is cut")
    func limits() {
        let text = "{\"a\":\"" + String(repeating: "x", count: 200) + "\"}"
        let body = "{\"index\":{\"_id\":\"" + String(repeating: "i", count: 600) + "\"}}\n" + text + "\n"
        let result = read(Array(body.utf8), lineLimit: 50)
        #expect(result.lines == [String(text.prefix(50))] && result.cut == 1)
        #expect(result.items.first?.id?.utf8.count == IngestLimits.nameBytes)
    }

    @Test("more lines than a request may have are seen before they take memory")
    func tooMany() {
        let chunk = LineChunk(source: ArchiveSource(name: "b"), zone: .utc, received: Timestamp(seconds: 0))
        var reader = BulkReader(chunk, index: nil, lineLimit: 100)
        let body = Array(String(repeating: "x\n", count: 10_000).utf8)
        var rounds = 0
        while !reader.isTooLong, rounds < 100 {
            body.withUnsafeBufferPointer { reader.read($0) }
            rounds += 1
        }
        #expect(rounds == 21 && reader.items.count == IngestLimits.linesPerRequest + 1)
    }

    @Test("many lines become several chunks, and each item knows its line")
    func chunks() {
        let text = "{\"a\":\"" + String(repeating: "x", count: 1_000) + "\"}"
        let body = (0..<3_000).map { "{\"index\":{}}\n{\"n\":\($0),\(text.dropFirst())\n" }.joined()
        let result = read(Array(body.utf8))
        #expect(Set(result.items.compactMap(\.chunk)).count > 2)
        #expect(result.lines.count == 3_000 && result.lines[2_999].hasPrefix("{\"n\":2999,"))
    }

    @Test("wherever a body is cut into pieces, it is read the same")
    func pieces() {
        let body = Array(
            """
            {"index":{"_index":"a","_id":"1"}}\r
            {"a":1}
            broken
            {"delete":{"_id":"x"}}

            {"create":{}}
            {"b":"é"}
            {"index":{}}
            """.utf8)
        let whole = read(body)
        for size in 1..<body.count { #expect(read(body, pieces: size) == whole) }
    }

    @Test("however a body is damaged, every line that is no good action is kept, in order")
    func mutations() {
        let body = Array(
            (0..<6).map { "{\"index\":{\"_index\":\"i\($0)\",\"_id\":\"\($0)\"}}\n{\"n\":\($0),\"t\":\"é\"}\n" }
                .joined().utf8)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            var damaged = body
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: damaged[at] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged.remove(at: at)
                default: damaged.insert([0x0A, 0x22, 0x7B, 0x7D, 0x00, 0xFF][at % 6], at: at)
                }
            }
            let result = read(damaged, pieces: Int.random(in: 1...64, using: &random))
            // Lines that are kept stand in the body in the same order.
            let sent = damaged.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
                String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            }
            var at = 0
            for line in result.lines {
                while at < sent.count, sent[at] != line { at += 1 }
                #expect(at < sent.count)
                at += 1
            }
            #expect(result.items.count == result.lines.count)
            // Of two lines at least one is kept.
            #expect(result.lines.count * 2 + 1 >= sent.count { !$0.allSatisfy { $0 == " " || $0 == "\t" } })
        }
    }
}
