// Makes rules and events by chance out of few words, so that they often meet.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Sigma

/// Words, numbers and addresses that rules ask for and events hold.
enum GeneratedWords {
    static let fields = ["A", "B", "Image", "CommandLine", "N", "Ip", "When", "Data.x", "Absent"]
    static let texts = [
        "cmd.exe", "CMD.EXE", "C:\\Windows\\System32\\cmd.exe", "-enc", "/enc", "\u{2013}enc", "straße", "STRASSE",
        "école", "ÉCOLE", "ΣΊΣΥΦΟΣ", "σίσυφος", "x", "ab", "abc", "abcd", "foo bar", "line\nbreak", "a*b", "a?b",
        "\\", "\\\\host\\share", "10.1.2.3", "tail\\", "ıi", "ǅ", "true", "false", "null",
    ]
    static let numbers = ["0", "5", "-3", "4624", "4624.0", "1000", "1e3", "0.5", "7"]
    static let addresses = [
        "10.1.2.3", "10.255.0.1", "192.0.2.7", "198.51.100.9", "2001:db8::1", "2001:DB8:0:0::2", "fc00::5", "fcx",
        "::ffff:10.1.2.3", "10.1.2", "",
    ]
    static let times = [
        "2026-03-19T08:12:33Z", "2026-03-19 23:59:00", "2025-12-29", "2026-02-30T10:00:00", "19-03-2026",
        "2026-03-19T99:00",
    ]

    /// What is known of networks in these tests.
    static let networks: NetworkLookup = { property, address in
        guard address.hasPrefix("10.") || address.hasPrefix("2001:") else { return nil }
        switch property {
        case .country: return address.hasPrefix("10.") ? "NL" : "DE"
        case .asn: return address.hasPrefix("10.") ? "64500" : "64501"
        case .provider: return "Example Telecom"
        }
    }
}

/// A rule as YAML.
struct RuleGenerator {
    var chance: SeededChance

    mutating func rule() -> String {
        let count = Int.random(in: 1...4, using: &chance)
        var yaml = "title: Generated\nlogsource:\n    product: windows\ndetection:\n"
        for index in 0..<count { yaml += "    s\(index):\n" + selection() }
        return yaml + "    condition: \(condition(count, depth: 0))\n"
    }

    private mutating func condition(_ count: Int, depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 9), using: &chance) {
        case 0, 1: return "s\(Int.random(in: 0..<count, using: &chance))"
        case 2: return chance.pick(["1 of s*", "all of them", "all of s*", "any of them"])
        case 3: return "not s\(Int.random(in: 0..<count, using: &chance))"
        case 4: return "not (\(condition(count, depth: depth + 1)))"
        case 5, 6: return "(\(condition(count, depth: depth + 1)) and \(condition(count, depth: depth + 1)))"
        default: return "(\(condition(count, depth: depth + 1)) or \(condition(count, depth: depth + 1)))"
        }
    }

    private mutating func selection() -> String {
        switch Int.random(in: 0..<8, using: &chance) {
        case 0:
            return words(1...3).map { "        - \(EngineSample.quoted($0))\n" }.joined()
        case 1:
            let list = words(1...3).map(EngineSample.quoted).joined(separator: ", ")
            return "        '|all': [\(list)]\n"
        case 2:
            return (0..<2).map { _ in "        - \(map(indent: 10).dropFirst(10))" }.joined()
        default: return map(indent: 8)
        }
    }

    private mutating func map(indent: Int) -> String {
        var keys: Set<String> = []
        var text = ""
        for _ in 0..<Int.random(in: 1...3, using: &chance) {
            let (key, value) = item()
            if keys.insert(key).inserted { text += String(repeating: " ", count: indent) + "\(key): \(value)\n" }
        }
        return text
    }

    private mutating func words(_ range: ClosedRange<Int>) -> [String] {
        (0..<Int.random(in: range, using: &chance)).map { _ in
            var word = chance.pick(GeneratedWords.texts)
            if chance.once(in: 4) { word = String(word.prefix(3)) }
            if chance.once(in: 6) { word = chance.pick(["*", "?", "**", ""]) + word + chance.pick(["*", "?", ""]) }
            return word.isEmpty ? "x" : word
        }
    }

    private mutating func item() -> (String, String) {
        let field = chance.pick(GeneratedWords.fields)
        let negation = chance.once(in: 6) ? "|neq" : ""
        let list = "[" + words(1...3).map(EngineSample.quoted).joined(separator: ", ") + "]"
        switch Int.random(in: 0..<14, using: &chance) {
        case 0: return (field + negation, list)
        case 1: return (field + negation + chance.pick(["", "|cased"]), chance.pick(["null", "''", "'*'", "'?'"]))
        case 2: return (chance.pick(["N", "A"]) + negation, chance.pick(GeneratedWords.numbers))
        case 3...5:
            var modifiers = [chance.pick(["contains", "startswith", "endswith"])]
            if chance.once(in: 3) { modifiers.append("all") }
            if chance.once(in: 4) { modifiers.append("cased") }
            if chance.once(in: 4) { modifiers.insert("windash", at: 0) }
            return (([field] + modifiers).joined(separator: "|") + negation, list)
        case 6: return (field + "|exists" + negation, chance.pick(["true", "false"]))
        case 7:
            let pattern = chance.pick(["a.*b", "^c", "exe$", "[0-9]+", "ß|É", "^line$", "(a|b)c?", "e.b"])
            return (field + "|re" + chance.pick(["", "|i", "|m", "|s", "|i|m|s"]) + negation, "'\(pattern)'")
        case 8:
            let ranges = ["10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32", "fc00::/7", "0.0.0.0/0", "10.1.2.3"]
            return (chance.pick(["Ip", field]) + "|cidr" + negation, "'\(chance.pick(ranges))'")
        case 9:
            let place = chance.pick(["", "|startswith", "|endswith", "|contains", "|cased"])
            return (field + "|fieldref" + place + negation, chance.pick(GeneratedWords.fields))
        case 10:
            let number = chance.pick(["0", "5", "-3", "4624", "0.5"])
            return (chance.pick(["N", field]) + "|" + chance.pick(["lt", "lte", "gt", "gte"]) + negation, number)
        case 11:
            let part = chance.pick(["minute", "hour", "day", "week", "month", "year"])
            return (
                "When|" + part + chance.pick(["", "|gte", "|lt"]) + negation, chance.pick(["8", "12", "19", "2026"])
            )
        case 12:
            let modifiers = chance.pick(["base64offset|contains", "base64|contains", "wide|base64offset|contains"])
            return (field + "|" + modifiers, EngineSample.quoted(chance.pick(["abcd", "foo bar", "école"])))
        default: return network(negation)
        }
    }

    private mutating func network(_ negation: String) -> (String, String) {
        switch Int.random(in: 0..<7, using: &chance) {
        case 0: return ("Ip@country" + negation, chance.pick(["NL", "nl", "[DE, BE]", "null"]))
        case 1: return ("Ip@asn" + negation, chance.pick(["64500", "'64501'"]))
        case 2: return ("Ip@provider|contains" + negation, "TELE")
        case 3: return ("Ip@country|exists", chance.pick(["true", "false"]))
        case 4: return ("Ip@asn|gte" + negation, "64501")
        case 5: return ("Ip@country|fieldref" + negation, "A")
        default: return ("Ip@provider|re" + negation, "'^Ex.*com$'")
        }
    }
}

/// An event as JSON.
struct EventGenerator {
    var chance: SeededChance

    mutating func event() -> String {
        var members: [String] = []
        for field in ["A", "B", "Image", "CommandLine", "N", "Ip", "When"] where !chance.once(in: 4) {
            members.append("\"\(field)\": \(value(field))")
            if chance.once(in: 10) { members.append("\"\(field)\": \(value(field))") }
        }
        if chance.once(in: 2) { members.append("\"Data\": {\"x\": \(value("A")), \"y\": \(value("A"))}") }
        members.shuffle(using: &chance)
        return "{" + members.joined(separator: ", ") + "}"
    }

    private mutating func value(_ field: String) -> String {
        switch Int.random(in: 0..<14, using: &chance) {
        case 0: return "null"
        case 1: return "\"\""
        case 2: return chance.pick(["[]", "{}", "[[]]", "true", "false"])
        case 3:
            return "[" + [scalar(field), scalar(field), "null"].shuffled(using: &chance).joined(separator: ", ") + "]"
        case 4: return "[" + scalar(field) + "]"
        default: return scalar(field)
        }
    }

    private mutating func scalar(_ field: String) -> String {
        switch field {
        case "N": return chance.once(in: 3) ? EngineSample.quoted(number()) : number()
        case "Ip": return EngineSample.quoted(chance.pick(GeneratedWords.addresses))
        case "When": return EngineSample.quoted(chance.pick(GeneratedWords.times))
        default: return chance.once(in: 12) ? number() : EngineSample.quoted(text())
        }
    }

    private mutating func number() -> String {
        chance.pick(GeneratedWords.numbers + ["46240e-1", "-3.0", "5.00", "1E3", "-0", "12345678901234567890123"])
    }

    private mutating func text() -> String {
        var text = chance.pick(GeneratedWords.texts + ["NL", "nl"])
        if chance.once(in: 3) { text = chance.pick(GeneratedWords.texts) + text + chance.pick(["", " ", "é"]) }
        if chance.once(in: 6) { text = text.uppercased() }
        if chance.once(in: 6) { text = Data(text.utf8).base64EncodedString() }
        // Longer than what the memo of values takes.
        if chance.once(in: 12) {
            let padding = String(repeating: chance.pick(["z", "é", "0"]), count: 600)
            text = chance.pick([padding + text, text + padding, padding + text + padding])
        }
        return text
    }
}
