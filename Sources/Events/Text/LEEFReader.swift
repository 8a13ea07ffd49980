// Reads Log Event Extended Format (IBM QRadar, "LEEF" guide, versions 1.0 and 2.0): header and attributes.
// SPDX-License-Identifier: EUPL-1.2

import Base

enum LEEFReader {
    /// The five parts of the header, and where the attributes begin.
    struct Header {
        /// Where `LEEF:` stands; before it a syslog header may stand.
        var start: Int
        var parts: (Bytes, Bytes, Bytes, Bytes, Bytes)
        var delimiter: LEEFDelimiter
        /// What stands in the place of the delimiter and names none; the tab then counts.
        var badDelimiter: Bytes?
        var attributes: Bytes
    }

    private static let bar = UInt8(ascii: "|")
    private static let message: StaticString = "message"
    /// How much of a text that names no delimiter is shown, in bytes.
    private static let shownBytes = 32

    static func read(_ line: Bytes, zone: ZoneRule, into event: inout Event) -> Bool {
        guard let header = parse(line) else { return false }
        let syslog = SyslogHeader.before(header.start, in: line)
        if let host = syslog?.host { event.append("host", value: host) }
        event.append("leef_version", value: header.parts.0.trimmed)
        event.append("device_vendor", value: header.parts.1.trimmed)
        event.append("device_product", value: header.parts.2.trimmed)
        event.append("device_version", value: header.parts.3.trimmed)
        event.append("event_id", value: header.parts.4.trimmed)
        if let text = header.badDelimiter {
            event.problems.append(Problem(.leefDelimiter, [String(decoding: text.part(0, shownBytes), as: UTF8.self)]))
        }
        let own = appendAttributes(header, zone: zone, to: &event)
        let outer = syslog?.time?.reading(in: zone)
        // The event's own time counts; if it cannot be read the header's stands in, and only then is nothing known.
        if own == .unreadable, outer?.timestamp != nil { event.problems.append(Problem(.timeOfHeader)) }
        LineFormats.setTime(own?.timestamp != nil ? own : outer?.timestamp != nil ? outer : own ?? outer, of: &event)
        return true
    }

    static func parse(_ line: Bytes) -> Header? {
        guard let start = marker(line) else { return nil }
        var reader = ByteReader(line)
        reader.at = start + 5
        guard let version = part(&reader), let vendor = part(&reader), let product = part(&reader),
            let deviceVersion = part(&reader)
        else { return nil }
        var event = part(&reader)
        if event == nil {
            // The last bar may be missing when there are no attributes.
            event = reader.rest
            reader.at = line.count
        }
        var header = Header(
            start: start, parts: (version, vendor, product, deviceVersion, event ?? reader.rest),
            delimiter: LEEFDelimiter(tabIn: reader.rest), attributes: reader.rest)
        if version.trimmed.begins(with: "2") { takeDelimiter(&reader, &header) }
        return header
    }

    /// The position of `LEEF:` with a version and a bar after it.
    private static func marker(_ line: Bytes) -> Int? {
        var from = 0
        while let start = line.position(of: "LEEF:", from: from) {
            var reader = ByteReader(line)
            reader.at = start + 5
            reader.skipSpaces()
            let before = start == 0 ? 0 : line[start - 1]
            let isWordStart = before <= 0x20 || before > 0x7F || before == 0x3A || before == UInt8(ascii: ">")
            if isWordStart, reader.number(1, 1) != nil {
                if reader.take(UInt8(ascii: ".")) { _ = reader.number(1, 2) }
                if reader.peek() == bar { return start }
            }
            from = start + 5
        }
        return nil
    }

    /// Up to the next bar, which is taken. The header has no escapes.
    private static func part(_ reader: inout ByteReader) -> Bytes? {
        guard let end = reader.find(bar) else { return nil }
        defer { reader.at = end + 1 }
        return reader.bytes.part(reader.at, end)
    }

    /// The sixth part of a header of version 2. Senders leave it out too: then the attributes begin here, and up to the
    /// next bar there is a pair.
    private static func takeDelimiter(_ reader: inout ByteReader, _ header: inout Header) {
        guard let text = part(&reader) else { return }
        if let delimiter = LEEFDelimiter(stated: text.count == 1 ? text : text.trimmed) {
            header.delimiter = delimiter
        } else if text.count > 1, text.has(UInt8(ascii: "=")) {
            return
        } else {
            header.delimiter = LEEFDelimiter(tabIn: reader.rest)
            header.badDelimiter = text.trimmed.isEmpty ? nil : text
        }
        header.attributes = reader.rest
    }

    /// Adds the attributes; gives the event's own time, read as `devTimeFormat` says where that is given.
    ///
    /// Values have no escapes. A piece without `=` is no attribute: the delimiter stood within the value before it, and
    /// what no key stands before is `message`.
    private static func appendAttributes(_ header: Header, zone: ZoneRule, to event: inout Event) -> TimeReading? {
        let bytes = header.attributes
        let delimiter = header.delimiter
        var time: Bytes?
        var format: Bytes?
        var key: Bytes?
        var valueStart = 0
        var at = 0
        func close(_ end: Int) {
            guard let key else { return }
            // Delimiters with nothing between them end the value.
            var end = end
            while delimiter.stands(in: bytes, before: end, from: valueStart) { end -= delimiter.length }
            let value = bytes.part(valueStart, end)
            event.append(name: key, value: value)
            // "Custom event keys": a key counts once, and the second is ignored.
            if time == nil, isKey(key, "devtime") { time = value }
            if format == nil, isKey(key, "devtimeformat") { format = value }
        }
        while at < bytes.count {
            let end = delimiter.next(in: bytes, from: at) ?? bytes.count
            if let (name, value) = attribute(bytes, at, end) {
                close(at)
                key = name
                valueStart = value
            } else if key == nil, !bytes.part(at, end).trimmed.isEmpty {
                key = Bytes(start: message.utf8Start, count: message.utf8CodeUnitCount)
                valueStart = at
            }
            at = end + delimiter.length
        }
        close(bytes.count)
        guard let time else { return nil }
        guard let format, !format.trimmed.isEmpty else { return TimestampText.parse(time, zone: zone) }
        return TimePattern.read(time.trimmed, as: format.trimmed)?.reading(in: zone) ?? .unreadable
    }

    /// Whether a key is this one, in small or capital letters: the guide itself writes `devTimeformat` too.
    private static func isKey(_ key: Bytes, _ small: StaticString) -> Bool {
        guard key.count == small.utf8CodeUnitCount else { return false }
        for index in 0..<key.count where key[index] | 0x20 != small.utf8Start[index] { return false }
        return true
    }

    /// The key of a piece, and where its value begins; nil if the piece is none.
    private static func attribute(_ bytes: Bytes, _ start: Int, _ end: Int) -> (Bytes, Int)? {
        var reader = ByteReader(bytes.part(0, end))
        reader.at = start
        guard let equals = reader.find(UInt8(ascii: "=")) else { return nil }
        let key = bytes.part(start, equals).trimmed
        guard !key.isEmpty, key.count <= Limits.nameBytes else { return nil }
        return (key, equals + 1)
    }
}
