// Letters in files: the kind is told by content, and what is none of those that can be read is said.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Letters
import Testing

@Suite("Letters in files")
struct LetterFileTests {
    /// Reads bytes as a file; a problem instead of the text if they are no letter.
    private func read(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) throws -> Result<LetterText, Problem> {
        let file = FileManager.default.temporaryDirectory.appending(path: "letter-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        do throws(Problem) {
            return .success(try LetterFile.text(InputSource(name: file.path), limits: limits))
        } catch {
            return .failure(error)
        }
    }

    private func texts(_ bytes: [UInt8]) throws -> [String] {
        try read(bytes).get().paragraphs.map(\.text)
    }

    private func code(_ bytes: [UInt8]) throws -> Problem.Code? {
        if case .failure(let problem) = try read(bytes) { problem.code } else { nil }
    }

    @Test("text is read in UTF-8 with and without its mark, in UTF-16, and in what Windows wrote before")
    func encodings() throws {
        let text = "Één – «brief»"
        #expect(try texts(Array(text.utf8)) == [text])
        #expect(try texts([0xEF, 0xBB, 0xBF] + Array(text.utf8)) == [text])
        let units = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try texts([0xFF, 0xFE] + units) == [text])
        #expect(try texts([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }) == [text])
        #expect(try texts([0xC9, 0xE9, 0x6E, 0x20, 0x96, 0x20, 0xAB, 0x62, 0xBB, 0x81]) == ["Één – «b»\u{FFFD}"])
        // One broken byte does not make a text in UTF-8 another.
        #expect(try texts(Array("één, één".utf8) + [0xE9]) == ["één, één\u{FFFD}"])
        #expect(try texts([]) == [])
    }

    @Test("HTML is known by how it begins, whatever stands before it")
    func html() throws {
        for start in [
            "<!DOCTYPE html>", "<html>", "\u{FEFF}\n <HTML lang=nl>", "<?xml version=\"1.0\"?><html>",
            "<!-- x --><html>",
        ] {
            #expect(try texts(Array((start + "<p>Een<p>Twee").utf8)) == ["Een", "Twee"], "\(start)")
        }
        #expect(try texts(Array("a <p> in tekst".utf8)) == ["a <p> in tekst"])
    }

    @Test("a PDF is said not to be read yet; other files are no letters")
    func others() throws {
        #expect(try code(Array("%PDF-1.7\n".utf8)) == .letterPDF)
        let others: [[UInt8]] = [
            [0xD0, 0xCF, 0x11, 0xE0, 0, 0], Array("{\\rtf1 x}".utf8), Array("<?xml version='1.0'?><a/>".utf8),
            [0x1F, 0x8B, 0x08, 0, 0], Array("tekst\u{0}tekst".utf8),
        ]
        for bytes in others { #expect(try code(bytes) == .notALetter, "\(bytes)") }
        do throws(Problem) {
            _ = try LetterFile.text(InputSource(name: "/nergens/brief.txt"))
            Issue.record("read what is not there")
        } catch {
            #expect(error.code == .pathMissing)
        }
    }

    private func odt() throws -> [UInt8] {
        let words = Words.embedded(.dutch)
        let letter = Letter(
            title: "Op X mei", language: .dutch, isExercise: true,
            blocks: [.heading(level: 1, "Kop"), .paragraph([])])
        return try ODTLetter(words).bytes(letter)
    }

    @Test("an ODT that we wrote is read back by libarchive, with its text and no more")
    func document() throws {
        #expect(try texts(odt()) == ["OEFENING", "Op X mei", "Kop"])
    }

    @Test("text and parts of documents over the limit are not read")
    func limits() throws {
        var limits = ReadingLimits()
        limits.memberBytes = 100
        for bytes in [[UInt8](repeating: 0x61, count: 101), try odt()] {
            guard case .failure(let problem) = try read(bytes, limits: limits) else {
                Issue.record("read \(bytes.count) bytes")
                continue
            }
            #expect([.letterTextTooLarge, .memberTooLarge].contains(problem.code))
        }
        #expect(try read([UInt8](repeating: 0x61, count: 100), limits: limits).get().paragraphs.count == 1)
        limits.archiveMembers = 3
        limits.memberBytes = 1 << 20
        #expect(throws: Problem(.tooManyMembers, ["3"])) { try read(odt(), limits: limits).get() }
    }

    @Test("a damaged document is read or refused, and never stops the program")
    func damaged() throws {
        let good = try odt()
        var state: UInt64 = 9
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        var refused = 0
        for _ in 0..<300 {
            var bytes = good
            for _ in 0...random(4) { bytes[random(bytes.count)] = UInt8(random(256)) }
            if random(4) == 0 { bytes.removeLast(random(bytes.count)) }
            if case .failure = try read(bytes) { refused += 1 }
        }
        #expect(20..<300 ~= refused)
    }
}
