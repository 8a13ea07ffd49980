// Builds Windows event logs byte by byte, so that tests need no files from outside. It writes the grammar of
// [MS-EVEN6] 2.2.12 in its simplest form, and lets a test break whatever it wants afterwards.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// A piece of an event as it stands in a template or fragment.
indirect enum EVTXNode: Sendable {
    case element(String, [(String, [EVTXNode])] = [], [EVTXNode] = [])
    case text(String)
    case units([UInt16])
    case slot(Int)
    case cdata(String)
    case character(UInt16)
    case entity(String)
    case instruction(String, String)
    case literal(UInt8, [UInt8])
    case instance(EVTXTemplate, [EVTXValue])
    case raw([UInt8])
}

/// A template: in a chunk it is written where it is first used, and referred to after that.
struct EVTXTemplate: Sendable {
    var name: String
    var nodes: [EVTXNode]
}

/// A value of a template instance.
enum EVTXValue: Sendable {
    case plain(UInt8, [UInt8])
    /// Binary XML: a fragment that may hold templates.
    case fragment([EVTXNode])

    static let null = EVTXValue.plain(BinXMLType.null, [])

    static func string(_ text: String) -> EVTXValue {
        .plain(BinXMLType.string, text.utf16.flatMap { littleEndian($0) })
    }

    static func number<T: FixedWidthInteger>(_ type: UInt8, _ value: T) -> EVTXValue {
        .plain(type, littleEndian(value))
    }
}

func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> T(8 * $0)) }
}

/// One chunk that is being written.
struct EVTXChunkBuilder {
    var bytes = [UInt8](repeating: 0, count: 512)
    private var names: [String: Int] = [:]
    private var templates: [String: Int] = [:]
    private(set) var recordOffsets: [Int] = []
    private var firstID: UInt64?
    private var lastID: UInt64 = 0

    // MARK: - Records

    /// A record that is one instance of a template.
    mutating func record(_ id: UInt64, _ template: EVTXTemplate, _ values: [EVTXValue]) {
        record(id, [.instance(template, values)])
    }

    mutating func record(_ id: UInt64, _ nodes: [EVTXNode], end: Bool = true) {
        let start = bytes.count
        recordOffsets.append(start)
        firstID = firstID ?? id
        lastID = id
        append([0x2A, 0x2A, 0, 0])
        append(littleEndian(UInt32(0)))
        append(littleEndian(id))
        append(littleEndian(UInt64(132_000_000_000_000_000)))
        fragment(nodes, inTemplate: false)
        if end { bytes.append(0) }
        let size = UInt32(bytes.count + 4 - start)
        append(littleEndian(size))
        patch(start + 4, littleEndian(size))
    }

    /// The finished chunk: its header and 65,536 bytes.
    func finished() -> [UInt8] {
        var chunk = self
        precondition(bytes.count <= 65_536, "the records of a test must fit in a chunk")
        chunk.patch(0, Array("ElfChnk\0".utf8))
        chunk.patch(8, littleEndian(UInt64(1)) + littleEndian(UInt64(recordOffsets.count)))
        chunk.patch(24, littleEndian(firstID ?? 1) + littleEndian(lastID))
        chunk.patch(40, littleEndian(UInt32(128)))
        chunk.patch(44, littleEndian(UInt32(recordOffsets.last ?? 512)))
        chunk.patch(48, littleEndian(UInt32(bytes.count)))
        chunk.patch(52, littleEndian(EVTXChunkBuilder.crc(Array(bytes[512...]))))
        let header = Array(chunk.bytes[0..<120]) + Array(chunk.bytes[128..<512])
        chunk.patch(124, littleEndian(EVTXChunkBuilder.crc(header)))
        return chunk.bytes + [UInt8](repeating: 0, count: 65_536 - bytes.count)
    }

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { CRC32.of($0) }
    }

    // MARK: - Binary XML

    mutating func fragment(_ nodes: [EVTXNode], inTemplate: Bool) {
        append([0x0F, 1, 1, 0])
        for node in nodes { write(node, inTemplate: inTemplate) }
    }

    private mutating func write(_ node: EVTXNode, inTemplate: Bool) {
        switch node {
        case .element(let name, let attributes, let children):
            element(name, attributes, children, inTemplate)
        case .text(let text): units(0x05, Array(text.utf16), type: BinXMLType.string)
        case .units(let text): units(0x05, text, type: BinXMLType.string)
        case .cdata(let text): units(0x07, Array(text.utf16))
        case .slot(let index): append([0x0E] + littleEndian(UInt16(index)) + [BinXMLType.string])
        case .character(let unit): append([0x08] + littleEndian(unit))
        case .entity(let entity):
            bytes.append(0x09)
            name(entity)
        case .instruction(let target, let data):
            bytes.append(0x0A)
            name(target)
            units(0x0B, Array(data.utf16))
        case .literal(let type, let value): append([0x05, type] + value)
        case .instance(let template, let values): instance(template, values)
        case .raw(let raw): append(raw)
        }
    }

    private mutating func element(
        _ elementName: String, _ attributes: [(String, [EVTXNode])], _ children: [EVTXNode], _ inTemplate: Bool
    ) {
        bytes.append(attributes.isEmpty ? 0x01 : 0x41)
        if inTemplate { append([0xFF, 0xFF]) }
        let size = reserve(4)
        name(elementName)
        if !attributes.isEmpty {
            let list = reserve(4)
            for (index, (attribute, value)) in attributes.enumerated() {
                bytes.append(index + 1 == attributes.count ? 0x06 : 0x46)
                name(attribute)
                for node in value { write(node, inTemplate: inTemplate) }
            }
            patch(list, littleEndian(UInt32(bytes.count - list - 4)))
        }
        if children.isEmpty {
            bytes.append(0x03)
        } else {
            bytes.append(0x02)
            for child in children { write(child, inTemplate: inTemplate) }
            bytes.append(0x04)
        }
        patch(size, littleEndian(UInt32(bytes.count - size - 4)))
    }

    private mutating func instance(_ template: EVTXTemplate, _ values: [EVTXValue]) {
        append([0x0C, 1] + littleEndian(UInt32(truncatingIfNeeded: template.name.utf8.count)))
        if let known = templates[template.name] {
            append(littleEndian(UInt32(known)))
        } else {
            let offset = bytes.count + 4
            templates[template.name] = offset
            append(littleEndian(UInt32(offset)))
            append(littleEndian(UInt32(0)))
            append(Array((template.name.utf8 + [UInt8](repeating: 0, count: 16)).prefix(16)))
            let size = reserve(4)
            fragment(template.nodes, inTemplate: true)
            bytes.append(0)
            patch(size, littleEndian(UInt32(bytes.count - size - 4)))
        }
        append(littleEndian(UInt32(values.count)))
        let descriptors = reserve(4 * values.count)
        for (index, value) in values.enumerated() {
            let start = bytes.count
            var type = BinXMLType.binXML
            switch value {
            case .plain(let plain, let raw):
                type = plain
                append(raw)
            case .fragment(let nodes):
                fragment(nodes, inTemplate: false)
                bytes.append(0)
            }
            patch(descriptors + 4 * index, littleEndian(UInt16(bytes.count - start)) + [type, 0])
        }
    }

    private mutating func name(_ name: String) {
        if let known = names[name] { return append(littleEndian(UInt32(known))) }
        let offset = bytes.count + 4
        names[name] = offset
        let units = Array(name.utf16)
        var hash: UInt32 = 0
        for unit in units { hash = hash &* 65_599 &+ UInt32(unit) }
        append(littleEndian(UInt32(offset)) + littleEndian(UInt32(0)) + littleEndian(UInt16(truncatingIfNeeded: hash)))
        append(littleEndian(UInt16(units.count)) + units.flatMap { littleEndian($0) } + [0, 0])
    }

    private mutating func units(_ token: UInt8, _ units: [UInt16], type: UInt8? = nil) {
        bytes.append(token)
        if let type { bytes.append(type) }
        append(littleEndian(UInt16(units.count)) + units.flatMap { littleEndian($0) })
    }

    // MARK: - Bytes

    mutating func append(_ more: [UInt8]) { bytes += more }

    private mutating func reserve(_ count: Int) -> Int {
        append([UInt8](repeating: 0, count: count))
        return bytes.count - count
    }

    mutating func patch(_ offset: Int, _ with: [UInt8]) {
        bytes.replaceSubrange(offset..<offset + with.count, with: with)
    }
}

/// A whole log of finished chunks.
func evtxFile(_ chunks: [[UInt8]], chunkCount: Int? = nil) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 4_096)
    func patch(_ offset: Int, _ with: [UInt8]) { header.replaceSubrange(offset..<offset + with.count, with: with) }
    patch(0, Array("ElfFile\0".utf8))
    patch(16, littleEndian(UInt64(max(chunks.count, 1) - 1)) + littleEndian(UInt64(1_000)))
    patch(32, littleEndian(UInt32(128)) + littleEndian(UInt16(1)) + littleEndian(UInt16(3)))
    patch(40, littleEndian(UInt16(4_096)) + littleEndian(UInt16(chunkCount ?? chunks.count)))
    patch(124, littleEndian(EVTXChunkBuilder.crc(Array(header[0..<120]))))
    return header + chunks.flatMap { $0 }
}
