// Packs of rules made in memory: tar archives byte by byte, since writers of archives make no bad ones.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Incidents
import Store

enum PackSample {
    static let now = Timestamp(seconds: 1_773_900_000)

    /// A member of a tar archive (POSIX.1-1988, "ustar").
    struct Entry {
        var path: String
        var bytes: [UInt8] = []
        /// `0` a file, `1` and `2` links, `3` a device, `5` a folder.
        var type: Character = "0"
        var link = ""
    }

    static func tar(_ entries: [Entry], hasEnd: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            var block = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, _ at: Int) {
                for (index, byte) in text.utf8.enumerated() { block[at + index] = byte }
            }
            func octal(_ number: Int, _ count: Int) -> String {
                let digits = String(number, radix: 8)
                return String(repeating: "0", count: count - digits.utf8.count) + digits
            }
            put(entry.path, 0)
            put("0000644", 100)
            put("0000000", 108)
            put("0000000", 116)
            put(octal(entry.bytes.count, 11), 124)
            put(octal(1_773_900_000, 11), 136)
            put("        ", 148)
            put(String(entry.type), 156)
            put(entry.link, 157)
            put("ustar\u{0}00", 257)
            put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", 148)
            bytes += block + entry.bytes
            bytes += [UInt8](repeating: 0, count: (512 - entry.bytes.count % 512) % 512)
        }
        return bytes + [UInt8](repeating: 0, count: hasEnd ? 1_024 : 0)
    }

    static func tar(_ files: [(String, String)]) -> [UInt8] {
        tar(files.map { Entry(path: $0.0, bytes: Array($0.1.utf8)) })
    }

    /// A zip file by libarchive's own writer.
    static func zip(_ members: [(String, [UInt8])], password: String? = nil, store: Bool = false) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        archive(folder.url("a.zip"), members.map { (name: $0.0, bytes: $0.1) }, password: password, store: store)
        return contents(folder.url("a.zip"))
    }

    static func rule(_ title: String, id: String? = nil, more: String = "", value: String = "x") -> String {
        let head = "title: \(title)\n" + (id.map { "id: \($0)\n" } ?? "") + more
        return head + "logsource: {product: linux, service: sshd}\ndetection:\n  s: {message|contains: \(value)}\n"
            + "  condition: s\n"
    }

    static func reading(
        _ bytes: [UInt8], file: String = "pakket.tar", name: String? = nil, version: String? = nil,
        limits: PackLimits = PackLimits()
    ) throws -> PackReading {
        try PackReading(
            bytes, RulePackLabels(file: file, name: name, version: version), now: now, limits: limits)
    }

    static func code(_ body: () throws -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? Problem)?.code.name ?? "\(error)"
        }
    }
}
