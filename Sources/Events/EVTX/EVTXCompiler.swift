// Turns the tokens of a template definition, or of an element outside one, into the steps of a plan.
// The grammar is that of [MS-EVEN6] 2.2.12; which fields come of it: docs/formats/evtx.md.
// SPDX-License-Identifier: EUPL-1.2

import CScan

/// A part of a value: a literal, or the number of a substitution.
struct EVTXPiece {
    var literal: ChunkText?
    var slot: UInt16 = 0
}

/// An element whose end has not come yet.
struct EVTXFrame {
    var name: ChunkText
    var section: EVTXSection
    /// The element around it.
    var parent: ChunkText
    var hasAttributes = false
    var hasChildren = false
    /// Whether the start tag is still open: what comes belongs to attributes.
    var isOpen = true
    /// The attribute that is being read.
    var attribute: ChunkText?
    /// The value of `Name` of a `Data`, if it is fixed.
    var dataName: ChunkText?
    var hasDynamicName = false
    /// Where the pieces of this element's value, or of its attribute, begin.
    var firstPiece: Int

    /// A `Data` of EventData or UserData: its name is that of its attribute `Name`.
    var isData: Bool { section == .data && name.equals("Data") }

    /// The section of its children.
    var childSection: EVTXSection {
        switch section {
        case .outside: .event
        case .event: name.equals("System") ? .system : .data
        case .system: .system
        case .data: .data
        }
    }
}

extension EVTXChunkReader {
    /// The plan of the definition at an offset for a place, made when it is first asked for.
    mutating func plan(definedAt offset: Int, context: EVTXContext) throws(EVTXDamage) -> Int {
        var index = Int(planAt[offset])
        while index != 0 {
            if plans[index - 1].context.isSame(as: context) { return index - 1 }
            index = Int(plans[index - 1].next)
        }
        let size = u32(offset + 20)
        let from = offset + 24
        guard size <= EVTXFileHeader.chunkSize - from, plans.count < Int(UInt16.max) else { throw .template }
        templateBytes += size
        guard templateBytes <= Limits.evtxTemplateBytes else { throw .templateBytes }
        let first = steps.count
        var at = from
        let end = from + size
        do throws(EVTXDamage) {
            while at < end, chunk[at] != BinXMLToken.endOfFragment {
                switch chunk[at] {
                case BinXMLToken.fragmentHeader: at += 4
                case BinXMLToken.instructionTarget, BinXMLToken.instructionData:
                    at = try skipInstruction(at: at, end: end)
                default: at = try compile(elementAt: at, end: end, inTemplate: true, context: context)
                }
            }
        } catch {
            steps.count = first
            throw error
        }
        plans.append(
            EVTXPlan(definition: offset, first: first, end: steps.count, context: context, next: planAt[offset]))
        planAt[offset] = UInt16(plans.count)
        return plans.count - 1
    }

    /// Adds the steps of one element, with all in it, and returns where it ends.
    mutating func compile(
        elementAt start: Int, end: Int, inTemplate: Bool, context: EVTXContext
    ) throws(EVTXDamage) -> Int {
        frames.removeAll(keepingCapacity: true)
        pieces.removeAll(keepingCapacity: true)
        var at = start
        repeat {
            guard at < end else { throw .bounds }
            let token = chunk[at]
            switch token & ~BinXMLToken.moreFlag {
            case BinXMLToken.openStart:
                at = try openElement(at: at, end: end, inTemplate: inTemplate, context: context)
            case BinXMLToken.attribute:
                at = try openAttribute(at: at, end: end)
            case BinXMLToken.closeStart:
                try closeStart()
                at += 1
            case BinXMLToken.closeEmpty:
                try closeStart()
                try closeElement()
                at += 1
            case BinXMLToken.endElement:
                guard let frame = frames.last, !frame.isOpen else { throw .token }
                try closeElement()
                at += 1
            default:
                at = try content(at: at, end: end)
            }
        } while !frames.isEmpty
        return at
    }

    // MARK: - Elements

    private mutating func openElement(
        at start: Int, end: Int, inTemplate: Bool, context: EVTXContext
    ) throws(EVTXDamage) -> Int {
        guard frames.count < Limits.evtxDepth else { throw .depth }
        var section = context.section
        var parent = context.parent
        if let last = frames.indices.last {
            guard !frames[last].isOpen else { throw .token }
            frames[last].hasChildren = true
            section = frames[last].childSection
            parent = frames[last].name
        }
        // Definitions have a dependency identifier after the token; elements outside them mostly not. What makes a
        // name where the name must be is right.
        var at = start + (inTemplate ? 3 : 1)
        if !isElementStart(at: at, end: end) { at = start + (inTemplate ? 1 : 3) }
        guard isElementStart(at: at, end: end) else { throw .name }
        let (name, next) = try readName(at: at + 4, end: end)
        at = next
        if chunk[start] & BinXMLToken.moreFlag != 0 { at += 4 }
        guard at <= end else { throw .bounds }
        frames.append(EVTXFrame(name: name, section: section, parent: parent, firstPiece: pieces.count))
        return at
    }

    private func isElementStart(at offset: Int, end: Int) -> Bool {
        guard offset + 8 <= end, u32(offset) <= EVTXFileHeader.chunkSize else { return false }
        return nameLength(at: u32(offset + 4)) != nil
    }

    private mutating func closeStart() throws(EVTXDamage) {
        guard let last = frames.indices.last, frames[last].isOpen else { throw .token }
        finishAttribute()
        frames[last].isOpen = false
        frames[last].firstPiece = pieces.count
    }

    private mutating func closeElement() throws(EVTXDamage) {
        guard let frame = frames.popLast() else { throw .token }
        defer { pieces.removeLast(pieces.count - frame.firstPiece) }
        var step = EVTXStep(code: .empty)
        step.childSection = frame.childSection
        step.text = frame.name
        if frame.isData {
            step.name = dataFieldName(of: frame)
            step.flags = frame.dataName == nil && !frame.hasDynamicName ? [.emptyText, .listElement] : .emptyText
            if frame.hasDynamicName { step.flags.insert(.dynamicName) }
            if frame.hasChildren { step.flags.insert(.skipEmpty) }
        } else {
            step.name = fieldName(frame.name, in: frame.section, parent: frame.parent)
            if frame.hasAttributes { step.flags.insert(.hasAttributes) }
            if frame.hasChildren || frame.section == .outside || frame.section == .event {
                step.flags.insert(.skipEmpty)
            }
            if frame.section == .system, frame.name.equals("EventRecordID") { step.flags.insert(.recordID) }
        }
        addValue(step, from: frame.firstPiece)
    }

    // MARK: - Attributes

    private mutating func openAttribute(at start: Int, end: Int) throws(EVTXDamage) -> Int {
        guard let last = frames.indices.last, frames[last].isOpen else { throw .token }
        finishAttribute()
        let (name, next) = try readName(at: start + 1, end: end)
        frames[last].attribute = name
        return next
    }

    /// Adds the step of the attribute that was being read, if there is one.
    private mutating func finishAttribute() {
        guard let last = frames.indices.last, let attribute = frames[last].attribute else { return }
        let frame = frames[last]
        defer {
            frames[last].attribute = nil
            pieces.removeLast(pieces.count - frame.firstPiece)
        }
        // Declarations of name spaces say nothing about the event.
        if attribute.equals("xmlns") || attribute.hasPrefix("xmlns:") { return }
        if frame.isData {
            guard attribute.equals("Name") else { return }
            if pieces.count - frame.firstPiece == 1, let literal = pieces[frame.firstPiece].literal {
                if literal.count > 0 { frames[last].dataName = literal }
            } else if pieces.count > frame.firstPiece {
                frames[last].hasDynamicName = true
                addParts(from: frame.firstPiece)
                var step = EVTXStep(code: .nameEnd)
                step.name = fieldName(frame.parent, in: .outside, parent: frame.parent)
                steps.append(step)
            }
            return
        }
        if !frame.hasAttributes {
            frames[last].hasAttributes = true
            steps.append(EVTXStep(code: .attributes))
        }
        var step = EVTXStep(code: .empty)
        step.flags = .attribute
        step.name = fieldName(joined(frame.name, attribute), in: frame.section, parent: frame.parent)
        step.text = frame.name
        if frame.section == .system, step.name.equals("TimeCreated_SystemTime") { step.flags.insert(.eventTime) }
        addValue(step, from: frame.firstPiece)
    }

    // MARK: - Values

    /// Adds the step or steps that write the value made of the pieces from an index on.
    private mutating func addValue(_ step: EVTXStep, from first: Int) {
        var step = step
        let count = pieces.count - first
        if count == 1, let literal = pieces[first].literal {
            step.code = literal.count > 0 ? .literal : .empty
            if literal.count > 0 { step.text = literal }
        } else if count == 1 {
            step.code = .slot
            step.slot = pieces[first].slot
        } else if count > 1 {
            addParts(from: first)
            step.code = .textEnd
        }
        steps.append(step)
    }

    private mutating func addParts(from first: Int) {
        steps.append(EVTXStep(code: .textBegin))
        let parent = frames.last
        for index in first..<pieces.count {
            var step = EVTXStep(code: .textSlot)
            if let literal = pieces[index].literal {
                step.code = .textLiteral
                step.text = literal
            } else {
                step.slot = pieces[index].slot
                step.childSection = parent?.childSection ?? .data
                step.text = parent?.name ?? ChunkText()
            }
            steps.append(step)
        }
    }

    /// Reads a token that is part of the value of an element or attribute.
    private mutating func content(at start: Int, end: Int) throws(EVTXDamage) -> Int {
        guard let last = frames.indices.last, !frames[last].isOpen || frames[last].attribute != nil else {
            throw .token
        }
        switch chunk[start] & ~BinXMLToken.moreFlag {
        case BinXMLToken.value:
            return try literal(at: start + 1, end: end)
        case BinXMLToken.cdata:
            let count = u16(start + 1)
            guard start + 3 + 2 * count <= end else { throw .bounds }
            pieces.append(EVTXPiece(literal: keep(unitsAt: start + 3, count: count)))
            return start + 3 + 2 * count
        case BinXMLToken.characterReference:
            guard start + 3 <= end else { throw .bounds }
            pieces.append(EVTXPiece(literal: keep(unitsAt: start + 1, count: 1)))
            return start + 3
        case BinXMLToken.entityReference:
            let (name, next) = try readName(at: start + 1, end: end)
            pieces.append(EVTXPiece(literal: entity(name)))
            return next
        case BinXMLToken.instructionTarget, BinXMLToken.instructionData:
            return try skipInstruction(at: start, end: end)
        case BinXMLToken.substitution, BinXMLToken.optionalSubstitution:
            guard start + 4 <= end else { throw .bounds }
            pieces.append(EVTXPiece(literal: nil, slot: UInt16(u16(start + 1))))
            return start + 4
        case BinXMLToken.templateInstance where !frames[last].isOpen:
            frames[last].hasChildren = true
            var step = EVTXStep(code: .instance)
            step.childSection = frames[last].childSection
            step.name = frames[last].name
            step.text.count = start
            steps.append(step)
            return try instance(at: start, end: end).end
        default:
            throw .token
        }
    }

    /// A value that stands in the template itself: in practice always a string.
    private mutating func literal(at start: Int, end: Int) throws(EVTXDamage) -> Int {
        guard start + 3 <= end else { throw .bounds }
        let type = chunk[start]
        if type == BinXMLType.string {
            let count = u16(start + 1)
            guard start + 3 + 2 * count <= end else { throw .bounds }
            pieces.append(EVTXPiece(literal: keep(unitsAt: start + 3, count: count)))
            return start + 3 + 2 * count
        }
        if type == BinXMLType.null { return start + 1 }
        let size = BinXMLType.size(type)
        guard size > 0, start + 1 + size <= end else { throw .token }
        let room = texts.room(EVTXNumbers.room)
        let text = EVTXValue.text(type, chunk + start + 1, size: size, to: room)
        texts.giveBack(EVTXNumbers.room - (text?.count ?? 0))
        pieces.append(EVTXPiece(literal: ChunkText(room, text?.count ?? 0)))
        return start + 1 + size
    }

    /// The text of a reference to one of the five entities of XML; any other stays as it is written.
    private mutating func entity(_ name: ChunkText) -> ChunkText {
        let known: [(StaticString, StaticString)] = [
            ("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""), ("apos", "'"),
        ]
        for (entity, text) in known where name.equals(entity) {
            return ChunkText(text.utf8Start, text.utf8CodeUnitCount)
        }
        let copy = texts.room(name.count + 2)
        copy[0] = UInt8(ascii: "&")
        (copy + 1).update(from: name.start, count: name.count)
        copy[name.count + 1] = UInt8(ascii: ";")
        return ChunkText(copy, name.count + 2)
    }

    func skipInstruction(at start: Int, end: Int) throws(EVTXDamage) -> Int {
        var next = start + 3 + 2 * u16(start + 1)
        if chunk[start] == BinXMLToken.instructionTarget { next = try endOfName(at: start + 1, end: end) }
        guard next <= end else { throw .bounds }
        return next
    }
}
