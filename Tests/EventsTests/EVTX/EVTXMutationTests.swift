// Thousands of damaged Windows event logs: none may stop the reader, and none may bring records that were not there.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

/// A small generator of numbers that gives the same run every time (SplitMix64).
struct EVTXDice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

@Suite struct EVTXMutationTests {
    /// A chunk that holds every token and every type of value.
    private static func built() -> EVTXChunkBuilder {
        var chunk = evtxLogonChunk(1...3)
        let all: [EVTXNode] = EVTXValueCase.scalars.indices.map {
            .element("Data", [("Name", [.text("V\($0)")])], [.slot($0)])
        }
        let scalars = EVTXValueCase.scalars.map { EVTXValue.plain($0.type, $0.bytes) }
        chunk.record(
            4, EVTXTemplate(name: "all", nodes: [.element("Event", [], [.element("EventData", [], all)])]), scalars)
        let arrays = EVTXValueCase.scalars.map { EVTXValue.plain($0.type | 0x80, $0.bytes + $0.bytes) }
        chunk.record(5, EVTXTemplate(name: "all", nodes: []), arrays)
        let markup: [EVTXNode] = [
            .instruction("pi", "x"),
            .element("T", [("a", [.slot(0), .text("b")])], [.entity("lt"), .character(65), .cdata("c")]),
            .element("Data", [("Name", [.slot(0)])], [.text("m"), .slot(1)]),
            .element("N", [], [.instance(evtxLogonTemplate, [.string("u"), .null])]),
        ]
        let template = EVTXTemplate(name: "markup", nodes: [.element("Event", [], [.element("UserData", [], markup)])])
        chunk.record(6, template, [.string("p"), .fragment([.element("Q", [], [.text("r")])])])
        chunk.record(7, [.element("Event", [("k", [.text("v")])], [.element("S", [], [.text("w")])])])
        return chunk
    }

    @Test("The sample holds what it should before it is damaged")
    func sample() {
        let (records, tally) = evtxRead(evtxFile([Self.built().finished()]))
        #expect(records.map(\.number) == [1, 2, 3, 4, 5, 6, 7])
        #expect(tally.damaged == 0)
        #expect(records[5].fields.contains("p=m"))
        #expect(records[5].fields.contains("Q=r"))
        #expect(records[5].fields.contains("TargetUserName=u"))
    }

    @Test("10,000 damaged logs are read to their end, and every record that comes out was written")
    func mutations() {
        let built = Self.built()
        let good = built.finished() + [UInt8](repeating: 0, count: EVTXChunkReader.padding)
        let used = built.bytes.count
        let offsets = Set(built.recordOffsets.map { UInt64($0) })
        var dice = EVTXDice(state: 20_260_101)
        var reader = EVTXChunkReader()
        var event = Event()
        let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 65_536 + EVTXChunkReader.padding)
        defer { chunk.deallocate() }
        var read = 0, damaged = 0, unsound = 0
        for round in 0..<10_000 {
            good.withUnsafeBytes { UnsafeMutableRawBufferPointer(chunk).copyMemory(from: $0) }
            Self.damage(chunk, used: used, built.recordOffsets, kind: round % 6, &dice)
            let tally = reader.read(Bytes(rebasing: Bytes(chunk)[..<65_536]), at: 0, into: &event) { event, _, offset in
                if !offsets.contains(offset) || !Self.isSound(event) { unsound += 1 }
            }
            if tally.records > 7 { unsound += 1 }
            read += tally.records
            damaged += tally.damaged
        }
        #expect(unsound == 0)
        #expect(read > 30_000)
        #expect(damaged > 5_000)
    }

    private static func damage(
        _ chunk: UnsafeMutableBufferPointer<UInt8>, used: Int, _ records: [Int], kind: Int, _ dice: inout EVTXDice
    ) {
        let at = Int.random(in: 512..<used, using: &dice)
        switch kind {
        case 0: chunk[at] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
        case 1:
            for _ in 0..<8 { chunk[Int.random(in: 512..<used, using: &dice)] = UInt8.random(in: 0...255, using: &dice) }
        case 2: for index in at..<65_536 { chunk[index] = 0 }
        case 3:
            // The body of a record only: its frame stays whole, so the damage reaches the binary XML.
            let record = records.randomElement(using: &dice) ?? 512
            let size = Int(chunk[record + 4]) | Int(chunk[record + 5]) << 8
            for _ in 0..<4 {
                let byte = Int.random(in: record + 24..<record + size - 4, using: &dice)
                chunk[byte] = [0x00, 0x01, 0x0C, 0x0E, 0x21, 0x41, 0x81, 0xFF].randomElement(using: &dice) ?? 0
            }
        case 4:
            // Sizes, counts and offsets: four bytes become a number near an edge.
            let edges: [UInt32] = [0, 1, 511, 512, 65_535, 65_536, 0x7FFF_FFFF, 0x8000_0000, .max, UInt32(at)]
            let value = edges.randomElement(using: &dice) ?? 0
            for byte in 0..<4 where at + byte < 65_536 {
                chunk[at + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
            }
        default:
            // A stretch of one record copied over another place.
            let from = Int.random(in: 512..<used, using: &dice)
            let count = min(Int.random(in: 1...64, using: &dice), used - at, used - from)
            let copy = Array(chunk[from..<from + count])
            for (index, byte) in copy.enumerated() { chunk[at + index] = byte }
        }
    }

    /// Every field is within its limits and valid UTF-8.
    private static func isSound(_ event: borrowing Event) -> Bool {
        guard event.count <= Limits.fieldsPerEvent else { return false }
        for index in 0..<event.count {
            let field = event.fields[index]
            if field.nameCount < 1 || field.valueCount < 0 { return false }
            if UTF8Repair.firstInvalid(field.valueBytes, from: 0) != nil { return false }
            if UTF8Repair.firstInvalid(field.nameBytes, from: 0) != nil { return false }
        }
        return true
    }

    @Test("Random bytes in the frame of a chunk bring no crash")
    func noise() {
        var dice = EVTXDice(state: 7)
        var reader = EVTXChunkReader()
        for _ in 0..<30 {
            var chunk = Self.built().finished()
            for at in stride(from: 600, to: 65_536, by: 16) {
                let word = dice.next()
                for byte in 0..<8 { chunk[at + byte] = UInt8(truncatingIfNeeded: word >> (8 * UInt64(byte))) }
            }
            chunk.replaceSubrange(48..<52, with: littleEndian(UInt32(65_536)))
            _ = evtxRead(evtxFile([chunk]), with: &reader)
        }
    }
}
