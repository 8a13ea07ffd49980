// Files, archives and readers for the tests of reading: made in a temporary folder, gone with it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CArchive
import CZlib
import CZstd
import CommandLine
import Events
import Foundation

/// A folder of its own for one test.
final class TemporaryFolder {
    let path: String

    init() throws {
        let base = FileManager.default.temporaryDirectory
        path = base.appendingPathComponent("reading-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func url(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = url(name)
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }
}

/// A record as a test sees it.
struct Seen: Hashable, CustomStringConvertible {
    var source: String
    var line: Int
    var text: String

    init(_ source: String, _ line: Int, _ text: String) {
        self.source = source
        self.line = line
        self.text = text
    }

    var description: String { "\(source):\(line):\(text)" }
}

/// All that came out of reading some paths.
struct Reading {
    var records: [Seen] = []
    var problems: [Problem] = []
    var formats: [Format] = []
    var blocks = 0
    var largestBuffer = 0
    var skipped = 0

    init(_ paths: [String], limits: ReadingLimits = ReadingLimits()) {
        let reader = BlockReader(InputFiles(paths, limits: limits), limits: limits)
        let block = Block(capacity: limits.blockBytes)
        while reader.fill(block) {
            blocks += 1
            problems += block.problems
            largestBuffer = max(largestBuffer, block.capacity)
            if formats.last != block.format, block.count > 0 { formats.append(block.format) }
            var lines = BlockRecords(block)
            while let record = lines.next() {
                let name = block.source.split(separator: "/").last.map(String.init) ?? ""
                records.append(Seen(name, record.line, String(decoding: record.bytes, as: UTF8.self)))
            }
        }
        skipped = reader.progress.membersSkipped
    }

    var texts: [String] { records.map(\.text) }
    var lines: [Int] { records.map(\.line) }
    var codes: [Problem.Code] { problems.map(\.code) }
}

/// Blocks and records of a few bytes, so that small files go over the edges.
/// Blocks too small to tell a format by are told it.
func smallBlocks(_ size: Int, record: Int = 4_096, format: Format? = nil) -> ReadingLimits {
    var limits = ReadingLimits()
    limits.blockBytes = size
    limits.recordBytes = max(size, record)
    limits.format = format
    return limits
}

// MARK: - Packing

func gzip(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    deflateInit2_(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let count = input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(target.count)
            deflate(&stream, Z_FINISH)
            return target.count - Int(stream.avail_out)
        }
    }
    return Array(output.prefix(count))
}

func zstd(_ bytes: [UInt8], level: Int32 = 3, windowLog: Int32? = nil) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count) + 64)
    guard let context = ZSTD_createCCtx() else { return [] }
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    if let windowLog {
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
        // Without the size in the frame the window is not made smaller.
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
    }
    var input = bytes
    let count = input.withUnsafeMutableBytes { source in
        output.withUnsafeMutableBytes { target in
            var from = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            var into = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
            // A first step that does not end the frame keeps the size unknown.
            if windowLog != nil { ZSTD_compressStream2(context, &into, &from, ZSTD_e_flush) }
            ZSTD_compressStream2(context, &into, &from, ZSTD_e_end)
            return into.pos
        }
    }
    return Array(output.prefix(count))
}

/// Writes a zip or tar file with libarchive's own writer.
func archive(
    _ path: String, _ members: [(name: String, bytes: [UInt8])], tar: Bool = false, password: String? = nil,
    store: Bool = false
) {
    // The writer turns names into those of the locale, and the plain one knows no é.
    let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
    let before = uselocale(locale)
    defer {
        uselocale(before)
        freelocale(locale)
    }
    guard let writer = archive_write_new() else { return }
    defer { archive_write_free(writer) }
    if tar { archive_write_set_format_pax_restricted(writer) } else { archive_write_set_format_zip(writer) }
    if store { archive_write_set_options(writer, "zip:compression=store") }
    archive_write_set_options(writer, "hdrcharset=UTF-8")
    if let password {
        archive_write_set_options(writer, "zip:encryption=traditional")
        archive_write_set_passphrase(writer, password)
    }
    archive_write_open_filename(writer, path)
    for (name, bytes) in members {
        let entry = archive_entry_new()
        archive_entry_set_pathname_utf8(entry, name)
        archive_entry_set_size(entry, Int64(bytes.count))
        archive_entry_set_filetype(entry, 0o100000)
        archive_entry_set_perm(entry, 0o644)
        archive_write_header(writer, entry)
        bytes.withUnsafeBytes { _ = archive_write_data(writer, $0.baseAddress, $0.count) }
        archive_entry_free(entry)
    }
    archive_write_close(writer)
}

func contents(_ path: String) -> [UInt8] {
    FileManager.default.contents(atPath: path).map { Array($0) } ?? []
}
