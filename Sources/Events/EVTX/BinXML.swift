// The tokens and value types of binary XML in Windows event logs ([MS-EVEN6] 2.2.12 and 2.2.13).
// SPDX-License-Identifier: EUPL-1.2

/// The token bytes, without the flag 0x40 that says that more data follows.
enum BinXMLToken {
    static let endOfFragment: UInt8 = 0x00
    static let openStart: UInt8 = 0x01
    static let closeStart: UInt8 = 0x02
    static let closeEmpty: UInt8 = 0x03
    static let endElement: UInt8 = 0x04
    static let value: UInt8 = 0x05
    static let attribute: UInt8 = 0x06
    static let cdata: UInt8 = 0x07
    static let characterReference: UInt8 = 0x08
    static let entityReference: UInt8 = 0x09
    static let instructionTarget: UInt8 = 0x0A
    static let instructionData: UInt8 = 0x0B
    static let templateInstance: UInt8 = 0x0C
    static let substitution: UInt8 = 0x0D
    static let optionalSubstitution: UInt8 = 0x0E
    static let fragmentHeader: UInt8 = 0x0F

    static let moreFlag: UInt8 = 0x40
}

/// The types of values. With the flag 0x80 a value is an array of them.
package enum BinXMLType {
    package static let null: UInt8 = 0x00
    package static let string: UInt8 = 0x01
    package static let ansiString: UInt8 = 0x02
    package static let int8: UInt8 = 0x03
    package static let uint8: UInt8 = 0x04
    package static let int16: UInt8 = 0x05
    package static let uint16: UInt8 = 0x06
    package static let int32: UInt8 = 0x07
    package static let uint32: UInt8 = 0x08
    package static let int64: UInt8 = 0x09
    package static let uint64: UInt8 = 0x0A
    package static let real32: UInt8 = 0x0B
    package static let real64: UInt8 = 0x0C
    package static let bool: UInt8 = 0x0D
    package static let binary: UInt8 = 0x0E
    package static let guid: UInt8 = 0x0F
    package static let sizeT: UInt8 = 0x10
    package static let fileTime: UInt8 = 0x11
    package static let systemTime: UInt8 = 0x12
    package static let sid: UInt8 = 0x13
    package static let hexInt32: UInt8 = 0x14
    package static let hexInt64: UInt8 = 0x15
    package static let evtHandle: UInt8 = 0x20
    package static let binXML: UInt8 = 0x21
    package static let evtXML: UInt8 = 0x23

    package static let arrayFlag: UInt8 = 0x80

    /// The size of a value of a type of fixed size; 0 for the others.
    static func size(_ type: UInt8) -> Int {
        switch type {
        case int8, uint8: 1
        case int16, uint16: 2
        case int32, uint32, real32, bool, hexInt32: 4
        case int64, uint64, real64, fileTime, hexInt64: 8
        case guid, systemTime: 16
        default: 0
        }
    }
}

/// A run of UTF-8 in the arena of the chunk: a name or a literal of a template.
struct ChunkText {
    var start: UnsafePointer<UInt8>
    var count: Int

    init() {
        start = Arena.nothing
        count = 0
    }

    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
        self.start = start
        self.count = count
    }

    var bytes: Bytes { Bytes(start: start, count: count) }

    func equals(_ text: StaticString) -> Bool {
        equals(ChunkText(text.utf8Start, text.utf8CodeUnitCount))
    }

    func equals(_ other: ChunkText) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where start[index] != other.start[index] { return false }
        return true
    }

    func hasPrefix(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where start[index] != text.utf8Start[index] { return false }
        return true
    }
}

/// One value of a template instance: where its bytes stand in the chunk.
struct BinXMLSlot {
    var offset: UInt32
    var size: UInt16
    var type: UInt8
}

/// Where an element stands, which decides the name of its field.
enum EVTXSection: UInt8 {
    /// Outside the root element.
    case outside
    /// Directly below `Event`.
    case event
    /// In `System`.
    case system
    /// In `EventData`, `UserData` or any other part.
    case data
}

/// The place of a fragment: the section, and the element that it stands in.
struct EVTXContext {
    var section: EVTXSection
    var parent: ChunkText

    /// Whether a plan made for the other place serves this one. Only in the data does the parent matter.
    func isSame(as other: EVTXContext) -> Bool {
        section == other.section && (section != .data || parent.equals(other.parent))
    }
}
