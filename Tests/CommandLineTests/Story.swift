// A story: a readable script of files, commands and what must come of them. The words are explained in
// Tests/Scenarios/README.md.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

struct StoryError: Error, CustomStringConvertible {
    let description: String
}

/// The steps of a `story.txt`.
struct Story {
    enum Step {
        case file(String, String)
        case needs(String)
        case prepare(String, line: Int)
        case command(String, Expectation, line: Int)
    }

    private(set) var steps: [Step] = []

    init(_ text: String) throws {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let word = String(line.prefix { $0 != " " })
            let rest = String(line.dropFirst(word.count + 1))
            guard !word.isEmpty, word != "#", word != "==" else { continue }
            guard take(word, rest, number + 1) else {
                throw StoryError(description: "line \(number + 1): \(line) is not understood here")
            }
        }
    }

    private mutating func take(_ word: String, _ rest: String, _ line: Int) -> Bool {
        switch word {
        case "put": steps.append(.file(rest, ""))
        case "|":
            guard case .file(let name, let text)? = steps.popLast() else { return false }
            steps.append(.file(name, text + rest + "\n"))
        case "needs": steps.append(.needs(rest))
        case "sh": steps.append(.prepare(rest, line: line))
        case "$": steps.append(.command(rest, Expectation(), line: line))
        default:
            guard case .command(let command, var expected, let line)? = steps.popLast(), expected.add(word, rest)
            else { return false }
            steps.append(.command(command, expected, line: line))
        }
        return true
    }
}

/// What must come of one command.
struct Expectation {
    var exit = 0
    /// Line by line; a line that is a JSON object holds at least the members that are named.
    var lines: [String] = []
    /// More lines may follow.
    var isOpenEnded = false
    var count: Int?
    /// All of standard output as one JSON value.
    var whole: String?
    var has: [String] = []
    var lacks: [String] = []
    var err: [String] = []
    var errLines: Int?

    mutating func add(_ word: String, _ rest: String) -> Bool {
        switch word {
        case "exit": exit = Int(rest) ?? -1
        case "out" where rest == "...": isOpenEnded = true
        case "out": lines.append(rest)
        case "lines": count = Int(rest)
        case "all": whole = rest
        case "has": has.append(rest)
        case "lacks": lacks.append(rest)
        case "err": err.append(rest)
        case "quiet": errLines = 0
        case "errlines": errLines = Int(rest)
        default: return false
        }
        return true
    }

    func faults(in run: Run) -> [String] {
        var faults: [String] = []
        if run.exit != exit { faults.append("exit code \(run.exit), wanted \(exit)") }
        let found = run.out.split(whereSeparator: \.isNewline).map(String.init)
        for (index, line) in lines.enumerated() {
            guard index < found.count else {
                faults.append("no line \(index + 1), wanted \(line)")
                break
            }
            if !JSONValue.line(found[index], holds: line) {
                faults.append("line \(index + 1) is \(found[index].prefix(600))\nwanted \(line)")
            }
        }
        if !lines.isEmpty, !isOpenEnded, found.count > lines.count {
            faults.append("\(found.count) lines, wanted \(lines.count); the next is \(found[lines.count].prefix(300))")
        }
        if let count, found.count != count { faults.append("\(found.count) lines, wanted \(count)") }
        let all = run.out.trimmingCharacters(in: .whitespacesAndNewlines)
        if let whole, !JSONValue.line(all, holds: whole) { faults.append("standard output is not \(whole)") }
        for text in has where !run.out.contains(text) { faults.append("standard output lacks: \(text)") }
        for text in lacks where run.out.contains(text) { faults.append("standard output has: \(text)") }
        for text in err where !run.err.contains(text) { faults.append("standard error lacks: \(text)") }
        let said = run.err.split(separator: "\n").count
        if let errLines, said != errLines { faults.append("\(said) lines on standard error, wanted \(errLines)") }
        return faults
    }
}

/// A JSON value, to be compared in part.
enum JSONValue: Decodable, Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let boolean = try? value.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([JSONValue].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    /// Whether all that `part` names is here with the same value. Arrays have equal length.
    func holds(_ part: JSONValue) -> Bool {
        switch (self, part) {
        case (.object(let mine), .object(let wanted)):
            wanted.allSatisfy { name, value in mine[name]?.holds(value) == true }
        case (.array(let mine), .array(let wanted)):
            mine.count == wanted.count && zip(mine, wanted).allSatisfy { $0.holds($1) }
        default: self == part
        }
    }

    static func parse(_ text: String) -> JSONValue? {
        try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// Text is compared whole, a JSON object or array by what is wanted of it.
    static func line(_ found: String, holds wanted: String) -> Bool {
        guard wanted.hasPrefix("{") || wanted.hasPrefix("[{"), let part = parse(wanted) else { return found == wanted }
        return parse(found)?.holds(part) == true
    }
}
