// Damaged input without end: `make torture` runs this for as long as it is told; `make test` for 10,000 turns a format.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Testing

@Suite("Torture")
struct TortureTests {
    private static let samples: [(Format, String)] = [
        (
            .jsonLines,
            #"{"a":{"b":[1,-2.5e3,{"c":"\ud83d\ude00 \"x\""}]},"EventID":4624,"t":"2026-03-19T08:00:00Z","n":null}"#
        ),
        (.syslog, "<34>1 2026-03-19T08:12:33.123+01:00 web01 sshd 811 ID47 [a@1 k=\"v\\]\"] Failed password for root"),
        (
            .accessLog,
            #"192.0.2.7 - anna [19/Mar/2026:08:12:33 +0100] "GET /a?b=c HTTP/1.1" 200 12 "-" "Moz\"illa" rt=0.1"#
        ),
        (.leef, "LEEF:2.0|Vendor|Product|1.0|100|^|src=192.0.2.7^devTime=19/03/2026^devTimeFormat=dd/MM/yyyy"),
        (.cef, "CEF:0|Vendor|Product|1.0|100|name\\|x|5|src=192.0.2.7 msg=a\\=b c rt=1773904353000"),
        (
            .keyValue,
            "date=2026-03-19 time=08:12:33 tz=\"+0100\" user=\"a \\\"b\\\"\""
                + " type=SYSCALL msg=audit(1773904353.1:4): k=v"
        ),
        (
            .netscaler,
            "03/19/2026:08:12:33 GMT ns01 0-PPE-0 : default SSLVPN LOGIN 1234 0 : "
                + "Context a@192.0.2.7 - SessionId: 12 - "
                + "User a - Client_ip 192.0.2.7 - Browser_type \"M - z\" - Group(s) \"N/A\""
        ),
        (.text, "just words, é and more"),
    ]

    private static let seconds = ProcessInfo.processInfo.environment["DIJKWACHT_TORTURE_SECONDS"].flatMap(Double.init)

    /// Changes a few bytes, cuts, doubles or swaps stretches.
    private func damaged(_ bytes: [UInt8], _ random: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard !bytes.isEmpty else { return bytes }
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(at..<end)
            case 2: bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 3: bytes.removeSubrange(at...)
            default: bytes[at] = Array("\"\\{}[]|=:<> \n".utf8).randomElement(using: &random) ?? 0
            }
        }
        return bytes
    }

    @Test("Whatever happens to a record, reading it ends, and every value is valid UTF-8", arguments: samples)
    func endless(format: Format, sample: String) {
        var random = SystemRandomNumberGenerator()
        var event = Event()
        var json = JSONReader()
        let whole = Array(sample.utf8)
        let end = Self.seconds.map { Date(timeIntervalSinceNow: $0) }
        var turns = 0
        while turns < 10_000 || end.map({ Date() < $0 }) ?? false {
            turns += 1
            let record = damaged(whole, &random)
            (record + [UInt8](repeating: 0, count: 64)).withUnsafeBufferPointer { buffer in
                let bytes = Bytes(rebasing: buffer[0..<record.count])
                event.clear(format: format)
                let isRead =
                    format == .jsonLines
                    ? json.read(bytes, into: &event)
                    : LineFormats.read(bytes, format: format, zone: .none, into: &event)
                for index in 0..<event.count {
                    let value = event.fields[index].valueBytes
                    if String(validating: value, as: UTF8.self) == nil {
                        Issue.record("a value of \(format) is not UTF-8: \(record)")
                    }
                }
                if !isRead, event.problems.isEmpty, !record.isEmpty {
                    Issue.record("not read and not said why: \(record)")
                }
            }
        }
    }
}
