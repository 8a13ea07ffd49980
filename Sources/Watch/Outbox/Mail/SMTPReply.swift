// Replies of a mail server, cut from the bytes that it sends. RFC 5321 section 4.2: three digits, a space or a hyphen
// when more lines follow, and text.
// SPDX-License-Identifier: EUPL-1.2

/// One reply, whole.
package struct SMTPReply: Sendable, Hashable {
    /// 200 to 599.
    package let code: Int
    /// The text of each line; not trusted, and of any bytes.
    package let lines: [String]

    package init(code: Int, lines: [String]) {
        self.code = code
        self.lines = lines
    }

    package var isPositive: Bool { 200..<300 ~= code }
    /// Section 4.2.1: 5yz is not to be tried again in the same way.
    package var isRefusal: Bool { 500..<600 ~= code }

    /// For in a problem.
    package var shown: String { SafeText.plain("\(code) " + lines.joined(separator: " ")) }
}

/// What is wrong with what came.
package struct SMTPMalformed: Error, Hashable {}

/// Cuts replies from bytes, as they come.
package struct SMTPReplyReader: Sendable {
    private var line: [UInt8] = []
    private var code: Int?
    private var lines: [String] = []

    package init() {}

    /// Whether bytes came behind the last whole reply.
    package var hasMore: Bool { !line.isEmpty || code != nil }

    /// Takes the next byte. A line ends with CRLF; LF alone is taken too, since a reply ends no message.
    ///
    /// - Returns: the reply that it completes.
    package mutating func take(_ byte: UInt8) throws(SMTPMalformed) -> SMTPReply? {
        guard byte == 0x0A else {
            guard line.count < OutboxLimits.replyLineBytes else { throw SMTPMalformed() }
            line.append(byte)
            return nil
        }
        if line.last == 0x0D { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        return try endLine()
    }

    private mutating func endLine() throws(SMTPMalformed) -> SMTPReply? {
        guard line.count >= 3, line[..<3].allSatisfy({ 0x30...0x39 ~= $0 }), 0x32...0x35 ~= line[0] else {
            throw SMTPMalformed()
        }
        let number = line[..<3].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        // Section 4.2.1: the code is the same on each line.
        if let code, code != number { throw SMTPMalformed() }
        let mark = line.count > 3 ? line[3] : UInt8(ascii: " ")
        guard mark == UInt8(ascii: " ") || mark == UInt8(ascii: "-"), lines.count < OutboxLimits.replyLines else {
            throw SMTPMalformed()
        }
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        guard mark == UInt8(ascii: " ") else {
            code = number
            return nil
        }
        defer {
            code = nil
            lines = []
        }
        return SMTPReply(code: number, lines: lines)
    }
}
