// Chunks and records of Windows event logs: where they are, which are read, and what damage costs.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct EVTXChunkTests {
    @Test("Every record of every chunk is handed out, in order, with its number and its offset in the file")
    func manyChunks() {
        var chunks: [[UInt8]] = []
        var offsets: [UInt64] = []
        for index in 0..<20 {
            let chunk = evtxLogonChunk(UInt64(index * 10 + 1)...UInt64(index * 10 + 10))
            offsets += chunk.recordOffsets.map { UInt64(4_096 + index * 65_536 + $0) }
            chunks.append(chunk.finished())
        }
        let (records, tally) = evtxRead(evtxFile(chunks))
        #expect(records.map(\.number) == (1...200).map { UInt64($0) })
        #expect(records.map(\.offset) == offsets)
        #expect(records.allSatisfy { $0.fields.contains("TargetUserName=user\($0.number)") })
        #expect(tally.chunks == 20)
        #expect(tally.records == 200)
        #expect(tally.damaged == 0)
        #expect(tally.problems.isEmpty)
    }

    @Test("The number of chunks in the header of a log that was copied while in use is not believed")
    func staleHeader() {
        let chunks = [evtxLogonChunk(1...3).finished(), evtxLogonChunk(4...6).finished()]
        #expect(evtxRead(evtxFile(chunks, chunkCount: 1)).records.count == 6)
        #expect(evtxRead(evtxFile(chunks, chunkCount: 60_000)).records.count == 6)
    }

    @Test("A chunk of zeros was never used and says nothing")
    func unusedChunk() {
        let unused = [UInt8](repeating: 0, count: 65_536)
        let (records, tally) = evtxRead(evtxFile([unused, evtxLogonChunk(1...2).finished(), unused]))
        #expect(records.count == 2)
        #expect(tally.chunks == 1)
        #expect(tally.problems.isEmpty)
    }

    @Test("A chunk without its signature is skipped and counted; the next one is read")
    func chunkWithoutSignature() {
        var broken = evtxLogonChunk(1...2).finished()
        broken[0] = 0
        let (records, tally) = evtxRead(evtxFile([broken, evtxLogonChunk(3...4).finished()]))
        #expect(records.map(\.number) == [3, 4])
        #expect(tally.brokenChunks == 1)
        #expect(tally.problems == [Problem(.evtxChunkDamaged, ["4096"])])
    }

    @Test("Wrong checksums of header and chunk cost nothing")
    func checksums() {
        var chunk = evtxLogonChunk(1...3).finished()
        chunk[52] ^= 0xFF
        chunk[124] ^= 0xFF
        var file = evtxFile([chunk])
        file[124] ^= 0xFF
        #expect(evtxRead(file).records.count == 3)
        #expect(file.withUnsafeBufferPointer { EVTXFileHeader($0)?.checksumHolds } == false)
    }

    @Test("Remains of older records beyond the free space are never read")
    func slack() {
        let old = evtxLogonChunk(1...5)
        var chunk = old.finished()
        // The chunk was started anew: two records count, the remains of the others still lie behind them.
        let end = UInt32(old.recordOffsets[2])
        chunk.replaceSubrange(48..<52, with: littleEndian(end))
        chunk.replaceSubrange(44..<48, with: littleEndian(UInt32(old.recordOffsets[1])))
        let (records, tally) = evtxRead(evtxFile([chunk]))
        #expect(records.map(\.number) == [1, 2])
        #expect(tally.damaged == 0)
    }

    @Test("Without a usable offset of free space the last record bounds the chunk; without that nothing is read")
    func boundByLastRecord() {
        let built = evtxLogonChunk(1...5)
        var chunk = built.finished()
        chunk.replaceSubrange(48..<52, with: littleEndian(UInt32.max))
        chunk.replaceSubrange(44..<48, with: littleEndian(UInt32(built.recordOffsets[2])))
        #expect(evtxRead(evtxFile([chunk])).records.map(\.number) == [1, 2, 3])
        chunk.replaceSubrange(44..<48, with: littleEndian(UInt32(built.recordOffsets[2] + 1)))
        let (records, tally) = evtxRead(evtxFile([chunk]))
        #expect(records.isEmpty)
        #expect(tally.brokenChunks == 1)
    }

    @Test("A record whose size and its copy differ is skipped and counted; reading goes on at the next record")
    func sizeCopyDiffers() {
        let built = evtxLogonChunk(1...4)
        var chunk = built.finished()
        chunk[built.recordOffsets[2] - 4] ^= 0x10
        let (records, tally) = evtxRead(evtxFile([chunk]))
        #expect(records.map(\.number) == [1, 3, 4])
        #expect(tally.damaged == 1)
        let place = "\(4_096 + built.recordOffsets[1])"
        #expect(tally.problems == [Problem(.evtxRecordDamaged, [place, "size"])])
    }

    @Test(
        "A record with a wrong size or signature costs itself only", arguments: [0, 1, 2, 3, 4, 5, 6, 7])
    func headDamaged(byte: Int) {
        let built = evtxLogonChunk(1...4)
        var chunk = built.finished()
        chunk[built.recordOffsets[1] + byte] ^= 0x5A
        let (records, tally) = evtxRead(evtxFile([chunk]))
        #expect(records.map(\.number) == [1, 3, 4])
        #expect(tally.damaged == 1)
    }

    @Test("What looks like a record inside a damaged one is not read when the size says where the next begins")
    func noInventedRecords() {
        var inner = EVTXChunkBuilder()
        inner.record(666, evtxSystemTemplate, evtxLogon(666, user: "nobody"))
        let payload = Array(inner.bytes[512...])
        var chunk = EVTXChunkBuilder()
        chunk.record(1, evtxSystemTemplate, evtxLogon(1, user: "a"))
        chunk.record(2, evtxDataTemplate([.element("Data", [], [.slot(0)])]), [.plain(BinXMLType.binary, payload)])
        chunk.record(3, evtxSystemTemplate, evtxLogon(3, user: "c"))
        var bytes = chunk.finished()
        bytes[chunk.recordOffsets[2] - 1] ^= 0xFF
        #expect(evtxRead(evtxFile([bytes])).records.map(\.number) == [1, 3])
    }

    @Test("A record whose binary XML is broken is skipped and counted")
    func brokenXML() {
        var chunk = EVTXChunkBuilder()
        chunk.record(1, evtxSystemTemplate, evtxLogon(1, user: "a"))
        chunk.record(2, [.raw([0x3F])])
        chunk.record(3, [])
        chunk.record(4, evtxSystemTemplate, evtxLogon(4, user: "d"))
        let (records, tally) = evtxRead(evtxFile([chunk.finished()]))
        #expect(records.map(\.number) == [1, 4])
        #expect(tally.problems.map { $0.arguments[1] } == ["token", "empty"])
    }

    @Test("A file that was cut off gives the records that are whole")
    func truncated() {
        let built = evtxLogonChunk(1...10)
        let file = evtxFile([built.finished()])
        let cut = 4_096 + built.recordOffsets[6] + 10
        let (records, tally) = evtxRead(Array(file[..<cut]))
        #expect(records.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(tally.damaged == 1)
        #expect(tally.problems.first?.code == .evtxTruncated)
    }

    @Test("A file that is no Windows event log is refused with one problem", arguments: [0, 7, 127, 4_096])
    func notALog(size: Int) {
        let (records, tally) = evtxRead([UInt8](repeating: 0x41, count: size))
        #expect(records.isEmpty)
        #expect(tally.problems == [Problem(.evtxNotALog)])
    }

    @Test("A chunk that is too short is refused, whatever it says")
    func shortChunk() {
        var reader = EVTXChunkReader()
        var event = Event()
        let chunk = evtxLogonChunk(1...2).finished()
        let tally = chunk.withUnsafeBufferPointer { bytes in
            reader.read(Bytes(rebasing: bytes[..<65_535]), at: 4_096, into: &event) { _, _, _ in }
        }
        #expect(tally.records == 0)
        #expect(tally.problems.first?.code == .evtxChunkDamaged)
    }

    @Test("A reader keeps nothing of one chunk for the next: equal offsets may hold other templates")
    func readerIsReused() {
        func chunk(_ field: String) -> [UInt8] {
            var chunk = EVTXChunkBuilder()
            let data: EVTXNode = .element("Data", [("Name", [.text(field)])], [.slot(0)])
            chunk.record(1, evtxDataTemplate([data]), [.string("x")])
            return chunk.finished()
        }
        let (records, _) = evtxRead(evtxFile([chunk("AAAA"), chunk("BBBB"), chunk("AAAA")]))
        #expect(records.map(\.fields) == [["AAAA=x"], ["BBBB=x"], ["AAAA=x"]])
    }

    @Test("An error of the caller ends the reading and reaches the caller")
    func callerThrows() {
        struct Enough: Error {}
        var reader = EVTXChunkReader()
        var event = Event()
        var seen = 0
        let file = evtxFile([evtxLogonChunk(1...5).finished()])
        #expect(throws: Enough.self) {
            _ = try file.withUnsafeBufferPointer { bytes in
                try reader.read(file: bytes, into: &event) { _, _, _ in
                    seen += 1
                    if seen == 2 { throw Enough() }
                }
            }
        }
        #expect(seen == 2)
    }

    @Test("The header tells version, number of chunks and whether the log was closed")
    func header() throws {
        var file = evtxFile([], chunkCount: 9)
        let closed = try #require(file.withUnsafeBufferPointer { EVTXFileHeader($0) })
        #expect(closed.chunkCount == 9)
        #expect(closed.majorVersion == 3)
        #expect(closed.minorVersion == 1)
        #expect(closed.nextRecordID == 1_000)
        #expect(!closed.isDirty)
        #expect(closed.checksumHolds)
        file[120] = 1
        #expect(file.withUnsafeBufferPointer { EVTXFileHeader($0)?.isDirty } == true)
        #expect(Array("ElfFile".utf8).withUnsafeBufferPointer { EVTXFileHeader($0) == nil })
    }

    @Test("The CRC-32 of 123456789 is CBF43926")
    func checksum() {
        #expect(EVTXChunkBuilder.crc(Array("123456789".utf8)) == 0xCBF4_3926)
    }
}
