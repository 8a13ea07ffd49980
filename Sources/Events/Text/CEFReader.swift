// Reads Common Event Format ("Implementing ArcSight Common Event Format", version 26): header, extension, escapes.
// SPDX-License-Identifier: EUPL-1.2

enum CEFReader {
    /// The seven parts of the header, escapes still in them, and where the extension begins.
    struct Header {
        /// Where `CEF:` stands; before it a syslog header may stand.
        var start = 0
        var parts: (Bytes, Bytes, Bytes, Bytes, Bytes, Bytes, Bytes)
        var fields: ByteReader
    }

    static func read(_ line: Bytes, zone: ZoneRule, into event: inout Event) -> Bool {
        guard let header = parse(line) else { return false }
        let syslog = SyslogHeader.before(header.start, in: line)
        if let host = syslog?.host { event.append("host", value: host) }
        appendHeader("cef_version", header.parts.0, to: &event)
        appendHeader("device_vendor", header.parts.1, to: &event)
        appendHeader("device_product", header.parts.2, to: &event)
        appendHeader("device_version", header.parts.3, to: &event)
        appendHeader("signature_id", header.parts.4, to: &event)
        appendHeader("name", header.parts.5, to: &event)
        appendHeader("severity", header.parts.6, to: &event)
        let own = appendExtension(header.fields, zone: zone, to: &event)
        let outer = syslog?.time?.reading(in: zone)
        // The event's own time counts; if it cannot be read the header's stands in, and only then is nothing known.
        LineFormats.setTime(own?.timestamp != nil ? own : outer?.timestamp != nil ? outer : own ?? outer, of: &event)
        return true
    }

    static func parse(_ line: Bytes) -> Header? {
        guard let start = marker(line) else { return nil }
        var reader = ByteReader(line)
        reader.at = start + 4
        guard let version = reader.escapedPart(upTo: UInt8(ascii: "|")),
            let vendor = reader.escapedPart(upTo: UInt8(ascii: "|")),
            let product = reader.escapedPart(upTo: UInt8(ascii: "|")),
            let deviceVersion = reader.escapedPart(upTo: UInt8(ascii: "|")),
            let signature = reader.escapedPart(upTo: UInt8(ascii: "|")),
            let name = reader.escapedPart(upTo: UInt8(ascii: "|"))
        else { return nil }
        // The last bar may be missing when there is no extension.
        let saved = reader
        let severity = reader.escapedPart(upTo: UInt8(ascii: "|"))
        if severity == nil {
            reader = saved
            reader.at = line.count
        }
        return Header(
            start: start,
            parts: (version, vendor, product, deviceVersion, signature, name, severity ?? saved.rest.trimmed),
            fields: reader)
    }

    /// The position of `CEF:` with a version and a bar after it.
    private static func marker(_ line: Bytes) -> Int? {
        var from = 0
        while let start = line.position(of: "CEF:", from: from) {
            var reader = ByteReader(line)
            reader.at = start + 4
            reader.skipSpaces()
            let isWordStart = start == 0 || line[start - 1] <= 0x20 || line[start - 1] > 0x7F || line[start - 1] == 0x3A
            if isWordStart || line[start - 1] == UInt8(ascii: ">"), reader.number(1, 2) != nil {
                if reader.take(UInt8(ascii: ".")) { _ = reader.number(1, 2) }
                if reader.peek() == UInt8(ascii: "|") { return start }
            }
            from = start + 4
        }
        return nil
    }

    /// In the header `\|` and `\\` are escapes.
    private static func appendHeader(_ name: StaticString, _ raw: Bytes, to event: inout Event) {
        let value = Escapes.unescaped(raw.trimmed, in: &event) {
            $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "\\") ? $0 : nil
        }
        event.append(name, value: value)
    }

    /// Adds the pairs; gives the event's time: `rt`, else `end`, else `start`.
    private static func appendExtension(_ start: ByteReader, zone: ZoneRule, to event: inout Event) -> TimeReading? {
        var reader = start
        var own: TimeReading?
        var ownRank = Int.max
        reader.skipSpaces()
        while let key = key(&reader) {
            let raw = value(&reader)
            let value = Escapes.unescaped(raw, in: &event) {
                switch $0 {
                case UInt8(ascii: "="), UInt8(ascii: "\\"): $0
                case UInt8(ascii: "n"): 0x0A
                case UInt8(ascii: "r"): 0x0D
                default: nil
                }
            }
            event.append(name: key, value: value)
            let rank = key.equals("rt") ? 0 : key.equals("end") ? 1 : key.equals("start") ? 2 : Int.max
            guard rank < Int.max else { continue }
            let reading = TimestampText.parse(value, zone: zone)
            let isBetter = own?.timestamp == nil ? reading.timestamp != nil || rank < ownRank : rank < ownRank
            if isBetter, reading.timestamp != nil || own?.timestamp == nil {
                own = reading
                ownRank = rank
            }
        }
        return own
    }

    /// A key and its `=`. What stands there without being a key is passed over up to the next one.
    private static func key(_ reader: inout ByteReader) -> Bytes? {
        while !reader.atEnd {
            let length = keyLength(reader)
            if length > 0 {
                let key = reader.bytes.part(reader.at, reader.at + length)
                reader.at += length + 1
                return key
            }
            _ = reader.word()
            reader.skipSpaces()
        }
        return nil
    }

    /// The length of a key that stands here with `=` after it, else 0.
    private static func keyLength(_ reader: ByteReader) -> Int {
        var length = 0
        while true {
            let byte = reader.peek(length)
            if byte == UInt8(ascii: "=") { return length }
            guard
                byte.isWordByte || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "[")
                    || byte == UInt8(ascii: "]")
            else { return 0 }
            length += 1
        }
    }

    /// Up to the space before the next key, or the end. Only that one space is no part of the value.
    private static func value(_ reader: inout ByteReader) -> Bytes {
        let start = reader.at
        while !reader.atEnd {
            let byte = reader.peek()
            if byte == UInt8(ascii: "\\") {
                reader.at += 2
                continue
            }
            reader.at += 1
            if byte == 0x20, reader.peek() != 0x20, keyLength(reader) > 0 {
                return reader.bytes.part(start, reader.at - 1)
            }
        }
        return reader.bytes.part(start, reader.count)
    }
}
