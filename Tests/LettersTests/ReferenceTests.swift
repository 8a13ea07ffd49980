// References to papers of Parliament, footnotes and short dates.
// SPDX-License-Identifier: EUPL-1.2

import Letters
import Testing

@Suite("References to papers of Parliament")
struct DossierTests {
    @Test(
        "a dossier number of five digits in one, or with a full stop, is a matter of form",
        arguments: [
            ("Kamerstukken II, 2026–2027, 12345, nr. 67.", "12345"), ("(Kamerstuk 12345, nr. 67)", "12345"),
            ("Motie 12345, nr. 67 vraagt dat.", "12345"), ("Kamerstukken 12345-VI, nr. 67.", "12345"),
            ("Motie 12345 VI, nr. 67 vraagt dat.", "12345"), ("Kamerstukken II 2026/27, 12.345, nr. 67.", "12.345"),
            ("Kamerstukken II 2026-27, 12 346 en 12345.", "12345"),
        ])
    func format(_ text: String, _ quote: String) {
        #expect(LettersSample.findings(text) == ["1 dossier_number_format: \(quote)"])
    }

    @Test(
        "a reference with \"nr.\" and without a dossier is an error",
        arguments: [
            ("Kamerstukken II, 2026–2027, nr. 678.", "Kamerstukken II, 2026–2027, nr. 678"),
            ("Kamerstuk nr. 678 zegt dat.", "Kamerstuk nr. 678"),
            ("Zie 12 345, nr. 1; Kamerstukken II 2026/27, nr. 2.", "Kamerstukken II 2026/27, nr. 2"),
        ])
    func missing(_ text: String, _ quote: String) {
        #expect(LettersSample.findings(text) == ["1 dossier_number_missing: \(quote)"])
    }

    @Test(
        "every usual form of a reference is right",
        arguments: [
            "Kamerstukken II 2026/27, 12 345, nr. 678", "Kamerstuk 12 345, nr. 67.",
            "Kamerstukken II, 2026–2027, 12\u{A0}345, nr. 678.", "Kamerstukken II 2026-27, 12\u{2009}345, nr. 678",
            "Kamerstukken II 2026/27, 12\u{202F}345 IX, nrs. 3, 4 en 5.", "Kamerstukken 12 345 en 23 456, nr. 7.",
            "Kamerstukken II 2026/27, 12 345-VI, nr. 7; Kamerstukken I 2026/27, 12 345, nr. A.",
            "Tweede Kamer, vergaderjaar 2026–2027, 12 345, nr. 7", "Motie 12 345, nr. 67 van de leden A en B",
            "Aanhangsel Handelingen II 2026/27, nr. 2822.", "Handelingen II 2026/27, nr. 3, item 5.",
            "Kamerstukken en het Aanhangsel van de Handelingen, nr. 12.",
            "De Kamerstukken die u kreeg. Daarin staat nr. 12 op de lijst.", "Postbus 12345, 1234 AB Voorbeeldstad",
            "Het kost 12345 euro. Nr. 3 op de lijst kost meer.", "Kenmerk 1234567, nr. 3",
            "Zie https://voorbeeld.example/kamerstuk/12345/nr/3.", "Kamerstuk 12 345,\nnr. 67.",
        ])
    func right(_ text: String) {
        #expect(LettersSample.findings(text) == [])
    }

    @Test("a footnote that ends in a comma or semicolon is found; a body line is none, and an address neither")
    func noteEnd() {
        #expect(
            LettersSample.findings("Tekst.¹\n\n¹ Kamerstukken II 2026/27, 12 345, nr. 67,\n")
                == ["3 note_end_punctuation: nr. 67,"])
        #expect(LettersSample.findings("Tekst.¹\n¹ Zie de bijlage;\n") == ["2 note_end_punctuation: Zie de bijlage;"])
        #expect(LettersSample.findings("Tekst.¹\n¹ Zie de bijlage,.\n") == ["2 note_end_punctuation: de bijlage,."])
        for text in ["Tekst.¹\n¹ Zie de bijlage.", "Tekst.¹\n¹ https://a.example/b,c,", "Wij schreven eerder,\n"] {
            #expect(LettersSample.findings(text) == [], "\(text)")
        }
    }

    @Test("marks of notes without a text are found, raised or glued behind a full stop")
    func noteTexts() {
        #expect(
            LettersSample.findings("Een.¹ Twee.² Drie.³\n\n¹ Noot een.\n\n³ Noot drie.\n")
                == ["1 note_text_missing: Twee.²"])
        #expect(
            LettersSample.findings("Dit is gedeeld.1 Dat volgt in 2027.2 Daarna (zo ook).3\n") == [
                "1 note_text_missing: gedeeld.1", "1 note_text_missing: 2027.2", "1 note_text_missing: ).3",
            ])
        for text in [
            "Een vloer van 12 m² en 3 km².¹\n\n¹ Noot.", "Tekst.¹² Meer.\n\n¹² Noot.", "Versie 2.1 en 3.2 zijn er.",
            "Dat is versie.1 alleen.", "Een raming: 1.1 en 2.2.", "Zie www.voorbeeld.1 en www.ander.2 daar.",
            "Alleen tekens.¹ En meer.²",
        ] {
            #expect(LettersSample.findings(text) == [], "\(text)")
        }
    }
}

@Suite("Short dates")
struct ShortDateTests {
    private static let head = "Datum\n9 mei 2027\n\n"

    @Test("\"jl.\" for the day of the letter itself is found, however the letter says its day")
    func sameDay() {
        for head in [
            "Datum\n9 mei 2027\n\n", "Datum: 9 mei 2027\n\n", "Datum 9 mei 2027\n\n", "Voorbeeldstad, 9 mei 2027\n\n",
            "Antwoord van Minister De Voorbeeld (ontvangen 9 mei 2027)\n\n", "Datum: Voorbeeldstad, 9 mei 2027\n\n",
        ] {
            let found = LettersSample.findings(head + "Ik schreef u op 9 mei jl. hierover.")
            #expect(found.map { $0.drop { $0 != " " } } == [" same_day_jl: 9 mei jl."], "\(head)")
        }
    }

    @Test("the day of receipt of an answer goes before other days in the head")
    func received() {
        let head = "Datum\n1 mei 2027\n\nAntwoord van Minister De Voorbeeld (ontvangen 9 mei 2027)\n\n"
        #expect(LettersSample.rules(head + "Op 9 mei jl. en op 1 mei jl.") == [.sameDayJl])
    }

    @Test(
        "another day, month or year is not the same day, and without a day of the letter nothing is said",
        arguments: [
            head + "Op 8 mei jl. was dat.", head + "Op 9 april jl. was dat.", head + "Op 9 mei 2026 jl. was dat.",
            head + "Op 9 mei 2027 is dat.", "Op 9 mei jl. was dat.",
            "Datum van ontvangst: 9 mei 2027 of later\n\nOp 9 mei jl. was dat.",
        ])
    func otherDay(_ text: String) {
        #expect(LettersSample.findings(text) == [])
    }

    @Test(
        "\"j.l.\" and \"jl\" without its full stop are matters of form",
        arguments: [
            ("Op 23 juni j.l. was dat.", "23 juni j.l."), ("Op 23 juni j.l was dat.", "23 juni j.l"),
            ("Op 23 juni jl was dat.", "23 juni jl"), ("Afgelopen vrijdag j.l. was dat.", "vrijdag j.l."),
        ])
    func form(_ text: String, _ quote: String) {
        #expect(LettersSample.findings(text) == ["1 jl_form: \(quote)"])
    }

    @Test(
        "initials, other words and the right form are none",
        arguments: [
            "Op 23 juni jl. was dat.", "De heer J.L. de Voorbeeld in mei.", "Zie j.l.voorbeeld@a.example",
            "Optie j. l. is er.",
        ])
    func noForm(_ text: String) {
        #expect(LettersSample.findings(text) == [])
    }
}
