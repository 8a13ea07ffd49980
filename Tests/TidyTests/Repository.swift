// The repository as files and text, found from where this file stands.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// A file of the repository: its path from the root, and its text.
struct TextFile: Sendable {
    let path: String
    let text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The number of lines as an editor counts them: a newline at the end begins no line of its own.
    var lineCount: Int { lines.count - (text.hasSuffix("\n") ? 1 : 0) }
}

/// What a check found. A check returns none when all is well.
struct Finding: Sendable, Hashable, CustomStringConvertible {
    let path: String
    let line: Int?
    let message: String

    init(_ path: String, line: Int? = nil, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(message)" }
}

/// Findings as text for the failure of a test: one a line.
func report(_ findings: [Finding]) -> String {
    findings.map(\.description).sorted().joined(separator: "\n")
}

enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The paths of all files in a folder, in order, without hidden ones and what builds leave behind.
    static func paths(under folder: String) -> [String] {
        let start = root.appending(path: folder)
        let walker = FileManager.default.enumerator(
            at: start, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        var paths: [String] = []
        while let url = walker?.nextObject() as? URL {
            let values = try? url.resourceValues(forKeys: [.isRegularFileKey])
            if values?.isRegularFile != true || url.path.contains("/__pycache__/") { continue }
            paths.append(String(url.path.dropFirst(root.path.count)).trimmingPrefix("/"))
        }
        return paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    static func text(_ path: String) throws -> TextFile {
        TextFile(path, String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self))
    }

    /// The text files in a folder whose names end as given.
    static func files(under folder: String, endingIn suffixes: [String]) throws -> [TextFile] {
        try paths(under: folder).filter { path in suffixes.contains { path.hasSuffix($0) } }.map(text)
    }

    static func swiftSources() throws -> [TextFile] { try files(under: "Sources", endingIn: [".swift"]) }
    static func swiftTests() throws -> [TextFile] { try files(under: "Tests", endingIn: [".swift"]) }

    /// The documents at the root and those of every folder that people read.
    static func documents() throws -> [TextFile] {
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".md") }
        let folders = ["docs", "Sources", "Rules", "Exercises", "Words", "Tests"]
        return try names.sorted().map(text) + folders.flatMap { try files(under: $0, endingIn: [".md"]) }
    }
}

extension String {
    func trimmingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
