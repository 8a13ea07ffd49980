// Cuts JSON that is not one record per line into its records: the elements of an array, objects one after the other,
// or the elements of the array that an object wraps. Nothing is parsed: only strings and depth are followed (RFC 8259).
// SPDX-License-Identifier: EUPL-1.2

import Base
import CScan
import Foundation

/// Follows the structure of JSON from block to block.
///
/// What is no JSON becomes a record too, so that its reader says what is wrong with it.
struct JSONCutter {
    /// What the records lie in.
    private enum Context { case top, array, wrapper, wrapped }
    private enum Kind { case none, composite, string, scalar }

    private var context = Context.top
    /// The record that is open, if any.
    private var kind = Kind.none
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Where in the block the open record starts; -1 if its bytes are not kept.
    private var start = -1
    private var startLine = 0
    /// The last string at depth 1 of an object on its own, from `start` on: perhaps the name of the array it wraps.
    private var nameStart = 0
    private var nameCount = 0
    /// How many members of it have begun, those with an `@` left out of account.
    private var names = 0
    /// Behind the `[` of an array that the object may wrap: it does if an object or the end follows.
    private var mayWrap = false
    /// The last byte of the open record that is no white space and not in a string.
    private var lastMark: UInt8 = 0
    /// Behind a newline in a string, which JSON forbids: if an object starts there, the quote was never closed.
    private var isBehindNewline = false
    private var newlineAt = 0
    /// Bytes of the block that were looked at.
    private var scanned = 0
    private var isFinished = false

    /// Names under which interfaces of others wrap their records, and hardly anything else.
    private static let wrapperNames = ["Records", "records", "value"]
    /// Names that records have for parts of themselves too: they wrap only as the first member.
    private static let firstNames = ["Events", "events", "data", "logs", "results", "items", "Items", "entries"]

    /// Fills the block, in which bytes may stand already; false if neither records nor problems are left.
    mutating func fill(_ block: Block, _ state: inout Cutting) -> Bool {
        while true {
            state.fill(block)
            scan(block, &state)
            if state.isAtEnd { return endOfSource(block, &state) }
            if !block.elements.isEmpty {
                let end = start >= 0 ? start : block.count
                state.keep(block, from: end)
                scanned -= end
                if start >= 0 { start = 0 }
                return finish(block, &state, end: end)
            }
            if start < 0 {
                drop(block, &state, block.count)
            } else if start > 0 {
                drop(block, &state, start)
                start = 0
            } else if !state.grow(block) {
                state.noteLongRecord(block, line: startLine)
                start = -1
                drop(block, &state, block.count)
            }
        }
    }

    private mutating func drop(_ block: Block, _ state: inout Cutting, _ amount: Int) {
        state.drop(block, amount)
        scanned -= amount
    }

    private func finish(_ block: Block, _ state: inout Cutting, end: Int) -> Bool {
        block.firstLine = block.elements.first?.line ?? state.line
        return state.finish(block, end: end)
    }

    private mutating func endOfSource(_ block: Block, _ state: inout Cutting) -> Bool {
        if !isFinished {
            isFinished = true
            let isOpen = context != .top || depth > 0 || isInString
            if isOpen { block.problems.append(Problem(.jsonUnfinished, at: state.place(state.line))) }
            if kind != .none { endRecord(block, &state, at: block.count) }
        }
        if block.elements.isEmpty { block.count = 0 }
        return finish(block, &state, end: block.count)
    }

    private mutating func scan(_ block: Block, _ state: inout Cutting) {
        block.endWithPadding()
        var at = scanned
        let end = block.count
        while at < end {
            if isInString {
                at = scanString(block, &state, from: at)
            } else {
                switch kind {
                case .none: at = scanBetween(block, &state, at)
                case .scalar: at = scanScalar(block, &state, from: at)
                default: at = scanComposite(block, &state, from: at)
                }
            }
        }
        scanned = end
    }

    /// One byte between two records.
    private mutating func scanBetween(_ block: Block, _ state: inout Cutting, _ at: Int) -> Int {
        switch block.base[at] {
        case 0x0A: state.line += 1
        case 0x20, 0x09, 0x0D, 0: break
        case UInt8(ascii: ","): break
        case UInt8(ascii: ":") where context == .wrapper: break
        case UInt8(ascii: "[") where context == .top: context = .array
        case UInt8(ascii: "["):
            begin(.composite, at, state.line)
            mayWrap = context == .wrapper
        case UInt8(ascii: "]") where context == .array: context = .top
        case UInt8(ascii: "]") where context == .wrapped: context = .wrapper
        case UInt8(ascii: "}") where context == .wrapper: context = .top
        case UInt8(ascii: "{"): begin(.composite, at, state.line)
        case UInt8(ascii: "\""): begin(.string, at, state.line)
        default: begin(.scalar, at, state.line)
        }
        return at + 1
    }

    /// The other members of an object that wraps its records are followed but not kept.
    private mutating func begin(_ kind: Kind, _ at: Int, _ line: Int) {
        self.kind = kind
        depth = kind == .composite ? 1 : 0
        isInString = kind == .string
        start = context == .wrapper ? -1 : at
        startLine = line
        nameStart = 0
        nameCount = 0
        names = 0
        mayWrap = false
        lastMark = UInt8(ascii: "[")
    }

    private mutating func endRecord(_ block: Block, _ state: inout Cutting, at end: Int) {
        if start >= 0 {
            var end = end
            while end > start, block.base[end - 1] <= 0x20 { end -= 1 }
            if end - start > state.limits.recordBytes {
                state.noteLongRecord(block, line: startLine)
            } else {
                let count = Int32(truncatingIfNeeded: end - start)
                block.elements.append(
                    Block.Element(start: Int32(truncatingIfNeeded: start), count: count, line: startLine))
            }
        }
        kind = .none
        depth = 0
        isInString = false
        isBehindNewline = false
        mayWrap = false
        start = -1
    }

    private mutating func scanScalar(_ block: Block, _ state: inout Cutting, from: Int) -> Int {
        var at = from
        while at < block.count {
            switch block.base[at] {
            case 0...0x20, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "{"):
                endRecord(block, &state, at: at)
                return at
            default: at += 1
            }
        }
        return at
    }
}

// MARK: - Within a record

extension JSONCutter {
    private mutating func scanComposite(_ block: Block, _ state: inout Cutting, from: Int) -> Int {
        let base = block.base
        let end = block.count
        var at = from
        var last = lastMark
        defer { lastMark = last }
        while at < end {
            let byte = base[at]
            if byte == UInt8(ascii: "{"), !JSONCutter.mayPrecedeObject(last) {
                // Within an object no value can begin here: the open record was cut off, and this is the next one.
                endRecord(block, &state, at: at)
                return at
            }
            if byte > 0x20 { last = byte }
            switch byte {
            case UInt8(ascii: "\""):
                mayWrap = false
                isInString = true
                if depth == 1 { nameStart = at - start }
                return at + 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if mayWrap, byte == UInt8(ascii: "{") {
                    unwrap()
                    return at
                }
                mayWrap = byte == UInt8(ascii: "[") && depth == 1 && isWrapperName(base)
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if mayWrap {
                    unwrap()
                    return at
                }
                depth -= 1
                if depth == 0 {
                    endRecord(block, &state, at: at + 1)
                    return at + 1
                }
            case 0x0A: state.line += 1
            case 0...0x20: break
            case UInt8(ascii: ":"):
                if depth == 1, start >= 0, base[start + nameStart + 1] != UInt8(ascii: "@") { names += 1 }
                mayWrap = false
            default: mayWrap = false
            }
            at += 1
        }
        return at
    }

    private static func mayPrecedeObject(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[")
    }

    /// The object so far was only the wrapping of the records that now come.
    private mutating func unwrap() {
        context = .wrapped
        kind = .none
        depth = 0
        mayWrap = false
        start = -1
    }

    private func isWrapperName(_ base: UnsafeMutablePointer<UInt8>) -> Bool {
        guard context == .top, start >= 0, nameCount > 0 else { return false }
        let name = UnsafeBufferPointer(start: base + start + nameStart + 1, count: nameCount)
        return JSONCutter.wrapperNames.contains { $0.utf8.elementsEqual(name) }
            || names == 1 && JSONCutter.firstNames.contains { $0.utf8.elementsEqual(name) }
    }

    private mutating func scanString(_ block: Block, _ state: inout Cutting, from: Int) -> Int {
        let base = block.base
        let end = block.count
        var at = from
        if isEscaped {
            isEscaped = false
            if base[at] == 0x0A { state.line += 1 }
            return at + 1
        }
        if isBehindNewline { return scanBehindNewline(block, &state, at) }
        at = Int(scan_string(base, at, end))
        guard at < end else { return end }
        switch base[at] {
        case UInt8(ascii: "\""):
            isInString = false
            if depth == 0 {
                endRecord(block, &state, at: at + 1)
            } else if depth == 1 {
                nameCount = at - start - nameStart - 1
            }
        case UInt8(ascii: "\\"): isEscaped = true
        case 0x0A:
            state.line += 1
            isBehindNewline = true
            newlineAt = at - start
        default: break
        }
        return at + 1
    }

    /// One byte behind a newline in a string.
    private mutating func scanBehindNewline(_ block: Block, _ state: inout Cutting, _ at: Int) -> Int {
        switch block.base[at] {
        case 0x0A: state.line += 1
        case 0x20, 0x09, 0x0D: break
        case UInt8(ascii: "{") where context != .top:
            endRecord(block, &state, at: max(start, 0) + newlineAt)
            return at
        default:
            isBehindNewline = false
            return at
        }
        return at + 1
    }
}
