// Reads lines of web servers: NCSA common and combined log format, with a virtual host before and pairs after it;
// also as the message of a syslog line, as nginx, Apache and the relays before them send it.
// SPDX-License-Identifier: EUPL-1.2

enum AccessLogReader {
    /// The mandatory parts of a line, quotes and brackets taken off.
    struct Line {
        /// Of syslog, if one stands before.
        var header: SyslogHeader?
        var virtualHost: Bytes?
        var client: Bytes
        var ident: Bytes
        var user: Bytes
        var time: Bytes
        var request: Bytes
        var status: Bytes
        var size: Bytes
        /// Where the optional parts begin.
        var rest: ByteReader
    }

    static func read(_ text: Bytes, zone: ZoneRule, into event: inout Event) -> Bool {
        guard let line = parse(text) else { return false }
        if let header = line.header { SyslogReader.append(header, to: &event) }
        if let host = line.virtualHost { appendVirtualHost(host, to: &event) }
        event.append("c-ip", value: line.client)
        event.append("cs-ident", value: line.ident)
        event.append("cs-username", value: Escapes.accessLog(line.user, in: &event))
        event.append("time", value: line.time)
        appendRequest(line.request, to: &event)
        appendNumber("sc-status", line.status, to: &event)
        appendNumber("sc-bytes", line.size, to: &event)
        appendRest(line.rest, to: &event)
        LineFormats.setTime(TimestampText.parse(line.time, zone: zone), of: &event)
        return true
    }

    static func parse(_ text: Bytes) -> Line? {
        guard let open = timeBracket(text) else { return nil }
        // Else the parts of the header would count as those of the line.
        guard let header = SyslogHeader.parse(text) else { return parse(text, bracket: open) }
        guard let message = header.message, let open = timeBracket(message) else { return nil }
        var line = parse(message, bracket: open)
        line?.header = header
        return line
    }

    private static func parse(_ text: Bytes, bracket open: Int) -> Line? {
        guard let close = text.part(open, text.count).firstIndex(of: UInt8(ascii: "]")),
            var front = front(text.part(0, open)), close > 20
        else { return nil }
        var reader = ByteReader(text)
        reader.at = open + close + 1
        front.time = text.part(open + 1, open + close)
        guard reader.take(" \""), let end = requestEnd(reader) else { return nil }
        front.request = text.part(reader.at, end)
        reader.at = end + 2
        front.status = reader.word()
        guard reader.take(0x20) || reader.atEnd else { return nil }
        front.size = reader.word()
        guard isNumberOrDash(front.size) else { return nil }
        front.rest = reader
        return front
    }

    /// The bracket before `dd/Mmm/yyyy:`; what stands before it may hold brackets of its own.
    private static func timeBracket(_ text: Bytes) -> Int? {
        var reader = ByteReader(text.part(0, 8_192))
        while let open = reader.find(UInt8(ascii: "[")) {
            reader.at = open + 1
            if reader.peek().isDigit, reader.peek(1).isDigit, reader.peek(2) == UInt8(ascii: "/"),
                reader.peek(3).isLetter, reader.peek(6) == UInt8(ascii: "/"), reader.peek(11) == UInt8(ascii: ":")
            {
                return open
            }
        }
        return nil
    }

    /// `[vhost[:port] ]client ident user `; the name of a user may hold spaces.
    private static func front(_ text: Bytes) -> Line? {
        guard text.count > 5, text[text.count - 1] == 0x20 else { return nil }
        var reader = ByteReader(text.part(0, text.count - 1))
        var client = reader.word()
        guard reader.take(0x20) else { return nil }
        var ident = reader.word()
        guard reader.take(0x20) else { return nil }
        var virtualHost: Bytes?
        if reader.rest.has(0x20), !isAddress(client) || isAddress(ident) {
            virtualHost = client
            client = ident
            ident = reader.word()
            guard reader.take(0x20) else { return nil }
        }
        guard !client.isEmpty, !ident.isEmpty, !reader.rest.isEmpty else { return nil }
        return Line(
            virtualHost: virtualHost, client: client, ident: ident, user: reader.rest, time: client, request: client,
            status: client, size: client, rest: reader)
    }

    /// Digits and dots, or hexadecimal digits and colons.
    private static func isAddress(_ word: Bytes) -> Bool {
        var dots = 0
        var colons = 0
        for byte in word {
            if byte == UInt8(ascii: ".") { dots += 1 }
            if byte == UInt8(ascii: ":") { colons += 1 }
            let isHex = byte.isDigit || (0x61...0x66).contains(byte | 0x20)
            guard isHex || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") else { return false }
        }
        return (dots == 3 && colons != 1) || colons >= 2
    }

    /// The quote that ends the request: not escaped, and followed by a status. So quotes in the request do no harm.
    private static func requestEnd(_ start: ByteReader) -> Int? {
        var reader = start
        while !reader.atEnd {
            let byte = reader.peek()
            if byte == UInt8(ascii: "\\") {
                reader.at += 2
                continue
            }
            if byte == UInt8(ascii: "\""), reader.peek(1) == 0x20 {
                var ahead = reader
                ahead.at += 2
                let status = ahead.word()
                if status.equals("-") || (status.count == 3 && status.allSatisfy(\.isDigit)) { return reader.at }
            }
            reader.at += 1
        }
        return nil
    }

    private static func isNumberOrDash(_ word: Bytes) -> Bool {
        word.equals("-") || (1...19 ~= word.count && word.allSatisfy(\.isDigit))
    }

    private static func appendNumber(_ name: StaticString, _ word: Bytes, to event: inout Event) {
        event.append(name, value: word, kind: word.equals("-") ? .string : .number)
    }

    private static func appendVirtualHost(_ host: Bytes, to event: inout Event) {
        if let colon = host.lastIndex(of: UInt8(ascii: ":")), colon + 1 < host.count,
            host.part(colon + 1, host.count).allSatisfy(\.isDigit)
        {
            event.append("cs-host", value: host.part(0, colon))
            event.append("s-port", value: host.part(colon + 1, host.count), kind: .number)
        } else {
            event.append("cs-host", value: host)
        }
    }

    /// RFC 9112 3: `method SP request-target SP HTTP-version`. What has not that form is kept whole as `request`.
    private static func appendRequest(_ raw: Bytes, to event: inout Event) {
        let request = Escapes.accessLog(raw, in: &event)
        var reader = ByteReader(request)
        let method = reader.word()
        let isMethod = !method.isEmpty && method.allSatisfy { $0.isLetter || $0 == 0x2D || $0 == 0x5F }
        guard isMethod, reader.take(0x20), !reader.atEnd else { return event.append("request", value: request) }
        let target = reader.rest
        guard let space = target.lastIndex(of: 0x20), target.part(space + 1, target.count).begins(with: "HTTP/") else {
            // HTTP/0.9 had no version.
            guard target[0] == UInt8(ascii: "/"), !target.has(0x20) else {
                return event.append("request", value: request)
            }
            return appendURI(method, target, to: &event)
        }
        appendURI(method, target.part(0, space), to: &event)
        event.append("cs-version", value: target.part(space + 1, target.count))
    }

    private static func appendURI(_ method: Bytes, _ uri: Bytes, to event: inout Event) {
        event.append("cs-method", value: method)
        event.append("cs-uri", value: uri)
        guard let mark = uri.firstIndex(of: UInt8(ascii: "?")) else { return event.append("cs-uri-stem", value: uri) }
        event.append("cs-uri-stem", value: uri.part(0, mark))
        event.append("cs-uri-query", value: uri.part(mark + 1, uri.count))
    }

    /// Referer and user agent if both are there, then pairs under their own names; anything else is `extra`.
    private static func appendRest(_ start: ByteReader, to event: inout Event) {
        var reader = start
        if let referer = quoted(&reader) {
            event.append("cs-referer", value: Escapes.accessLog(referer, in: &event))
            if let agent = quoted(&reader) {
                event.append("cs-user-agent", value: Escapes.accessLog(agent, in: &event))
            }
        }
        while true {
            reader.skipSpaces()
            if reader.atEnd { return }
            if let value = quoted(&reader) {
                event.append("extra", value: Escapes.accessLog(value, in: &event))
                continue
            }
            let start = reader.at
            while !reader.atEnd, KeyValueScanner.isKeyByte(reader.peek()) { reader.at += 1 }
            let key = reader.bytes.part(start, reader.at)
            if !key.isEmpty, reader.take(UInt8(ascii: "=")) {
                let value = quoted(&reader) ?? reader.word()
                event.append(name: key, value: Escapes.accessLog(value, in: &event))
            } else {
                reader.at = start
                event.append("extra", value: reader.word())
            }
        }
    }

    /// A quoted string after spaces, without its quotes; nothing is taken if there is none.
    private static func quoted(_ reader: inout ByteReader) -> Bytes? {
        let start = reader
        reader.skipSpaces()
        if reader.take(UInt8(ascii: "\"")) {
            let from = reader.at
            while !reader.atEnd {
                let byte = reader.peek()
                reader.at += byte == UInt8(ascii: "\\") ? 2 : 1
                if byte == UInt8(ascii: "\"") { return reader.bytes.part(from, reader.at - 1) }
            }
        }
        reader = start
        return nil
    }
}
