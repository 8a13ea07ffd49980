// Prints the flat fields of Windows event logs as JSON Lines, to be compared with another reader
// (Tests/oracles/evtx_oracle.py, evtx_compare.py). Runs only when asked to by the environment.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Testing

@Suite struct EVTXDumpTests {
    private static let list = ProcessInfo.processInfo.environment["DIJKWACHT_EVTX_LIST"]
    private static let output = ProcessInfo.processInfo.environment["DIJKWACHT_EVTX_OUTPUT"]

    @Test(
        "The fields of the logs named in DIJKWACHT_EVTX_LIST are written to DIJKWACHT_EVTX_OUTPUT",
        .enabled(if: list != nil && output != nil, "no list of logs and output file in the environment"))
    func dump() throws {
        let list = try #require(Self.list), output = try #require(Self.output)
        let paths = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map(String.init)
        var reader = EVTXChunkReader()
        var event = Event()
        var json = JSONWriter()
        for path in paths {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            let tally = data.withUnsafeBytes { (raw: UnsafeRawBufferPointer) in
                reader.read(file: raw.bindMemory(to: UInt8.self), into: &event) { event, number, _ in
                    write(event, number, path, into: &json)
                }
            }
            for problem in tally.problems { print("\(path): \(problem.code.name) \(problem.arguments)") }
        }
        try Data(json.bytes).write(to: URL(fileURLWithPath: output))
    }

    private func write(_ event: borrowing Event, _ number: UInt64, _ path: String, into json: inout JSONWriter) {
        json.beginObject()
        json.name("file")
        json.string(path)
        json.name("record_id")
        json.number(number)
        json.name("fields")
        json.beginArray()
        for index in 0..<event.count {
            let field = event.fields[index]
            json.beginArray()
            json.string(utf8: field.nameBytes)
            switch field.kind {
            case .null: json.null()
            case .number, .boolean: json.raw(utf8: field.valueBytes)
            default: json.string(utf8: field.valueBytes)
            }
            json.endArray()
        }
        json.endArray()
        json.endObject()
        json.endLine()
    }
}
