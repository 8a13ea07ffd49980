// Writes letters as files, so that programs of others can open them (Tests/oracles/check_letters.py names the folder).
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Letters
import Testing

@Suite("Letters for other programs")
struct LetterFilesTests {
    /// A letter with all that the form has: an exercise, notes, hostile text, a table.
    private func letter(_ words: Words) throws -> Letter {
        let texts = [
            "Een vreemd programma stond op een server.", "De server < 1 & \"2\" > is afgesloten\u{7}.",
            "Twee  spaties, een\ttab en een\nnieuwe regel.", "De dienst is weer open: één, ünïcode, €, 😀.",
        ]
        let statements = try texts.enumerated().map { index, text in
            LetterStatement(
                LetterPart.allCases[index % 3], text, sources: [try LettersSample.entry(index + 1)],
                visibility: .public, asOf: LettersSample.at(Int64(index)), occurred: Moment(LettersSample.at(0), .day))
        }
        var letter = try LettersSample.first(statements, isExercise: true, hasChronology: true)
            .letter(words, time: LettersSample.time(words))
        letter.blocks.insert(
            .paragraph([Letter.Sentence([.emphasis("Let op"), .note("Een noot & meer.")], visibility: .public)]), at: 1)
        return letter
    }

    @Test("a letter that was written to a file is what was made")
    func files() throws {
        let asked = ProcessInfo.processInfo.environment["DIJKWACHT_LETTERS"]
        let folder =
            asked.map { URL(filePath: $0) }
            ?? FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { if asked == nil { try? FileManager.default.removeItem(at: folder) } }
        for language in Language.allCases {
            let words = try LettersSample.words(language)
            let letter = try letter(words)
            for showsSources in [false, true] {
                let name = "letter-\(language.rawValue)\(showsSources ? "-sources" : "")"
                let odt = try ODTLetter(words, showsSources: showsSources).bytes(letter)
                try Data(odt).write(to: folder.appending(path: "\(name).odt"))
                #expect(try Data(contentsOf: folder.appending(path: "\(name).odt")) == Data(odt))
                // The words that must be in the file, one text a line, but for notes.
                let texts = LetterText(letter).paragraphs.filter { !$0.isNote }
                    .flatMap { $0.text.split(separator: "\n") }
                try Data(texts.joined(separator: "\n").utf8).write(to: folder.appending(path: "\(name).txt"))
                #expect(texts.count > 15)
            }
        }
    }
}
