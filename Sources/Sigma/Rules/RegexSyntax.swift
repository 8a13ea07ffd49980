// Finds in a regular expression what rules may not use: everything that looks around, back or calls itself.
// Sigma specification 2.1, appendix on modifiers, "Regular Expression": other metacharacters cannot be used.
// SPDX-License-Identifier: EUPL-1.2

/// A scan of the pattern, apart from whether PCRE2 compiles it: those parts would make the time of a match unbounded
/// and the meaning differ between engines.
enum RegexSyntax {
    /// The first part that is not allowed, as written, or nil.
    static func forbidden(in pattern: String) -> String? {
        let bytes = Array(pattern.utf8)
        var at = 0
        var isInClass = false
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\\"):
                if !isInClass, let found = escape(bytes, at) { return found }
                if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "Q") {
                    at = endOfQuote(bytes, at + 2)
                    continue
                }
                at += 1
            case UInt8(ascii: "[") where !isInClass:
                isInClass = true
                if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "^") { at += 1 }
                // A bracket right after the opening one is a member of the class.
                if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "]") { at += 1 }
            case UInt8(ascii: "]"): isInClass = false
            case UInt8(ascii: "(") where !isInClass:
                if let found = group(bytes, at) { return found }
            default: break
            }
            at += 1
        }
        return nil
    }

    private static func escape(_ bytes: [UInt8], _ at: Int) -> String? {
        guard at + 1 < bytes.count else { return nil }
        switch bytes[at + 1] {
        case UInt8(ascii: "1")...UInt8(ascii: "9"), UInt8(ascii: "k"), UInt8(ascii: "g"), UInt8(ascii: "K"),
            UInt8(ascii: "G"), UInt8(ascii: "C"):
            return "\\" + String(UnicodeScalar(bytes[at + 1]))
        default: return nil
        }
    }

    private static func group(_ bytes: [UInt8], _ at: Int) -> String? {
        let rest = String(decoding: bytes[at...].prefix(4), as: UTF8.self)
        let forbidden = [
            "(?=", "(?!", "(?<=", "(?<!", "(?P=", "(?P>", "(?R", "(?&", "(?(", "(?C", "(?+", "(*",
        ]
        if let found = forbidden.first(where: rest.hasPrefix) { return found }
        let isCall = rest.hasPrefix("(?") && rest.dropFirst(2).first.map { $0.isASCII && $0.isNumber } == true
        let isRelativeCall = rest.hasPrefix("(?-") && rest.dropFirst(3).first?.isNumber == true
        return isCall || isRelativeCall ? String(rest.prefix(3)) : nil
    }

    /// The position after `\E`, or the end.
    private static func endOfQuote(_ bytes: [UInt8], _ start: Int) -> Int {
        var at = start
        while at + 1 < bytes.count {
            if bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "E") { return at + 2 }
            at += 1
        }
        return bytes.count
    }
}
