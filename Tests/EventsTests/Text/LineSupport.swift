// What the tests of line formats share: a line in memory as readers want it, and what they made of it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// The outcome of reading one line.
struct ReadLine {
    var isRead: Bool
    var format: Format
    /// The values by name; those of a repeated name in order.
    var fields: [String: [String]]
    var names: [String]
    var time: String?
    var problems: [String]

    subscript(_ name: String) -> String? { fields[name]?.first }
}

/// Runs `body` on the bytes with exactly 16 readable bytes after them, in memory that ends there.
func withLine<Result>(_ bytes: [UInt8], _ body: (Bytes) -> Result) -> Result {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 16)
    defer { memory.deallocate() }
    memory.initialize(repeating: UInt8(ascii: "\""), count: bytes.count + 16)
    memory.update(from: bytes, count: bytes.count)
    return body(Bytes(start: memory, count: bytes.count))
}

func read(_ line: String, _ format: Format, zone: ZoneRule = .none) -> ReadLine {
    read(Array(line.utf8), format, zone: zone)
}

func read(_ line: [UInt8], _ format: Format, zone: ZoneRule = .none) -> ReadLine {
    var event = Event()
    event.clear(format: format)
    return withLine(line) { bytes in
        let isRead = LineFormats.read(bytes, format: format, zone: zone, into: &event)
        var fields: [String: [String]] = [:]
        var names: [String] = []
        for index in 0..<event.count {
            let field = event.fields[index]
            let name = String(decoding: field.nameBytes, as: UTF8.self)
            fields[name, default: []].append(String(decoding: field.valueBytes, as: UTF8.self))
            names.append(name)
        }
        return ReadLine(
            isRead: isRead, format: event.format, fields: fields, names: names, time: event.time?.description,
            problems: event.problems.map(\.code.name))
    }
}

/// Reads mutations of lines: whatever the bytes, nothing traps, values are UTF-8, and a line is never lost.
func mutate(_ lines: [String], _ format: Format, times: Int) -> String? {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func random(_ below: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(max(below, 1)))
    }
    let sources = lines.map { Array($0.utf8) }
    let special = Array("<>[]\"'\\=:|- /@,\u{1D}\n\0".utf8) + [0xFF, 0xC3, 0xF0, 0x80]
    var event = Event()
    for _ in 0..<times {
        var line = sources[random(sources.count)]
        for _ in 0...random(4) where !line.isEmpty {
            let place = random(line.count)
            switch random(5) {
            case 0: line[place] = UInt8(random(256))
            case 1: line[place] = special[random(special.count)]
            case 2: line.insert(special[random(special.count)], at: place)
            case 3: line.removeSubrange(place..<min(place + random(12), line.count))
            default: line.removeSubrange(place...)
            }
        }
        event.clear(format: format)
        let found = withLine(line) { bytes -> String? in
            let isRead = LineFormats.read(bytes, format: format, zone: .none, into: &event)
            return fault(in: event, isRead: isRead)
        }
        if let found { return "\(found): \(String(decoding: line, as: UTF8.self))" }
    }
    return nil
}

private func fault(in event: borrowing Event, isRead: Bool) -> String? {
    for index in 0..<event.count {
        let field = event.fields[index]
        if !isUTF8(field.valueBytes) { return "value \(index) is not UTF-8" }
        if !isUTF8(field.nameBytes) { return "name \(index) is not UTF-8" }
    }
    if event.time == nil, event.problems.isEmpty { return "no time and no problem" }
    if !isRead, event.first("message") == nil || event.count != 1 {
        return "a line that is not read must be kept whole"
    }
    if isRead, event.count == 0 { return "read, but no fields" }
    return nil
}

private func isUTF8(_ bytes: Bytes) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
}
