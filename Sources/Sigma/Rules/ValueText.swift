// Text of a rule with its escapes and wildcards read, and the modifiers that turn it into other text.
// Sigma rules specification, "Escaping" and "String Wildcard"; appendix on modifiers, "String Modifiers".
// SPDX-License-Identifier: EUPL-1.2

import Base

/// A value on its way through text modifiers. Literals are as written; folding comes last (`glob`).
struct ValueText {
    private(set) var parts: [Glob.Part] = []

    /// Reads escapes: a backslash is plain unless `*`, `?` or a backslash follows it.
    init(escaped text: String) {
        var literal: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8 {
            let isWildcard = byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
            if isEscaped {
                isEscaped = false
                if !isWildcard, byte != UInt8(ascii: "\\") { literal.append(UInt8(ascii: "\\")) }
                literal.append(byte)
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if isWildcard {
                append(.literal(literal))
                literal.removeAll(keepingCapacity: true)
                append(byte == UInt8(ascii: "*") ? .anyRun : .anyCharacter)
            } else {
                literal.append(byte)
            }
        }
        if isEscaped { literal.append(UInt8(ascii: "\\")) }
        append(.literal(literal))
    }

    private init(parts: [Glob.Part]) {
        for part in parts { append(part) }
    }

    var hasWildcard: Bool {
        parts.contains { if case .literal = $0 { false } else { true } }
    }

    /// The bytes of text without wildcards.
    var literal: [UInt8]? {
        guard let first = parts.first else { return [] }
        guard parts.count == 1, case .literal(let bytes) = first else { return nil }
        return bytes
    }

    func glob(isCased: Bool) -> Glob {
        if isCased { return Glob(parts, isCased: true) }
        return Glob(
            parts.map { if case .literal(let bytes) = $0 { .literal(CaseFolding.fold(bytes)) } else { $0 } })
    }

    func starting() -> ValueText { ValueText(parts: parts + [.anyRun]) }
    func ending() -> ValueText { ValueText(parts: [.anyRun] + parts) }
    func containing() -> ValueText { ValueText(parts: [.anyRun] + parts + [.anyRun]) }

    private mutating func append(_ part: Glob.Part) {
        switch (parts.last, part) {
        case (_, .literal([])), (.anyRun, .anyRun): break
        case (.literal(let before), .literal(let bytes)): parts[parts.count - 1] = .literal(before + bytes)
        default: parts.append(part)
        }
    }
}

// MARK: - Encodings

extension ValueText {
    /// Every literal as UTF-16; `utf16` puts the byte order mark of little-endian before all of it.
    func utf16(isBigEndian: Bool = false, hasMark: Bool = false) -> ValueText {
        var result = hasMark ? [Glob.Part.literal([0xFF, 0xFE])] : []
        for part in parts {
            guard case .literal(let bytes) = part else {
                result.append(part)
                continue
            }
            var wide: [UInt8] = []
            wide.reserveCapacity(bytes.count * 2)
            for unit in String(decoding: bytes, as: UTF8.self).utf16 {
                let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8))
                wide.append(isBigEndian ? high : low)
                wide.append(isBigEndian ? low : high)
            }
            result.append(.literal(wide))
        }
        return ValueText(parts: result)
    }

    /// RFC 4648, section 4. Nil if there are wildcards: what they stand for has no encoding.
    func base64() -> ValueText? {
        literal.map { ValueText(parts: [.literal(ValueText.base64($0))]) }
    }

    /// The encoding at each of the three offsets at which the value may lie within longer encoded text, less the
    /// characters that depend on its neighbours. Nil with wildcards, or if one of the three would be empty.
    func base64Offsets() -> [ValueText]? {
        guard let literal else { return nil }
        var results: [ValueText] = []
        for offset in 0..<3 {
            let encoded = ValueText.base64([UInt8](repeating: 0x20, count: offset) + literal)
            let start = [0, 2, 3][offset]
            let end = encoded.count - [0, 3, 2][(literal.count + offset) % 3]
            guard start < end else { return nil }
            results.append(ValueText(parts: [.literal(Array(encoded[start..<end]))]))
        }
        return results
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let left = bytes.count - start
            let first = UInt32(bytes[start]) << 16
            let second = left > 1 ? UInt32(bytes[start + 1]) << 8 : 0
            let group = first | second | (left > 2 ? UInt32(bytes[start + 2]) : 0)
            result.append(alphabet[Int(group >> 18)])
            result.append(alphabet[Int(group >> 12 & 63)])
            result.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
            result.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
        }
        return result
    }
}

// MARK: - Dashes

extension ValueText {
    private static let dashes: [Unicode.Scalar] = ["-", "/", "\u{2013}", "\u{2014}", "\u{2015}"]

    /// The text with every dash that can begin an option (after the start or a character that is no part of a word,
    /// before one that is) replaced by each of the five dashes. Nil if that gives more than `most` texts.
    func dashForms(most: Int) -> [ValueText]? {
        var forms: [[Glob.Part]] = [[]]
        for part in parts {
            guard case .literal(let bytes) = part else {
                for index in forms.indices { forms[index].append(part) }
                continue
            }
            for piece in ValueText.split(bytes) {
                switch piece {
                case .literal:
                    for index in forms.indices { forms[index].append(piece) }
                default:
                    guard forms.count * ValueText.dashes.count <= most else { return nil }
                    forms = forms.flatMap { form in
                        ValueText.dashes.map { form + [.literal(Array(String(Character($0)).utf8))] }
                    }
                }
            }
        }
        return forms.map { ValueText(parts: $0) }
    }

    /// Literals and, for each dash that begins an option, an `anyCharacter` in its place.
    private static func split(_ bytes: [UInt8]) -> [Glob.Part] {
        var pieces: [Glob.Part] = []
        var literal: [UInt8] = []
        let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let beginsOption =
                dashes.contains(scalar) && (index == 0 || !isWord(scalars[index - 1]))
                && index + 1 < scalars.count && isWord(scalars[index + 1])
            if beginsOption {
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                pieces.append(.anyCharacter)
                literal.removeAll()
            } else {
                literal.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        return pieces
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
