// An archive in a folder of its own, filled in short words by tests.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Testing

/// A folder that is there for one test.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("dijkwacht-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}

/// Lines into an archive and back.
struct ArchiveSample {
    static let start = Timestamp(seconds: 1_773_900_000)

    let folder: TemporaryFolder
    var archive: Archive
    var writer: ArchiveWriter

    init() throws {
        folder = try TemporaryFolder()
        archive = try Archive(folder: folder.url)
        writer = ArchiveWriter(archive)
    }

    /// As after a restart of the program.
    mutating func reopen() throws {
        archive = try Archive(folder: folder.url)
        writer = ArchiveWriter(archive)
    }

    /// Commits lines of one source and gives the place of each.
    @discardableResult
    mutating func append(
        _ lines: [String], from source: String = "udp", at seconds: Int64 = 0, marks: [String: String] = [:],
        ids: [SenderID] = [], as format: Format? = nil
    ) throws -> [ArchivePosition] {
        try append(lines.map { Array($0.utf8) }, from: source, at: seconds, marks: marks, ids: ids, as: format)
    }

    @discardableResult
    mutating func append(
        _ lines: [[UInt8]], from source: String = "udp", at seconds: Int64 = 0, marks: [String: String] = [:],
        ids: [SenderID] = [], as format: Format? = nil
    ) throws -> [ArchivePosition] {
        let now = ArchiveSample.start.advanced(byNanoseconds: seconds * 1_000_000_000)
        var batch = LineBatch()
        var reader = LineReader()
        var event = Event()
        for line in lines {
            (line + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
                let bytes = Bytes(rebasing: padded[..<line.count])
                _ = reader.read(bytes, format: format, zone: .utc, into: &event)
                batch.append(bytes, source: 0, received: now, event: event)
            }
        }
        let first = try writer.append(batch, sources: [ArchiveSource(name: source)], marks: marks, ids: ids, now: now)
        return lines.indices.map { index in
            ArchivePosition(day: first.day, block: first.block, position: first.position + Int32(index))
        }
    }

    /// All lines that a search finds, page by page.
    func find(_ text: String, page: Int = 100, source: String? = nil) throws -> [String] {
        try find(ArchiveQuery(text, source: source), page: page)
    }

    func find(_ query: ArchiveQuery, page limit: Int = 100) throws -> [String] {
        var found: [String] = []
        var before: ArchivePosition?
        repeat {
            let page = try archive.search(query, before: before, limit: limit)
            #expect(page.lines.count <= limit)
            found += page.lines.map { String(decoding: $0.bytes, as: UTF8.self) }
            before = page.next
        } while before != nil
        return found
    }
}
