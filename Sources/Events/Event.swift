// The flat event of the hot plane: the fields of one record as runs of bytes, reused for every record.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A run of bytes that someone else owns. Values in an event are valid UTF-8.
public typealias Bytes = UnsafeBufferPointer<UInt8>

/// What a value was in the log.
public enum ValueKind: UInt8, Sendable {
    case string, number, boolean, null, emptyArray, emptyObject

    /// Whether there is text to look at. Null has none, nor has an array or object with nothing in it; those fields
    /// are present all the same.
    @inlinable public var isValue: Bool {
        switch self {
        case .string, .number, .boolean: true
        case .null, .emptyArray, .emptyObject: false
        }
    }
}

/// One field of an event: name and value as bytes, in the input or in the event's own arena.
///
/// A name that occurs more than once holds several values (the elements of an array, or a name written twice).
/// The value of a number or boolean is its text as written. After the last byte of a value at least 16 more bytes
/// can be read; after a name none.
public struct Field {
    public let name: UnsafePointer<UInt8>
    public let value: UnsafePointer<UInt8>
    public let nameCount: Int32
    public let valueCount: Int32
    public let kind: ValueKind
    /// Whether the value is an element of an array.
    public let isElement: Bool

    /// The bytes of the name.
    @inlinable public var nameBytes: Bytes { Bytes(start: name, count: Int(nameCount)) }
    /// The bytes of the value.
    @inlinable public var valueBytes: Bytes { Bytes(start: value, count: Int(valueCount)) }

    @inlinable public init(
        name: UnsafePointer<UInt8>, nameCount: Int, value: UnsafePointer<UInt8>, valueCount: Int, kind: ValueKind,
        isElement: Bool
    ) {
        self.name = name
        self.value = value
        self.nameCount = Int32(truncatingIfNeeded: nameCount)
        self.valueCount = Int32(truncatingIfNeeded: valueCount)
        self.kind = kind
        self.isElement = isElement
    }
}

/// The fields of one record, flattened: nested names are joined by dots, arrays become repeated names.
///
/// One event is made per worker and cleared for each record. Readers fill it; engines read it. Its fields point into
/// the buffer that was read and into its own arena, so they hold only until the next `clear` and while that buffer
/// lives. Readers must keep at most `Limits.fieldsPerEvent` fields.
public struct Event: ~Copyable {
    public private(set) var fields: UnsafeMutablePointer<Field>
    public private(set) var count = 0
    private var capacity: Int
    private var arena = Arena()
    /// When it was so, if the reader of the format knows; otherwise found by `EventTime`.
    public var time: Timestamp?
    public var format = Format.jsonLines
    /// What was repaired or left out in this record. Almost always empty.
    public var problems: [Problem] = []

    /// A place to point at for an empty run of bytes.
    package static var nothing: UnsafePointer<UInt8> { Arena.nothing }

    /// Makes an empty event.
    public init() {
        capacity = 128
        fields = .allocate(capacity: capacity)
    }

    deinit {
        fields.deallocate()
    }

    /// Makes the event empty, for the next record. What its fields pointed at must not be used any more.
    public mutating func clear(format: Format) {
        count = 0
        time = nil
        self.format = format
        arena.clear()
        if !problems.isEmpty { problems.removeAll() }
    }

    /// Adds a field. Beyond `Limits.fieldsPerEvent` it is left out, and the event says so once.
    @inline(__always)
    public mutating func append(_ field: Field) {
        if count == capacity { grow() }
        if count == Limits.fieldsPerEvent { return noteTooManyFields() }
        fields[count] = field
        count &+= 1
    }

    /// Adds a field whose bytes outlive the event's use: input bytes, arena bytes or static names.
    public mutating func append(
        name: Bytes, value: Bytes, kind: ValueKind = .string, isElement: Bool = false
    ) {
        append(
            Field(
                name: name.baseAddress ?? Arena.nothing, nameCount: name.count,
                value: value.baseAddress ?? Arena.nothing, valueCount: value.count, kind: kind, isElement: isElement))
    }

    /// As above, with a name that is part of the program.
    public mutating func append(
        _ name: StaticString, value: Bytes, kind: ValueKind = .string, isElement: Bool = false
    ) {
        append(
            name: Bytes(start: name.utf8Start, count: name.utf8CodeUnitCount), value: value, kind: kind,
            isElement: isElement)
    }

    /// Room of `size` bytes (and 16 to spare) in the arena, valid until `clear`.
    public mutating func room(_ size: Int) -> UnsafeMutablePointer<UInt8> {
        arena.room(size)
    }

    /// Gives back what the last `room` did not need, so that the next one can use it.
    public mutating func giveBack(_ unused: Int) {
        arena.giveBack(unused)
    }

    /// A copy of the bytes in the arena.
    public mutating func keep(_ bytes: Bytes) -> Bytes {
        let copy = arena.room(bytes.count)
        if let base = bytes.baseAddress { copy.update(from: base, count: bytes.count) }
        return Bytes(start: copy, count: bytes.count)
    }

    /// A copy of the text in the arena, as UTF-8.
    public mutating func keep(_ text: String) -> Bytes {
        var text = text
        let bytes = text.withUTF8 { source in
            let copy = arena.room(source.count)
            if let base = source.baseAddress { copy.update(from: base, count: source.count) }
            return Bytes(start: copy, count: source.count)
        }
        return bytes
    }

    /// The first field of that name, for cold paths.
    public func first(_ name: String) -> Field? {
        for index in 0..<count where fields[index].nameBytes.elementsEqual(name.utf8) { return fields[index] }
        return nil
    }

    /// The text of the first field of that name, for cold paths; nil when missing or null.
    public func text(_ name: String) -> String? {
        first(name).flatMap { $0.kind == .null ? nil : String(decoding: $0.valueBytes, as: UTF8.self) }
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Field>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: fields, count: count)
        fields.deallocate()
        fields = larger
        capacity *= 2
    }

    private mutating func noteTooManyFields() {
        if !problems.contains(where: { $0.code == .tooManyFields }) {
            problems.append(Problem(.tooManyFields, ["\(Limits.fieldsPerEvent)"]))
        }
    }
}
