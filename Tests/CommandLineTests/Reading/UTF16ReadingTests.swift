// Text in UTF-16 is read as if it had been written in UTF-8: in either byte order, packed or not, whatever the chunks.
// The Unicode Standard 3.9 and 3.10.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

@Suite struct UTF16ReadingTests {
    let folder: TemporaryFolder
    private let text = "één regel\r\n\nsecond €, 𐍈 and 😀\nthird\n\u{2028}last"
    private let lines = [1, 3, 4, 5]

    init() throws {
        folder = try TemporaryFolder()
    }

    private func little(_ units: some Sequence<UInt16>) -> [UInt8] {
        units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    private func big(_ units: some Sequence<UInt16>) -> [UInt8] {
        units.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }

    private func read(_ bytes: [UInt8], _ limits: ReadingLimits = ReadingLimits()) throws -> Reading {
        Reading([try folder.write("log", bytes)], limits: limits)
    }

    /// Writes the bytes into a pipe a few at a time, so that every read ends where it hurts.
    private func readThroughPipe(_ bytes: [UInt8], chunk: Int) throws -> Reading {
        let path = folder.url("pipe\(chunk)")
        mkfifo(path, 0o600)
        let writer = Thread {
            let descriptor = open(path, O_WRONLY)
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                let part = Array(bytes[start..<min(start + chunk, bytes.count)])
                part.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
                usleep(100)
            }
            close(descriptor)
        }
        writer.start()
        let reading = Reading([path])
        unlink(path)
        return reading
    }

    @Test("With a byte order mark in either order, and in UTF-8 with and without one, the same text is read")
    func marks() throws {
        let wanted = try read(Array(text.utf8))
        #expect(wanted.lines == lines)
        let mark: [UInt16] = [0xFEFF]
        for bytes in [Array("\u{FEFF}\(text)".utf8), little(mark + text.utf16), big(mark + text.utf16)] {
            let reading = try read(bytes)
            #expect(reading.records == wanted.records)
            #expect(reading.problems.isEmpty)
        }
    }

    @Test("JSON lines, an array and log lines in UTF-16 have the format that they have in UTF-8")
    func formats() throws {
        let logs: [(String, Format)] = [
            ("{\"a\":\"é\"}\n{\"a\":2}\n", .jsonLines), ("[\n{\"a\":\"é\"},\n{\"a\":2}]", .jsonArray),
            ("<34>1 2026-03-19T08:00:00Z h app - - - é\n", .syslog), ("a=1 b=é\na=2 b=2\n", .keyValue),
        ]
        for (log, format) in logs {
            let wanted = try read(Array(log.utf8))
            for bytes in [little([0xFEFF] + log.utf16), big([0xFEFF] + log.utf16), little(log.utf16)] {
                let reading = try read(bytes)
                #expect(reading.formats == [format])
                #expect(reading.records == wanted.records)
            }
        }
    }

    @Test("Little-endian text without a mark is read if it is plain; what is not remains binary")
    func withoutMark() throws {
        #expect(try read(little("a plain line\nzwei Wörter\n".utf16)).texts == ["a plain line", "zwei Wörter"])
        #expect(try read(little("{}".utf16)).formats == [.jsonLines])
        #expect(try read(big("a plain line\n".utf16)).codes == [.binaryContent])
        #expect(try read(little((0..<2_000).map { UInt16($0 % 256) })).codes == [.binaryContent])
        #expect(try read(little([7, 65, 66, 67])).codes == [.binaryContent])
        #expect(
            try read(
                Array("text with a \0 zero, and more text than a hundred bytes can hold, ".utf8)
                    + Array(
                        String(repeating: "x", count: 100).utf8)
            ).problems.isEmpty)
    }

    @Test("UTF-32 is not taken for UTF-16")
    func utf32() throws {
        let units = "line\n".unicodeScalars.flatMap { little([UInt16($0.value), 0]) }
        #expect(try read([0xFF, 0xFE, 0, 0] + units).codes == [.binaryContent])
        #expect(try read(units).codes == [.binaryContent])
    }

    @Test("Compressed, in an archive and in both it is read too")
    func packed() throws {
        let bytes = little([0xFEFF] + text.utf16)
        let wanted = try read(Array(text.utf8)).texts
        for packed in [gzip(bytes), zstd(bytes), gzip(zstd(bytes))] { #expect(try read(packed).texts == wanted) }
        archive(folder.url("a.zip"), [("one", bytes), ("two", gzip(big([0xFEFF] + text.utf16))), ("three", bytes)])
        let reading = Reading([folder.url("a.zip")])
        #expect(reading.texts == wanted + wanted + wanted)
        #expect(reading.lines == lines + lines + lines)
    }

    @Test("A compressed file that was cut off gives what was in it, and says so")
    func cut() throws {
        let log = (0..<3_000).map { "line \($0)\n" }.joined()
        let packed = gzip(little([0xFEFF] + log.utf16), level: 0)
        let reading = try read(Array(packed.dropLast(2_000)))
        #expect(reading.codes == [.compressedCut])
        #expect(reading.records.count > 2_500)
    }

    @Test("Half a surrogate pair and half a unit become one byte each that is no UTF-8, for the readers to repair")
    func broken() throws {
        let units: [UInt16] = [0xFEFF, 0x61, 0xD83D, 0x62, 0x0A, 0xDE00, 0xD83D, 0xD83D, 0xDE00, 0x0A, 0x63, 0xDBFF]
        var limits = ReadingLimits()
        limits.format = .text
        for bytes in [little(units), big(units)] {
            #expect(try read(bytes, limits).texts == ["a\u{FFFD}b", "\u{FFFD}\u{FFFD}😀", "c\u{FFFD}"])
            #expect(try read(bytes + [0x64], limits).texts.last == "c\u{FFFD}\u{FFFD}")
        }
        #expect(try read([0xFF, 0xFE]).records.isEmpty)
        #expect(try read([0xFF, 0xFE, 0x61], limits).texts == ["\u{FFFD}"])
    }

    @Test("A line longer than the limit in UTF-8 is left out, with its line; the lines after it are read")
    func limit() throws {
        let limits = smallBlocks(256, record: 1_024, format: .text)
        // 512 characters of three bytes are too long though they are 1,024 bytes in UTF-16.
        for (length, isRead) in [(341, true), (342, false)] {
            let log = "first\n" + String(repeating: "€", count: length) + "\nthird\n"
            let reading = try read(little([0xFEFF] + log.utf16), limits)
            #expect(reading.lines == (isRead ? [1, 2, 3] : [1, 3]))
            #expect(reading.codes == (isRead ? [] : [.longRecord]))
            #expect(isRead || reading.problems[0].place?.line == 2)
        }
    }

    @Test("A stream of any length takes the same memory")
    func memory() throws {
        let log = (0..<40_000).map { "line \($0) with a € in it\n" }.joined()
        let reading = try read(big([0xFEFF] + log.utf16), smallBlocks(1 << 16))
        #expect(reading.records.count == 40_000)
        #expect(reading.records.last == Seen("log", 40_000, "line 39999 with a € in it"))
        #expect(reading.largestBuffer == 1 << 16)
    }

    @Test("Whatever the chunks that a pipe gives, the text is the same", arguments: 1...7)
    func chunks(size: Int) throws {
        // Longer than what is sniffed at first, with pairs at every offset.
        let log = (0..<70).map { String(repeating: "x", count: $0 % 5) + "😀é𐍈\n" }.joined() + text
        let wanted = try read(Array(log.utf8)).texts
        for bytes in [little([0xFEFF] + log.utf16), big([0xFEFF] + log.utf16)] {
            #expect(try readThroughPipe(bytes, chunk: size).texts == wanted)
        }
    }

    @Test("Made-up text of all kinds is decoded as Foundation and the standard library decode it")
    func property() throws {
        var random = Dice(state: 20_260_319)
        for round in 0..<60 {
            let isBroken = round % 2 == 1
            var units: [UInt16] = Array("start ".utf16)
            // Some rounds go over the edge of the buffer of the stream, at every remainder.
            for _ in 0..<(round % 10 == 0 ? 33_000 + round : 300) { units += random.character(isBroken: isBroken) }
            units.append(0x78)
            let isLittle = round % 3 > 0
            let bytes = isLittle ? little([0xFEFF] + units) : big([0xFEFF] + units)
            let wanted =
                isBroken
                ? String(decoding: units, as: UTF16.self)
                : String(
                    data: Data(isLittle ? little(units) : big(units)),
                    encoding: isLittle
                        ? .utf16LittleEndian : .utf16BigEndian)
            var limits = ReadingLimits()
            limits.format = .text
            let reading = try read(bytes, limits)
            #expect(reading.texts == [wanted ?? "not decoded"], "round \(round)")
        }
    }
}

/// Numbers that are the same in each run.
private struct Dice {
    var state: UInt64

    mutating func next(_ limit: UInt64) -> UInt16 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt16(truncatingIfNeeded: (state >> 33) % limit)
    }

    /// A character of one or two units; broken text also has surrogates in any order.
    mutating func character(isBroken: Bool) -> [UInt16] {
        switch next(isBroken ? 6 : 5) {
        case 0, 1: return [next(50) == 0 ? 0 : 0x20 + next(0x5F)]
        case 2: return [0x80 + next(0x780)]
        case 3: return [0x800 + next(0xD000)]
        case 4: return [0xD800 + next(0x400), 0xDC00 + next(0x400)]
        default: return [0xD800 + next(0x800)]
        }
    }
}
