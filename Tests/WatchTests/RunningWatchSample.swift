// A watch on a temporary directory, and senders over real sockets.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Synchronization
import Testing
import Watch

/// A data directory that goes when its test ends.
final class WatchHouse {
    let folder: DataFolder

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = DataFolder(url)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder.url)
    }

    /// A watch with rules of the exercises, not started.
    func watch(
        _ yaml: String, rules: RuleSet = RuleSet(rules: [], correlations: [], routing: nil)
    ) throws -> RunningWatch {
        try RunningWatch(
            folder, WatchHouse.configuration(yaml),
            RunningWatch.Surroundings(
                rules: { _, _ in rules }, words: Words(.dutch, texts: [:]), now: WatchHouse.now,
                newID: WatchHouse.newID, failed: { _ in }))
    }

    static func configuration(_ yaml: String) -> Configuration {
        let reading = ConfigurationReading(Array(yaml.utf8), file: "dijkwacht.yaml")
        #expect(reading.errors.isEmpty)
        return reading.configuration
    }

    static func now() -> Timestamp {
        Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000_000_000))
    }

    static func newID() -> ULID {
        ULID(time: now(), random: (.random(in: 0 ... .max), .random(in: 0 ... .max)))
    }

    /// All lines in the archive, oldest first.
    func lines() throws -> [ArchivedLine] {
        let archive = try Archive(folder: folder.archive)
        var lines: [ArchivedLine] = []
        var before: ArchivePosition?
        repeat {
            let page = try archive.search(ArchiveQuery(), before: before, limit: 1_000)
            #expect(page.problems.isEmpty)
            lines += page.lines
            before = page.next
        } while before != nil
        return lines.reversed()
    }
}

/// A socket that sends.
struct SendingSocket {
    let descriptor: CInt

    init(port: Int, isDatagram: Bool = false) throws {
        descriptor = socket(AF_INET, isDatagram ? CInt(SOCK_DGRAM.rawValue) : CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
    }

    /// Sends all; waits as long as the other side does not read.
    func send(_ bytes: [UInt8]) {
        var at = 0
        while at < bytes.count {
            let sent = bytes[at...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            if sent <= 0 { return }
            at += sent
        }
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    func end() {
        close(descriptor)
    }
}
