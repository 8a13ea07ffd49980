// A configuration from text, and its problems as a test wants to see them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Watch

/// `code line:column argument, argument` of each error, in order.
func errors(_ text: String) -> [String] { read(text).errors.map(short) }

func warnings(_ text: String, mode: UInt32? = nil) -> [String] { read(text, mode: mode).warnings.map(short) }

func read(_ text: String, mode: UInt32? = nil) -> ConfigurationReading {
    ConfigurationReading(Array(text.utf8), file: "dijkwacht.yaml", mode: mode)
}

/// Without the part of the code and file that is the same for all.
func short(_ problem: Problem) -> String {
    let code = problem.code.name.replacing("configuration.", with: "")
    let place = problem.place.map { "\($0.line ?? 0):\($0.column ?? 0)" } ?? "nowhere"
    return ([code, place] + problem.arguments).joined(separator: " ")
}

/// A list of listeners, each given by its lines.
func listeners(_ lines: String...) -> String {
    "listeners:\n" + lines.map { "- {\($0)}\n" }.joined()
}

/// The texts of this part.
func words(_ language: Language) throws -> Words {
    let file = root.appending(path: "Words/\(language.rawValue)/watch.json")
    return try Words(language, json: Array(Data(contentsOf: file)))
}

let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
