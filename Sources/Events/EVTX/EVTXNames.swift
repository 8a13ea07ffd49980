// Names in a chunk, and the names of fields that are made of them (docs/formats/evtx.md).
// SPDX-License-Identifier: EUPL-1.2

import CScan

extension EVTXChunkReader {
    /// A name stands once in the chunk (link, hash, length, units, NUL); tokens give its offset, and it stands right
    /// after the token that first uses it.
    ///
    /// - Parameter start: where the offset of the name stands.
    /// - Returns: the name and where the token goes on.
    mutating func readName(at start: Int, end: Int) throws(EVTXDamage) -> (ChunkText, Int) {
        let next = try endOfName(at: start, end: end)
        let offset = u32(start)
        guard let count = nameLength(at: offset) else { throw .name }
        return (keep(unitsAt: offset + 8, count: count), next)
    }

    /// Where a token goes on after its name.
    func endOfName(at start: Int, end: Int) throws(EVTXDamage) -> Int {
        guard start + 4 <= end else { throw .bounds }
        let offset = u32(start)
        guard let count = nameLength(at: offset) else { throw .name }
        guard offset == start + 4 else { return start + 4 }
        let next = offset + 10 + 2 * count
        guard next <= end else { throw .bounds }
        return next
    }

    /// The length of the name at an offset in units; nil if there cannot be a name.
    func nameLength(at offset: Int) -> Int? {
        guard EVTXRecord.firstOffset..<EVTXFileHeader.chunkSize - 10 ~= offset else { return nil }
        let count = u16(offset + 6)
        guard 1...Limits.evtxNameUnits ~= count, offset + 10 + 2 * count <= EVTXFileHeader.chunkSize,
            u16(offset + 8 + 2 * count) == 0
        else { return nil }
        return count
    }

    /// The units as UTF-8 in the arena of the chunk.
    mutating func keep(unitsAt offset: Int, count: Int) -> ChunkText {
        let room = texts.room(3 * count)
        let written = EVTXText.utf8(from: chunk + offset, units: count, to: room).count
        texts.giveBack(3 * count - written)
        return ChunkText(room, written)
    }

    /// `first_second`.
    mutating func joined(_ first: ChunkText, _ second: ChunkText) -> ChunkText {
        let copy = texts.room(first.count + 1 + second.count)
        copy.update(from: first.start, count: first.count)
        copy[first.count] = UInt8(ascii: "_")
        (copy + first.count + 1).update(from: second.start, count: second.count)
        return ChunkText(copy, first.count + 1 + second.count)
    }

    /// The field of an element or attribute. In the data, a name that System has too gets its parent in front.
    mutating func fieldName(_ name: ChunkText, in section: EVTXSection, parent: ChunkText) -> ChunkText {
        section == .data && EVTXSystemFields.contains(name) ? joined(parent, name) : name
    }

    /// The field of a `Data`: the value of its attribute Name without spaces.
    mutating func dataFieldName(of frame: EVTXFrame) -> ChunkText {
        guard let name = frame.dataName else { return frame.name }
        return fieldName(withoutSpaces(name), in: .data, parent: frame.parent)
    }

    private mutating func withoutSpaces(_ name: ChunkText) -> ChunkText {
        guard name.bytes.contains(UInt8(ascii: " ")) else { return name }
        let copy = texts.room(name.count)
        var count = 0
        for byte in name.bytes where byte != UInt8(ascii: " ") {
            copy[count] = byte
            count += 1
        }
        texts.giveBack(name.count - count)
        return ChunkText(copy, count)
    }
}

/// The fields of System that hold a value. Data of the event never takes these names, so that a rule on EventID,
/// Channel or Provider_Name always means that of the record itself.
enum EVTXSystemFields {
    static func contains(_ name: ChunkText) -> Bool {
        contains(name.bytes)
    }

    static func contains(_ name: Bytes) -> Bool {
        for field in fields where field.utf8CodeUnitCount == name.count {
            var index = 0
            while index < name.count, field.utf8Start[index] == name[index] { index += 1 }
            if index == name.count { return true }
        }
        return false
    }

    private static let fields: [StaticString] = [
        "EventID", "EventID_Qualifiers", "Version", "Level", "Task", "Opcode", "Keywords", "EventRecordID", "Channel",
        "Computer", "Provider_Name", "Provider_Guid", "Provider_EventSourceName", "TimeCreated_SystemTime",
        "Correlation_ActivityID", "Correlation_RelatedActivityID", "Execution_ProcessID", "Execution_ThreadID",
        "Execution_ProcessorID", "Execution_SessionID", "Execution_KernelTime", "Execution_UserTime",
        "Execution_ProcessorTime", "Security_UserID",
    ]
}
