// Short ways for the tests of scanning: rules from YAML, events from JSON, results read back, and hostile texts.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Sigma
import Testing

enum Fixture {
    static let english = Words.embedded(.english)
    static let dutch = Words.embedded(.dutch)

    /// A whole rule around the lines of a detection.
    static func yaml(_ detection: String, title: String = "Sample", more: String = "") -> String {
        let lines = detection.split(separator: "\n")
        return "title: \(title)\n\(more)logsource: {category: webserver}\ndetection:\n"
            + lines.map { "    \($0)\n" }.joined()
    }

    static func rules(_ yaml: String) -> [Rule] {
        RuleReader.read(Array(yaml.utf8), file: "sample.yml").compactMap {
            guard case .rule(let rule) = $0.content else { return nil }
            return rule
        }
    }

    static func rule(_ yaml: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Rule {
        try #require(rules(yaml).first, "no rule: \(yaml)", sourceLocation: sourceLocation)
    }

    /// Runs a body with the event that a JSON object is.
    static func with<Result>(
        _ json: String, format: Format = .jsonLines, _ body: (inout Event) throws -> Result
    ) rethrows -> Result {
        let bytes = Array(json.utf8) + [UInt8](repeating: 0, count: 16)
        return try bytes.withUnsafeBufferPointer { buffer in
            var event = Event()
            event.clear(format: format)
            var reader = JSONReader()
            let isRead = reader.read(Bytes(rebasing: buffer[..<json.utf8.count]), into: &event)
            #expect(isRead, "the event of the test is no JSON: \(json)")
            return try body(&event)
        }
    }

    /// A style without colour for what is no terminal, or for the one given.
    static func style(_ words: Words = english, zone: TimeZone = .gmt, descriptor: Int32 = -1) -> Style {
        Style(.never, descriptor: descriptor, environment: [:], zone: zone, words: words)
    }

    static func object(_ bytes: some Collection<UInt8>) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }
}

/// The form of a result that a sink writes, as a file holds it.
func written(
    _ format: ResultFormat?, _ shape: ResultShape, _ lines: [[UInt8]], style: Style = Fixture.style(),
    words: Words = Fixture.english
) throws -> String {
    let folder = try TemporaryFolder()
    let path = folder.url("out")
    let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
    defer { close(descriptor) }
    var sink = ResultSink(
        format, shape: shape, words: words, style: style, writer: ResultWriter(descriptor: descriptor))
    for line in lines { try sink.write(lines: line) }
    try sink.finish()
    return String(decoding: contents(path), as: UTF8.self)
}

/// Texts that break terminals, JSON, CSV or tables if anything does; the same ones each time.
struct HostileTexts: Sequence, IteratorProtocol {
    private static let pieces: [String] = [
        "", "a", " ", "\"", "\\", "\\\"", ",", ";", "\n", "\r", "\r\n", "\t", "\0", "\u{1B}[2J", "\u{1B}]0;x\u{7}",
        "\u{7F}", "\u{85}", "\u{9B}31m", "\u{202E}", "\u{2028}", "\u{2066}", "\u{200F}", "\u{61C}", "{", "}", "[",
        "]", "{\"a\":1}", "null", "true", "-1", "=1+1", "@x", "é", "e\u{301}", ",\u{301}", "\"\u{301}", "😀",
        "\u{FFFD}", "\u{10FFFF}", "'", "`", "$(x)", "%s", "{0}", "<b>", "漢",
    ]
    private var state: UInt64
    private var left: Int

    init(_ count: Int, seed: UInt64 = 1) {
        state = seed
        left = count
    }

    mutating func number(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    mutating func next() -> String? {
        if left == 0 { return nil }
        left -= 1
        return (0..<number(below: 6)).map { _ in HostileTexts.pieces[number(below: HostileTexts.pieces.count)] }
            .joined()
    }
}

/// Whether something in a text could steer a terminal: a list of its own, apart from that of the program.
func steers(_ text: String, allowing allowed: Set<Unicode.Scalar> = ["\n"]) -> Bool {
    text.unicodeScalars.contains { scalar in
        if allowed.contains(scalar) { return false }
        return scalar.properties.generalCategory == .control
            || [
                "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}", "\u{2068}",
                "\u{2069}",
            ]
            .contains(scalar) || ["\u{200E}", "\u{200F}", "\u{61C}", "\u{2028}", "\u{2029}"].contains(scalar)
    }
}

/// RFC 4180 read back: rows of cells.
func rows(ofCSV text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var cell: [UInt8] = []
    var isQuoted = false
    var at = 0
    let bytes = Array(text.utf8)
    while at < bytes.count {
        let byte = bytes[at]
        let next = at + 1 < bytes.count ? bytes[at + 1] : 0
        switch byte {
        case UInt8(ascii: "\"") where isQuoted && next == UInt8(ascii: "\""):
            cell.append(byte)
            at += 1
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: ",") where !isQuoted:
            rows[rows.count - 1].append(String(decoding: cell, as: UTF8.self))
            cell = []
        case UInt8(ascii: "\r") where !isQuoted && next == UInt8(ascii: "\n"):
            rows[rows.count - 1].append(String(decoding: cell, as: UTF8.self))
            rows.append([])
            cell = []
            at += 1
        default: cell.append(byte)
        }
        at += 1
    }
    return rows.dropLast()
}

/// A terminal without a person behind it.
final class Terminal: Sendable {
    let descriptor: Int32
    private let master: Int32

    init(columns: UInt16) throws {
        var (near, far): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&far, &near, nil, nil, &size) == 0)
        (descriptor, master) = (near, far)
    }

    /// As if someone typed it.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    deinit {
        close(descriptor)
        close(master)
    }
}
