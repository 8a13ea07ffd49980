// What was to be filled in is found, and what looks like it is not.
// SPDX-License-Identifier: EUPL-1.2

import Letters
import Testing

@Suite("Placeholders")
struct PlaceholderTests {
    private static let crosses = LettersSample.crosses

    @Test(
        "a day that is still open is found, in words and in digits",
        arguments: [
            ("Hierover sprak ik u op X mei in het debat.", "X mei"),
            ("Het overleg is op XX maart 2027 geweest.", "XX maart 2027"),
            ("Het overleg is op x maart geweest.", "x maart"),
            ("Wij meldden dit op [..] juni.", "[..] juni"),
            ("Wij meldden dit op ... juni 2027.", "... juni 2027"),
            ("Wij meldden dit op … juni.", "… juni"),
            ("Wij meldden dit op __ juni.", "__ juni"),
            ("Wij meldden dit op PM juni.", "PM juni"),
            ("Het is van 12 [maand] 2027.", "12 [maand] 2027"),
            ("Ontvangen op dd-mm-jjjj te Voorbeeldstad.", "dd-mm-jjjj"),
            ("Ontvangen op DD/MM/JJJJ te Voorbeeldstad.", "DD/MM/JJJJ"),
            ("Ontvangen op XX-XX-2027.", "XX-XX-2027"),
            ("Ontvangen op 12-XX-2027.", "12-XX-2027"),
            ("Ontvangen op 12.XX.2027.", "12.XX.2027"), ("Ontvangen op 12/x/2027.", "12/x/2027"),
            ("In de loop van 20XX volgt meer.", "20XX"),
            ("Zie de brief d.d. PM.", "d.d. PM"),
            ("Zie de brief van de 3e en die van X\naugustus.", "X augustus"),
        ])
    func openDates(_ text: String, _ quote: String) {
        #expect(LettersSample.findings(text) == ["1 placeholder_date: \(quote)"])
    }

    @Test(
        "a number that is still open is found",
        arguments: [
            ("Kamerstukken II 2026/27, 12 345, nr. \(crosses)", "nr. \(crosses)"),
            ("Kamerstukken II 2026/27, 12 345, nr. X.", "nr. X"),
            ("Kamerstukken II 2026/27, 12 345, nr. PM.", "nr. PM"),
            ("Kamerstukken II 2026/27, 12 345, nr. [..].", "nr. [..]"),
            ("Kamerstukken II 2026/27, 12 345, nr. ...", "nr. ..."),
            ("Kamerstukken II 2026/27, 12 345, nr. ___", "nr. ___"),
            ("Kamerstukken II 2026/27, 12 345, nr. n.t.b.", "nr. n.t.b."),
            ("Kamerstukken II 2026/27, 12 345, nrs. 3 en nummer \(crosses).", "nummer \(crosses)"),
            ("Kamerstukken II 2026/27, 12 345, nr.", "nr."),
            ("Zie hiervoor (Kamerstuk 12 345, nr.) en verder.", "nr."),
            ("Kamerstukken II 2026/27, XX \(crosses), nr. 12.", "XX \(crosses)"),
        ])
    func openNumbers(_ text: String, _ quote: String) {
        #expect(LettersSample.findings(text) == ["1 placeholder_number: \(quote)"])
    }

    @Test(
        "other text that is still open is found",
        arguments: [
            ("Er zijn \(crosses) meldingen gedaan.", crosses), ("Er zijn XX meldingen gedaan.", "XX"),
            ("Er zijn xx meldingen gedaan.", "xx"),
            ("De kosten zijn [nog te schrijven: bedrag met bron].", "[nog te schrijven: bedrag met bron]"),
            ("The cost is [still to be written: amount].", "[still to be written: amount]"),
            ("De heer [naam] zei dat.", "[naam]"), ("Dat is [ ] keer gebeurd.", "[ ]"),
            ("Dat is [\(crosses)] keer gebeurd.", "[\(crosses)]"),
            ("Dat is [graag aanvullen] waar.", "[graag aanvullen]"),
            ("De kosten: PM.", "PM"), ("De kosten zijn p.m. geraamd.", "p.m."),
            ("De datum is n.t.b.", "n.t.b."), ("De datum is NTB.", "NTB"), ("De planning is n.n.b.", "n.n.b."),
            ("Dat kost € X in totaal.", "X"), ("Het gaat om X miljoen.", "X"), ("Circa X mensen.", "X"),
            ("Het gaat om X% daarvan.", "X"), ("De lijst [..] is lang.", "[..]"), ("De lijst [...] is lang.", "[...]"),
            ("De lijst [. . .] is lang.", "[. . .]"),
        ])
    func openText(_ text: String, _ quote: String) {
        #expect(LettersSample.findings(text) == ["1 placeholder_text: \(quote)"])
    }

    @Test(
        "what only looks like it is none",
        arguments: [
            "Titel X van de wet, hoofdstuk XX en hoofdstuk \(crosses), bijlage X, art. X en artikel XX.",
            "De begrotingsstaat (IXB) en hoofdstuk IX; paus Leo X en Karel X.",
            "Project X mei 2027 is klaar, en projecten XVI tot XXIV ook.",
            "Op X (voorheen Twitter) en via X verscheen een bericht.",
            "De film XX, de film \(crosses), de film «\(crosses)» en de serie \"XX\".",
            "Dat woord is A\(crosses)B of \(crosses)L, met XXL en XX-chromosoom en naam.xxx en xXx.",
            "Zie https://www.voorbeeld.example/\(crosses)/[..]/dd-mm-jjjj/X en www.voorbeeld.example/XX.",
            "Om 3 PM en om 11.30 p.m.; het kost € 500 p.m. en PM 10 en PM10 in de lucht.",
            "Hij zei: «Wij hebben [...] niets gezien» en “wij […] ook niet” en \"wij [...] evenmin\".",
            "De minister [hierna: ik] zei [sic] dat [1] en [de dienst] goed [12:30] zijn.",
            "Het werd stil... Daarna … kwam er niets. De lijst is 2 x zo lang, en 3 x mei.",
            "De nr. 1 van de wereld, nr. 12, nrs. 3 en 4, nummer 7 en Nr.",
            "Nr.", "Aan n.v.t. en n.a.v. en p.a. ligt het niet.", "Op 12-10-2027, 1/2/2027 en 10.10.2027 was dat.",
            "De lijst [] is leeg, [x] is aangevinkt, en versie 2.9.x en 1.x.2 zijn oud.",
            "Het is 2 X 3 meter; vitamine B6XX; de MAX, EXXON en TEXX.",
        ])
    func nearMisses(_ text: String) {
        #expect(LettersSample.findings(text) == [])
    }

    @Test("a number sign at the end counts only in a reference to a paper")
    func numberAtTheEnd() {
        #expect(LettersSample.findings("Kolom Nr.") == [])
        #expect(LettersSample.findings("Kamerstuk 12 345, nr.\n67 en verder.") == [])
    }

    @Test("two in one sentence are two findings, each on its line")
    func lines() {
        let text = "Een regel.\n\nOp X mei en\nop XX juni 2027\nzijn er \(PlaceholderTests.crosses) gedaan.\n"
        #expect(
            LettersSample.findings(text) == [
                "3 placeholder_date: X mei", "4 placeholder_date: XX juni 2027",
                "5 placeholder_text: \(PlaceholderTests.crosses)",
            ])
    }
}
