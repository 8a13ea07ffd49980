// The health of a watch on disk, also when there is no room for a second file.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing
import Watch

@Suite("The file of the health")
struct StatusFileTests {
    @Test("it is JSON, and so long that the next fits in its place")
    func written() throws {
        let house = try WatchHouse()
        let file = house.folder.status
        StatusFile.write(Array("{\"state\":\"running\"}".utf8), to: file)
        let first = try Data(contentsOf: file)
        #expect(first.count == 16_384 && first.last == 0x0A)
        #expect(try JSONSerialization.jsonObject(with: first) as? [String: String] == ["state": "running"])
        let long = "{\"state\":\"\(String(repeating: "a", count: 16_384))\"}"
        StatusFile.write(Array(long.utf8), to: file)
        #expect(try Data(contentsOf: file).count == 32_768)
    }

    @Test("where no second file can be made, the first is written over if that is as long, and else it stays")
    func noRoom() throws {
        let house = try WatchHouse()
        let file = house.folder.status
        // A folder in the way of the second file.
        let way = file.appendingPathExtension("new").appendingPathComponent("map")
        func block() throws { try FileManager.default.createDirectory(at: way, withIntermediateDirectories: true) }
        try block()
        StatusFile.write(Array("{}".utf8), to: file)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        StatusFile.write(Array("{\"state\":\"running\"}".utf8), to: file)
        try block()
        StatusFile.write(Array("{\"state\":\"held\"}".utf8), to: file)
        #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self).hasPrefix("{\"state\":\"held\"} "))
        try block()
        StatusFile.write(Array("{\"state\":\"\(String(repeating: "a", count: 16_384))\"}".utf8), to: file)
        #expect(try Data(contentsOf: file).count == 16_384)
    }
}
