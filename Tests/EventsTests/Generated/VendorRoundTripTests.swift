// Tests CEF and LEEF: what a sender writes by the guides is read back, whatever the values hold.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct VendorRoundTripTests {
    /// Text without spaces at its ends, since the parts of a header are trimmed.
    private func part(_ random: inout SeededGenerator, _ pieces: [String]) -> String {
        "v" + random.text(of: pieces, 0...6) + "."
    }

    // MARK: CEF

    private static let values = [
        "a", " ", "  ", "=", "\\", "|", "\n", "\r", "k=v", " k=", "é€😀", "\\n", "[0]", "\t", "\"",
    ]

    private func cefHeader(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
    }

    private func cefValue(_ text: String) -> String {
        // Both line ends together are one character of their own.
        text.replacing("\\", with: "\\\\").replacing("=", with: "\\=").replacing("\r\n", with: "\\r\\n")
            .replacing("\n", with: "\\n")
            .replacing("\r", with: "\\r")
    }

    private static let cefNames = [
        "cef_version", "device_vendor", "device_product", "device_version", "signature_id", "name", "severity",
    ]

    @Test("CEF: bar and backslash escaped in the header, equals sign, backslash and line ends in the extension")
    func cef() {
        var random = SeededGenerator(seed: 301)
        for _ in 0..<3_000 {
            var expected = [Named("cef_version", random.one(of: ["0", "1", "25", "0.1"]))]
            expected += Self.cefNames.dropFirst().map { name in
                Named(name, part(&random, ["a", "|", "\\", "=", " ", "\\|", "é", "CEF:0", "n"]))
            }
            let header = expected.map { cefHeader($0.value) }.joined(separator: "|")
            let pairs = (0..<random.number(0...6)).map { _ in
                let key = random.name() + random.one(of: ["", ".x", "-y", "[0]"])
                return Named(key, random.text(of: Self.values, 0...7))
            }
            let text = "CEF:\(header)|" + pairs.map { "\($0.name)=\(cefValue($0.value))" }.joined(separator: " ")
            let line = read(text, .cef)
            #expect(line.isRead && line.format == .cef)
            #expect(line.ordered == expected + pairs, "\(text)")
            #expect(line.problems == ["time.missing"], "\(text)")
        }
    }

    @Test("CEF: of rt, end and start the first in this order that can be read is the time, wherever they stand")
    func cefTimes() {
        var random = SeededGenerator(seed: 303)
        for _ in 0..<1_000 {
            var times: [String: Timestamp] = [:]
            var pairs = ["src=192.0.2.1", "msg=at start of day"]
            for key in ["rt", "end", "start"] where random.once(in: 2) {
                let made = MadeTime(&random, years: 2000...2030)
                let isBroken = random.once(in: 3)
                if !isBroken { times[key] = made.moment() }
                pairs.append(
                    "\(key)="
                        + (isBroken ? "soon" : random.one(of: ["\(made.seconds)000", "\(made.date)T\(made.clock)Z"])))
            }
            let text = "CEF:0|V|P|1|1|n|1|" + pairs.shuffled(using: &random).joined(separator: " ")
            let expected = times["rt"] ?? times["end"] ?? times["start"]
            let line = read(text, .cef)
            #expect(line.time == expected?.description, "\(text)")
            #expect(line.problems == (expected != nil ? [] : pairs.count > 2 ? ["time.unreadable"] : ["time.missing"]))
        }
    }

    @Test("CEF: a header that is cut off before its seventh part is not the format; then it is, wherever it is cut")
    func cefCuts() {
        let text = "CEF:0|Vend\\|or|Pro\\\\duct|1.0|100|na\\|me|7|a=b\\=c d=é e=f"
        let bytes = Array(text.utf8)
        let seventh = "CEF:0|Vend\\|or|Pro\\\\duct|1.0|100|na\\|me|".utf8.count
        for end in 0...bytes.count {
            let line = read(Array(bytes[..<end]), .cef)
            #expect(line.isRead == (end >= seventh), "cut at \(end)")
            if line.isRead { #expect(line["device_vendor"] == "Vend|or" && line["name"] == "na|me") }
        }
    }

    // MARK: LEEF

    /// A delimiter as it separates, and the ways to state it.
    private static let delimiters: [(String, [String])] = [
        ("^", ["^", "0x5E", "x5e", "0X005e"]), ("\t", ["\t", "0x09", "x9"]), (";", [";", "0x3B"]),
        ("|", ["0x7C", "x7c"]),
        ("¦", ["¦", "0xA6", "xa6"]), ("€", ["€", "0x20AC"]), ("#", ["#", "x23"]), ("x", ["x", "0x78"]), (" ", ["x20"]),
    ]

    private func leefPairs(_ random: inout SeededGenerator, without delimiter: String) -> [Named] {
        let pieces = ["a", "=", "\\", "\"", "é€😀", "\\n", "b c", "7", "[x]", ","].filter { !$0.contains(delimiter) }
        return (0..<random.number(1...6)).map { number in
            Named("k\(number)" + random.text(of: ["q", "Z", "-", "."], 0...4), random.text(of: pieces, 0...6))
        }
    }

    private static let leefNames = ["leef_version", "device_vendor", "device_product", "device_version", "event_id"]

    private func leefHeader(_ random: inout SeededGenerator, version: String) -> [Named] {
        [Named("leef_version", version)]
            + Self.leefNames.dropFirst().map { Named($0, part(&random, ["a", "\\", "=", " ", "^", "é", "LEEF:"])) }
    }

    @Test("LEEF 2.0: attributes are separated by the stated character, as itself or as its number; no escapes")
    func leefTwo() {
        var random = SeededGenerator(seed: 307)
        for _ in 0..<3_000 {
            let header = leefHeader(&random, version: "2.0")
            let (delimiter, statements) = random.one(of: Self.delimiters)
            let pairs = leefPairs(&random, without: delimiter)
            let text =
                "LEEF:" + header.map(\.value).joined(separator: "|") + "|" + random.one(of: statements) + "|"
                + pairs.map { "\($0.name)=\($0.value)" }.joined(separator: delimiter)
            let line = read(text, .leef)
            #expect(line.isRead && line.format == .leef)
            #expect(line.ordered == header + pairs, "\(text)")
            #expect(line.problems == ["time.missing"], "\(text)")
        }
    }

    @Test("LEEF 1.0: attributes are separated by tabs; delimiters with nothing between them add nothing")
    func leefOne() {
        var random = SeededGenerator(seed: 311)
        for _ in 0..<2_000 {
            let header = leefHeader(&random, version: "1.0")
            let pairs = leefPairs(&random, without: "\t")
            var text = "LEEF:" + header.map(\.value).joined(separator: "|") + "|"
            for pair in pairs {
                text += "\(pair.name)=\(pair.value)" + String(repeating: "\t", count: random.number(1...3))
            }
            #expect(read(text, .leef).ordered == header + pairs, "\(text)")
        }
    }

    @Test("LEEF: devTime is read as devTimeFormat says, whatever order, separators and quoted words it has")
    func patterns() {
        var random = SeededGenerator(seed: 313)
        for _ in 0..<2_000 {
            let made = MadeTime(&random)
            let (twelve, half) = made.twelveHours
            let isTwelve = random.once(in: 2)
            var parts = [
                random.one(of: [("yyyy", "\(made.year)"), ("yy", digits(made.year % 100, 2))]),
                random.one(of: [("MMM", made.monthName), ("MM", digits(made.month, 2)), ("M", "\(made.month)")]),
                random.one(of: [("dd", digits(made.day, 2)), ("d", "\(made.day)")]),
                isTwelve
                    ? random.one(of: [("hh", digits(twelve, 2)), ("K", "\(twelve % 12)")])
                    : random.one(of: [("HH", digits(made.hour, 2)), ("k", "\((made.hour + 23) % 24 + 1)")]),
                ("mm", digits(made.minute, 2)), ("s", "\(made.second)"),
                ("z", random.one(of: ["UTC", "GMT", "+00:00"])),
            ]
            if isTwelve { parts.append(("a", random.one(of: [half, half.lowercased()]))) }
            if random.once(in: 2) { parts.append(("EEE", made.weekday)) }
            if random.once(in: 2) { parts.append(("'at'", "at")) }
            // Two digits are of 1970 to 2069.
            let isCut = parts[0].0 == "yy" && !(1970...2069 ~= made.year)
            parts.shuffle(using: &random)
            // Two quotes beside a quoted word would mean another thing.
            let quotes = [("''", "'")].filter { _ in !parts.contains { $0.0 == "'at'" } }
            let (separator, written) = random.one(
                of: [("/", "/"), (" ", " "), (" ", "   "), (" | ", " | "), ("_", "_")] + quotes)
            let pattern = parts.map(\.0).joined(separator: separator)
            let text = parts.map(\.1).joined(separator: written)
            let line = read("LEEF:1.0|V|P|1|e|devTimeFormat=\(pattern)\tdevTime=\(text)\ta=b", .leef)
            #expect((line.time == made.moment().description) == !isCut, "\(pattern): \(text)")
        }
    }
}
