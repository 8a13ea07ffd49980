// Colour and form of what people read on a terminal. Colour is never the only sign.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation

/// `--color`.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, always, never
}

/// How text is shown: whether in colour, and in which zone times are.
struct Style: Sendable {
    let isTerminal: Bool
    let usesColor: Bool
    /// The characters that fit on a line of the terminal; nil where nothing wraps.
    let lineWidth: Int?
    let zone: TimeZone
    let words: Words

    /// - Parameter descriptor: the file descriptor that is written to.
    init(_ choice: ColorChoice, descriptor: Int32, environment: [String: String], zone: TimeZone, words: Words) {
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
    var zoneName: String { zone == .gmt ? "UTC" : zone.identifier }

    func bold(_ text: String) -> String { paint(text, "1") }
    func dim(_ text: String) -> String { paint(text, "2") }

    /// The level in its colour; the word itself says it too.
    func level(_ level: String, _ text: String) -> String {
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
    func shown(_ text: String, in member: String) -> String {
        switch member {
        case "time": time(text)
        case "level": words("level.\(text)")
        case "status": words("status.\(text)")
        default: Style.visible(text)
        }
    }

    /// `2026-03-19 09:12:33` in the style's zone; the text itself if it is not a time.
    func time(_ text: String) -> String {
        guard
            let date = try? Date(
                text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: text.contains(".")))
        else {
            return Style.visible(text)
        }
        return Style.formatted(date, zone)
    }

    func time(_ time: Timestamp) -> String {
        Style.formatted(Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000_000)), zone)
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
    static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isSteering) else { return text }
        return text.unicodeScalars.map { scalar in
            switch scalar {
            case "\n", "\r", "\t": " "
            case _ where isSteering(scalar): "\u{FFFD}"
            default: String(scalar)
            }
        }.joined()
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
