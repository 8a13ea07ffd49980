// A mail as it goes over the line: RFC 5322 (header fields), RFC 2045 (body), RFC 2047 (words that are not ASCII) and
// RFC 5321 section 4.5.2 (dots).
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation

/// A mail with text only.
package struct MailText: Sendable {
    package var id: ULID
    package var from: String
    package var to: [String]
    package var subject: String
    package var body: String
    package var date: Timestamp

    package init(id: ULID, from: String, to: [String], subject: String, body: String, date: Timestamp) {
        self.id = id
        self.from = from
        self.to = to
        self.subject = subject
        self.body = body
        self.date = date
    }

    /// RFC 5322 section 2.1.1: no line is longer, without its end.
    package static let lineBytes = 998
    /// RFC 2045 section 6.8: a line of base64.
    private static let base64Bytes = 76
    /// RFC 5322 section 2.1.1: where a header field is folded.
    private static let foldBytes = 78

    /// Header and body, each line with CRLF, without the dot that ends it.
    ///
    /// - Parameter takes8Bit: whether the server takes bytes above 127 (RFC 6152).
    package func bytes(takes8Bit: Bool) -> [UInt8] {
        let lines = body.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            .map { Array($0.utf8.filter { $0 != 0 && $0 != 0x0A && $0 != 0x0D }) }
        let isShort = lines.allSatisfy { $0.count < MailText.lineBytes }
        let isASCII = lines.allSatisfy { $0.allSatisfy { $0 < 0x80 } }
        let encoding = isShort && isASCII ? "7bit" : isShort && takes8Bit ? "8bit" : "base64"
        var bytes: [UInt8] = []
        for line in header(encoding) { bytes += line.utf8 + [0x0D, 0x0A] }
        bytes += [0x0D, 0x0A]
        let text = Array(lines.joined(separator: [0x0D, 0x0A]))
        if encoding == "base64" {
            let coded = Array(Data(text).base64EncodedString().utf8)
            for start in stride(from: 0, to: coded.count, by: MailText.base64Bytes) {
                bytes += coded[start..<min(start + MailText.base64Bytes, coded.count)] + [0x0D, 0x0A]
            }
        } else {
            bytes += text
            if !bytes.suffix(2).elementsEqual([0x0D, 0x0A]) { bytes += [0x0D, 0x0A] }
        }
        return bytes
    }

    /// RFC 5321 section 4.5.2: a line that begins with a dot gets one more; a line with only a dot ends it all.
    package func data(takes8Bit: Bool) -> [UInt8] {
        var data: [UInt8] = []
        var isLineStart = true
        for byte in bytes(takes8Bit: takes8Bit) {
            if isLineStart, byte == UInt8(ascii: ".") { data.append(byte) }
            data.append(byte)
            isLineStart = byte == 0x0A
        }
        return data + [UInt8(ascii: "."), 0x0D, 0x0A]
    }

    private func header(_ encoding: String) -> [String] {
        let domain = from.split(separator: "@").last.map(String.init) ?? "localhost"
        return ["From: \(MailText.clean(from))"] + MailText.folded("To: ", to.map(MailText.clean), separator: ",")
            + MailText.folded("Subject: ", MailText.words(of: subject, after: 9), separator: "") + [
                "Date: \(MailText.date(date))", "Message-ID: <\(id)@\(MailText.clean(domain))>", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: \(encoding)",
                // RFC 3834 section 5: no machine answers to it.
                "Auto-Submitted: auto-generated",
            ]
    }

    /// An address has nothing that could end its line, since the configuration was checked; this holds it so.
    private static func clean(_ address: String) -> String {
        String(decoding: address.utf8.filter { 0x21...0x7E ~= $0 }, as: UTF8.self)
    }

    /// RFC 5322 section 2.2.3.
    private static func folded(_ name: String, _ parts: [String], separator: String) -> [String] {
        var lines: [String] = []
        var line = name
        for (index, part) in parts.enumerated() {
            let text = index + 1 < parts.count ? part + separator : part
            if index > 0 {
                if line.utf8.count + 1 + text.utf8.count > foldBytes {
                    lines.append(line)
                    line = ""
                }
                line += " "
            }
            line += text
        }
        return lines + [line]
    }

    /// RFC 2047 section 2: words of at most 75 characters, each of whole characters. A text that is printable ASCII
    /// stays as it is, in parts that may be folded.
    package static func words(of text: String, after column: Int) -> [String] {
        let plain = text.utf8.allSatisfy { 0x20...0x7E ~= $0 }
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        if plain, !text.contains("=?"), !text.hasPrefix(" "), !text.hasSuffix(" "), !text.contains("  "),
            words.allSatisfy({ $0.utf8.count < foldBytes - column })
        {
            return words
        }
        // 75 less "=?UTF-8?B?" and "?=" leaves 63: 60 characters of base64, 45 bytes.
        var parts: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || scalar.value == 0x7F
            let bytes = Array(String(isControl ? " " : scalar).utf8)
            let room = parts.count == 1 ? 36 : 45
            if parts[parts.count - 1].count + bytes.count > room { parts.append([]) }
            parts[parts.count - 1] += bytes
        }
        return parts.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }
    }

    /// RFC 5322 section 3.3, in UTC.
    package static func date(_ time: Timestamp) -> String {
        let civil = CivilTime(utc: time)
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(days[civil.isoWeekday - 1]), \(civil.day) \(months[civil.month - 1]) \(civil.year.padded(4)) "
            + "\(civil.hour.padded(2)):\(civil.minute.padded(2)):\(civil.second.padded(2)) +0000"
    }
}
