// What conversions leave behind: page counters, marks of pictures and notes, heads that stand twice. And names.
// SPDX-License-Identifier: EUPL-1.2

import Letters
import Testing

@Suite("What a conversion leaves")
struct ConversionTests {
    @Test("a page beyond the last page, and a number of pages that is not the last page, cannot be")
    func counters() {
        #expect(LettersSample.findings("Pagina 3 van 2\n") == ["1 page_counter: Pagina 3 van 2"])
        #expect(
            LettersSample.findings("Pagina 1 van 1\n\ntekst\n\nPagina 2 van 1\n")
                == ["1 page_counter: Pagina 1 van 1", "5 page_counter: Pagina 2 van 1"])
        #expect(
            LettersSample.findings("Pagina 1 van 3\n\nPagina 2 van 3\n")
                == ["1 page_counter: Pagina 1 van 3", "3 page_counter: Pagina 2 van 3"])
        #expect(LettersSample.findings("blz. 4/3\n") == ["1 page_counter: blz. 4/3"])
    }

    @Test(
        "counters that agree, one that stands alone, and a sentence are right",
        arguments: [
            "Pagina 1 van 2\n\nPagina 2 van 2\n", "Datum 3 mei 2027 Pagina 1 van 3\n", "Pagina 1 van 1",
            "Zie pagina 7 van 3 rapporten.", "Zie pagina 12 van 3 mei 2027.", "Zie pagina 3 van het rapport.",
            "Pagina 99999999999 van 1", "Pagina 2", "Pagina van 1",
        ])
    func rightCounters(_ text: String) {
        #expect(LettersSample.findings(text) == [])
    }

    @Test("marks of pictures, bookmarks, notes and lost references are found, each by itself")
    func artefacts() {
        #expect(
            LettersSample.findings("[image: ]\n\n[image: logo van het huis]\n\n[bookmark: _Ref12]\n") == [
                "1 artefact_image: [image: ]", "3 artefact_image: [image: logo van het huis]",
                "5 artefact_bookmark: [bookmark: _Ref12]",
            ])
        #expect(
            LettersSample.findings("Op 3 mei[footnoteRef:1] en 4 mei. [1:  Voorbeeldstuk 7] ") == [
                "1 artefact_footnote: [footnoteRef:1]", "1 artefact_footnote: [1: Voorbeeldstuk 7]",
            ])
        #expect(
            LettersSample.findings("Zie Fout! Verwijzingsbron niet gevonden. voor meer.")
                == ["1 artefact_reference: Fout! Verwijzingsbron niet gevonden"])
        #expect(LettersSample.rules("Zie Error! Bookmark not defined.") == [.artefactReference])
        for text in [
            "Een [1] en [12:30] en [let op: dit].", "Fout! Dat kan niet.", "[image zonder dubbele punt]", "[image: ",
        ] {
            #expect(LettersSample.findings(text) == [], "\(text)")
        }
    }

    private static let office = "Directie Voorbeelden\nAfdeling Proef\n"

    @Test("the head of a letter that stands twice is found at its first line, each time once")
    func heads() {
        let first =
            "Aan de Kamer\nDatum\n3 mei 2027\nBetreft\nProef\n\n\(ConversionTests.office)\nOnze referentie\n123\n\n"
        let second = "\(ConversionTests.office)\nDatum\n3 mei 2027\n\nOnze referentie\n123\n\nDe tekst.\n\n"
        let third =
            String(repeating: "Een regel.\n\n", count: 1)
            + "Nog een.\n\nEn een.\n\nTwee.\n\nDrie.\n\nVier.\n\nVijf.\n\n"
        #expect(LettersSample.findings(first + "De tekst.\n") == [])
        #expect(LettersSample.findings(first + second) == ["13 duplicate_header: Directie Voorbeelden"])
        #expect(LettersSample.rules(first + second + third + second) == [.duplicateHeader, .duplicateHeader])
        let oneLine = "Datum: 3 mei 2027\nOns kenmerk: 12\n\nTekst.\n\n"
        #expect(LettersSample.findings(oneLine + oneLine) == ["6 duplicate_header: Datum: 3 mei 2027"])
    }

    @Test(
        "one label alone, and the same labels with other values, are tables",
        arguments: [
            "Datum\n3 mei 2027\n\nTekst.\n\nDatum\n3 mei 2027\n\nMeer.\n",
            "Datum\n3 mei 2027\nBetreft\nA\n\nDatum\n4 mei 2027\nBetreft\nB\n",
        ])
    func tables(_ text: String) {
        #expect(LettersSample.findings(text) == [])
    }

    @Test("names that are known to be written wrongly are found, with the right one")
    func names() {
        let found = LetterCheck(LetterText(plain: "Via NetScaler Getaway van Voorbeeldrelaties.")).findings
        #expect(found.map(\.rule) == [.nameDictionary])
        #expect(found.map(\.arguments) == [["NetScaler Gateway"]])
        #expect(
            LettersSample.findings("De minister van Koninkrijkrelaties.") == ["1 name_dictionary: Koninkrijkrelaties"])
        #expect(
            LettersSample.rules("Nationaal Cybersecurity Centrum en Staten Generaal") == [
                .nameDictionary, .nameDictionary,
            ])
        for text in [
            "NetScaler Gateway, Koninkrijksrelaties en Nationaal Cyber Security Centrum.",
            "De Staten-Generaal zijn er.",
            "Een Getaway is een vlucht.", "Zie www.koninkrijkrelaties.example.",
        ] {
            // A hyphen stands between the words of the right form.
            #expect(LettersSample.findings(text) == [], "\(text)")
        }
    }

    @Test("two offices in one sentence, one with a capital and one without, are found at the small one")
    func titles() {
        #expect(
            LettersSample.findings("Vragen aan de Minister van A en de staatssecretaris van B.")
                == ["1 title_case: staatssecretaris van"])
        for text in [
            "Vragen aan de Minister van A en de Staatssecretaris van B.",
            "De minister van A. Daarna de Minister van B.",
            "Minister van A is zij; de minister van B is hij.", "De Minister en de staatssecretaris spraken.",
        ] {
            #expect(LettersSample.findings(text) == [], "\(text)")
        }
    }

    @Test("a quotation mark without its other half is found")
    func quotes() {
        #expect(LettersSample.findings("De groep (de chefs)» van de dienst.") == ["1 quote_unbalanced: de chefs)»"])
        #expect(
            LettersSample.findings("Het bericht «Alles is weg en niets meer.") == ["1 quote_unbalanced: «Alles is weg"])
        #expect(LettersSample.findings("Het bericht «Alles is «echt» weg» is er.") == [])
    }
}
