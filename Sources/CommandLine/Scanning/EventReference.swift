// One record that the user points at: FILE, FILE:LINE, FILE#RECORD or standard input.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
import Foundation

/// A place on the command line.
package struct EventReference {
    package let file: String
    private var line: Int?
    private var number: UInt64?

    package init(_ text: String) {
        if !FileManager.default.fileExists(atPath: text), text != "-" {
            if let hash = text.lastIndex(of: "#"), let number = UInt64(text[text.index(after: hash)...]) {
                file = String(text[..<hash])
                self.number = number
                return
            }
            if let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...]) {
                file = String(text[..<colon])
                self.line = line
                return
            }
        }
        file = text
    }

    /// What was asked for, in words for a message.
    package var record: String {
        number.map { "#\($0)" } ?? line.map(String.init) ?? "1"
    }

    /// Calls `body` with the record, once, if it is there.
    ///
    /// - Returns: why it cannot be used, if it is there and cannot.
    package func find(zone: ZoneRule, _ body: (inout Event) -> Void) -> Problem? {
        let path = path
        let blocks = BlockReader(InputFiles([path]))
        let block = Block()
        var reader = RecordReader(zone: zone)
        var isFound = false
        var refused: Problem?
        while !isFound, blocks.fill(block) {
            if path != file, block.source != file { continue }
            reader.read(block) { event, place in
                guard !isFound, matches(place) else { return }
                isFound = true
                body(&event)
            } unusable: { problem, place in
                guard !isFound, matches(place) else { return }
                isFound = true
                refused = problem.at(place.place(in: block.source))
            }
        }
        return refused
    }

    /// What is opened: of a member `A.zip!member`, as `scan` names it, the archive.
    private var path: String {
        var path = file[...]
        while path != "-", !FileManager.default.fileExists(atPath: String(path)) {
            guard let mark = path.lastIndex(of: "!") else { return file }
            path = path[..<mark]
        }
        return String(path)
    }

    private func matches(_ place: RecordPlace) -> Bool {
        if let number { return place.record == number }
        if let line { return place.line == line }
        return true
    }
}
