// Reads bodies of the `_bulk` API of Elasticsearch as they come: a line that says what to do, a line with the document.
// What is malformed is kept as a line too: a sender that gets an error for a line sends it for ever, or drops it.
// SPDX-License-Identifier: EUPL-1.2

package import Events
import Glibc
import Store

/// What a sender asks to do with a document.
package enum BulkAction: String, Sendable, CaseIterable {
    case index, create, update, delete
}

/// One line of the answer.
package struct BulkItem: Sendable, Hashable {
    package var action: BulkAction
    /// The place of its index in the names of the reader.
    package var index: Int
    /// Nil if the sender gave none.
    package var id: String?
    /// Where its line is; nil if there is nothing to keep.
    package var chunk: Int?
    package var line = 0

    package init(action: BulkAction, index: Int, id: String? = nil, chunk: Int? = nil, line: Int = 0) {
        self.action = action
        self.index = index
        self.id = id
        self.chunk = chunk
        self.line = line
    }
}

/// One body. Lines go into chunks that are made like the first one.
package struct BulkReader: ~Copyable {
    /// A chunk is full at so many bytes.
    package static let chunkBytes = 1 << 20
    private static let itemCost = 96

    private let empty: LineChunk
    private let lineLimit: Int
    private let standard: Int
    private var open: (action: BulkAction, index: Int, id: String?, line: [UInt8])?
    private var rest: [UInt8] = []
    private var looked = 0
    private var numbers: [String: Int] = [:]
    private var event = Event()
    private var json = JSONReader()

    /// The indices that were named.
    package private(set) var names: [String] = []
    package private(set) var items: [BulkItem] = []
    package private(set) var chunks: [LineChunk] = []
    package private(set) var quarantined = 0
    package private(set) var cut = 0
    private var bytes = 0

    /// - Parameters:
    ///   - chunk: an empty one.
    ///   - index: that of the path, for documents that name none.
    package init(_ chunk: LineChunk, index: String?, lineLimit: Int) {
        empty = chunk
        self.lineLimit = lineLimit
        standard = 0
        _ = number(index ?? "logs")
    }

    /// The memory that it takes, about.
    package var cost: Int { bytes + rest.count + items.count * BulkReader.itemCost }

    /// Whether there are more lines than one request may have.
    package var isTooLong: Bool { items.count > IngestLimits.linesPerRequest }

    /// Takes the next bytes of the body, wherever they are cut.
    package mutating func read(_ bytes: Bytes) {
        rest.append(contentsOf: bytes)
        var start = 0
        while !isTooLong, let end = endOfLine(from: looked) {
            line(start, end)
            start = end + 1
            looked = start
        }
        looked = rest.count - start
        rest.removeFirst(start)
    }

    private func endOfLine(from start: Int) -> Int? {
        rest.withUnsafeBytes { rest in
            guard let base = rest.baseAddress, start < rest.count else { return nil }
            return memchr(base + start, 0x0A, rest.count - start).map { UnsafeRawPointer($0) - base }
        }
    }

    /// The body is complete.
    package mutating func finish() {
        let end = rest.count
        line(0, end)
        rest = []
        looked = 0
        if let left = open {
            open = nil
            quarantine(left.line)
        }
    }

    private mutating func line(_ start: Int, _ end: Int) {
        var end = end
        if end > start, rest[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let text = Array(rest[start..<end])
        if let (action, index, id, begun) = open {
            // An empty line for a document is one that is missing: its action is kept in its place.
            open = nil
            text.isEmpty ? quarantine(begun) : document(text, action, index, id)
        } else if !text.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
            begin(text)
        }
    }

    private mutating func begin(_ text: [UInt8]) {
        guard text.count <= 16 << 10, let (action, name, id) = asked(text) else { return quarantine(text) }
        let index = name.map { number($0) } ?? standard
        if action == .delete {
            // That someone asks to delete lines is itself something to keep.
            quarantined += 1
            keep(text, BulkItem(action: .delete, index: index, id: id), sender: nil)
        } else {
            open = (action, index, id, text)
        }
    }

    /// What a line asks for: the action, the name of the index and the id of the document. The fields of the event
    /// point into the bytes that were read, so they are taken while those are there.
    private mutating func asked(_ text: [UInt8]) -> (action: BulkAction, index: String?, id: String?)? {
        event.clear(format: .jsonLines)
        return (text + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
            guard json.read(Bytes(rebasing: padded[..<text.count]), into: &event), let action = action() else {
                return nil
            }
            func value(_ name: String) -> String? {
                event.text("\(action.rawValue).\(name)").flatMap { $0.isEmpty ? nil : BulkReader.cut($0) }
            }
            return (action, value("_index"), value("_id"))
        }
    }

    /// Text of senders stays short where it is kept beside lines.
    package static func cut(_ text: String) -> String {
        text.utf8.count <= IngestLimits.nameBytes
            ? text : String(decoding: text.utf8.prefix(IngestLimits.nameBytes), as: UTF8.self)
    }

    /// All fields of an action are below one name.
    private func action() -> BulkAction? {
        guard event.count > 0 else { return nil }
        var found: BulkAction?
        for index in 0..<event.count {
            let name = String(decoding: event.fields[index].nameBytes.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
            guard let action = BulkAction(rawValue: name), found == nil || found == action else { return nil }
            let isWhole = event.fields[index].nameCount == Int32(name.utf8.count)
            if isWhole, event.fields[index].kind != .emptyObject { return nil }
            found = action
        }
        return found
    }

    /// Takes one document whose index stands in the path, without an action.
    package mutating func document(_ text: [UInt8], _ action: BulkAction, id: String?) {
        var text = text[...]
        while let last = text.last, last == 0x0A || last == 0x0D { text.removeLast() }
        document(Array(text), action, standard, id)
    }

    private mutating func document(_ text: [UInt8], _ action: BulkAction, _ index: Int, _ id: String?) {
        let isDocument = isObject(text)
        if !isDocument || action == .update { quarantined += 1 }
        let sender = id.map { SenderID(scope: "bulk \(names[index])", id: $0, content: text) }
        keep(text, BulkItem(action: action, index: index, id: id), sender: sender)
    }

    private mutating func quarantine(_ text: [UInt8]) {
        quarantined += 1
        keep(text, BulkItem(action: .index, index: standard), sender: nil)
    }

    private mutating func keep(_ text: [UInt8], _ item: BulkItem, sender: SenderID?) {
        var item = item
        if chunks.last.map({ $0.cost >= BulkReader.chunkBytes }) ?? true { chunks.append(empty) }
        item.chunk = chunks.count - 1
        item.line = chunks[chunks.count - 1].count
        if text.count > lineLimit { cut += 1 }
        chunks[chunks.count - 1].append(text.prefix(lineLimit), id: sender)
        bytes += min(text.count, lineLimit)
        items.append(item)
    }

    /// Whether it is an object. Nothing of the event holds when this returns.
    private mutating func isObject(_ text: [UInt8]) -> Bool {
        event.clear(format: .jsonLines)
        return (text + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
            json.read(Bytes(rebasing: padded[..<text.count]), into: &event)
        }
    }

    private mutating func number(_ name: String) -> Int {
        if let number = numbers[name] { return number }
        names.append(name)
        bytes += name.utf8.count * 2
        numbers[name] = names.count - 1
        return names.count - 1
    }
}
