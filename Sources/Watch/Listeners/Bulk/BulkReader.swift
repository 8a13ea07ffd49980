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
    /// What came of a line that has no end yet.
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
        withRest { reader, rest in
            var start = 0
            while !reader.isTooLong, let end = rest.end(ofLineFrom: max(start, reader.looked)) {
                reader.line(Bytes(rebasing: rest[start..<end]))
                start = end + 1
            }
            reader.looked = rest.count - start
            return start
        }
    }

    /// The body is complete.
    package mutating func finish() {
        withRest { reader, rest in
            reader.line(rest)
            return rest.count
        }
        looked = 0
        if let left = open {
            open = nil
            left.line.withUnsafeBufferPointer { quarantine($0) }
        }
    }

    /// Reads lines where they lie, with 16 readable bytes behind each; `body` says how many bytes are done with.
    private mutating func withRest(_ body: (inout BulkReader, Bytes) -> Int) {
        var held: [UInt8] = []
        swap(&held, &rest)
        let count = held.count
        held.append(contentsOf: BulkReader.padding)
        let done = held.withUnsafeBufferPointer { body(&self, Bytes(rebasing: $0[..<count])) }
        held.removeLast(BulkReader.padding.count)
        held.removeFirst(done)
        swap(&held, &rest)
    }

    private static let padding = [UInt8](repeating: 0, count: 16)

    private mutating func line(_ line: Bytes) {
        let text = line.last == UInt8(ascii: "\r") ? Bytes(rebasing: line.dropLast()) : line
        if let (action, index, id, begun) = open {
            // An empty line for a document is one that is missing: its action is kept in its place.
            open = nil
            text.isEmpty ? begun.withUnsafeBufferPointer { quarantine($0) } : document(text, action, index, id)
        } else if !text.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
            begin(text)
        }
    }

    private mutating func begin(_ text: Bytes) {
        guard text.count <= 16 << 10, let (action, name, id) = asked(text) else { return quarantine(text) }
        let index = name.map { number($0) } ?? standard
        if action == .delete {
            // That someone asks to delete lines is itself something to keep.
            quarantined += 1
            keep(text, BulkItem(action: .delete, index: index, id: id), sender: nil)
        } else {
            open = (action, index, id, Array(text))
        }
    }

    /// What a line asks for: the action, the name of the index and the id of the document. The fields of the event
    /// point into the line, so nothing of it holds when the line is gone.
    private mutating func asked(_ text: Bytes) -> (action: BulkAction, index: String?, id: String?)? {
        guard isObject(text), let action = action() else { return nil }
        func value(_ name: String) -> String? {
            event.text("\(action.rawValue).\(name)").flatMap { $0.isEmpty ? nil : BulkReader.cut($0) }
        }
        return (action, value("_index"), value("_id"))
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
        rest = text
        while let last = rest.last, last == 0x0A || last == 0x0D { rest.removeLast() }
        withRest { reader, text in
            reader.document(text, action, reader.standard, id)
            return text.count
        }
    }

    private mutating func document(_ text: Bytes, _ action: BulkAction, _ index: Int, _ id: String?) {
        if action == .update || !isObject(text) { quarantined += 1 }
        let sender = id.map { SenderID(scope: "bulk \(names[index])", id: $0, content: text) }
        keep(text, BulkItem(action: action, index: index, id: id), sender: sender)
    }

    private mutating func quarantine(_ text: Bytes) {
        quarantined += 1
        keep(text, BulkItem(action: .index, index: standard), sender: nil)
    }

    private mutating func keep(_ text: Bytes, _ item: BulkItem, sender: SenderID?) {
        var item = item
        if chunks.last.map({ $0.cost >= BulkReader.chunkBytes }) ?? true { chunks.append(empty) }
        item.chunk = chunks.count - 1
        item.line = chunks[chunks.count - 1].count
        if text.count > lineLimit { cut += 1 }
        chunks[chunks.count - 1].append(Bytes(rebasing: text.prefix(lineLimit)), id: sender)
        bytes += min(text.count, lineLimit)
        items.append(item)
    }

    /// Reads a line that has 16 readable bytes behind it into the event, and says whether it is an object.
    private mutating func isObject(_ text: Bytes) -> Bool {
        event.clear(format: .jsonLines)
        return json.read(text, into: &event)
    }

    private mutating func number(_ name: String) -> Int {
        if let number = numbers[name] { return number }
        names.append(name)
        bytes += name.utf8.count * 2
        numbers[name] = names.count - 1
        return names.count - 1
    }
}

extension Bytes {
    /// Where the first end of a line is, from a place on.
    fileprivate func end(ofLineFrom start: Int) -> Int? {
        guard let base = baseAddress, start < count else { return nil }
        return memchr(base + start, 0x0A, count - start).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    }
}
