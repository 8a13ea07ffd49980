// Writes one record into an event: walks its template instances and runs their plans with the record's values.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CScan

/// A template instance: where its definition and values are.
struct EVTXInstance {
    var definition: Int
    var descriptors: Int
    var count: Int
    var values: Int
    var end: Int
}

extension EVTXChunkReader {
    mutating func write(
        fragment start: Int, end: Int, context: EVTXContext, nesting: Int, into event: inout Event
    ) throws(EVTXDamage) {
        guard nesting < Limits.evtxNesting else { throw .nesting }
        var at = start
        while at < end {
            switch chunk[at] & ~BinXMLToken.moreFlag {
            case BinXMLToken.endOfFragment:
                return
            case BinXMLToken.fragmentHeader:
                at += 4
            case BinXMLToken.templateInstance:
                at = try write(instanceAt: at, end: end, context: context, nesting: nesting, into: &event)
            case BinXMLToken.openStart:
                // An element without a template: its steps serve once.
                let first = steps.count
                templateBytes += end - at
                guard templateBytes <= Limits.evtxTemplateBytes else { throw .templateBytes }
                defer { steps.count = first }
                at = try compile(elementAt: at, end: end, inTemplate: false, context: context)
                try run(first, steps.count, firstSlot: slotCount, count: 0, nesting: nesting, into: &event)
            case BinXMLToken.instructionTarget, BinXMLToken.instructionData:
                at = try skipInstruction(at: at, end: end)
            default:
                throw .token
            }
        }
        guard at <= end else { throw .bounds }
    }

    /// Reads the head of a template instance: token, version, identifier, offset of the definition, the definition
    /// itself where it is first used, then the number of values, a descriptor of each and the values.
    func instance(at start: Int, end: Int) throws(EVTXDamage) -> EVTXInstance {
        guard start + 10 <= end else { throw .bounds }
        let definition = u32(start + 6)
        guard EVTXRecord.firstOffset...EVTXFileHeader.chunkSize - 24 ~= definition else { throw .template }
        var at = start + 10
        if definition == at {
            guard at + 24 <= end, u32(at + 20) <= end - at - 24 else { throw .template }
            at += 24 + u32(at + 20)
        }
        guard at + 4 <= end else { throw .bounds }
        let count = u32(at)
        guard count <= Limits.evtxSubstitutions else { throw .substitutions }
        let values = at + 4 + 4 * count
        guard values <= end else { throw .bounds }
        var last = values
        for index in 0..<count { last += u16(at + 4 + 4 * index) }
        guard last <= end else { throw .bounds }
        return EVTXInstance(definition: definition, descriptors: at + 4, count: count, values: values, end: last)
    }

    mutating func write(
        instanceAt start: Int, end: Int, context: EVTXContext, nesting: Int, into event: inout Event
    ) throws(EVTXDamage) -> Int {
        let instance = try instance(at: start, end: end)
        let plan = try plan(definedAt: instance.definition, context: context)
        let first = slotCount
        guard first + instance.count <= EVTXChunkReader.slotCapacity else { throw .substitutions }
        var value = instance.values
        for index in 0..<instance.count {
            let descriptor = u32(instance.descriptors + 4 * index)
            let size = UInt16(truncatingIfNeeded: descriptor)
            slots[first + index] = BinXMLSlot(
                offset: UInt32(truncatingIfNeeded: value), size: size,
                type: UInt8(truncatingIfNeeded: descriptor >> 16))
            value += Int(size)
        }
        slotCount = first + instance.count
        defer { slotCount = first }
        try run(
            plans[plan].first, plans[plan].end, firstSlot: first, count: instance.count, nesting: nesting, into: &event)
        return instance.end
    }

    /// Runs steps. The memory of the steps may move while it does, when a value is a fragment that makes a new plan.
    private mutating func run(
        _ first: Int, _ end: Int, firstSlot: Int, count: Int, nesting: Int, into event: inout Event
    ) throws(EVTXDamage) {
        elements += end - first
        guard elements <= Limits.evtxElements else { throw .elements }
        var index = first
        while index < end {
            let step = steps.start[index]
            index += 1
            switch step.code {
            case .slot:
                let slot =
                    Int(step.slot) < count
                    ? slots[firstSlot + Int(step.slot)] : BinXMLSlot(offset: 0, size: 0, type: BinXMLType.null)
                try write(slot, step, nesting: nesting, into: &event)
            case .attributes:
                attributesWritten = false
            case .literal:
                try spend(step.text.count)
                append(step, value: step.text.bytes, kind: .string, into: &event)
            case .empty:
                appendEmpty(step, into: &event)
            case .instance:
                let context = EVTXContext(section: step.childSection, parent: step.name)
                guard nesting + 1 < Limits.evtxNesting else { throw .nesting }
                _ = try write(
                    instanceAt: step.text.count, end: EVTXFileHeader.chunkSize, context: context, nesting: nesting + 1,
                    into: &event)
            case .textBegin, .textLiteral, .textSlot, .textEnd, .nameEnd:
                let slot =
                    step.code == .textSlot && Int(step.slot) < count
                    ? slots[firstSlot + Int(step.slot)] : BinXMLSlot(offset: 0, size: 0, type: BinXMLType.null)
                try writePart(slot, step, nesting: nesting, into: &event)
            }
        }
    }

    // MARK: - One value

    private mutating func write(
        _ slot: BinXMLSlot, _ step: EVTXStep, nesting: Int, into event: inout Event
    ) throws(EVTXDamage) {
        let source = chunk + Int(slot.offset)
        let size = Int(slot.size)
        if slot.type == BinXMLType.null || size == 0 { return appendEmpty(step, into: &event) }
        switch slot.type {
        case BinXMLType.string, BinXMLType.evtXML:
            let value = try string(source, units: size / 2, into: &event)
            if value.count == 0 { return appendEmpty(step, into: &event) }
            append(step, value: value, kind: .string, into: &event)
        case BinXMLType.ansiString:
            let value = try ansiString(source, size: size, into: &event)
            if value.count == 0 { return appendEmpty(step, into: &event) }
            append(step, value: value, kind: .string, into: &event)
        case BinXMLType.binXML:
            guard !step.flags.contains(.attribute) else { throw .token }
            try write(
                fragment: Int(slot.offset), end: Int(slot.offset) + size,
                context: EVTXContext(section: step.childSection, parent: step.text), nesting: nesting + 1,
                into: &event)
        case let type where type & BinXMLType.arrayFlag != 0:
            try writeArray(type & ~BinXMLType.arrayFlag, source, size: size, step, into: &event)
        default:
            try writeScalar(slot.type, source, size: size, step, isElement: false, into: &event)
        }
    }

    mutating func writeScalar(
        _ type: UInt8, _ source: UnsafePointer<UInt8>, size: Int, _ step: EVTXStep, isElement: Bool,
        into event: inout Event
    ) throws(EVTXDamage) {
        if step.flags.rawValue & (EVTXStep.Flags.eventTime.rawValue | EVTXStep.Flags.recordID.rawValue) != 0 {
            takeSystemValue(type, source, size: size, step, into: &event)
        }
        let (value, kind) = try scalar(type, source, size: size, into: &event)
        append(step, value: value, kind: kind, isElement: isElement, into: &event)
    }

    /// A value as text in the event's arena. One that cannot be read as its type is given as its bytes.
    mutating func scalar(
        _ type: UInt8, _ source: UnsafePointer<UInt8>, size: Int, into event: inout Event
    ) throws(EVTXDamage) -> (Bytes, ValueKind) {
        let room = EVTXValue.room(type, size: size)
        try spend(room)
        let target = event.room(room)
        if let text = EVTXValue.text(type, source, size: size, to: target) {
            event.giveBack(room - text.count)
            return (Bytes(start: target, count: text.count), text.kind)
        }
        event.giveBack(room)
        note(.evtxValueUnreadable, in: &event)
        try spend(2 * size)
        let raw = event.room(2 * size)
        return (Bytes(start: raw, count: EVTXNumbers.binary(source, count: size, to: raw)), .string)
    }

    private mutating func takeSystemValue(
        _ type: UInt8, _ source: UnsafePointer<UInt8>, size: Int, _ step: EVTXStep, into event: inout Event
    ) {
        if step.flags.contains(.recordID) {
            if let number = EVTXValue.unsigned(source, size: size) { recordID = number }
        } else if type == BinXMLType.fileTime, size == 8 {
            event.time = EVTXChunkReader.timestamp(fileTime: scan_load64(source))
        }
    }

    /// Nil for times that nanoseconds since 1970 cannot hold.
    static func timestamp(fileTime ticks: UInt64) -> Timestamp? {
        guard let signed = Int64(exactly: ticks) else { return nil }
        let (nanoseconds, overflow) = (signed - 116_444_736_000_000_000).multipliedReportingOverflow(by: 100)
        return overflow ? nil : Timestamp(nanoseconds: nanoseconds)
    }

    /// UTF-16 up to the first NUL.
    mutating func string(
        _ source: UnsafePointer<UInt8>, units: Int, into event: inout Event
    ) throws(EVTXDamage) -> Bytes {
        try spend(units)
        let target = event.room(units)
        let narrow = utf16_narrow(target, source, units)
        if narrow == units || (source[2 * narrow] == 0 && source[2 * narrow + 1] == 0) {
            event.giveBack(units - narrow)
            return Bytes(start: target, count: narrow)
        }
        event.giveBack(units)
        let length = EVTXText.unitsToNUL(source, units: units)
        try spend(2 * length)
        let wide = event.room(3 * length)
        let (count, repaired) = EVTXText.utf8(from: source, units: length, to: wide)
        event.giveBack(3 * length - count)
        if repaired { note(.evtxLoneSurrogate, in: &event) }
        return Bytes(start: wide, count: count)
    }

    mutating func ansiString(
        _ source: UnsafePointer<UInt8>, size: Int, into event: inout Event
    ) throws(EVTXDamage) -> Bytes {
        var length = 0
        while length < size, source[length] != 0 { length += 1 }
        try spend(3 * length)
        let target = event.room(3 * length)
        let count = EVTXText.utf8(fromANSI: source, count: length, to: target)
        event.giveBack(3 * length - count)
        return Bytes(start: target, count: count)
    }

    @inline(__always)
    mutating func spend(_ bytes: Int) throws(EVTXDamage) {
        expandedBytes += bytes
        if expandedBytes > Limits.evtxExpandedBytes { throw .expandedBytes }
    }

    // MARK: - Fields

    @inline(__always)
    mutating func append(
        _ step: EVTXStep, value: Bytes, kind: ValueKind, isElement: Bool = false, into event: inout Event
    ) {
        let name = step.flags.contains(.dynamicName) ? dynamicName : step.name
        if step.flags.contains(.attribute) { attributesWritten = true }
        event.append(
            Field(
                name: name.start, nameCount: name.count, value: value.baseAddress ?? Arena.nothing,
                valueCount: value.count, kind: kind, isElement: isElement || step.flags.contains(.listElement)))
    }

    mutating func appendEmpty(_ step: EVTXStep, into event: inout Event) {
        if step.flags.contains(.attribute) || step.flags.contains(.skipEmpty) { return }
        if step.flags.contains(.hasAttributes), attributesWritten { return }
        append(
            step, value: Bytes(start: Arena.nothing, count: 0), kind: step.flags.contains(.emptyText) ? .string : .null,
            into: &event)
    }
}
