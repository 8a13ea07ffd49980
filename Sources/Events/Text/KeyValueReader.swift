// Reads lines of `key=value` pairs: firewalls (FortiGate and the like), programs, and the audit log of Linux.
// SPDX-License-Identifier: EUPL-1.2

enum KeyValueReader {
    /// The values that can say when it was.
    private struct Clock {
        var date: Bytes?
        var time: Bytes?
        var zone: Bytes?
        var eventTime: Bytes?
        var audit: Bytes?
    }

    static func read(_ line: Bytes, zone: ZoneRule, into event: inout Event) -> Bool {
        var reader = ByteReader(line)
        var header = SyslogHeader()
        header.priority = SyslogHeader.priority(&reader)
        reader.skipSpaces()
        if KeyValueScanner.keyLength(reader) == 0 {
            guard let syslog = SyslogHeader.parse(line), let message = syslog.message else { return false }
            reader = ByteReader(message)
            guard KeyValueScanner.keyLength(reader) > 0 else { return false }
            header = syslog
        }
        SyslogReader.append(header, to: &event)
        var clock = Clock()
        appendPairs(reader, to: &event, clock: &clock)
        LineFormats.setTime(time(clock, header: header, zone: zone, in: &event), of: &event)
        return true
    }

    /// Whether the line begins with pairs, at least two of them.
    static func looksLikeOne(_ line: Bytes) -> Bool {
        var reader = ByteReader(line)
        _ = SyslogHeader.priority(&reader)
        reader.skipSpaces()
        guard KeyValueScanner.keyLength(reader) > 0 else { return false }
        var scanner = KeyValueScanner(reader)
        return scanner.next() != nil && scanner.next() != nil
    }

    private static func appendPairs(_ reader: ByteReader, to event: inout Event, clock: inout Clock) {
        var scanner = KeyValueScanner(reader)
        while let pair = scanner.next() {
            if let loose = scanner.loose { event.append("message", value: loose) }
            // The message of an audit record from user space is a list of pairs in quotes.
            if clock.audit != nil, pair.quote == UInt8(ascii: "'"), pair.key.equals("msg") {
                appendNested(pair.value, to: &event)
                continue
            }
            let value = unescaped(pair, in: &event)
            event.append(name: pair.key, value: value)
            note(pair.key, value, in: &clock)
        }
        if let loose = scanner.loose { event.append("message", value: loose) }
    }

    private static func appendNested(_ text: Bytes, to event: inout Event) {
        var scanner = KeyValueScanner(ByteReader(text))
        while let pair = scanner.next() {
            if let loose = scanner.loose { event.append("message", value: loose) }
            event.append(name: pair.key, value: unescaped(pair, in: &event))
        }
        if let loose = scanner.loose { event.append("message", value: loose) }
    }

    private static func unescaped(_ pair: KeyValueScanner.Pair, in event: inout Event) -> Bytes {
        guard pair.quote != 0 else { return pair.value }
        return Escapes.unescaped(pair.value, in: &event) {
            $0 == pair.quote || $0 == UInt8(ascii: "\\") ? $0 : nil
        }
    }

    private static func note(_ key: Bytes, _ value: Bytes, in clock: inout Clock) {
        if key.equals("date") {
            clock.date = clock.date ?? value
        } else if key.equals("time") {
            clock.time = clock.time ?? value
        } else if key.equals("tz") || key.equals("timezone") {
            clock.zone = clock.zone ?? value
        } else if key.equals("eventtime") {
            clock.eventTime = clock.eventTime ?? value
        } else if key.equals("msg"), value.begins(with: "audit("), clock.audit == nil {
            clock.audit = value
        }
    }

    /// The first that can be read of: the stamp of auditd, `eventtime`, `date` with `time`, the usual names, the
    /// syslog header.
    private static func time(
        _ clock: Clock, header: SyslogHeader, zone: ZoneRule, in event: inout Event
    ) -> TimeReading? {
        if let audit = clock.audit, let colon = audit.lastIndex(of: UInt8(ascii: ":")) {
            return TimestampText.parse(audit.part(6, colon), zone: zone)
        }
        if let text = clock.eventTime {
            let reading = TimestampText.parse(text, zone: zone)
            if reading.timestamp != nil { return reading }
        }
        var failure: TimeReading?
        if let date = clock.date, let time = clock.time, date.count <= 10, time.count <= 40 {
            let reading = joined(date, time, clock.zone, zone: zone, in: &event)
            if reading.timestamp != nil { return reading }
            failure = reading
        }
        let (usual, problem) = EventTime.find(in: event, zone: zone)
        if let usual { return problem == .timeAmbiguous ? .ambiguous(usual) : .time(usual) }
        let outer = header.time?.reading(in: zone)
        if outer?.timestamp != nil { return outer }
        if let failure { return failure }
        if let outer { return outer }
        return problem == .timeWithoutZone ? .needsZone : problem == .timeMissing ? nil : .unreadable
    }

    /// `date`, `time` and, if it is an offset, `tz` as one text.
    private static func joined(
        _ date: Bytes, _ time: Bytes, _ offset: Bytes?, zone: ZoneRule, in event: inout Event
    ) -> TimeReading {
        let offset = offset.flatMap { TimeScanner.offset($0) == nil ? nil : $0 }
        let size = date.count + 1 + time.count + (offset?.count ?? 0)
        let room = event.room(size)
        var written = 0
        func put(_ bytes: Bytes) {
            guard let base = bytes.baseAddress else { return }
            (room + written).update(from: base, count: bytes.count)
            written += bytes.count
        }
        put(date)
        room[written] = 0x20
        written += 1
        put(time)
        if let offset { put(offset) }
        return TimestampText.parse(Bytes(start: room, count: written), zone: zone)
    }
}
