// Each limit on Windows event logs, at it and one over it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct EVTXLimitTests {
    private func read(_ nodes: [EVTXNode]) -> (fields: [String], reasons: [String]) {
        var chunk = EVTXChunkBuilder()
        chunk.record(1, nodes)
        chunk.record(2, [.element("After", [], [.element("A", [], [.text("b")])])])
        let (records, tally) = evtxRead(evtxFile([chunk.finished()]))
        #expect(records.last?.fields == ["A=b"], "the record after one over a limit is read")
        let over = tally.problems.filter { $0.code == .evtxRecordOverLimit }
        return (records.count == 2 ? records[0].fields : [], over.map { $0.arguments[1] })
    }

    private func nested(_ depth: Int) -> EVTXNode {
        var node = EVTXNode.element("L", [], [.text("x")])
        for _ in 1..<depth { node = .element("E", [], [node]) }
        return node
    }

    @Test("Elements nest as deep as the limit and no deeper")
    func depth() {
        #expect(read([nested(Limits.evtxDepth)]).fields == ["L=x"])
        #expect(read([nested(Limits.evtxDepth + 1)]).reasons == ["depth"])
    }

    @Test("Fragments nest as deep as the limit and no deeper")
    func nesting() {
        func fragments(_ count: Int) -> EVTXNode {
            let template = EVTXTemplate(name: "t", nodes: [.element("E", [], [.slot(0)])])
            var node = EVTXNode.instance(template, [.string("x")])
            for _ in 1..<count { node = .instance(template, [.fragment([node])]) }
            return node
        }
        // The outermost `E` stands where the event stands and is not a field; the innermost is one.
        #expect(read([fragments(Limits.evtxNesting)]).fields == ["E=x"])
        #expect(read([fragments(Limits.evtxNesting + 1)]).reasons == ["nesting"])
    }

    @Test("A definition that holds an instance of itself ends at the limit of nesting")
    func recursion() {
        var chunk = EVTXChunkBuilder()
        let inner = EVTXTemplate(name: "inner", nodes: [.element("E", [], [.text("x")])])
        let outer = EVTXTemplate(name: "outer", nodes: [.element("Event", [], [.instance(inner, [])])])
        chunk.record(1, [.instance(outer, [])])
        var bytes = chunk.finished()
        // The definition of `outer` begins ten bytes after the token of its instance; that of `inner` stands in it.
        let token = chunk.recordOffsets[0] + 24 + 4
        let outerAt = littleEndian(UInt32(token + 10))
        var at = token + 34
        while bytes[at] != 0x0C || bytes[at + 1] != 1 { at += 1 }
        bytes.replaceSubrange(at + 6..<at + 10, with: outerAt)
        // The inner definition no longer stands there: no values follow, then the element and the definition end.
        bytes.replaceSubrange(at + 10..<at + 16, with: [0, 0, 0, 0, 0x04, 0x00])
        let (records, tally) = evtxRead(evtxFile([bytes]))
        #expect(records.isEmpty)
        #expect(tally.problems.map { $0.arguments[1] } == ["nesting"])
    }

    @Test("A template instance carries as many values as the limit and no more")
    func substitutions() {
        let template = evtxDataTemplate([.element("Data", [("Name", [.text("X")])], [.slot(0)])])
        let values = [EVTXValue](repeating: .number(BinXMLType.uint8, UInt8(1)), count: Limits.evtxSubstitutions)
        #expect(read([.instance(template, values)]).fields == ["X=#1"])
        #expect(read([.instance(template, values + [.null])]).reasons == ["substitutions"])
    }

    @Test("The values of nested instances together stay within twice the limit")
    func nestedSubstitutions() {
        let template = EVTXTemplate(name: "t", nodes: [.element("E", [], [.slot(0)])])
        func node(_ inner: EVTXValue) -> EVTXNode {
            .instance(template, [inner] + [EVTXValue](repeating: .null, count: Limits.evtxSubstitutions - 1))
        }
        let two = node(.fragment([node(.string("x"))]))
        #expect(read([two]).fields == ["E=x"])
        #expect(read([node(.fragment([two]))]).reasons == ["substitutions"])
    }

    @Test("A record writes as many elements as the limit and no more")
    func elements() {
        // Values that are fragments double at each level: 2 to the power of the depth elements from a few bytes.
        let leaf = EVTXTemplate(name: "leaf", nodes: [.element("E", [], [.slot(0), .slot(0)])])
        var node = EVTXNode.instance(leaf, [.string("x")])
        for _ in 0..<14 { node = .instance(leaf, [.fragment([node])]) }
        #expect(read([node]).reasons == ["elements"])
        let array = EVTXValue.plain(BinXMLType.uint8 | BinXMLType.arrayFlag, [UInt8](repeating: 1, count: 30_000))
        let data: EVTXNode = .element("Data", [("Name", [.text("X")])], [.slot(0)])
        #expect(read([.instance(evtxDataTemplate([data, data, data]), [array])]).reasons == ["expanded_bytes"])
        let strings = EVTXValue.plain(
            BinXMLType.ansiString | BinXMLType.arrayFlag, [UInt8](repeating: 0, count: 40_000))
        #expect(read([.instance(evtxDataTemplate([data, data]), [strings])]).reasons == ["elements"])
    }

    @Test("An event holds as many fields as the limit; the record is read and says that fields are left out")
    func fields() {
        let array = EVTXValue.plain(BinXMLType.uint8 | BinXMLType.arrayFlag, [UInt8](repeating: 1, count: 20_000))
        var chunk = EVTXChunkBuilder()
        chunk.record(1, evtxDataTemplate([.element("Data", [("Name", [.text("X")])], [.slot(0)])]), [array])
        let record = evtxRead(evtxFile([chunk.finished()])).records.first
        #expect(record?.fields.count == Limits.fieldsPerEvent)
        #expect(record?.problems == ["event.too_many_fields"])
    }

    @Test("A record grows to the limit of text and no further, however often a template uses one value")
    func expansion() {
        let data: EVTXNode = .element("Data", [], [.slot(0)])
        let value = EVTXValue.string(String(repeating: "a", count: 16_384))
        let most = Limits.evtxExpandedBytes / 16_384
        let template = evtxDataTemplate([EVTXNode](repeating: data, count: most))
        #expect(read([.instance(template, [value])]).fields.count == most)
        let over = evtxDataTemplate([EVTXNode](repeating: data, count: most + 1))
        #expect(read([.instance(over, [value])]).reasons == ["expanded_bytes"])
    }

    @Test("A name is as long as the limit and no longer")
    func names() {
        let longest = String(repeating: "n", count: Limits.evtxNameUnits)
        #expect(read([.element("Event", [], [.element(longest, [], [.text("x")])])]).fields == ["\(longest)=x"])
        var chunk = EVTXChunkBuilder()
        chunk.record(1, [.element("Event", [], [.element(longest + "n", [], [.text("x")])])])
        let tally = evtxRead(evtxFile([chunk.finished()])).tally
        #expect(tally.problems.map { $0.arguments[1] } == ["name"])
    }

    @Test("Definitions that overlap are read up to the limit of a chunk, not once for each record")
    func templateBytes() {
        // One large definition, and records that each claim a definition a little further on in it.
        var chunk = EVTXChunkBuilder()
        let data = EVTXNode.element("Data", [], [.text(String(repeating: "t", count: 20_000))])
        let template = evtxDataTemplate([data])
        chunk.record(1, [.instance(template, [])])
        let definition = chunk.recordOffsets[0] + 24 + 4 + 10
        for id in 2...200 { chunk.record(UInt64(id), [.instance(template, [])]) }
        var bytes = chunk.finished()
        for (index, offset) in chunk.recordOffsets.enumerated().dropFirst() {
            // Inside the run of `t`s the size of a definition is a large number; a shift by two keeps it so.
            bytes.replaceSubrange(offset + 34..<offset + 38, with: littleEndian(UInt32(definition + 200 + 2 * index)))
        }
        for at in stride(from: definition + 200, to: definition + 2_000, by: 4) {
            bytes.replaceSubrange(at..<at + 4, with: littleEndian(UInt32(0x0000_7000)))
        }
        let (records, tally) = evtxRead(evtxFile([bytes]))
        #expect(records.count == 1)
        #expect(tally.damaged == 199)
        #expect(tally.problems.contains { $0.arguments[1] == "template_bytes" })
    }
}
