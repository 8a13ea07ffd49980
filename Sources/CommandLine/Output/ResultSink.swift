// Writes results to standard output in the form that was asked for.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation

/// Takes JSON objects one by one and writes them. Whoever makes it calls `finish`.
package struct ResultSink: ~Copyable {
    private var writer: ResultWriter
    private let format: ResultFormat
    private let shape: ResultShape
    private let words: Words
    private let style: Style
    private var count = 0
    private var hasHeading = false

    package init(
        _ format: ResultFormat?, shape: ResultShape, words: Words, style: Style,
        writer: consuming ResultWriter = ResultWriter()
    ) {
        self.format = format ?? (style.isTerminal ? .table : .jsonl)
        self.shape = style.lineWidth.map { shape.fitted(to: $0) } ?? shape
        self.words = words
        self.style = style
        self.writer = writer
    }

    /// Writes objects that stand one behind the other, each ended by a newline (JSON Lines).
    package mutating func write(lines: [UInt8]) throws {
        if format == .jsonl, !style.isTerminal {
            if !lines.isEmpty { count += 1 }
            return try writer.write(lines)
        }
        for line in lines.split(separator: UInt8(ascii: "\n")) { try write(object: line) }
    }

    package mutating func finish() throws {
        switch format {
        case .json: try writer.write(count == 0 ? "[]\n" : "\n]\n")
        case .csv where count == 0: try writeCSVHeading()
        default: break
        }
        try writer.flush()
    }

    private mutating func write(object: ArraySlice<UInt8>) throws {
        defer { count += 1 }
        switch format {
        case .jsonl:
            try writeJSON(object)
            try writer.write("\n")
        case .json:
            try writer.write(count == 0 ? "[\n" : ",\n")
            try writeJSON(object)
        case .csv:
            if count == 0 { try writeCSVHeading() }
            let members = ObjectMembers(object)
            let cells = shape.members.map { members[$0].map { csvCell(ObjectMembers.text($0)) } ?? "" }
            try writer.write(cells.joined(separator: ",") + "\r\n")
        case .table:
            let members = ObjectMembers(object)
            guard shape.isInTable(members) else { return }
            if !hasHeading { try writer.write(tableHeading()) }
            hasHeading = true
            try writer.write(tableRow(members))
        }
    }

    /// In a file or pipe results stand as they are; on a terminal they may not steer it.
    private mutating func writeJSON(_ object: ArraySlice<UInt8>) throws {
        if style.isTerminal { return try writer.write(Style.escaped(json: object)) }
        try object.withUnsafeBytes { try writer.write($0) }
    }

    private func csvCell(_ text: String) -> String {
        ResultSink.cell(style.isTerminal ? Style.visible(text) : text)
    }

    private mutating func writeCSVHeading() throws {
        try writer.write(shape.members.joined(separator: ",") + "\r\n")
    }

    /// RFC 4180 section 2: quotes around what holds a comma, a quote or a line break. A leading `= + - @` would be a
    /// formula in a spreadsheet, so it gets an apostrophe before it.
    package static func cell(_ text: String) -> String {
        var text = text
        // By bytes: a comma followed by a combining mark is one character, and still a comma to who reads the file.
        if let first = text.utf8.first, "=+-@\t\r\n".utf8.contains(first), !isNumber(text) { text = "'" + text }
        guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
        let quote = UInt8(ascii: "\"")
        let doubled = text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
        return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
    }

    private static func isNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { "+-.0123456789Ee".utf8.contains($0) } && Double(text) != nil
    }

    private func tableHeading() -> String {
        let cells = shape.columns.map { pad(words("column.\($0.name)"), $0) }
        return style.bold(cells.joined(separator: "  ").trimmingEnd()) + "\n"
    }

    private func tableRow(_ members: ObjectMembers) -> String {
        let cells = shape.columns.map { column in
            if let made = column.text { return pad(Style.visible(made(members)), column) }
            // A text that there is in Dutch too is shown in the language of the screen.
            let own = words.language == .dutch ? members[column.name + "_nl"] : nil
            let text = (own ?? members[column.name]).map { ObjectMembers.text($0) } ?? ""
            let padded = pad(style.shown(text, in: column.name), column)
            return column.name == "level" ? style.level(text, padded) : padded
        }
        return cells.joined(separator: "  ").trimmingEnd() + "\n"
    }

    private func pad(_ text: String, _ column: Column) -> String {
        let kept = column.width - 1
        // A character may hold any number of combining marks, which would be drawn over the lines around it.
        let most = (column.width + 1) * 4
        var text = text
        if text.unicodeScalars.count > most {
            let scalars = text.unicodeScalars
            text = String(column.keepsEnd ? scalars.suffix(most) : scalars.prefix(most))
        }
        var shown = text
        if text.count > column.width {
            shown = column.keepsEnd ? "…" + String(text.suffix(kept)) : String(text.prefix(kept)) + "…"
        }
        let blanks = String(repeating: " ", count: max(0, column.width - shown.count))
        return column.isRight ? blanks + shown : shown + blanks
    }
}

extension String {
    func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
