// A letter as an OpenDocument text (ODF 1.3, OASIS 2021), which the Dutch government takes as its form for documents.
// The same letter gives the same bytes: no clock and no name of a machine goes in.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// Writes letters as ODT.
public struct ODTLetter: Sendable {
    private static let type = "application/vnd.oasis.opendocument.text"
    private let words: Words
    private let showsSources: Bool

    /// - Parameter showsSources: whether each sentence gets a footnote that names the entries it rests on: for those
    ///   who check the letter, not for those who get it.
    public init(_ words: Words, showsSources: Bool = false) {
        self.words = words
        self.showsSources = showsSources
    }

    /// The file, with what may be told outside only.
    ///
    /// - Throws: `letter.too_large`.
    public func bytes(_ letter: Letter) throws(Problem) -> [UInt8] {
        let told = letter.forOutside
        try told.checkSize()
        var content = ODTContent(words: words, showsSources: showsSources)
        content.letter(told)
        var zip = StoredZip()
        // ODF 1.3 part 2, 3.3: the type stands first, as it is, so that it can be told by the first bytes of the file.
        zip.add("mimetype", Array(ODTLetter.type.utf8))
        zip.add("content.xml", Array(content.out.text.utf8))
        zip.add("styles.xml", Array(ODTStyles.document(told, words).utf8))
        zip.add("meta.xml", Array(meta(told).utf8))
        zip.add("META-INF/manifest.xml", Array(ODTLetter.manifest.utf8))
        return zip.finished()
    }

    private func meta(_ letter: Letter) -> String {
        let mark = letter.isExercise ? words("letter.exercise") : nil
        var out = MarkupText()
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta")
        out.raw(" xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"")
        out.raw(" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\"")
        out.raw(" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\">\n<office:meta>")
        out.raw("<meta:generator>Dijkwacht</meta:generator><dc:title>")
        out.escaped((mark.map { $0 + ": " } ?? "") + letter.titleLine)
        out.raw("</dc:title>")
        if let mark {
            out.raw("<meta:keyword>")
            out.escaped(mark)
            out.raw("</meta:keyword>")
        }
        out.raw("<dc:language>\(ODTStyles.tag(letter.language))</dc:language></office:meta></office:document-meta>\n")
        return out.text
    }

    private static let manifest = """
        <?xml version="1.0" encoding="UTF-8"?>
        <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
        <manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="\(type)"/>
        <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
        <manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
        <manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
        </manifest:manifest>

        """
}
