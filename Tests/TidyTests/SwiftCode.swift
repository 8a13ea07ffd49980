// Swift text with comments and the content of strings blanked, so that a check sees code only.
// SPDX-License-Identifier: EUPL-1.2

/// The code of a Swift file: same lines and columns as the file, with blanks for comments and string content.
struct SwiftCode {
    let file: TextFile
    let text: String

    init(_ file: TextFile) {
        self.file = file
        var blanker = Blanker(Array(file.text.utf8))
        blanker.code(untilParenthesis: false)
        text = String(decoding: blanker.output, as: UTF8.self)
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// Walks through Swift text once. Code inside an interpolation stays code.
private struct Blanker {
    private let input: [UInt8]
    private(set) var output: [UInt8]
    private var index = 0

    init(_ input: [UInt8]) {
        self.input = input
        output = input
    }

    mutating func code(untilParenthesis: Bool) {
        var depth = 0
        while index < input.count {
            if at("//") {
                while index < input.count, input[index] != UInt8(ascii: "\n") { blank() }
            } else if at("/*") {
                comment()
            } else if let hashes = hashesBeforeQuote() {
                string(hashes: hashes)
            } else if at("#/") {
                while index < input.count, !at("/#"), input[index] != UInt8(ascii: "\n") { blank() }
            } else {
                if at("(") { depth += 1 }
                if at(")") {
                    if untilParenthesis, depth == 0 { return }
                    depth -= 1
                }
                index += 1
            }
        }
    }

    private mutating func comment() {
        var depth = 0
        repeat {
            if at("/*") {
                depth += 1
                blank(2)
            } else if at("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && index < input.count
    }

    private mutating func string(hashes: Int) {
        index += hashes
        let quotes = at("\"\"\"") ? 3 : 1
        index += quotes
        let marks = String(repeating: "#", count: hashes)
        let end = String(repeating: "\"", count: quotes) + marks
        while index < input.count {
            if at(end) {
                index += end.utf8.count
                return
            }
            if at("\\" + marks + "(") {
                blank(1 + hashes)
                index += 1
                code(untilParenthesis: true)
                index += 1
            } else if at("\\" + marks) {
                blank(2 + hashes)
            } else if quotes == 1, at("\n") {
                return
            } else {
                blank()
            }
        }
    }

    private func hashesBeforeQuote() -> Int? {
        var end = index
        while end < input.count, input[end] == UInt8(ascii: "#") { end += 1 }
        return end < input.count && input[end] == UInt8(ascii: "\"") ? end - index : nil
    }

    private func at(_ text: String) -> Bool {
        index + text.utf8.count <= input.count && input[index..<index + text.utf8.count].elementsEqual(text.utf8)
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where index < input.count {
            if input[index] != UInt8(ascii: "\n") { output[index] = UInt8(ascii: " ") }
            index += 1
        }
    }
}
