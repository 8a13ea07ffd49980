// The styles of an ODT letter: Liberation Sans, as wide as Arial and free (OFL 1.1); A4; page numbers below.
// SPDX-License-Identifier: EUPL-1.2

import Base

enum ODTStyles {
    /// The names of elements that both parts use.
    static let names =
        [
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        ].map { " xmlns:\($0.0)=\"urn:oasis:names:tc:opendocument:xmlns:\($0.1):1.0\"" }.joined()
        + " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\""

    /// BCP 47.
    static func tag(_ language: Language) -> String {
        "\(language.rawValue)-\(country(language))"
    }

    private static func country(_ language: Language) -> String {
        switch language {
        case .dutch: "NL"
        case .english: "GB"
        }
    }

    /// styles.xml.
    static func document(_ letter: Letter, _ words: Words) -> String {
        var out = MarkupText()
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles\(names) office:version=\"1.3\">\n")
        out.raw("<office:font-face-decls><style:font-face style:name=\"Liberation Sans\"")
        out.raw(" svg:font-family=\"&apos;Liberation Sans&apos;\" style:font-family-generic=\"swiss\"/>")
        out.raw("</office:font-face-decls>\n<office:styles>\n")
        out.raw("<style:default-style style:family=\"paragraph\"><style:paragraph-properties")
        out.raw(" fo:orphans=\"2\" fo:widows=\"2\"/><style:text-properties style:font-name=\"Liberation Sans\"")
        out.raw(" fo:font-size=\"10pt\" fo:language=\"\(letter.language.rawValue)\"")
        out.raw(" fo:country=\"\(country(letter.language))\"/></style:default-style>\n")
        out.raw("<style:style style:name=\"Standard\" style:family=\"paragraph\" style:class=\"text\"/>\n")
        for style in paragraphs { out.raw(style) }
        out.raw("<style:style style:name=\"Emphasis\" style:family=\"text\">")
        out.raw("<style:text-properties fo:font-style=\"italic\"/></style:style>\n")
        out.raw(
            "<text:notes-configuration text:note-class=\"footnote\" style:num-format=\"1\" style:num-suffix=\". \"/>\n")
        out.raw("</office:styles>\n<office:automatic-styles><style:page-layout style:name=\"Page\">")
        out.raw("<style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\"")
        out.raw(" fo:margin=\"2.5cm\"/><style:footer-style/></style:page-layout></office:automatic-styles>\n")
        out.raw("<office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"Page\">")
        if letter.isExercise {
            out.raw("<style:header><text:p text:style-name=\"Mark\">")
            out.escaped(words("letter.exercise"))
            out.raw("</text:p></style:header>")
        }
        out.raw("<style:footer><text:p text:style-name=\"PageNumber\">")
        out.escaped(words("letter.page"))
        out.raw(" <text:page-number text:select-page=\"current\">1</text:page-number></text:p></style:footer>")
        out.raw("</style:master-page></office:master-styles></office:document-styles>\n")
        return out.text
    }

    /// Styles of tables, which belong to the content: as styles of the whole document they are not taken.
    static let tables =
        "<office:automatic-styles><style:style style:name=\"Table\" style:family=\"table\">"
        + "<style:table-properties style:width=\"16cm\" table:align=\"left\"/></style:style>"
        + "<style:style style:name=\"Column\" style:family=\"table-column\">"
        + "<style:table-column-properties style:rel-column-width=\"1*\"/></style:style>"
        + "<style:style style:name=\"Cell\" style:family=\"table-cell\"><style:table-cell-properties"
        + " fo:padding=\"0.1cm\" fo:border=\"0.5pt solid #767676\"/></style:style></office:automatic-styles>\n"

    private static let paragraphs: [String] = [
        paragraph("Text_20_body", "Text body", "fo:margin-bottom=\"0.3cm\" fo:line-height=\"130%\""),
        paragraph("Addressee", "Addressee", ""),
        paragraph("Meta", "Meta", "fo:margin-top=\"0.1cm\""),
        paragraph("Mark", "Mark", "fo:margin-bottom=\"0.3cm\"", "fo:font-weight=\"bold\" fo:font-size=\"14pt\""),
        paragraph(
            "Title", "Title", "fo:margin-top=\"0.8cm\" fo:margin-bottom=\"0.4cm\" fo:keep-with-next=\"always\"",
            "fo:font-weight=\"bold\" fo:font-size=\"14pt\"", level: 1),
        paragraph("Heading_20_2", "Heading 2", above, "fo:font-weight=\"bold\" fo:font-size=\"11pt\"", level: 2),
        paragraph("Heading_20_3", "Heading 3", above, "fo:font-weight=\"bold\"", level: 3),
        paragraph("Heading_20_4", "Heading 4", above, "fo:font-style=\"italic\"", level: 4),
        paragraph("SignatureFirst", "Signature first", "fo:margin-top=\"0.8cm\" fo:margin-bottom=\"1.5cm\""),
        paragraph("Signature", "Signature", ""),
        paragraph("Footnote", "Footnote", "", "fo:font-size=\"8pt\""),
        paragraph("Caption", "Caption", "fo:keep-with-next=\"always\"", "fo:font-style=\"italic\""),
        paragraph("TableHeading", "Table heading", "", "fo:font-weight=\"bold\" fo:font-size=\"9pt\""),
        paragraph("TableText", "Table text", "", "fo:font-size=\"9pt\""),
        paragraph("PageNumber", "Page number", "fo:text-align=\"end\"", "fo:font-size=\"8pt\""),
    ]

    private static let above = "fo:margin-top=\"0.5cm\" fo:margin-bottom=\"0.2cm\" fo:keep-with-next=\"always\""

    private static func paragraph(
        _ name: String, _ shown: String, _ form: String, _ text: String = "", level: Int? = nil
    ) -> String {
        let outline = level.map { " style:default-outline-level=\"\($0)\"" } ?? ""
        return "<style:style style:name=\"\(name)\" style:display-name=\"\(shown)\" style:family=\"paragraph\""
            + " style:parent-style-name=\"Standard\"\(outline)><style:paragraph-properties \(form)/>"
            + "<style:text-properties \(text)/></style:style>\n"
    }
}
