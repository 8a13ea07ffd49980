// Colour and form of what people read on a terminal. Colour is never the only sign.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
package import Base
package import Foundation

/// `--color`.
package enum ColorChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, always, never
}

/// How text is shown: whether in colour, and in which zone times are.
package struct Style: Sendable {
    package let isTerminal: Bool
    package let usesColor: Bool
    /// The characters that fit on a line of the terminal; nil where nothing wraps.
    package let lineWidth: Int?
    let zone: TimeZone
    let words: Words

    /// - Parameter descriptor: the file descriptor that is written to.
    package init(
        _ choice: ColorChoice, descriptor: Int32, environment: [String: String], zone: TimeZone, words: Words
    ) {
        isTerminal = isatty(descriptor) == 1
        var size = winsize()
        let isKnown = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        lineWidth = isKnown ? Int(size.ws_col) : nil
        let wanted = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        usesColor = choice == .always || (choice == .auto && wanted)
        self.zone = zone
        self.words = words
    }

    /// The zone of shown times, by its usual name.
    package var zoneName: String { zone == .gmt ? "UTC" : zone.identifier }

    package func bold(_ text: String) -> String { paint(text, "1") }
    func dim(_ text: String) -> String { paint(text, "2") }

    /// The level in its colour; the word itself says it too.
    package func level(_ level: String, _ text: String) -> String {
        switch level {
        case "critical": paint(text, "1;31")
        case "high": paint(text, "31")
        case "medium": paint(text, "33")
        case "low": paint(text, "36")
        default: paint(text, "2")
        }
    }

    /// The value of a member as people read it: times in their zone, levels in their language, control characters made
    /// visible so that a log cannot steer the terminal.
    package func shown(_ text: String, in member: String) -> String {
        switch member {
        case "time", "created", "expires", "first_seen", "last_seen": time(text)
        case "level": words("level.\(text)")
        case "severity": words("severity.\(text)")
        case "status": words("status.\(text)")
        case "role": words("role.\(text)")
        default: Style.visible(text)
        }
    }

    /// `2026-03-19 09:12:33` in the style's zone; the text itself if it is not a time.
    package func time(_ text: String) -> String {
        guard
            let date = try? Date(
                text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: text.contains(".")))
        else {
            return Style.visible(text)
        }
        return Style.formatted(date, zone)
    }

    package func time(_ time: Timestamp) -> String {
        let (seconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return Style.formatted(Date(timeIntervalSince1970: Double(rest < 0 ? seconds - 1 : seconds)), zone)
    }

    private static func formatted(_ date: Date, _ zone: TimeZone) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        let day = "\(parts.year ?? 0)-\((parts.month ?? 0).padded(2))-\((parts.day ?? 0).padded(2))"
        return day + " \((parts.hour ?? 0).padded(2)):\((parts.minute ?? 0).padded(2)):\((parts.second ?? 0).padded(2))"
    }

    /// Text from outside without what could steer a terminal: control characters, and those that turn the direction of
    /// writing or break a line (Unicode UAX 9).
    package static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isSteering) else { return text }
        return text.unicodeScalars.map { scalar in
            switch scalar {
            case "\n", "\r", "\t": " "
            case _ where isSteering(scalar): "\u{FFFD}"
            default: String(scalar)
            }
        }.joined()
    }

    /// JSON of the program itself with the same meaning, in which no character steers a terminal. Those of ASCII have
    /// been escaped when it was written.
    package static func escaped(json: ArraySlice<UInt8>) -> [UInt8] {
        guard json.contains(where: { $0 >= 0x80 }) else { return Array(json) }
        var escaped: [UInt8] = []
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            if scalar.value >= 0x80, isSteering(scalar) {
                let digits = String(scalar.value, radix: 16)
                escaped += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            } else {
                escaped += Array(String(scalar).utf8)
            }
        }
        return escaped
    }

    private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x20 { return true }
        guard scalar.value >= 0x7F else { return false }
        switch scalar.value {
        case 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: return true
        default: return false
        }
    }

    private func paint(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
