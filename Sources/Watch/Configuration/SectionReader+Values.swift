// Single values: text as it stands in the file -> what it means, or why it means nothing.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma

extension SectionReader {
    /// A value of that kind; nil when it was refused.
    mutating func value(
        _ node: YAMLNode, _ value: ConfigurationKey.Value, _ key: ConfigurationKey
    ) -> Setting? {
        guard let text = node.text else {
            refuse(.configurationOne, [key.path], at: node.position)
            return nil
        }
        guard 1...ConfigurationLimits.textBytes ~= text.utf8.count, !SectionReader.hasControls(text) else {
            refuse(.configurationText, [key.path, "\(ConfigurationLimits.textBytes)"], at: node.position)
            return nil
        }
        // Nothing is replaced here: a `${TOKEN}` that looks like one would be taken for the token itself.
        if text.hasPrefix("${") || text.hasPrefix("$(") {
            refuse(.configurationEnvironment, [key.path], at: node.position)
            return nil
        }
        guard let setting = SectionReader.setting(text, value) else {
            refuse(problem(text, value, key, at: node.position))
            return nil
        }
        return setting
    }

    /// What a text means as a value of that kind; nil when it means nothing.
    static func setting(_ text: String, _ value: ConfigurationKey.Value) -> Setting? {
        switch value {
        case .path, .text: .text(text)
        case .token: isToken(text) ? .text(text) : nil
        case .host: SocketAddress.ip(text) != nil || SocketAddress.isName(text) ? .text(text) : nil
        case .mailAddress: isMailAddress(text) ? .text(text) : nil
        case .zone: text.utf8.count <= 64 && ZoneRule.isKnown(text) ? .text(text) : nil
        case .address: SocketAddress(text).map { .address($0) }
        case .url: (try? WebhookURL(text)).map { .url($0) }
        case .level: Level(rawValue: text).map { .level($0) }
        case .time: TimeOfDay(text).map { .time($0) }
        case .flag: ["true": true, "false": false][text].map { .flag($0) }
        case .choice(let choices): choices.contains(text) ? .text(text) : nil
        case .number(let range): number(text).flatMap { range.contains($0) ? .number($0) : nil }
        }
    }

    /// Why a text is not a value of that kind. What may be secret is not shown.
    private func problem(
        _ text: String, _ value: ConfigurationKey.Value, _ key: ConfigurationKey, at position: YAMLPosition
    ) -> Problem {
        let shown = SectionReader.shown(text)
        let (code, arguments): (Problem.Code, [String]) =
            switch value {
            case .path, .text: (.configurationText, ["\(ConfigurationLimits.textBytes)"])
            case .token: (.configurationToken, ["\(ConfigurationLimits.tokenBytes)"])
            case .host, .address: (.configurationAddress, [shown])
            case .mailAddress: (.configurationMailAddress, [shown])
            case .zone: (.configurationZone, [shown])
            case .time: (.configurationTime, [shown])
            case .url: (SectionReader.isRefusedURL(text) ? .configurationURLRefused : .configurationURL, [])
            case .level: (.configurationChoice, [shown, Level.allCases.map(\.rawValue).joined(separator: ", ")])
            case .flag: (.configurationChoice, [shown, "true, false"])
            case .choice(let choices): (.configurationChoice, [shown, choices.joined(separator: ", ")])
            case .number(let range):
                (.configurationRange, [shown, "\(range.lowerBound)", "\(range.upperBound)"])
            }
        return Problem(code, [key.path] + arguments, at: place(position))
    }

    private static func isRefusedURL(_ text: String) -> Bool {
        do throws(WebhookURL.Refusal) {
            _ = try WebhookURL(text)
            return false
        } catch {
            return error == .forbiddenHost
        }
    }

    private static func number(_ text: String) -> Int? {
        guard 1...9 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int(text)
    }

    /// RFC 6750 section 2.1 is narrower; this is what an HTTP header can carry without quotes or blanks.
    private static func isToken(_ text: String) -> Bool {
        text.utf8.count <= ConfigurationLimits.tokenBytes && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }

    /// RFC 5321 section 4.1.2 without quoted names and address literals: what can stand in a command as it is.
    private static func isMailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, 1...64 ~= parts[0].utf8.count, SocketAddress.isName(String(parts[1])) else {
            return false
        }
        let marks = "!#$%&'*+/=?^_`{|}~-.".utf8
        let isWritten = parts[0].utf8.allSatisfy { byte in
            0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || marks.contains(byte)
        }
        return isWritten && !parts[0].hasPrefix(".") && !parts[0].hasSuffix(".") && !parts[0].contains("..")
    }

    /// Control characters, those of Unicode that turn the direction of text included.
    private static func hasControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) }
    }

    /// A text for in a message: no longer than a line bears, and nothing in it that moves the rest of that line.
    static func shown(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(80) {
            let isControl = [.control, .format].contains(scalar.properties.generalCategory)
            shown.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(shown) + (text.unicodeScalars.count > 80 ? "..." : "")
    }
}
