// Lines in files of all shapes come out whole, with the number of the line in the file, wherever a block ends.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CScan
import CommandLine
import Events
import Foundation
import Testing

@Suite struct LineReadingTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func read(_ text: String, _ limits: ReadingLimits = ReadingLimits()) throws -> Reading {
        Reading([try folder.write("log", text)], limits: limits)
    }

    @Test("A last line without a newline counts")
    func lastLine() throws {
        #expect(try read("one\ntwo").records == [Seen("log", 1, "one"), Seen("log", 2, "two")])
    }

    @Test("\\r\\n ends a line as \\n does, and a lone \\r belongs to it")
    func carriageReturn() throws {
        #expect(try read("one\r\ntwo\rthree\r\nfour\r").texts == ["one", "two\rthree", "four"])
    }

    @Test("Blank lines are counted and passed over")
    func blankLines() throws {
        #expect(try read("\n\r\none\n \t\n\ntwo\n\n").records == [Seen("log", 3, "one"), Seen("log", 6, "two")])
    }

    @Test("A UTF-8 byte order mark at the start is passed over, one further on is not")
    func byteOrderMark() throws {
        #expect(try read("\u{FEFF}one\n\u{FEFF}two").texts == ["one", "\u{FEFF}two"])
        #expect(try read("\u{FEFF}").records.isEmpty)
        #expect(try read("\u{FEFF}{\"a\":1}\n").formats == [.jsonLines])
    }

    @Test("Empty files and files of newlines have no records and no problems")
    func empty() throws {
        for text in ["", "\n", "\n\n\n", "\r\n"] {
            let reading = try read(text)
            #expect(reading.records.isEmpty && reading.problems.isEmpty)
        }
    }

    @Test("Blocks that end at every possible place give the same records with the same line numbers")
    func everyBlockSize() throws {
        let text = "a\n\nbb\r\nccc ccc\n\r\n\n" + String(repeating: "d", count: 40) + "\ne\n\n\n\nlast one"
        let whole = try read(text)
        #expect(whole.lines == [1, 3, 4, 7, 8, 12])
        for size in 1...text.utf8.count + 2 {
            let parts = try read(text, smallBlocks(size))
            #expect(parts.records == whole.records, "blocks of \(size)")
            #expect(parts.problems.isEmpty)
        }
    }

    @Test("Random files give the same records with blocks of random sizes")
    func randomBlockSizes() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let pieces = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                ["a", "\n", "\r\n", " ", "bcd", "\n\n"].randomElement(using: &random) ?? ""
            }
            // Bytes, because a Swift Character holds \r\n as one.
            let bytes = Array(pieces.joined().utf8)
            let expected = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap {
                let line = $1.last == 0x0D ? $1.dropLast() : $1
                return line.allSatisfy { $0 == 0x20 } ? nil : Seen("log", $0 + 1, String(decoding: line, as: UTF8.self))
            }
            let limits = smallBlocks(Int.random(in: 1...64, using: &random))
            #expect(Reading([try folder.write("log", bytes)], limits: limits).records == expected)
        }
    }

    @Test("The offset of a block is where its first byte stands in the source")
    func offsets() throws {
        let text = (0..<200).map { "line \($0)\n" }.joined()
        let limits = smallBlocks(50)
        let reader = BlockReader(InputFiles([try folder.write("log", text)], limits: limits), limits: limits)
        let block = Block(capacity: 50)
        var sequence = 0
        while reader.fill(block) {
            let start = Array(text.utf8).dropFirst(Int(block.offset)).prefix(block.count)
            #expect(Array(block.bytes) == Array(start))
            #expect(block.sequence == sequence)
            sequence += 1
        }
        #expect(sequence > 20)
    }

    @Test("Behind the last byte of a block stand 64 zeros")
    func padding() throws {
        let path = try folder.write(
            "log", String(repeating: "x", count: 990) + "\n" + String(repeating: "y", count: 500))
        let limits = smallBlocks(1_000)
        let reader = BlockReader(InputFiles([path]), limits: limits)
        let block = Block(capacity: 1_000)
        while reader.fill(block) {
            let behind = UnsafeBufferPointer(start: block.bytes.baseAddress.map { $0 + block.count }, count: 64)
            #expect(behind.allSatisfy { $0 == 0 })
        }
    }

    @Test(
        "A line of the longest length is read, one of a byte more is left out and named", arguments: ["\n", "\r\n", ""])
    func longestLine(ending: String) throws {
        for (length, fits) in [(99, true), (100, true), (101, false), (102, false), (103, false), (500, false)] {
            for (size, before) in [(10, ""), (64, "a\n"), (100, "a\nb\n")] {
                let line = String(repeating: "x", count: length)
                let text = before + line + ending + (ending.isEmpty ? "" : "after\n")
                let reading = try read(text, smallBlocks(size, record: 100))
                let number = before.split(separator: "\n").count + 1
                #expect(reading.texts.contains(line) == fits, "\(length) in blocks of \(size)")
                #expect(reading.codes == (fits ? [] : [.longRecord]), "\(length) in blocks of \(size)")
                if !fits { #expect(reading.problems.first?.place?.line == number) }
                if !ending.isEmpty { #expect(reading.records.last == Seen("log", number + 1, "after")) }
            }
        }
    }

    @Test("A line of 100 MB costs no more memory than the longest record")
    func hugeLine() throws {
        let path = try folder.write("log", "first\n")
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        let piece = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<100 { try file.write(contentsOf: piece) }
        try file.write(contentsOf: Data("\nthird\n".utf8))
        try file.close()
        let reading = Reading([path])
        #expect(reading.records == [Seen("log", 1, "first"), Seen("log", 3, "third")])
        #expect(reading.problems == [Problem(.longRecord, ["16777216"], at: Place(file: path, line: 2))])
        #expect(reading.largestBuffer <= Limits.recordBytes + 2)
    }

    @Test("After a long record the buffer is small again")
    func bufferShrinks() throws {
        let path = try folder.write(
            "log", String(repeating: "x", count: 3 << 20) + "\nb\n" + String(repeating: "c\n", count: 1 << 20))
        let reader = BlockReader(InputFiles([path]))
        let block = Block()
        var sizes: [Int] = []
        while reader.fill(block) { sizes.append(block.capacity) }
        #expect(sizes.max() ?? 0 > 3 << 20)
        #expect(sizes.last == 1 << 20)
    }

    @Test("Newlines are counted and the last one found in runs of every length")
    func counting() {
        for count in 0..<300 {
            let bytes = (0..<count).map { $0 % 7 == 3 || $0 % 11 == 0 ? UInt8(ascii: "\n") : UInt8(ascii: "a") }
            #expect(lines_count(bytes, count) == bytes.filter { $0 == UInt8(ascii: "\n") }.count)
            #expect(lines_end(bytes, count) == (bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0))
        }
        let many = [UInt8](repeating: UInt8(ascii: "\n"), count: 100_003)
        #expect(lines_count(many, many.count) == 100_003)
        #expect(lines_end([UInt8](repeating: 0, count: 70), 70) == 0)
    }
}
