// Templates and readings that the tests of Windows event logs share.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// What a test wants to know of one record.
struct EVTXReading: Equatable {
    var number: UInt64
    var offset: UInt64
    var time: Timestamp?
    var fields: [String]
    var problems: [String]
}

/// Reads a log; a field is shown as `name=value`, with `null` for null, `#` before the value of a number, `?` before a
/// boolean and `[]` after the name of an element of an array.
func evtxRead(_ file: [UInt8]) -> (records: [EVTXReading], tally: EVTXFileTally) {
    var reader = EVTXChunkReader()
    return evtxRead(file, with: &reader)
}

func evtxRead(_ file: [UInt8], with reader: inout EVTXChunkReader) -> (records: [EVTXReading], tally: EVTXFileTally) {
    var event = Event()
    var records: [EVTXReading] = []
    let tally = file.withUnsafeBufferPointer { bytes in
        reader.read(file: bytes, into: &event) { event, number, offset in
            var fields: [String] = []
            for index in 0..<event.count { fields.append(evtxShown(event.fields[index])) }
            records.append(
                EVTXReading(
                    number: number, offset: offset, time: event.time, fields: fields,
                    problems: event.problems.map { $0.code.name }))
        }
    }
    return (records, tally)
}

private func evtxShown(_ field: Field) -> String {
    let name = String(decoding: field.nameBytes, as: UTF8.self) + (field.isElement ? "[]" : "")
    let value = String(decoding: field.valueBytes, as: UTF8.self)
    return switch field.kind {
    case .null: "\(name) null"
    case .number: "\(name)=#\(value)"
    case .boolean: "\(name)=?\(value)"
    default: "\(name)=\(value)"
    }
}

/// The fields of a log with one record.
func evtxFields(_ nodes: [EVTXNode]) -> [String] {
    var chunk = EVTXChunkBuilder()
    chunk.record(7, nodes)
    return evtxRead(evtxFile([chunk.finished()])).records.first?.fields ?? []
}

/// The fields of one record whose template has these nodes below EventData.
func evtxDataFields(_ nodes: [EVTXNode], _ values: [EVTXValue] = []) -> [String] {
    evtxFields([.instance(evtxDataTemplate(nodes), values)])
}

func evtxDataTemplate(_ nodes: [EVTXNode]) -> EVTXTemplate {
    EVTXTemplate(name: "data", nodes: [.element("Event", [], [.element("EventData", [], nodes)])])
}

/// The event of most logs: System, and a place for the fragment that holds the data.
let evtxSystemTemplate = EVTXTemplate(
    name: "system",
    nodes: [
        .element(
            "Event", [("xmlns", [.text("http://schemas.microsoft.com/win/2004/08/events/event")])],
            [
                .element(
                    "System", [],
                    [
                        .element("Provider", [("Name", [.slot(14)]), ("Guid", [.slot(15)])]),
                        .element("EventID", [("Qualifiers", [.slot(4)])], [.slot(3)]),
                        .element("Version", [], [.slot(11)]),
                        .element("Level", [], [.slot(0)]),
                        .element("Keywords", [], [.slot(5)]),
                        .element("TimeCreated", [("SystemTime", [.slot(6)])]),
                        .element("EventRecordID", [], [.slot(10)]),
                        .element("Correlation", [("ActivityID", [.slot(7)])]),
                        .element("Execution", [("ProcessID", [.slot(8)]), ("ThreadID", [.slot(9)])]),
                        .element("Channel", [], [.slot(16)]),
                        .element("Computer", [], [.slot(17)]),
                        .element("Security", [("UserID", [.slot(12)])]),
                    ]),
                .slot(13),
            ])
    ])

/// 2019-03-19T23:35:07.5242021Z in units of 100 ns since 1601.
let evtxTicks: UInt64 = 131_975_121_075_242_021

func evtxSystemValues(_ number: UInt64, data: [EVTXNode], channel: EVTXValue = .string("Security")) -> [EVTXValue] {
    [
        .number(BinXMLType.uint8, UInt8(4)), .null, .null, .number(BinXMLType.uint16, UInt16(4_624)), .null,
        .number(BinXMLType.hexInt64, UInt64(0x8020_0000_0000_0000)), .number(BinXMLType.fileTime, evtxTicks), .null,
        .number(BinXMLType.uint32, UInt32(812)), .number(BinXMLType.uint32, UInt32(3_916)),
        .number(BinXMLType.uint64, number), .number(BinXMLType.uint8, UInt8(2)),
        .plain(BinXMLType.sid, [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]), data.isEmpty ? .null : .fragment(data),
        .string("Dijk-Provider"), .string("{0c}"), channel, .string("PC01.waterschap.example"),
    ]
}

/// Data of two named values, as its own template.
let evtxLogonTemplate = EVTXTemplate(
    name: "logon",
    nodes: [
        .element(
            "EventData", [],
            [
                .element("Data", [("Name", [.text("TargetUserName")])], [.slot(0)]),
                .element("Data", [("Name", [.text("LogonType")])], [.slot(1)]),
            ])
    ])

func evtxLogon(_ number: UInt64, user: String) -> [EVTXValue] {
    let values: [EVTXValue] = [.string(user), .number(BinXMLType.uint32, UInt32(10))]
    return evtxSystemValues(number, data: [.instance(evtxLogonTemplate, values)])
}

/// A chunk of logons with these numbers.
func evtxLogonChunk(_ numbers: ClosedRange<UInt64>) -> EVTXChunkBuilder {
    var chunk = EVTXChunkBuilder()
    for number in numbers { chunk.record(number, evtxSystemTemplate, evtxLogon(number, user: "user\(number)")) }
    return chunk
}
