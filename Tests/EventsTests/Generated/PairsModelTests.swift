// Tests lines of pairs against a reader that looks at every place anew, and against what a generator wrote.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

/// Reads pairs slowly: each question is asked of the whole text, from the place on.
private struct SlowPairs {
    let text: [Character]
    var found: [Named] = []

    init(_ text: String) {
        self.text = Array(text)
        read()
    }

    private func isSeparator(_ at: Int) -> Bool { " \t,;".contains(text[at]) }

    /// The place of the equals sign of a key that begins here.
    private func equals(_ at: Int) -> Int? {
        guard let sign = (at..<text.count).first(where: { text[$0] == "=" }), sign > at,
            text[at..<sign].allSatisfy({ !$0.isASCII || $0.isLetter || $0.isNumber || "_.-@/".contains($0) })
        else { return nil }
        return sign
    }

    private func afterSeparators(_ at: Int) -> Int {
        (at..<text.count).first { !isSeparator($0) } ?? text.count
    }

    private mutating func read() {
        var at = 0
        var loose: Range<Int>?
        while true {
            at = afterSeparators(at)
            let sign = at < text.count ? equals(at) : nil
            guard at < text.count, sign == nil else {
                if let words = loose { found.append(Named("message", String(text[words]))) }
                loose = nil
                guard let sign else { return }
                at = pair(String(text[at..<sign]), sign + 1)
                continue
            }
            let end = (at..<text.count).first { isSeparator($0) } ?? text.count
            loose = (loose?.lowerBound ?? at)..<end
            at = end
        }
    }

    /// Takes the value that begins here; gives where it ends.
    private mutating func pair(_ key: String, _ start: Int) -> Int {
        if start < text.count, text[start] == "\"" {
            var end = start + 1
            while end < text.count, text[end] != "\"" { end += text[end] == "\\" ? 2 : 1 }
            found.append(Named(key, plain(start + 1, min(end, text.count), "\"")))
            return min(end + 1, text.count)
        }
        if start < text.count, text[start] == "'" {
            let close = (start + 1..<text.count).first {
                text[$0] == "'" && ($0 + 1 == text.count || isSeparator($0 + 1))
            }
            if let close {
                found.append(Named(key, plain(start + 1, close, "'")))
                return close + 1
            }
        }
        // The first separator behind which, past all others, a key or the end comes.
        let end =
            (start..<text.count).first { at in
                guard isSeparator(at) else { return false }
                let next = afterSeparators(at)
                return next == text.count || equals(next) != nil
            } ?? text.count
        var value = text[start..<end]
        while let first = value.first, first == " " || first == "\t" { value.removeFirst() }
        found.append(Named(key, String(value)))
        return end
    }

    /// Without the backslashes before a quote or a backslash.
    private func plain(_ start: Int, _ end: Int, _ quote: Character) -> String {
        var result = ""
        var at = start
        while at < end {
            if text[at] == "\\", at + 1 < end, text[at + 1] == quote || text[at + 1] == "\\" { at += 1 }
            result.append(text[at])
            at += 1
        }
        return result
    }
}

@Suite struct PairsModelTests {
    @Test("15,000 random lines are split as a reader splits them that looks at every place anew")
    func againstModel() {
        var random = SeededGenerator(seed: 101)
        let pieces = [
            "a", "b", "=", "=", "k=", " k=", "\"", "'", "\\", " ", " ", "\t", ",", ";", ", ", "é", "€", ".", "-", "/",
            "@",
            "(", "]", "\\\"", "\\\\", "word", "x=1", " y=\"", "\" ",
        ]
        for _ in 0..<15_000 {
            let text = "k=" + random.text(of: pieces, 0...14)
            let expected = SlowPairs(text).found
            #expect(read(text, .keyValue).ordered == expected, "\(text)")
        }
    }

    /// One pair as a sender writes it, and what it means.
    private func pair(_ random: inout SeededGenerator) -> (String, Named) {
        let key = random.name()
        switch random.number(0...2) {
        case 0:
            let value = random.text(of: ["a", " ", "=", "'", "\"", "\\", ",", "; x=", "é", "\\\""], 0...8)
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return ("\(key)=\"\(escaped)\"", Named(key, value))
        case 1:
            let value = random.text(of: ["a", " ", "it's", "\"", "=", "k=v", "é"], 0...6)
            // No apostrophe in it stands at the end of a word: that one would be the closing quote.
            return ("\(key)='\(value)'", Named(key, value))
        default:
            let value = random.text(of: ["a", "7", "=", "\"", "'", "\\", "/", "é", ":"], 1...8)
            let safe = "v" + value + "."
            return ("\(key)=\(safe)", Named(key, safe))
        }
    }

    @Test("What a sender writes as pairs in quotes, bare or with escapes is read back, whatever separates them")
    func roundTrip() {
        var random = SeededGenerator(seed: 103)
        for _ in 0..<3_000 {
            let pairs = (0..<random.number(1...8)).map { _ in pair(&random) }
            var text = random.one(of: ["", "<134>", "<7> "])
            let start = text.isEmpty ? 0 : 2
            for (index, (written, _)) in pairs.enumerated() {
                if index > 0 { text += random.one(of: [" ", "  ", ", ", ";", "\t", " ; "]) }
                text += written
            }
            let line = read(text, .keyValue)
            #expect(line.isRead)
            #expect(Array(line.ordered.dropFirst(start)) == pairs.map(\.1), "\(text)")
        }
    }

    @Test("Behind the header of a relay the pairs are the same, and the header's parts stand before them")
    func behindHeaders() {
        var random = SeededGenerator(seed: 107)
        for _ in 0..<1_000 {
            let pairs = (0..<random.number(2...5)).map { _ in pair(&random) }
            let text = pairs.map(\.0).joined(separator: " ")
            for header in [
                "2026-03-19T08:12:33Z fw01 ", "<13>Mar 19 08:12:33 fw01 ", "<13>1 2026-03-19T08:12:33Z fw01 - - - - ",
            ] {
                let line = read(header + text, .keyValue, zone: .utc.with(year: 2026))
                #expect(line["host"] == "fw01" && line.time == "2026-03-19T08:12:33Z", "\(header + text)")
                #expect(Array(line.ordered.suffix(pairs.count)) == pairs.map(\.1), "\(header + text)")
            }
        }
    }

    @Test("date, time and tz make one time, in any order and among other pairs, with or without quotes")
    func dateAndTime() {
        var random = SeededGenerator(seed: 109)
        for _ in 0..<500 {
            let made = MadeTime(&random)
            let hours = random.number(-12...14)
            let offset = (hours < 0 ? "-" : "+") + digits(abs(hours), 2) + random.one(of: ["00", ":00"])
            let quote = random.one(of: ["", "\""])
            let parts = [
                "date=\(quote)\(made.date)\(quote)", "time=\(quote)\(made.clock)\(quote)",
                "tz=\(quote)\(offset)\(quote)", "a=b",
            ].shuffled(using: &random)
            let line = read(parts.joined(separator: " "), .keyValue)
            #expect(line.time == made.moment(ahead: hours * 3_600).description, "\(parts)")
            #expect(line.problems.isEmpty, "\(parts)")
        }
    }
}
