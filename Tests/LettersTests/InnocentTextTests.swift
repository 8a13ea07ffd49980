// A letter in which nothing is wrong gives nothing; and one fault put into it anywhere is found there, and only that.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Letters
import Testing

@Suite("A good letter, and one fault in it")
struct InnocentTextTests {
    /// Invented sentences with much that looks like a fault and is none.
    private static let sentences = [
        "Op 3 mei 2027 zag de dienst dat een server vreemd verkeer gaf.",
        "De afdeling heeft de verbinding dezelfde dag om 11.30 uur verbroken (zie bijlage X en hoofdstuk IV).",
        "Eerder schreef ik u hierover op 2 februari jl., zoals in de bijlage staat.",
        "Dat staat ook in Kamerstukken II 2026/27, 12 345, nr. 678, en in Kamerstuk 23 456-VI, nr. 9.",
        "Volgens «Het Voorbeeldblad» gaat het om 1.250 bestanden van 12,5 megabyte; dat klopt niet.",
        "De leverancier [hierna: V.] zei: «Wij hebben [...] alles bekeken.»",
        "Meer leest u op https://www.voorbeeld.example/brieven/2027/12345,nr.X?dag=dd-mm-jjjj en op X.",
        "De kosten zijn € 12.345 p.m., dus ongeveer 150 duizend euro in het jaar 2027.",
        "Het ministerie werkt met N. de Voorbeeld en J.L. de Proef aan project X.",
        "Dit is de 3e keer... De eerste keer was in 2019, de tweede in 2021.",
        "De minister van Proefzaken heeft dit op vrijdag 7 mei gemeld bij de toezichthouder.",
        "Op pagina 3 van 12 rapporten staat een tabel (1), een lijst [2] en een kaart.",
        "Een zaal van 250 m² is genoeg; de CIO’s en CISO's van alle diensten kwamen.",
        "Zo nodig volgt er nr. 2 van dit bericht, per post naar Postbus 12345, 1234 AB Voorbeeldstad.",
    ]

    /// A letter of those sentences, in an order that is chance.
    private func letter(_ generator: inout SeededGenerator) -> [String] {
        let body = InnocentTextTests.sentences.shuffled(using: &generator)
        var lines = ["Aan de Voorzitter van de Voorbeeldkamer", "", "Datum", "9 mei 2027", ""]
        for (index, sentence) in body.enumerated() {
            lines.append(sentence)
            if index % Int.random(in: 1...3, using: &generator) == 0 { lines.append("") }
        }
        return lines + ["", "De minister van Proefzaken,", "R. de Voorbeeld"]
    }

    @Test("what only looks like a fault is none, in any order and with lines broken anywhere")
    func innocent() {
        var generator = SeededGenerator(21)
        for _ in 0..<60 {
            let lines = letter(&generator)
            #expect(LettersSample.findings(lines.joined(separator: "\n")) == [])
            // A blank can be where a line ends, but not between the words of an address.
            let broken = lines.map { line in
                line.split(separator: " ").reduce(into: "") { text, word in
                    let isEnd = Int.random(in: 0..<4, using: &generator) == 0
                    text += text.isEmpty ? String(word) : (isEnd ? "\n" : " ") + word
                }
            }
            // A day in the head stands on one line.
            let text = (Array(lines[..<5]) + broken[5...]).joined(separator: "\n")
            #expect(LettersSample.findings(text) == [], "\(text)")
        }
    }

    @Test("each kind of fault is found on its line, wherever it stands, and nothing else is")
    func oneFault() {
        let crosses = LettersSample.crosses
        let faults: [(String, LetterRule)] = [
            ("Het debat is op X juni.", .placeholderDate), ("Het debat is op XX-XX-2027.", .placeholderDate),
            ("Zie Kamerstuk 12 345, nr. \(crosses).", .placeholderNumber),
            ("Het waren er \(crosses) in totaal.", .placeholderText), ("Dat zei [naam] ook.", .placeholderText),
            ("Zie Kamerstukken II 2026/27, nr. 12.", .dossierNumberMissing),
            ("Zie Kamerstuk 12345, nr. 12.", .dossierNumberFormat), ("Dat was op 4 maart j.l. al zo.", .jlForm),
            ("Dat schreef ik op 9 mei jl. al.", .sameDayJl), ("Zie [image: ] hierboven.", .artefactImage),
            ("Zie [bookmark: _A] hierboven.", .artefactBookmark), ("Zie dit[footnoteRef:3] daar.", .artefactFootnote),
            ("Zie Fout! Bladwijzer niet gedefinieerd. daar.", .artefactReference),
            ("Het heet NetScaler Getaway.", .nameDictionary), ("Zij noemt het «veilig.", .quoteUnbalanced),
            ("Vraag aan de Minister van A en de minister van B.", .titleCase),
        ]
        var generator = SeededGenerator(22)
        for round in 0..<160 {
            let (fault, rule) = faults[round % faults.count]
            var lines = letter(&generator)
            let at = Int.random(in: 5..<lines.count - 2, using: &generator)
            // In a paragraph of its own, or at the end of a line of another one.
            let isAlone = rule == .quoteUnbalanced || Bool.random(using: &generator)
            if isAlone { lines.insert(contentsOf: ["", fault, ""], at: at) } else { lines[at] += " " + fault }
            let found = LetterCheck(LetterText(plain: lines.joined(separator: "\n"))).findings
            #expect(found.map(\.rule) == [rule], "\(fault)")
            #expect(found.map(\.place) == [isAlone ? at + 2 : at + 1], "\(fault)")
        }
    }

    @Test("two faults give two findings, whatever they are")
    func twoFaults() {
        let first = ["Op X mei.", "nr. \(LettersSample.crosses)", "[naam]", "Op 3 mei j.l. dus.", "[image: ]"]
        for one in first {
            for other in first {
                #expect(LettersSample.rules("\(one)\n\n\(other)\n").count == 2, "\(one) \(other)")
                #expect(LettersSample.rules("\(one) En ook \(other)\n").count == 2, "\(one) \(other)")
            }
        }
    }
}

@Suite("A letter as text")
struct LetterTextTests {
    private func shown(_ text: String) -> [String] {
        LetterText(plain: text).paragraphs.map { "\($0.place)\($0.isNote ? "n" : "") \($0.text)" }
    }

    @Test("paragraphs end at empty lines, new pages and notes; a note goes on until then too")
    func paragraphs() {
        #expect(shown("") == [] && shown("\n \n\t\n") == [])
        #expect(shown("a\nb\n\n\nc") == ["1 a\nb", "5 c"])
        #expect(shown("a\n¹ noot\nmeer\n² noot\n\nb") == ["1 a", "2n ¹ noot\nmeer", "4n ² noot", "6 b"])
        #expect(shown("a\n\u{0C}b") == ["1 a", "2 \u{0C}b"])
        #expect(shown("  ⁴ noot") == ["1n   ⁴ noot"])
    }

    @Test("a letter of our own is text by paragraph, with notes at the paragraph of their mark")
    func ofLetter() throws {
        let letter = Letter(
            title: "T", language: .dutch, isExercise: false, addressee: ["A"],
            meta: [Letter.MetaLine("L", "v")],
            blocks: [
                .heading(level: 1, "K"),
                .paragraph([
                    Letter.Sentence([.text("Een"), .note("noot;"), .emphasis(" twee.")]),
                    Letter.Sentence([.text("Drie.")]),
                ]),
                .table(Letter.Table(caption: "C", heading: ["H"], rows: [Letter.Row(["op X mei"])])),
            ], signature: ["S"])
        let text = LetterText(letter)
        #expect(text.unit == .paragraph)
        #expect(
            text.paragraphs.map { "\($0.place)\($0.isNote ? "n" : "") \($0.text)" } == [
                "1 A", "2 L: v", "3 T", "4 K", "5 Een twee. Drie.", "5n noot;", "6 C", "7 H", "8 op X mei", "9 S",
            ])
        #expect(LetterCheck(text).findings.map(\.place) == [5, 8])
    }
}
