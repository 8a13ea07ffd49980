// Opens a letter, whatever kind of file it is, told by its content and not by its name.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
package import Letters

/// The text of a letter on disk or from standard input.
package enum LetterFile {
    /// The most members of a document that are passed over: pictures, styles and the like.
    private static let members = 10_000
    private static let wanted: Set<String> = [
        "content.xml", "word/document.xml", "word/footnotes.xml", "word/endnotes.xml",
    ]

    /// Reads a letter.
    ///
    /// - Throws: why the file cannot be read, or is none of text, ODT, DOCX and HTML.
    package static func text(
        _ source: InputSource, limits: ReadingLimits = ReadingLimits()
    ) throws(Problem) -> LetterText {
        let progress = ReadingProgress(totalBytes: 0)
        guard let stream = FileStream(source, progress: progress) else {
            throw errno == ENOENT ? Problem(.pathMissing) : Problem(.pathUnreadable, [systemText(errno)])
        }
        var limits = limits
        limits.memberBytes = min(limits.memberBytes, LetterLimits.checkedBytes)
        limits.archiveMembers = min(limits.archiveMembers, members)
        let prefix = stream.sniff()
        switch Packing(prefix: prefix) {
        case .zip: return try document(stream, limits, progress)
        case .gzip, .zstd, .tar: throw Problem(.notALetter)
        case .none: break
        }
        if prefix.starts(with: "%PDF-".utf8) { throw Problem(.letterPDF) }
        let encoding = UTF16Encoding(prefix: prefix)
        let bytes = try all(encoding.map { UTF16Stream(stream, $0) } ?? stream, limits.memberBytes)
        guard !bytes.contains(0), !bytes.starts(with: "{\\rtf".utf8) else { throw Problem(.notALetter) }
        switch Markup(bytes) {
        case .html: return try LetterText(html: bytes)
        case .other: throw Problem(.notALetter)
        case .none: return LetterText(plain: LetterEncoding.text(bytes))
        }
    }

    // MARK: Documents of word processors

    /// The parts of a document by name. Of a name that comes twice the first counts, as it does for the directory.
    private static func document(
        _ stream: ByteStream, _ limits: ReadingLimits, _ progress: ReadingProgress
    ) throws(Problem) -> LetterText {
        guard let archive = ArchiveMembers(stream, .zip, limits: limits, progress: progress) else {
            throw Problem(.notALetter)
        }
        var parts: [String: [UInt8]] = [:]
        reading: while true {
            switch archive.next() {
            case .member(let name, let member):
                guard wanted.contains(name), parts[name] == nil else { continue }
                parts[name] = try all(member, limits.memberBytes)
            case .problem(let problem, _): throw problem
            case .end(let problem):
                if let problem { throw problem }
                break reading
            }
        }
        if let document = parts["word/document.xml"] {
            return try LetterText(
                docx: document, footnotes: parts["word/footnotes.xml"], endnotes: parts["word/endnotes.xml"])
        }
        guard let content = parts["content.xml"] else { throw Problem(.notALetter) }
        return try LetterText(odt: content)
    }

    /// All bytes of a stream.
    private static func all(_ stream: ByteStream, _ limit: Int) throws(Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { target in
                target.baseAddress.map { stream.read($0, target.count) } ?? 0
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            if bytes.count > limit { throw Problem(.letterTextTooLarge, ["\(limit)"]) }
        }
        if let failure = stream.failure { throw failure }
        return bytes
    }

    // MARK: Text

    /// What text in angle brackets is.
    private enum Markup {
        case none, html, other

        init(_ bytes: [UInt8]) {
            let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
            let start = bytes.dropFirst(bytes.starts(with: mark) ? 3 : 0).drop { $0 <= 0x20 }.prefix(2_048)
            let text = String(decoding: start, as: UTF8.self).lowercased()
            let isHTML = ["<!doctype html", "<html", "<head", "<body"].contains { text.hasPrefix($0) }
            let isBegun = text.hasPrefix("<?xml") || text.hasPrefix("<!--") || text.hasPrefix("<!doctype")
            self = isHTML || isBegun && text.contains("<html") ? .html : isBegun ? .other : .none
        }
    }
}

/// Text whose encoding nothing names.
enum LetterEncoding {
    /// UTF-8; or what Windows wrote before that (windows-1252), if most of the letters beyond ASCII only make sense so.
    static func text(_ bytes: [UInt8]) -> String {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if bytes.starts(with: mark) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
        let text = String(decoding: bytes, as: UTF8.self)
        var (broken, whole) = (0, 0)
        for scalar in text.unicodeScalars where scalar.value >= 0x80 {
            if scalar == "\u{FFFD}" { broken += 1 } else { whole += 1 }
        }
        guard broken > whole else { return text }
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            let isWindows = 0x80...0x9F ~= byte
            scalars.append(isWindows ? windows[Int(byte) - 0x80] : Unicode.Scalar(byte))
        }
        return String(scalars)
    }

    /// 0x80 to 0x9F; five of them stand for nothing.
    private static let windows: [Unicode.Scalar] = [
        "€", "\u{FFFD}", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\u{FFFD}", "Ž", "\u{FFFD}",
        "\u{FFFD}", "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "\u{FFFD}", "ž", "Ÿ",
    ]
}
