// The values of binary XML as text. Strings, and whatever holds strings, are written by the reader itself.
// SPDX-License-Identifier: EUPL-1.2

import CScan

/// A value that was written as text.
struct EVTXValueText {
    var count: Int
    var kind: ValueKind
}

enum EVTXValue {
    /// How much room `text` needs at most.
    static func room(_ type: UInt8, size: Int) -> Int {
        switch type {
        case BinXMLType.binary, BinXMLType.evtHandle: 2 * size
        case BinXMLType.sid: EVTXNumbers.sidRoom(size)
        default: EVTXNumbers.room
        }
    }

    /// Writes a value that is neither string nor fragment.
    ///
    /// - Returns: nil if the type is unknown or the size does not fit it.
    static func text(
        _ type: UInt8, _ source: UnsafePointer<UInt8>, size: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> EVTXValueText? {
        switch type {
        case BinXMLType.uint8, BinXMLType.uint16, BinXMLType.uint32, BinXMLType.uint64:
            guard let value = unsigned(source, size: size) else { return nil }
            return EVTXValueText(count: EVTXNumbers.decimal(value, to: target), kind: .number)
        case BinXMLType.int8, BinXMLType.int16, BinXMLType.int32, BinXMLType.int64:
            guard let value = signed(source, size: size) else { return nil }
            return EVTXValueText(count: EVTXNumbers.decimal(value, to: target), kind: .number)
        case BinXMLType.hexInt32, BinXMLType.hexInt64, BinXMLType.sizeT:
            guard let value = unsigned(source, size: size) else { return nil }
            return EVTXValueText(count: EVTXNumbers.hexadecimal(value, to: target), kind: .string)
        case BinXMLType.bool:
            guard let value = unsigned(source, size: size) else { return nil }
            return boolean(value != 0, to: target)
        case BinXMLType.binary, BinXMLType.evtHandle:
            return EVTXValueText(count: EVTXNumbers.binary(source, count: size, to: target), kind: .string)
        default:
            return identifierOrTime(type, source, size: size, to: target)
        }
    }

    private static func identifierOrTime(
        _ type: UInt8, _ source: UnsafePointer<UInt8>, size: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> EVTXValueText? {
        var count: Int?
        switch type {
        case BinXMLType.guid where size == 16:
            count = EVTXNumbers.guid(source, to: target)
        case BinXMLType.sid where size >= 8:
            count = EVTXNumbers.sid(source, size: size, to: target)
        case BinXMLType.fileTime where size == 8:
            count = EVTXNumbers.fileTime(scan_load64(source), to: target)
        case BinXMLType.systemTime where size == 16:
            count = EVTXNumbers.systemTime(source, to: target)
        case BinXMLType.real32 where size == 4:
            count = EVTXNumbers.real(Float(bitPattern: scan_load32(source)), to: target)
        case BinXMLType.real64 where size == 8:
            count = EVTXNumbers.real(Double(bitPattern: scan_load64(source)), to: target)
        default:
            return nil
        }
        return count.map { EVTXValueText(count: $0, kind: .string) }
    }

    /// Numbers are read by the size they have: a value of one byte may be declared as four.
    static func unsigned(_ source: UnsafePointer<UInt8>, size: Int) -> UInt64? {
        switch size {
        case 1: UInt64(source[0])
        case 2: UInt64(source[0]) | UInt64(source[1]) << 8
        case 4: UInt64(scan_load32(source))
        case 8: scan_load64(source)
        default: nil
        }
    }

    static func signed(_ source: UnsafePointer<UInt8>, size: Int) -> Int64? {
        switch size {
        case 1: Int64(Int8(bitPattern: source[0]))
        case 2: Int64(Int16(bitPattern: UInt16(source[0]) | UInt16(source[1]) << 8))
        case 4: Int64(Int32(bitPattern: scan_load32(source)))
        case 8: Int64(bitPattern: scan_load64(source))
        default: nil
        }
    }

    private static func boolean(_ value: Bool, to target: UnsafeMutablePointer<UInt8>) -> EVTXValueText {
        let text: StaticString = value ? "true" : "false"
        target.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        return EVTXValueText(count: text.utf8CodeUnitCount, kind: .boolean)
    }
}
