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

/// All that one run wrote.
struct Run: Sendable {
    let files: [(name: String, bytes: [UInt8])]
    let truth: ExerciseTruth

    init(_ json: [UInt8], seed: UInt64 = ExerciseLogs.usualSeed, scale: Int) throws {
        var names: [String] = []
        var contents: [[UInt8]] = []
        truth = ExerciseLogs.write(try Scenario(json: json), seed: seed, scale: scale) { name, bytes in
            if let index = names.firstIndex(of: name) {
                contents[index].append(contentsOf: bytes)
            } else {
                names.append(name)
                contents.append(bytes)
            }
        }
        files = zip(names, contents).map { ($0, $1) }
    }

    static let small = Result { try Run(ScenarioData.json, scale: 2) }

    func lines(_ name: String) -> [[UInt8]] {
        guard let file = files.first(where: { $0.name.hasSuffix(name) }) else { return [] }
        return file.bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map(Array.init)
    }

    func texts(_ name: String) -> [String] { lines(name).map { String(decoding: $0, as: UTF8.self) } }

    var sum: UInt64 {
        var sum = Fingerprint()
        for file in files {
            sum.update(file.name.utf8)
            sum.update(file.bytes)
        }
        return sum.value
    }
}
