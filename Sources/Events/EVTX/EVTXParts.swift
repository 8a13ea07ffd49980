// Values of several parts, and arrays: what a record seldom holds.
// SPDX-License-Identifier: EUPL-1.2

import CScan

extension EVTXChunkReader {
    /// One step of a value that is made of literals and substitutions.
    mutating func writePart(
        _ slot: BinXMLSlot, _ step: EVTXStep, nesting: Int, into event: inout Event
    ) throws(EVTXDamage) {
        switch step.code {
        case .textBegin:
            text.removeAll(keepingCapacity: true)
        case .textLiteral:
            try spend(step.text.count)
            text.append(contentsOf: step.text.bytes)
        case .textSlot:
            try addPart(slot, step, nesting: nesting, into: &event)
        case .textEnd:
            if text.isEmpty { return appendEmpty(step, into: &event) }
            append(step, value: keepText(in: &event), kind: .string, into: &event)
        case .nameEnd:
            takeDynamicName(parent: step.name, in: &event)
        default:
            throw .token
        }
    }

    private mutating func addPart(
        _ slot: BinXMLSlot, _ step: EVTXStep, nesting: Int, into event: inout Event
    ) throws(EVTXDamage) {
        let source = chunk + Int(slot.offset)
        let size = Int(slot.size)
        if slot.type == BinXMLType.null || size == 0 { return }
        switch slot.type {
        case BinXMLType.string, BinXMLType.evtXML:
            text.append(contentsOf: try string(source, units: size / 2, into: &event))
        case BinXMLType.ansiString:
            text.append(contentsOf: try ansiString(source, size: size, into: &event))
        case BinXMLType.binXML:
            // Its elements become fields of their own; the parts so far must survive it.
            let before = text
            try write(
                fragment: Int(slot.offset), end: Int(slot.offset) + size,
                context: EVTXContext(section: step.childSection, parent: step.text), nesting: nesting + 1,
                into: &event)
            text = before
        default:
            let (value, _) = try scalar(slot.type & ~BinXMLType.arrayFlag, source, size: size, into: &event)
            text.append(contentsOf: value)
        }
    }

    private mutating func keepText(in event: inout Event) -> Bytes {
        text.withUnsafeBufferPointer { event.keep($0) }
    }

    /// The name of a `Data` that was put together: without spaces, and never that of a field of System.
    private mutating func takeDynamicName(parent: ChunkText, in event: inout Event) {
        text.removeAll { $0 == UInt8(ascii: " ") }
        if text.isEmpty { text.append(contentsOf: "Data".utf8) }
        if text.count > Limits.nameBytes { text.removeLast(text.count - Limits.nameBytes) }
        if text.withUnsafeBufferPointer({ EVTXSystemFields.contains($0) }) {
            text.insert(UInt8(ascii: "_"), at: 0)
            text.insert(contentsOf: parent.bytes, at: 0)
        }
        let kept = keepText(in: &event)
        dynamicName = ChunkText(kept.baseAddress ?? Arena.nothing, kept.count)
    }

    // MARK: - Arrays

    /// The elements of an array as repeated fields ([MS-EVEN6] 3.1.4.7.5: the element is repeated for each).
    mutating func writeArray(
        _ type: UInt8, _ source: UnsafePointer<UInt8>, size: Int, _ step: EVTXStep, into event: inout Event
    ) throws(EVTXDamage) {
        switch type {
        case BinXMLType.string:
            try writeStrings(source, units: size / 2, step, into: &event)
        case BinXMLType.ansiString:
            try writeANSIStrings(source, size: size, step, into: &event)
        case BinXMLType.sid:
            var at = 0
            while size - at >= 8 {
                let length = 8 + 4 * Int(source[at + 1])
                guard length <= size - at else { break }
                try writeElement(type, source + at, size: length, step, into: &event)
                at += length
            }
            if at < size { note(.evtxValueUnreadable, in: &event) }
        default:
            let each = BinXMLType.size(type)
            // Arrays of types without a fixed size do not occur; their bytes are shown.
            guard each > 0 else {
                return try writeScalar(BinXMLType.binary, source, size: size, step, isElement: false, into: &event)
            }
            var at = 0
            while size - at >= each {
                try writeElement(type, source + at, size: each, step, into: &event)
                at += each
            }
            if at < size { note(.evtxValueUnreadable, in: &event) }
        }
    }

    private mutating func writeElement(
        _ type: UInt8, _ source: UnsafePointer<UInt8>, size: Int, _ step: EVTXStep, into event: inout Event
    ) throws(EVTXDamage) {
        try countElement()
        try writeScalar(type, source, size: size, step, isElement: true, into: &event)
    }

    private mutating func countElement() throws(EVTXDamage) {
        elements += 1
        if elements > Limits.evtxElements { throw .elements }
    }

    /// Strings that each end in NUL; the last may lack it.
    private mutating func writeStrings(
        _ source: UnsafePointer<UInt8>, units: Int, _ step: EVTXStep, into event: inout Event
    ) throws(EVTXDamage) {
        var at = 0
        while at < units {
            try countElement()
            let length = EVTXText.unitsToNUL(source + 2 * at, units: units - at)
            let value = try string(source + 2 * at, units: length, into: &event)
            appendElement(step, value, into: &event)
            at += length + 1
        }
    }

    private mutating func writeANSIStrings(
        _ source: UnsafePointer<UInt8>, size: Int, _ step: EVTXStep, into event: inout Event
    ) throws(EVTXDamage) {
        var at = 0
        while at < size {
            try countElement()
            let value = try ansiString(source + at, size: size - at, into: &event)
            appendElement(step, value, into: &event)
            while at < size, source[at] != 0 { at += 1 }
            at += 1
        }
    }

    private mutating func appendElement(_ step: EVTXStep, _ value: Bytes, into event: inout Event) {
        // An empty element of an attribute leaves the attribute out; elsewhere it keeps its place in the list.
        if value.count == 0 { return appendEmpty(step, into: &event) }
        append(step, value: value, kind: .string, isElement: true, into: &event)
    }
}
