// Compressed files and archives are read as what is in them; damaged and hostile ones as far as they go.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

@Suite struct PackedReadingTests {
    let folder: TemporaryFolder
    private let log = Array((0..<2_000).map { "this is line \($0) \($0 &* 7_919 % 10_007)\n" }.joined().utf8)

    init() throws {
        folder = try TemporaryFolder()
    }

    private func read(_ name: String, _ bytes: [UInt8], _ limits: ReadingLimits = ReadingLimits()) throws -> Reading {
        Reading([try folder.write(name, bytes)], limits: limits)
    }

    @Test("gzip and zstd are told by their content, whatever the name")
    func content() throws {
        let plain = try read("a", log).records
        #expect(plain.count == 2_000)
        for bytes in [gzip(log), zstd(log), gzip(zstd(log)), zstd(gzip(log)), gzip(log, level: 0)] {
            let reading = try read("a", bytes)
            #expect(reading.records == plain)
            #expect(reading.problems.isEmpty)
        }
        #expect(try read("a.gz", log).records.map(\.text) == plain.map(\.text))
    }

    @Test("RFC 1952 2.2: members of a gzip file simply appear one after another")
    func concatenated() throws {
        let third = log.count / 3
        let parts = [Array(log[..<third]), [], Array(log[third..<2 * third]), Array(log[(2 * third)...])]
        for bytes in [parts.flatMap { gzip($0) }, parts.flatMap { zstd($0) }] {
            let reading = try read("a", bytes)
            #expect(reading.records.count == 2_000)
            #expect(reading.problems.isEmpty)
        }
        #expect(try read("a", gzip([])).problems.isEmpty)
        #expect(try read("a", zstd([])).problems.isEmpty)
        #expect(try read("a", gzip(log) + [UInt8](repeating: 0, count: 512)).problems.isEmpty)
    }

    @Test("Of a file that was cut off, all that is in it is read, and the cut is named", arguments: [true, false])
    func truncated(isGzip: Bool) throws {
        // Random digits, so that the packed data is half as long and a place in it stands for one in the log. A block
        // of zstd (RFC 8878 3.1.1.2: up to 128 KiB) comes out whole or not at all.
        var random = SystemRandomNumberGenerator()
        let text = (0..<400_000).map { index in
            index % 20 == 19 ? UInt8(ascii: "\n") : UInt8.random(in: 48...57, using: &random)
        }
        let packed = isGzip ? gzip(text) : zstd(text)
        let whole = try read("a", text).records
        for cut in [packed.count - 1, packed.count - 4, packed.count - 9, packed.count / 2, 30, 11, 4] {
            let reading = try read("a", Array(packed.prefix(cut)))
            #expect(reading.codes == [.compressedCut], "\(cut) of \(packed.count)")
            #expect(Array(whole.prefix(max(0, reading.records.count - 1))) == Array(reading.records.dropLast()))
            let least = whole.count * cut / packed.count * 95 / 100 - (isGzip ? 10 : (128 << 10) / 20)
            #expect(reading.records.count >= least)
            if isGzip, cut >= packed.count - 4 { #expect(reading.records == whole) }
        }
    }

    @Test("Damaged data and bytes behind the end are named, and what came before is used")
    func damaged() throws {
        for packed in [gzip(log), zstd(log)] {
            let trailing = try read("a", packed + Array("garbage".utf8))
            #expect(trailing.records.count == 2_000)
            #expect(trailing.codes == [.compressedTrailing])
            #expect(try read("a", packed + packed.prefix(packed.count / 2)).codes == [.compressedCut])
        }
        var sum = gzip(log)
        sum[sum.count - 6] ^= 1
        let wrongSum = try read("a", sum)
        #expect(wrongSum.codes == [.compressedDamaged])
        #expect(wrongSum.records.count == 2_000)
    }

    @Test("Whatever bytes of packed data change, reading ends and the next file is read")
    func mutations() throws {
        var random = SystemRandomNumberGenerator()
        let small = Array(log.prefix(3_000))
        archive(folder.url("z"), [("a", small), ("b.gz", gzip(small))])
        archive(folder.url("t"), [("a", small), ("b.zst", zstd(small))], tar: true)
        let after = try folder.write("after", "next\n")
        for packed in [gzip(small), zstd(small), contents(folder.url("z")), contents(folder.url("t"))] {
            for _ in 0..<250 {
                var bytes = packed
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
                let reading = Reading([try folder.write("a", bytes), after])
                #expect(reading.texts.last == "next")
            }
        }
    }

    @Test("A frame that asks for a window over the limit is named")
    func window() throws {
        let reading = try read("a", zstd(log, windowLog: 27))
        #expect(reading.codes == [.windowTooLarge])
        #expect(reading.problems.first?.arguments == ["64"])
        #expect(try read("a", zstd(log, windowLog: 26)).records.count == 2_000)
    }

    @Test("Few bytes that become very many are stopped, and the next file is read")
    func bomb() throws {
        let zeros = [UInt8](repeating: 10, count: 1 << 20)
        let after = try folder.write("after", "next\n")
        // 100 MiB of newlines in frames of 1 MiB, each of some tens of bytes.
        let frames = try folder.write("a", (0..<100).flatMap { _ in zstd(zeros) })
        let reading = Reading([frames, after])
        #expect(reading.codes == [.expandsTooMuch])
        #expect(reading.problems.first?.place?.file == frames)
        #expect(reading.texts == ["next"])
        let below = try read("b", (0..<60).flatMap { _ in zstd(zeros) })
        #expect(below.problems.isEmpty)
    }

    @Test("More bytes out of one member than the limit are cut off there")
    func memberLimit() throws {
        var limits = ReadingLimits()
        limits.memberBytes = 10_000
        limits.blockBytes = 1_000
        archive(folder.url("z"), [("a", log), ("b", Array("last\n".utf8))])
        for (packed, texts) in [(gzip(log), []), (zstd(log), []), (contents(folder.url("z")), ["last"])] {
            let reading = try read("a", packed, limits)
            #expect(reading.codes == [.memberTooLarge])
            #expect(reading.records.count > 200)
            #expect(reading.texts.suffix(texts.count) == texts[...])
        }
    }

    @Test("Too many compressions around each other are named and not read")
    func tooManyCompressions() throws {
        let reading = try read("a", gzip(gzip(gzip(log))))
        #expect(reading.codes == [.nestedTooDeep])
        #expect(reading.records.isEmpty)
    }
}
