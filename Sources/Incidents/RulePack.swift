// A pack of rules that was installed from a file: what it is called, what it says of itself, and which bytes it came
// as. Name, version and licence come from outside and stand in journals and pages, so their form is checked here.
// SPDX-License-Identifier: EUPL-1.2

/// One version of a pack of rules.
public struct RulePack: Sendable, Hashable {
    /// How the file is packed. Raw values are stable: they are how its name ends.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        case zip, tar
        case gzipTar = "tar.gz"
        case zstdTar = "tar.zst"
    }

    /// What became of its documents.
    public struct Counts: Sendable, Hashable {
        public var loaded: Int
        /// Whole, but no line that is known here can reach them.
        public var unmapped: Int
        public var rejected: Int

        public init(loaded: Int = 0, unmapped: Int = 0, rejected: Int = 0) {
            self.loaded = loaded
            self.unmapped = unmapped
            self.rejected = rejected
        }
    }

    /// What journals name it by.
    public var reference: RulePackReference
    public var form: Form
    /// The size of the file.
    public var bytes: Int
    /// Nil if nothing says it.
    public var licence: String?
    /// Where it comes from, as it says itself.
    public var source: String?
    public var about: String?
    public var counts: Counts

    public init(
        _ reference: RulePackReference, form: Form, bytes: Int, licence: String? = nil, source: String? = nil,
        about: String? = nil, counts: Counts
    ) {
        self.reference = reference
        self.form = form
        self.bytes = bytes
        self.licence = licence
        self.source = source
        self.about = about
        self.counts = counts
    }

    /// What it is called.
    public var name: String { reference.name }
    /// Which of its versions this is.
    public var version: String { reference.version }
    /// SHA-256 of the file, in 64 hexadecimal digits.
    public var digest: String { reference.digest }

    /// The name of its file in the folder of packs.
    public var fileName: String { "\(digest).\(form.rawValue)" }
}

/// One version of a pack by name, with the bytes that it must have.
public struct RulePackReference: Sendable, Hashable {
    /// Lower case letters, digits, dots, hyphens and underscores.
    public let name: String
    public let version: String
    /// SHA-256 of the file, in 64 hexadecimal digits.
    public let digest: String

    /// Nil unless all three have the form that they must have.
    public init?(name: String, version: String, digest: String) {
        guard RulePackText.isName(name), RulePackText.isVersion(version), RulePackText.isDigest(digest) else {
            return nil
        }
        self.name = name
        self.version = version
        self.digest = digest
    }
}

/// The form of texts about packs.
public enum RulePackText {
    /// Whether a text is a name as journals have it.
    public static func isName(_ text: String) -> Bool {
        isWord(text) { isLetterOrDigit($0) && !(0x41...0x5A ~= $0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    }

    /// Whether a text is a version as journals have it.
    public static func isVersion(_ text: String) -> Bool {
        isWord(text) { isLetterOrDigit($0) || [0x2B, 0x2D, 0x2E, 0x5F].contains($0) }
    }

    /// Whether a text is a SHA-256 in hexadecimal digits.
    public static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
    }

    /// A name made of whatever a file is called; nil if nothing of it can be used.
    public static func name(ofFile file: String) -> String? {
        var stem = (file.split { $0 == "/" || $0 == "\\" }.last ?? "").lowercased()
        for end in [".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst"] where stem.hasSuffix(end) {
            stem = String(stem.dropLast(end.count))
            break
        }
        if stem.hasSuffix(".tar") { stem = String(stem.dropLast(4)) }
        let bytes = stem.utf8.map { isLetterOrDigit($0) || $0 == 0x2E || $0 == 0x5F ? $0 : 0x2D }
        let name = bytes.drop { !isLetterOrDigit($0) }.prefix(RulePackLimits.packNameBytes)
        let text = String(decoding: name, as: UTF8.self)
        return isName(text) ? text : nil
    }

    /// A version in a line of text, such as `Release: r2026-11-01`: the last word that can be one.
    public static func version(in line: String) -> String? {
        line.split { $0.isWhitespace }.last { isVersion(String($0)) && $0.utf8.contains { 0x30...0x39 ~= $0 } }
            .map(String.init)
    }

    /// A text on one line, without marks that steer a screen or turn the order of letters (UAX 9), cut at the limit;
    /// nil if nothing is left.
    public static func line(_ text: String) -> String? {
        var line = ""
        for scalar in text.unicodeScalars.prefix(4 * RulePackLimits.packTextBytes) {
            let isBlank = scalar.properties.isWhitespace
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                guard isBlank else { continue }
            default: break
            }
            let next = isBlank ? " " : String(Character(scalar))
            if isBlank, line.isEmpty || line.unicodeScalars.last == " " { continue }
            guard line.utf8.count + next.utf8.count <= RulePackLimits.packTextBytes else { break }
            line.unicodeScalars.append(contentsOf: next.unicodeScalars)
        }
        if line.unicodeScalars.last == " " { line.unicodeScalars.removeLast() }
        return line.isEmpty ? nil : line
    }

    /// Whether a text is what `line` makes of it.
    public static func isLine(_ text: String) -> Bool {
        line(text).map { $0.utf8.elementsEqual(text.utf8) } ?? false
    }

    private static func isWord(_ text: String, _ isPart: (UInt8) -> Bool) -> Bool {
        guard let first = text.utf8.first, isLetterOrDigit(first) else { return false }
        return text.utf8.count <= RulePackLimits.packNameBytes && text.utf8.allSatisfy(isPart)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }
}
