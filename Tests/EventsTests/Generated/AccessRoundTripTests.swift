// Tests access lines as Apache and nginx write them, with every escape, around random requests, agents and pairs.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct AccessRoundTripTests {
    private static let pieces = [
        "a", " ", "\"", "\\", "\n", "\t", "é€😀", "\\x41", "[1]", "' ", "\" 200 ", "\u{1}", "\u{7F}",
    ]

    /// As Apache writes what is not printable: two-character escapes, or `\xHH` for each byte.
    private func escaped(_ text: String, _ random: inout SeededGenerator) -> String {
        let isHex = random.once(in: 2)
        return text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\" + String(scalar)
            case "\n": "\\n"
            case "\t": "\\t"
            case " "..."~": String(scalar)
            default:
                isHex || scalar.value < 0x20
                    ? String(scalar).utf8.map { "\\x" + digitsOf($0) }.joined() : String(scalar)
            }
        }.joined()
    }

    private func digitsOf(_ byte: UInt8) -> String {
        let hex = String(byte, radix: 16)
        return hex.count == 1 ? "0" + hex : hex
    }

    @Test("A combined line gives back the referer, the agent and the pairs that were written, whatever is in them")
    func combined() {
        var random = SeededGenerator(seed: 701)
        for _ in 0..<3_000 {
            let made = MadeTime(&random)
            let hours = random.number(-11...14)
            let zone = (hours < 0 ? "-" : "+") + digits(abs(hours), 2) + "00"
            let time = "\(digits(made.day, 2))/\(made.monthName)/\(made.year):\(made.clock) \(zone)"
            let status = random.number(100...599)
            let referer = random.text(of: Self.pieces, 0...6)
            let agent = random.text(of: Self.pieces, 0...6)
            let extra = (0..<random.number(0...3)).map { _ in Named(random.name(), random.text(of: Self.pieces, 0...5))
            }
            let text =
                "192.0.2.7 - jan [\(time)] \"GET /a HTTP/1.1\" \(status) 5 "
                + "\"\(escaped(referer, &random))\" \"\(escaped(agent, &random))\""
                + extra.map { " \($0.name)=\"\(escaped($0.value, &random))\"" }.joined()
            let line = read(text, .accessLog)
            #expect(line.isRead && line["sc-status"] == "\(status)", "\(text)")
            #expect(line["cs-referer"] == referer && line["cs-user-agent"] == agent, "\(text)")
            #expect(Array(line.ordered.suffix(extra.count)) == extra, "\(text)")
            #expect(line.time == made.moment(ahead: hours * 3_600).description, "\(text)")
            #expect(line.problems.isEmpty, "\(text)")
        }
    }

    @Test("RFC 9112 3: method, target and version are apart; stem and query part at the first question mark")
    func requests() {
        var random = SeededGenerator(seed: 703)
        for _ in 0..<3_000 {
            let method = random.one(of: ["GET", "POST", "M-SEARCH", "PROPFIND", "get"])
            let stem = "/" + random.text(of: ["a", "%3F", ".", "/", " ", "é", "\"", "\\", "HTTP/"], 0...6)
            let query = random.once(in: 2) ? nil : random.text(of: ["q=1", "&", "?", "a b", "\"", "/"], 0...5)
            let version = random.one(of: ["HTTP/1.0", "HTTP/1.1", "HTTP/2.0"])
            let target = stem + (query.map { "?" + $0 } ?? "")
            let written = escaped("\(method) \(target) \(version)", &random)
            let line = read("192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"\(written)\" 200 -", .accessLog)
            #expect(line["cs-method"] == method && line["cs-version"] == version, "\(written)")
            #expect(line["cs-uri"] == target && line["cs-uri-stem"] == stem, "\(written)")
            #expect(line["cs-uri-query"] == query && line["request"] == nil, "\(written)")
        }
    }

    @Test("All 256 bytes as \\xHH in a quoted part are that byte; what is no UTF-8 alone is U+FFFD and noted")
    func everyByte() {
        for byte in UInt8(0)...0xFF {
            for hex in [digitsOf(byte), digitsOf(byte).uppercased()] {
                let line = read(
                    "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"a\\x\(hex)b\"",
                    .accessLog)
                let expected = String(decoding: [0x61, byte, 0x62], as: UTF8.self)
                #expect(line["cs-user-agent"] == expected, "\(hex)")
                #expect(line.problems == (byte < 0x80 ? [] : ["event.invalid_utf8"]), "\(hex)")
            }
        }
        for wrong in ["\\x4", "\\xg1", "\\x1g", "\\x", "\\q"] {
            let line = read(
                "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"a\(wrong)\"", .accessLog)
            #expect(line["cs-user-agent"] == "a\(wrong)", "\(wrong)")
        }
    }

    @Test(
        "A line that is cut off before its size is no access line and is kept; after it all mandatory parts are there")
    func cuts() {
        let text = "192.0.2.7 - jan [19/Mar/2026:08:12:33 +0100] \"GET /a?b HTTP/1.1\" 200 512 \"-\" \"Moz\" rt=0.1"
        let mandatory = "192.0.2.7 - jan [19/Mar/2026:08:12:33 +0100] \"GET /a?b HTTP/1.1\" 200 5".count
        for end in 0...text.count {
            let cut = String(text.prefix(end))
            let line = read(cut, .accessLog)
            #expect(line.isRead == (end >= mandatory), "\(cut)")
            if line.isRead {
                #expect(
                    line["sc-status"] == "200" && line["cs-uri-query"] == "b" && line["cs-username"] == "jan", "\(cut)")
            } else {
                #expect(line["message"] == cut && line.names == ["message"])
            }
        }
    }
}
