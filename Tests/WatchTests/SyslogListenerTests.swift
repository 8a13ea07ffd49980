// Syslog over real sockets into a running watch, and what lies in the archive afterwards.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Testing
import Watch

@Suite("Listening for syslog")
struct SyslogListenerTests {
    private static let tcp = "listeners: [{kind: syslog_tcp, address: 127.0.0.1:0, zone: Europe/Amsterdam}]"
    private static let udp = "listeners: [{kind: syslog_udp, address: 127.0.0.1:0, zone: Europe/Amsterdam}]"

    private static func port(_ watch: RunningWatch) throws -> Int {
        try #require(watch.listening.first?.address.split(separator: ":").last.flatMap { Int($0) })
    }

    @Test("RFC 6587 3.4.1 and 3.4.2: counted frames and lines come in on one port, byte for byte")
    func framing() async throws {
        let house = try WatchHouse()
        let watch = try house.watch(Self.tcp)
        try await watch.start()
        let sender = try SendingSocket(port: try Self.port(watch))
        sender.send("<13>1 2026-11-24T10:00:00Z h a - - - one\n")
        sender.send("30 <13>Nov 24 11:00:01 h a: two\n\n")
        sender.send("<13>Nov 24 11:00:02 h a: th\u{1}ree \u{FF}\n<13>no end")
        sender.end()
        await watch.stop()
        let lines = try house.lines()
        #expect(
            lines.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                "<13>1 2026-11-24T10:00:00Z h a - - - one", "<13>Nov 24 11:00:01 h a: two",
                "<13>Nov 24 11:00:02 h a: th\u{1}ree \u{FF}", "<13>no end",
            ])
        #expect(lines.allSatisfy { $0.source.name == "syslog_tcp 127.0.0.1" })
    }

    @Test("RFC 5426 3.1: one datagram is one message, whatever is in it")
    func datagrams() async throws {
        let house = try WatchHouse()
        let watch = try house.watch(Self.udp)
        try await watch.start()
        let sender = try SendingSocket(port: try Self.port(watch), isDatagram: true)
        for number in 0..<200 { sender.send("<13>Nov 24 11:00:00 h a: line \(number)\nsecond\n") }
        sender.send("\n")
        sender.end()
        await watch.stop()
        let lines = try house.lines()
        #expect(lines.count == 200)
        #expect(
            lines.first.map { String(decoding: $0.bytes, as: UTF8.self) } == "<13>Nov 24 11:00:00 h a: line 0\nsecond")
        #expect(watch.status?.isHealthy == false)
    }

    @Test("a clean restart in the middle loses nothing that was sent, and stores nothing twice")
    func restart() async throws {
        let house = try WatchHouse()
        var sent: [String] = []
        for round in 0..<3 {
            let watch = try house.watch(Self.tcp)
            try await watch.start()
            let senders = try (0..<4).map { _ in try SendingSocket(port: try Self.port(watch)) }
            for (number, sender) in senders.enumerated() {
                let lines = (0..<2_000).map { "<13>Nov 24 11:00:00 h a: round \(round) sender \(number) line \($0)" }
                sent += lines
                sender.send(lines.joined(separator: "\n") + "\n")
            }
            // At once: most of it lies in the buffers of the kernel.
            async let stopped: Void = watch.stop()
            try await Task.sleep(for: .milliseconds(100))
            for sender in senders { sender.end() }
            await stopped
        }
        let stored = try house.lines().map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(stored.count == sent.count)
        let isSame = Set(stored) == Set(sent)
        #expect(isSame)
    }

    @Test("while the intake is full nothing is read, and afterwards nothing is missing")
    func backPressure() async throws {
        let house = try WatchHouse()
        let watch = try house.watch(Self.tcp + "\nlimits: {queue_mib: 1}")
        try await watch.start()
        let port = try Self.port(watch)
        let text = String(repeating: "x", count: 900)
        let lines = (0..<20_000).map { "<13>Nov 24 11:00:00 h a: \($0) \(text)" }
        let sender = try SendingSocket(port: port)
        await Task.detached { sender.send(lines.joined(separator: "\n") + "\n") }.value
        sender.end()
        await watch.stop()
        let stored = try house.lines()
        #expect(stored.count == lines.count)
        let isSame = stored.map { String(decoding: $0.bytes, as: UTF8.self) } == lines
        #expect(isSame)
    }

    @Test("more connections than the limit are closed at once and counted; the others go on")
    func connections() async throws {
        let house = try WatchHouse()
        let watch = try house.watch(Self.tcp + "\nlimits: {connections: 3}")
        try await watch.start()
        let port = try Self.port(watch)
        let senders = try (0..<3).map { _ in try SendingSocket(port: port) }
        for sender in senders { sender.send("<13>Nov 24 11:00:00 h a: mine\n") }
        try await Task.sleep(for: .milliseconds(200))
        let fourth = try SendingSocket(port: port)
        var byte: UInt8 = 0
        #expect(recv(fourth.descriptor, &byte, 1, 0) <= 0)
        for sender in senders { sender.send("<13>Nov 24 11:00:01 h a: again\n") }
        for sender in senders + [fourth] { sender.end() }
        await watch.stop()
        #expect(try house.lines().count == 6)
    }

    @Test("a line of syslog without a year is of the year in which it came")
    func year() async throws {
        let house = try WatchHouse()
        let watch = try house.watch(Self.tcp)
        try await watch.start()
        let sender = try SendingSocket(port: try Self.port(watch))
        let now = WatchHouse.now()
        let civil = CivilTime(utc: now)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = String(civil.day).count == 1 ? " \(civil.day)" : "\(civil.day)"
        sender.send("<13>\(months[civil.month - 1]) \(day) 12:00:00 h a: today\n")
        sender.end()
        await watch.stop()
        let time = try #require(try house.lines().first?.time)
        #expect(abs(time.nanoseconds - now.nanoseconds) < 86_400 * 2 * 1_000_000_000)
    }

    @Test("a reload opens new listeners, closes those that are gone, and leaves the others open")
    func reload() async throws {
        let house = try WatchHouse()
        let watch = try house.watch(Self.tcp)
        try await watch.start()
        let sender = try SendingSocket(port: try Self.port(watch))
        sender.send("<13>Nov 24 11:00:00 h a: before\n")
        for _ in 0..<500 where try house.lines().isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        for _ in 0..<500 where watch.linesReceived == 0 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(watch.linesReceived == 1, "what an exercise waits for before its clock goes on")
        let both = WatchHouse.configuration(
            """
            listeners:
              - {kind: syslog_tcp, address: 127.0.0.1:0, zone: UTC}
              - {kind: syslog_udp, address: 127.0.0.1:0}
            """)
        #expect(await watch.reload(both).isEmpty)
        #expect(watch.listening.map(\.kind) == [.syslogTCP, .syslogUDP])
        sender.send("<13>Nov 24 11:00:00 h a: after\n")
        sender.end()
        await watch.stop()
        let lines = try house.lines()
        #expect(lines.count == 2)
        #expect(lines.map { $0.time?.description.suffix(9) } == ["10:00:00Z", "11:00:00Z"])
    }
}
