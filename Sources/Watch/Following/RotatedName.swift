// How programs name a log that they put aside: `app.log.1`, `app.log-20260319`, `app-2026-03-19.log`, `app.log.old`.
// SPDX-License-Identifier: EUPL-1.2

/// Names of files that belong to a log.
enum RotatedName {
    /// What is packed is not followed, and what is being written under another name is not there yet.
    private static let endings = [".gz", ".zst", ".xz", ".bz2", ".zip", ".tmp"]
    private static let words: Set<String> = [".old", ".bak", ".prev"]

    /// Whether a file of a followed folder is followed.
    static func isFollowed(_ name: String) -> Bool {
        !name.hasPrefix(".") && !endings.contains { name.hasSuffix($0) }
    }

    /// Whether `name` is that of an older part of the log `base`: only digits and what stands between them is added.
    static func isRotation(_ name: String, of base: String) -> Bool {
        let (stem, ending) = parts(of: base)
        if name.hasPrefix(base) {
            let rest = String(name.dropFirst(base.count))
            return isNumber(rest) || words.contains(rest)
        }
        guard !ending.isEmpty, name.count > base.count, name.hasPrefix(stem), name.hasSuffix(ending) else {
            return false
        }
        return isNumber(String(name.dropFirst(stem.count).dropLast(ending.count)))
    }

    /// Whether `name` begins as the log does, so that it may be a copy of it.
    static func isRelated(_ name: String, to base: String) -> Bool {
        name.hasPrefix(parts(of: base).stem) && isFollowed(name)
    }

    private static func parts(of base: String) -> (stem: String, ending: String) {
        guard let dot = base.lastIndex(of: "."), dot != base.startIndex else { return (base, "") }
        return (String(base[..<dot]), String(base[dot...]))
    }

    private static func isNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == 0x2E || first == 0x2D || first == 0x5F else { return false }
        let digits = text.utf8.count { 0x30...0x39 ~= $0 }
        return digits > 0 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || [0x2E, 0x2D, 0x5F, 0x54, 0x3A].contains($0) }
    }
}
