// The scenario of the repository for tests, and a small run of it that all tests share.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation

/// The scenario file, as `make` embeds it.
enum ScenarioData {
    static let json: [UInt8] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? Data(contentsOf: root.appending(path: "Exercises/finance-2026.json"))).map(Array.init) ?? []
    }()

    /// The text of the file with pieces replaced: old, new, old, new.
    static func changed(_ pieces: String...) -> [UInt8] {
        var text = String(decoding: json, as: UTF8.self)
        for index in stride(from: 0, to: pieces.count - 1, by: 2) {
            text = text.replacingOccurrences(of: pieces[index], with: pieces[index + 1])
        }
        return Array(text.utf8)
    }
}

/// All that one run wrote, with its lines split once for all tests.
struct Run: Sendable {
    struct File: Sendable {
        let name: String
        let bytes: Data
        let lines: [[UInt8]]
        let texts: [String]
    }

    let files: [File]
    let truth: ExerciseTruth

    init(_ json: [UInt8], seed: UInt64 = ExerciseLogs.usualSeed, scale: Int) throws {
        var names: [String] = []
        var contents: [Data] = []
        truth = ExerciseLogs.write(try Scenario(json: json), seed: seed, scale: scale) { name, bytes in
            if let index = names.firstIndex(of: name) {
                contents[index].append(contentsOf: bytes)
            } else {
                names.append(name)
                contents.append(Data(bytes))
            }
        }
        files = zip(names, contents).map { name, bytes in
            let lines = Run.split(bytes)
            return File(
                name: name, bytes: bytes, lines: lines, texts: lines.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    /// The run that most tests look at.
    static let small = Result { try Run(ScenarioData.json, scale: 1) }

    func lines(_ name: String) -> [[UInt8]] { files.first { $0.name.hasSuffix(name) }?.lines ?? [] }

    func texts(_ name: String) -> [String] { files.first { $0.name.hasSuffix(name) }?.texts ?? [] }

    /// True when both runs wrote the same files with the same bytes.
    func isSame(as other: Run) -> Bool {
        files.count == other.files.count
            && zip(files, other.files).allSatisfy { $0.name == $1.name && $0.bytes == $1.bytes }
    }

    private static func split(_ bytes: Data) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 10) {
            lines.append([UInt8](bytes[start..<end]))
            start = end + 1
        }
        return lines
    }
}
