// Ways to hurt a file of the store behind its back.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import GRDB

enum DamageSample {
    /// Runs SQL on a file with a connection of its own.
    static func execute(_ sql: String, in file: URL) throws {
        let queue = try DatabaseQueue(path: file.path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// What SQL that gives one number gives.
    static func number(_ sql: String, in file: URL) throws -> Int {
        let queue = try DatabaseQueue(path: file.path)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    /// How many frames were written behind the last that was moved into the file.
    static func changes(in file: URL) throws -> Int {
        try Data(contentsOf: URL(fileURLWithPath: file.path + "-wal")).count
    }

    /// How often a fault is tried: a few times in the tests of every day, more in `make torture`, where the number of
    /// seconds that is given there counts.
    static func rounds(_ few: Int) -> Int {
        let seconds = ProcessInfo.processInfo.environment["DIJKWACHT_TORTURE_SECONDS"].flatMap(Double.init)
        return seconds.map { max(few, Int(Double(few) * $0)) } ?? few
    }

    /// A seed that is the same each day, and another one in each run of `make torture`.
    static func seed(_ usual: UInt64) -> UInt64 {
        let isLong = ProcessInfo.processInfo.environment["DIJKWACHT_TORTURE_SECONDS"] != nil
        let seed = isLong ? UInt64.random(in: 0 ... .max) : usual
        if isLong { print("seed \(seed)") }
        return seed
    }
}

/// The files of a folder as they are at one moment, without those that are made anew (`-shm`).
struct FilesSample {
    private(set) var files: [String: Data] = [:]

    /// Files one after the other, as they are: what a program that was killed leaves, if nobody writes meanwhile.
    init(_ folder: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            guard name.contains(".sqlite"), !name.hasSuffix("-shm") else { continue }
            files[name] = try Data(contentsOf: folder.appendingPathComponent(name))
        }
    }

    var names: [String] { files.keys.sorted() }

    func size(_ name: String) -> Int { files[name]?.count ?? 0 }

    func cut(_ name: String, to size: Int) -> FilesSample {
        var copy = self
        copy.files[name] = files[name].map { Data($0.prefix(size)) }
        return copy
    }

    func flipped(_ name: String, bit: Int) -> FilesSample {
        var copy = self
        copy.files[name]?[bit / 8] ^= 1 << UInt8(bit % 8)
        return copy
    }

    /// Writes them into a folder of their own.
    func unpack() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, data) in files { try data.write(to: folder.url.appendingPathComponent(name)) }
        return folder
    }
}
