// Messages out of streams: the sentences of RFC 6587 and RFC 5425, and whatever else comes down a connection.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Testing
import Watch

@Suite("Frames of syslog over TCP")
struct SyslogFramesTests {
    /// The messages of a stream that comes in pieces of a size, with what `finish` says.
    private func messages(
        _ stream: [UInt8], pieces size: Int = .max, limit: Int = 1_000
    ) -> (messages: [String], isBroken: Bool, cut: Int, leftOut: Int) {
        var frames = SyslogFrames(limit: limit)
        var found: [String] = []
        func emit(_ bytes: Bytes) { found.append(String(decoding: bytes, as: UTF8.self)) }
        var at = 0
        while at < stream.count {
            let end = min(at + min(size, stream.count), stream.count)
            Array(stream[at..<end]).withUnsafeBufferPointer { frames.take($0, emit: emit) }
            at = end
        }
        let isBroken = frames.finish(emit: emit)
        return (found, isBroken, frames.messagesCut, frames.bytesLeftOut)
    }

    private func read(_ stream: String, limit: Int = 1_000) -> [String] {
        let all = messages(Array(stream.utf8), limit: limit)
        for size in 1...9 {
            #expect(messages(Array(stream.utf8), pieces: size, limit: limit) == all, "pieces of \(size)")
        }
        return all.messages
    }

    @Test("RFC 6587 3.4.1: MSG-LEN is the octet count of the SYSLOG-MSG, then a space, then the message")
    func counted() {
        #expect(read("5 <1>ab7 <2>cdef") == ["<1>ab", "<2>cdef"])
        #expect(read("12 <34>1 a\nb\nc\n5 <1>xy") == ["<34>1 a\nb\nc", "<1>xy"])
    }

    @Test("the octets are counted, not the characters; a message may hold any of them")
    func octets() {
        #expect(read("7 <1>é\0x9 <1>\u{1F600}ab") == ["<1>é\0x", "<1>\u{1F600}ab"])
    }

    @Test(
        "RFC 6587 3.4.2: with non-transparent framing a message ends at LF; NUL ends one too, and CR before LF is no part"
    )
    func lines() {
        #expect(read("<1>een\n<2>twee\r\n<3>drie\0<4>vier") == ["<1>een", "<2>twee", "<3>drie", "<4>vier"])
        #expect(read("\n\n<1>een\n\r\n\n") == ["<1>een"])
    }

    @Test("both kinds may come in one connection, also with an LF behind a counted frame")
    func mixed() {
        #expect(read("5 <1>ab\n<2>twee\n6 <3>abc") == ["<1>ab", "<2>twee", "<3>abc"])
    }

    @Test("a line that only begins like a length is a line")
    func digits() {
        let lines = [
            "2026-03-19T08:12:33Z host x: y", "12 monkeys", "0 <1>a", "1234567890 <1>a", "007", "5", "5 ", "42<1>x",
        ]
        #expect(read(lines.joined(separator: "\n") + "\n") == lines.map { $0 == "5 " ? "5 " : $0 })
    }

    @Test("the end of the connection ends the last message; a counted one that is not whole says so")
    func end() {
        #expect(messages(Array("<1>half".utf8)) == (["<1>half"], false, 0, 0))
        #expect(messages(Array("9 <1>half".utf8)) == (["<1>half"], true, 0, 0))
        #expect(messages([]) == ([], false, 0, 0))
    }

    @Test("a message over the limit is cut there and counted, and the next one is read")
    func limit() {
        let long = String(repeating: "x", count: 50)
        for stream in ["<1>\(long)\n<2>na\n", "53 <1>\(long)5 <2>na"] {
            for size in [1, 7, 1_000] {
                let found = messages(Array(stream.utf8), pieces: size, limit: 13)
                #expect(found == (["<1>xxxxxxxxxx", "<2>na"], false, 1, 40))
            }
        }
        // A length that no sender means takes no memory.
        let huge = messages(Array("999999999 <1>x".utf8), limit: 13)
        #expect(huge == (["<1>x"], true, 0, 0))
    }

    @Test("10,000 streams of noise: every byte is in a message, between them, or counted, whatever the pieces")
    func noise() {
        var state: UInt64 = 7
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let parts = ["<1>", "5 ", "12 <", "\n", "\0", "\r", " ", "9", "x", "tekst", "999999999 <", "3 <1>", "0"]
        for _ in 0..<10_000 {
            let stream = Array((0..<next(12)).map { _ in parts[next(parts.count)] }.joined().utf8)
            let whole = messages(stream, limit: 20)
            #expect(messages(stream, pieces: 1 + next(5), limit: 20) == whole)
            #expect(whole.messages.reduce(0) { $0 + $1.utf8.count } + whole.leftOut <= stream.count)
            #expect(whole.messages.allSatisfy { $0.utf8.count <= 20 && !$0.isEmpty })
        }
    }
}
