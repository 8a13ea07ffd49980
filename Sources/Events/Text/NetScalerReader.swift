// Reads the log of NetScaler appliances (ns.log): sessions, logins, commands, connections.
// SPDX-License-Identifier: EUPL-1.2

enum NetScalerReader {
    static func read(_ line: Bytes, zone: ZoneRule, into event: inout Event) -> Bool {
        guard let header = NetScalerHeader.parse(line) else { return false }
        let syslog = SyslogHeader.parse(line)
        if let syslog { SyslogReader.appendPriority(syslog, to: &event) }
        event.append("time", value: header.time)
        // The address that a collector saw stands in only if the appliance gives no name.
        if let host = header.host ?? outerHost(syslog, before: header.time) { event.append("host", value: host) }
        event.append("ppe", value: header.ppe)
        if let partition = header.partition { event.append("partition", value: partition) }
        event.append("module", value: header.module)
        event.append("event", value: header.event)
        event.append("record_number", value: header.recordNumber)
        event.append("message", value: header.message)
        if !header.event.equals("Message") {
            var parts = NetScalerParts(header.message, isRequest: header.event.equals("HTTPREQUEST"))
            parts.append(to: &event)
        }
        let own = header.written.reading(in: zone)
        let outer = syslog?.time?.reading(in: zone)
        LineFormats.setTime(own.timestamp == nil && outer?.timestamp != nil ? outer : own, of: &event)
        return true
    }

    /// The host of the syslog header, if that header stands before the appliance's own time.
    private static func outerHost(_ syslog: SyslogHeader?, before time: Bytes) -> Bytes? {
        guard let host = syslog?.host, let place = host.baseAddress, let own = time.baseAddress, place < own else {
            return nil
        }
        return host
    }
}

/// The parts of a message: `Key value - Key "quoted value" - ...`.
private struct NetScalerParts {
    private var reader: ByteReader
    /// Whether it is an HTTPREQUEST, in which a colon between spaces also parts.
    private let isRequest: Bool

    init(_ message: Bytes, isRequest: Bool) {
        reader = ByteReader(message)
        self.isRequest = isRequest
    }

    mutating func append(to event: inout Event) {
        appendBrackets(to: &event)
        _ = reader.take("Logout handler : ")
        // A message that is a quoted text has no parts.
        if reader.peek() == UInt8(ascii: "\"") { return }
        while true {
            skipSeparators()
            if reader.atEnd { return }
            appendPart(to: &event)
        }
    }

    /// `[ICAUUID=...]` and other notes in brackets before the first part.
    private mutating func appendBrackets(to event: inout Event) {
        while reader.peek() == UInt8(ascii: "["), let close = reader.find(UInt8(ascii: "]")) {
            let note = reader.bytes.part(reader.at + 1, close)
            if let equals = note.firstIndex(of: UInt8(ascii: "=")), equals > 0 {
                event.append(name: note.part(0, equals), value: note.part(equals + 1, note.count))
            }
            reader.at = close + 1
            reader.skipSpaces()
        }
    }

    private func isSeparator(_ offset: Int) -> Bool {
        let byte = reader.peek(offset)
        guard byte == UInt8(ascii: "-") || (isRequest && byte == UInt8(ascii: ":")) else { return false }
        return reader.peek(offset + 1) == 0x20 || reader.at + offset + 1 >= reader.count
    }

    private mutating func skipSeparators() {
        while true {
            reader.skipSpaces()
            guard !reader.atEnd, isSeparator(0) else { return }
            reader.at += 1
        }
    }

    private mutating func appendPart(to event: inout Event) {
        let start = reader.at
        var key = reader.word()
        reader.skipSpaces()
        let value = reader.atEnd || isSeparator(0) ? reader.bytes.part(reader.at, reader.at) : value(of: key)
        if key.ends(with: ":") { key = key.part(0, key.count - 1) }
        if isRequest, appendRequestPart(key, value, reader.bytes.part(start, reader.at), to: &event) { return }
        if key.equals("Context") { return appendContext(value, to: &event) }
        if value.begins(with: "Time "), key.equals("Start") || key.equals("End") {
            event.append(key.equals("Start") ? "Start_Time" : "End_Time", value: value.part(5, value.count))
            return
        }
        if key.ends(with: "(s)") { key = key.part(0, key.count - 3) }
        guard let first = key.first, first.isLetter else { return }
        event.append(name: key, value: value)
    }

    private mutating func value(of key: Bytes) -> Bytes {
        if reader.peek() == UInt8(ascii: "\""), let value = quoted() { return value }
        let start = reader.at
        if key.equals("SessionId:") {
            // Older versions write `SessionId: 15- User ...`.
            while reader.peek().isDigit { reader.at += 1 }
            if isSeparator(0) { return reader.bytes.part(start, reader.at) }
        }
        while !reader.atEnd {
            if reader.peek() == 0x20, isSeparator(1) { break }
            reader.at += 1
        }
        return reader.bytes.part(start, reader.at).trimmed
    }

    /// Up to a quote after which the next part or the end comes; other quotes and dashes belong to the value.
    private mutating func quoted() -> Bytes? {
        var index = reader.at + 1
        while index < reader.count {
            if reader.bytes[index] == UInt8(ascii: "\"") {
                var after = reader
                after.at = index + 1
                after.skipSpaces()
                if after.atEnd || (after.peek() == UInt8(ascii: "-") && after.peek(1) == 0x20 && after.at > index + 1) {
                    let value = reader.bytes.part(reader.at + 1, index)
                    reader.at = after.at
                    return value
                }
            }
            index += 1
        }
        return nil
    }

    /// `Context user@address`; the name itself may hold an `@`.
    private func appendContext(_ value: Bytes, to event: inout Event) {
        guard let at = value.lastIndex(of: UInt8(ascii: "@")) else { return event.append("Context_user", value: value) }
        event.append("Context_user", value: value.part(0, at))
        event.append("Context_ip", value: value.part(at + 1, value.count))
    }

    /// The parts that only an HTTPREQUEST has: `host User name`, and `[time zone ]METHOD /path`.
    private func appendRequestPart(_ key: Bytes, _ value: Bytes, _ part: Bytes, to event: inout Event) -> Bool {
        if value.begins(with: "User ") {
            event.append("Host", value: key)
            event.append("User", value: value.part(5, value.count).trimmed)
            return true
        }
        if let first = key.first, first.isDigit {
            let request = value.begins(with: "GMT ") ? value.part(4, value.count) : value
            if request.has(0x20) { event.append("Request", value: request) }
            return true
        }
        if !key.isEmpty, key.allSatisfy({ (0x41...0x5A).contains($0) }), value.begins(with: "/") {
            event.append("Request", value: part.trimmed)
            return true
        }
        return false
    }
}
