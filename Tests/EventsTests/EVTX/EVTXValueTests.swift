// Every type of value of binary XML, alone and as an array, as text ([MS-EVEN6] 2.2.13).
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

/// A value of a type and how it must be shown after the name of its field.
struct EVTXValueCase: CustomTestStringConvertible, Sendable {
    var type: UInt8
    var bytes: [UInt8]
    var shown: String

    init(_ type: UInt8, _ bytes: [UInt8], _ shown: String) {
        self.type = type
        self.bytes = bytes
        self.shown = shown
    }

    var testDescription: String { "type \(type): \(shown)" }

    static let guid: [UInt8] = [
        0x63, 0xAA, 0x6B, 0xC7, 0x81, 0xAE, 0x1C, 0x42, 0xB4, 0x25, 0x34, 0x0B, 0x4B, 0x24, 0x15, 0x7F,
    ]
    static let sid: [UInt8] = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0]
    static func utf16(_ units: [UInt16]) -> [UInt8] { units.flatMap { littleEndian($0) } }

    static let scalars: [EVTXValueCase] = [
        EVTXValueCase(BinXMLType.null, [], "="),
        EVTXValueCase(BinXMLType.string, utf16(Array("dijk".utf16)), "=dijk"),
        EVTXValueCase(
            BinXMLType.string, utf16(Array("Zuiderzeewerken, 1932: één".utf16)), "=Zuiderzeewerken, 1932: één"),
        EVTXValueCase(BinXMLType.string, utf16(Array("🌊 golf".utf16)), "=🌊 golf"),
        EVTXValueCase(BinXMLType.string, utf16(Array("end\0rest".utf16)), "=end"),
        EVTXValueCase(BinXMLType.string, utf16(Array("\0".utf16)), "="),
        EVTXValueCase(BinXMLType.ansiString, Array("ansi\0".utf8), "=ansi"),
        EVTXValueCase(BinXMLType.ansiString, [0x80, 0x20, 0xE9], "=€ é"),
        EVTXValueCase(BinXMLType.int8, [0x80], "=#-128"),
        EVTXValueCase(BinXMLType.uint8, [0xFF], "=#255"),
        EVTXValueCase(BinXMLType.int16, littleEndian(Int16(-32_768)), "=#-32768"),
        EVTXValueCase(BinXMLType.uint16, littleEndian(UInt16(65_535)), "=#65535"),
        EVTXValueCase(BinXMLType.int32, littleEndian(Int32.min), "=#-2147483648"),
        EVTXValueCase(BinXMLType.uint32, littleEndian(UInt32.max), "=#4294967295"),
        EVTXValueCase(BinXMLType.int64, littleEndian(Int64.min), "=#-9223372036854775808"),
        EVTXValueCase(BinXMLType.uint64, littleEndian(UInt64.max), "=#18446744073709551615"),
        EVTXValueCase(BinXMLType.uint64, littleEndian(UInt64(10_000_000_000_000_000_000)), "=#10000000000000000000"),
        EVTXValueCase(BinXMLType.uint32, littleEndian(UInt32(0)), "=#0"),
        EVTXValueCase(BinXMLType.uint32, littleEndian(UInt32(10)), "=#10"),
        EVTXValueCase(BinXMLType.real32, littleEndian(Float(1.5).bitPattern), "=1.5"),
        EVTXValueCase(BinXMLType.real64, littleEndian(Double(0.1).bitPattern), "=0.1"),
        EVTXValueCase(BinXMLType.real64, littleEndian(Double(1).bitPattern), "=1.0"),
        EVTXValueCase(BinXMLType.real64, littleEndian(Double(1e300).bitPattern), "=1e300"),
        EVTXValueCase(BinXMLType.bool, [1, 0, 0, 0], "=?true"),
        EVTXValueCase(BinXMLType.bool, [0, 0, 0, 0], "=?false"),
        EVTXValueCase(BinXMLType.binary, [0x00, 0xAB, 0xFF], "=00ABFF"),
        EVTXValueCase(BinXMLType.guid, guid, "=C76BAA63-AE81-421C-B425-340B4B24157F"),
        EVTXValueCase(BinXMLType.sizeT, littleEndian(UInt32(0xBEEF)), "=0xbeef"),
        EVTXValueCase(BinXMLType.sizeT, littleEndian(UInt64(0x1_0000_0000)), "=0x100000000"),
        EVTXValueCase(BinXMLType.fileTime, littleEndian(evtxTicks), "=2019-03-19T23:35:07.524202Z"),
        EVTXValueCase(BinXMLType.fileTime, littleEndian(UInt64(0)), "=1601-01-01T00:00:00.000000Z"),
        EVTXValueCase(
            BinXMLType.systemTime, utf16([2_024, 2, 4, 29, 23, 59, 58, 7]), "=2024-02-29T23:59:58.007000Z"),
        EVTXValueCase(BinXMLType.sid, sid, "=S-1-5-32-544"),
        EVTXValueCase(BinXMLType.hexInt32, littleEndian(UInt32(0)), "=0x0"),
        EVTXValueCase(BinXMLType.hexInt32, littleEndian(UInt32(0x1F_1FFF)), "=0x1f1fff"),
        EVTXValueCase(BinXMLType.hexInt64, littleEndian(UInt64(0x8000_0000_0000_0000)), "=0x8000000000000000"),
        EVTXValueCase(BinXMLType.evtHandle, [0xDE, 0xAD], "=DEAD"),
        EVTXValueCase(BinXMLType.evtXML, utf16(Array("<a/>".utf16)), "=<a/>"),
    ]
}

@Suite struct EVTXValueTests {
    private let field: [EVTXNode] = [.element("Data", [("Name", [.text("X")])], [.slot(0)])]

    @Test("A value of each type is shown as its text", arguments: EVTXValueCase.scalars)
    func scalar(value: EVTXValueCase) {
        #expect(evtxDataFields(field, [.plain(value.type, value.bytes)]) == ["X\(value.shown)"])
    }

    @Test("An attribute may hold each type; empty, it is left out", arguments: EVTXValueCase.scalars)
    func attribute(value: EVTXValueCase) {
        let fields = evtxDataFields(
            [.element("Item", [("Value", [.slot(0)])])], [.plain(value.type, value.bytes)])
        #expect(fields == [value.shown == "=" ? "Item null" : "Item_Value\(value.shown)"])
    }

    @Test("Numbers are read by the size they have")
    func sizes() {
        let one = EVTXValue.plain(BinXMLType.uint32, [200])
        #expect(evtxDataFields(field, [one]) == ["X=#200"])
        #expect(evtxDataFields(field, [.plain(BinXMLType.int32, [0xFE])]) == ["X=#-2"])
        #expect(evtxDataFields(field, [.plain(BinXMLType.bool, [1])]) == ["X=?true"])
    }

    @Test(
        "A value whose size does not fit its type is shown as its bytes, and the record says so",
        arguments: [
            EVTXValueCase(BinXMLType.uint32, [1, 2, 3], "=010203"), EVTXValueCase(BinXMLType.guid, [7], "=07"),
            EVTXValueCase(BinXMLType.fileTime, [1, 0], "=0100"), EVTXValueCase(BinXMLType.sid, [1, 1], "=0101"),
            EVTXValueCase(
                BinXMLType.systemTime, [UInt8](repeating: 0, count: 16), "=" + String(repeating: "00", count: 16)),
            EVTXValueCase(BinXMLType.fileTime, [UInt8](repeating: 255, count: 8), "=FFFFFFFFFFFFFFFF"),
            EVTXValueCase(0x7E, [1, 2], "=0102"),
        ])
    func unreadable(value: EVTXValueCase) {
        var chunk = EVTXChunkBuilder()
        chunk.record(1, evtxDataTemplate(field), [.plain(value.type, value.bytes)])
        let record = evtxRead(evtxFile([chunk.finished()])).records.first
        #expect(record?.fields == ["X\(value.shown)"])
        #expect(record?.problems == ["evtx.value_unreadable"])
    }

    @Test("A SID of many sub-authorities, or cut off, is shown as far as it goes")
    func longSID() {
        var sid: [UInt8] = [1, 255, 0, 0, 0, 0, 0, 5]
        for _ in 0..<255 { sid += littleEndian(UInt32.max) }
        let shown = "X=S-1-5" + String(repeating: "-4294967295", count: 255)
        #expect(evtxDataFields(field, [.plain(BinXMLType.sid, sid)]) == [shown])
        #expect(evtxDataFields(field, [.plain(BinXMLType.sid, Array(sid[..<13]))]) == ["X=S-1-5-4294967295"])
    }

    @Test(
        "An array is the field repeated for each element",
        arguments: EVTXValueCase.scalars.filter {
            ![
                BinXMLType.null, BinXMLType.binary, BinXMLType.sizeT, BinXMLType.evtHandle, BinXMLType.evtXML,
                BinXMLType.string, BinXMLType.ansiString,
            ].contains($0.type)
        })
    func array(value: EVTXValueCase) {
        let array = EVTXValue.plain(value.type | BinXMLType.arrayFlag, value.bytes + value.bytes)
        #expect(evtxDataFields(field, [array]) == ["X[]\(value.shown)", "X[]\(value.shown)"])
    }

    @Test("An array of strings is the field repeated; an empty string keeps its place; the last may lack its NUL")
    func strings() {
        let text = EVTXValueCase.utf16(Array("één\0\0twee\0drie".utf16))
        let array = EVTXValue.plain(BinXMLType.string | BinXMLType.arrayFlag, text)
        #expect(evtxDataFields(field, [array]) == ["X[]=één", "X=", "X[]=twee", "X[]=drie"])
        let ansi = EVTXValue.plain(BinXMLType.ansiString | BinXMLType.arrayFlag, Array("a\0b\0".utf8))
        #expect(evtxDataFields(field, [ansi]) == ["X[]=a", "X[]=b"])
        #expect(evtxDataFields(field, [.plain(BinXMLType.string | BinXMLType.arrayFlag, [])]) == ["X="])
    }

    @Test("Bytes that are left over at the end of an array are named")
    func arrayRemainder() {
        var chunk = EVTXChunkBuilder()
        let array = EVTXValue.plain(BinXMLType.uint32 | BinXMLType.arrayFlag, [1, 0, 0, 0, 9])
        chunk.record(1, evtxDataTemplate(field), [array])
        let sids = EVTXValue.plain(BinXMLType.sid | BinXMLType.arrayFlag, EVTXValueCase.sid + [1, 9, 0, 0, 0, 0, 0, 5])
        chunk.record(2, evtxDataTemplate(field), [sids])
        let records = evtxRead(evtxFile([chunk.finished()])).records
        #expect(records.map(\.fields) == [["X[]=#1"], ["X[]=S-1-5-32-544"]])
        #expect(records.allSatisfy { $0.problems == ["evtx.value_unreadable"] })
    }

    @Test("An array of a type without a fixed size is shown as its bytes")
    func oddArrays() {
        for type in [BinXMLType.binary, BinXMLType.sizeT, BinXMLType.evtHandle, BinXMLType.binXML] {
            #expect(evtxDataFields(field, [.plain(type | BinXMLType.arrayFlag, [1, 2])]) == ["X=0102"])
        }
    }

    @Test("The days of every month are right in plain and leap years, up to the year 9999")
    func calendar() throws {
        let table = [(2_000, 2, 29), (1_900, 2, 28), (1_601, 12, 31), (2_100, 3, 1), (2_024, 12, 31)]
        for (year, month, day) in table {
            // Timestamp holds the years 1678 to 2261; 1601 is reached by its distance to 2001.
            let base = year < 1_678 ? year + 400 : year
            let time = try #require(CivilTime(year: base, month: month, day: day, hour: 13)).timestamp()
            var ticks = UInt64(time.nanoseconds / 100 + 116_444_736_000_000_000)
            if year < 1_678 { ticks -= 146_097 * 864_000_000_000 }
            let shown = "\(year)-\(month.padded(2))-\(day.padded(2))T13:00:00.000000Z"
            #expect(evtxDataFields(field, [.number(BinXMLType.fileTime, ticks)]) == ["X=\(shown)"])
        }
        // 9999-12-31T23:59:59.9999999Z and one tick more.
        let last: UInt64 = 2_650_467_743_999_999_999
        #expect(evtxDataFields(field, [.number(BinXMLType.fileTime, last)]) == ["X=9999-12-31T23:59:59.999999Z"])
        #expect(evtxDataFields(field, [.number(BinXMLType.fileTime, last + 1)]) != ["X=9999-12-31T23:59:59.999999Z"])
    }

    @Test("Half a surrogate pair becomes U+FFFD, and the record says so once")
    func surrogates() {
        var chunk = EVTXChunkBuilder()
        let nodes: [EVTXNode] = [.element("Data", [], [.slot(0)]), .element("Data", [], [.slot(1)])]
        let broken = EVTXValue.plain(BinXMLType.string, EVTXValueCase.utf16([0x61, 0xD800, 0x62]))
        let reversed = EVTXValue.plain(BinXMLType.string, EVTXValueCase.utf16([0xDC00, 0xD83C, 0xDF0A, 0xD83C]))
        chunk.record(1, evtxDataTemplate(nodes), [broken, reversed])
        let record = evtxRead(evtxFile([chunk.finished()])).records.first
        #expect(record?.fields == ["Data[]=a\u{FFFD}b", "Data[]=\u{FFFD}🌊\u{FFFD}"])
        #expect(record?.problems == ["evtx.lone_surrogate"])
    }

    @Test("Text of every length is copied whole, in ASCII and beyond")
    func lengths() {
        for length in 0...70 {
            for tail in ["", "é", "漢", "🌊"] {
                let text = String((0..<length).map { Character(UnicodeScalar(UInt8(0x21 + $0 % 94))) }) + tail
                let fields = evtxDataFields(field, [.string(text)])
                #expect(fields == ["X=\(text)"])
            }
        }
    }
}
