// The header of a syslog line: RFC 3164 (as programs really write it, rsyslog's ISO times included) and RFC 5424.
// SPDX-License-Identifier: EUPL-1.2

/// What stands before the message of a syslog line. Parts that are absent or NILVALUE are nil.
struct SyslogHeader {
    /// What the header is made of, from nothing but a PRI to all of RFC 5424.
    enum Shape {
        case priorityOnly, traditional, isoTime, rfc5424
    }

    var shape = Shape.priorityOnly
    /// The value of PRI: facility * 8 + severity.
    var priority: Int?
    var version: Int?
    var time: WrittenTime?
    /// A time stands there but cannot be read.
    var timeIsBroken = false
    var host: Bytes?
    var program: Bytes?
    var pid: Bytes?
    var messageID: Bytes?
    /// All of `[...]`, known to be well-formed.
    var structuredData: Bytes?
    var message: Bytes?

    /// The header of a line, nil if there is neither a PRI nor a time.
    static func parse(_ line: Bytes) -> SyslogHeader? {
        var header = SyslogHeader()
        var reader = ByteReader(line)
        if reader.peek() == UInt8(ascii: "<") {
            guard let priority = SyslogHeader.priority(&reader) else { return nil }
            header.priority = priority
        }
        if header.parseRFC5424(reader) { return header }
        return header.parseTraditional(reader) ? header : nil
    }

    /// RFC 5424 6.2.1: one to three digits in angle brackets, no leading zero, at most 191.
    static func priority(_ reader: inout ByteReader) -> Int? {
        let start = reader
        guard reader.take(UInt8(ascii: "<")) else { return nil }
        let run = reader.digitRun()
        let hasLeadingZero = run > 1 && reader.peek() == UInt8(ascii: "0")
        guard 1...3 ~= run, !hasLeadingZero, let value = reader.number(1, 3), value <= 191,
            reader.take(UInt8(ascii: ">"))
        else {
            reader = start
            return nil
        }
        return value
    }

    // MARK: RFC 5424

    private mutating func parseRFC5424(_ start: ByteReader) -> Bool {
        var reader = start
        let first = reader.peek()
        guard first.isDigit, first != UInt8(ascii: "0"), let version = reader.number(1, 3),
            reader.take(UInt8(ascii: " "))
        else { return false }
        var copy = self
        guard copy.takeTimestamp(&reader) else { return false }
        guard let host = SyslogHeader.field(&reader), let program = SyslogHeader.field(&reader),
            let pid = SyslogHeader.field(&reader), let messageID = SyslogHeader.field(&reader),
            reader.take(UInt8(ascii: " "))
        else { return false }
        let dataStart = reader.at
        guard StructuredData.skip(&reader) else { return false }
        let data = reader.bytes.part(dataStart, reader.at)
        copy.shape = .rfc5424
        copy.version = version
        copy.host = SyslogHeader.value(host)
        copy.program = SyslogHeader.value(program)
        copy.pid = SyslogHeader.value(pid)
        copy.messageID = SyslogHeader.value(messageID)
        copy.structuredData = SyslogHeader.value(data)
        if !reader.atEnd {
            guard reader.take(UInt8(ascii: " ")) else { return false }
            // RFC 5424 6.4: a message in UTF-8 may begin with a BOM, which is no part of it.
            _ = reader.take("\u{FEFF}")
            copy.message = reader.rest
        }
        self = copy
        return true
    }

    /// RFC 5424 6.2.3: a time of RFC 3339 with a capital T, or the NILVALUE.
    private mutating func takeTimestamp(_ reader: inout ByteReader) -> Bool {
        let timestamp = reader.word()
        if timestamp.equals("-") { return true }
        var scanner = TimeScanner(timestamp)
        time = scanner.yearFirst(zone: .tight)
        return time != nil && scanner.reader.atEnd && timestamp.count > 10 && timestamp[10] == UInt8(ascii: "T")
    }

    /// What stands before a record of another format that begins at `start`: any header, or the part of RFC 5424 up to
    /// the host that the guide of LEEF prescribes (`<13>1 2026-03-19T08:12:33.123Z host`).
    static func before(_ start: Int, in line: Bytes) -> SyslogHeader? {
        guard start > 0 else { return nil }
        var header = SyslogHeader()
        var reader = ByteReader(line.part(0, start))
        if let priority = priority(&reader), reader.take("1 "), header.takeTimestamp(&reader),
            let host = field(&reader)
        {
            reader.skipSpaces()
            if reader.atEnd {
                header.shape = .rfc5424
                header.priority = priority
                header.version = 1
                header.host = value(host)
                return header
            }
        }
        return parse(line)
    }

    /// A space and a field of printable characters.
    private static func field(_ reader: inout ByteReader) -> Bytes? {
        guard reader.take(UInt8(ascii: " ")) else { return nil }
        let word = reader.word()
        return word.isEmpty ? nil : word
    }

    /// RFC 5424 6: `-` is the NILVALUE.
    private static func value(_ bytes: Bytes) -> Bytes? {
        bytes.equals("-") ? nil : bytes
    }

    // MARK: RFC 3164

    private mutating func parseTraditional(_ start: ByteReader) -> Bool {
        var reader = start
        if priority != nil { reader.skipSpaces() }
        // Cisco marks a clock that is not synchronised.
        if reader.peek() == UInt8(ascii: "*") || reader.peek() == UInt8(ascii: ".") { reader.at += 1 }
        var scanner = TimeScanner(reader)
        if reader.peek().isLetter, let time = scanner.monthFirst() {
            self.time = time
            shape = .traditional
        } else if reader.digitRun() == 4, let time = scanner.yearFirst(zone: .tight) {
            self.time = time
            shape = .isoTime
        } else {
            guard priority != nil else { return false }
            scanner = TimeScanner(start)
        }
        reader = scanner.reader
        guard shape == .priorityOnly || SyslogHeader.endsTime(&reader, &time) else { return false }
        reader.skipSpaces()
        if priority == nil, let named = SyslogHeader.namedPriority(&reader) {
            priority = named
            reader.skipSpaces()
        }
        if shape != .priorityOnly { takeHost(&reader) }
        takeTag(&reader)
        message = reader.rest
        return true
    }

    /// After the time comes a space, or a colon, or a year or a zone with a colon (`08:12:33 CET: %ASA-...`).
    private static func endsTime(_ reader: inout ByteReader, _ time: inout WrittenTime?) -> Bool {
        var ahead = TimeScanner(reader)
        ahead.reader.skipSpaces()
        if time?.year == 0, ahead.reader.digitRun() == 4, ahead.reader.peek(4) == 0x20,
            let year = ahead.reader.number(4, 4), 1970...2100 ~= year
        {
            time?.year = year
            reader = ahead.reader
        }
        ahead = TimeScanner(reader)
        let zone = ahead.zone(apart: true)
        if zone != .absent, ahead.reader.peek() == UInt8(ascii: ":"), ahead.reader.peek(1) == 0x20 {
            if time?.zone == .absent { time?.zone = zone }
            reader = ahead.reader
        }
        _ = reader.take(UInt8(ascii: ":"))
        return reader.atEnd || reader.peek() == 0x20
    }

    private mutating func takeHost(_ reader: inout ByteReader) {
        let start = reader
        let word = reader.word()
        guard SyslogHeader.isHost(word) else {
            reader = start
            return
        }
        host = word
        reader.skipSpaces()
        // `host : %ASA-...`
        if reader.peek() == UInt8(ascii: ":"), reader.peek(1) == 0x20 {
            reader.at += 1
            reader.skipSpaces()
        }
    }

    /// Letters, digits, dots, colons and dashes; but a word that ends in one colon is a tag.
    private static func isHost(_ word: Bytes) -> Bool {
        guard 1...255 ~= word.count else { return false }
        var colons = 0
        for byte in word {
            if byte == UInt8(ascii: ":") {
                colons += 1
            } else if !byte.isWordByte, byte != UInt8(ascii: "."), byte != UInt8(ascii: "-"), byte < 0x80 {
                return false
            }
        }
        return word[word.count - 1] != UInt8(ascii: ":") || (colons > 1 && word.ends(with: "::"))
    }

    /// RFC 3164 4.1.3 has 32 letters and digits; programs write up to 48 of other characters too, then `[pid]` and `:`.
    private mutating func takeTag(_ reader: inout ByteReader) {
        let word = reader.bytes.part(reader.at, reader.at + 128)
        var end = 0
        while end < word.count, word[end] > 0x20, word[end] != UInt8(ascii: "[") {
            // Past the end the reader gives zero.
            if word[end] == UInt8(ascii: ":"), reader.peek(end + 1) <= 0x20 { break }
            end += 1
        }
        guard 1...48 ~= end, end < word.count else { return takeTightTag(&reader) }
        var next = end
        if word[end] == UInt8(ascii: "[") {
            guard let close = word.part(end, word.count).firstIndex(of: UInt8(ascii: "]")), close > 1 else { return }
            guard word.part(end + 1, end + close).allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "[") }) else { return }
            next = end + close + 1
            guard next == word.count || word[next] == UInt8(ascii: ":") || word[next] == 0x20 else { return }
            pid = word.part(end + 1, end + close)
        } else if word[end] != UInt8(ascii: ":") {
            return takeTightTag(&reader)
        }
        program = word.part(0, end)
        reader.at += next
        _ = reader.take(UInt8(ascii: ":"))
        _ = reader.take(0x20)
    }

    /// `tag:message` without a space: a tag only if it is a plain name with one colon.
    private mutating func takeTightTag(_ reader: inout ByteReader) {
        var end = 0
        while reader.peek(end).isWordByte || reader.peek(end) == UInt8(ascii: "-") { end += 1 }
        guard 1...48 ~= end, reader.peek().isLetter, reader.peek(end) == UInt8(ascii: ":") else { return }
        var rest = reader
        rest.at += end + 1
        let word = rest.word()
        guard let first = word.first, first != UInt8(ascii: "/"), !word.has(UInt8(ascii: ":")) else { return }
        program = reader.bytes.part(reader.at, reader.at + end)
        reader.at += end + 1
    }

    /// `<local0.info>`, as the BSD syslogd writes facility and severity when asked to.
    private static func namedPriority(_ reader: inout ByteReader) -> Int? {
        let start = reader
        guard reader.take(UInt8(ascii: "<")), let close = reader.find(UInt8(ascii: ">")), close - reader.at < 20,
            let dot = reader.find(UInt8(ascii: ".")), dot < close,
            let facility = SyslogNames.facility(reader.bytes.part(reader.at, dot)),
            let severity = SyslogNames.severity(reader.bytes.part(dot + 1, close))
        else {
            reader = start
            return nil
        }
        reader.at = close + 1
        return facility * 8 + severity
    }
}
