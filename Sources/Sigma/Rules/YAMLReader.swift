// Reads a file of YAML documents into nodes. A broken document is reported with its place; the others are kept.
// YAML 1.2.2, chapter 9 (document stream productions).
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// One document of a YAML file, or why it could not be read.
package struct YAMLDocument: Sendable {
    package var content: Result<YAMLNode, Problem>
    /// The line where the document begins, from 1.
    package var line: Int
}

package enum YAMLReader {
    /// All documents that have any content, in the order of the file.
    package static func read(_ bytes: [UInt8], file: String) -> [YAMLDocument] {
        bytes.withUnsafeBufferPointer { buffer in
            var documents: [YAMLDocument] = []
            for part in parts(of: buffer) {
                if part.range.count > RuleLimits.documentBytes {
                    let place = Place(file: file, line: part.line, column: 1)
                    let problem = Problem(.yamlTooLong, ["\(RuleLimits.documentBytes)"], at: place)
                    documents.append(YAMLDocument(content: .failure(problem), line: part.line))
                    continue
                }
                var parser = YAMLParser(
                    UnsafeBufferPointer(rebasing: buffer[part.range]), file: file, linesBefore: part.line - 1)
                parser.readDocuments(into: &documents)
            }
            return documents
        }
    }

    /// A stretch of the file that can be parsed on its own.
    private struct Part {
        var range: Range<Int>
        var line: Int
    }

    /// The file cut before each line that begins with `---` and after each with `...`. Such a line is always a marker,
    /// also within a quoted or block scalar (9.1.2), so an error before it cannot reach past it.
    private static func parts(of bytes: UnsafeBufferPointer<UInt8>) -> [Part] {
        var parts: [Part] = []
        var current = Part(range: 0..<0, line: 1)
        var hasContent = false
        var line = 1
        var start = 0
        while start < bytes.count {
            let lineStart = start
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
            let isMarker = isMarker(bytes[start..<end], UInt8(ascii: "-"))
            if isMarker, hasContent {
                parts.append(Part(range: current.range.lowerBound..<start, line: current.line))
                current = Part(range: start..<start, line: line)
            }
            // Directives (`%YAML 1.2`) and comments belong to the document that follows them.
            hasContent = hasContent || isMarker || isContent(bytes[start..<end])
            line += 1
            start = end
            // After `...` a document may begin without `---`; libyaml reads only the first of a stream so.
            if hasContent, self.isMarker(bytes[lineStart..<end], UInt8(ascii: ".")) {
                parts.append(Part(range: current.range.lowerBound..<end, line: current.line))
                current = Part(range: end..<end, line: line)
                hasContent = false
            }
        }
        parts.append(Part(range: current.range.lowerBound..<bytes.count, line: current.line))
        return parts
    }

    private static func isMarker(_ line: Slice<UnsafeBufferPointer<UInt8>>, _ mark: UInt8) -> Bool {
        guard line.count >= 3, line.prefix(3).allSatisfy({ $0 == mark }) else { return false }
        return line.count == 3 || isSpace(line[line.startIndex + 3])
    }

    private static func isContent(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = line.first, first != UInt8(ascii: "%") else { return false }
        return line.first { !isSpace($0) }.map { $0 != UInt8(ascii: "#") } ?? false
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
