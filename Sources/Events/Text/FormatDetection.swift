// Tells the format of a log by its content, never by its name.
// SPDX-License-Identifier: EUPL-1.2

import CScan

/// Detection of formats on the first part of a file, decompressed.
public enum FormatDetection {
    /// How much of a file is enough, in bytes.
    public static let prefixBytes = 64 << 10
    /// How many lines decide between the line formats.
    private static let sampleLines = 20

    /// The format of content in UTF-8 that begins with `prefix`; nil if it is binary and cannot be read as a log.
    ///
    /// - Parameter isWhole: whether the prefix is all there is, so that its last line is complete.
    public static func detect(_ prefix: Bytes, isWhole: Bool) -> Format? {
        if prefix.begins(with: "ElfFile\0") { return .evtx }
        if isBinary(prefix) { return nil }
        let text = prefix.begins(with: "\u{FEFF}") ? prefix.part(3, prefix.count) : prefix
        return JSONDetection.detect(text) ?? lineFormat(text, isWhole: isWhole)
    }

    /// Some NULs among text are what a crash leaves in a log; one in a hundred bytes is no text. Nor are many control
    /// characters, or bytes most of which are no UTF-8 (compressed or encrypted data).
    private static func isBinary(_ prefix: Bytes) -> Bool {
        guard let base = prefix.baseAddress else { return false }
        if scan_count_controls(base, prefix.count) * 100 > prefix.count, hasManyControls(prefix) { return true }
        var invalid = 0
        var at = 0
        // What is cut off at the end of the prefix counts as one at most.
        while let next = UTF8Repair.firstInvalid(prefix, from: at) {
            invalid += 1
            at = next + 1
        }
        return invalid * 10 > prefix.count * 3
    }

    private static func hasManyControls(_ prefix: Bytes) -> Bool {
        var zeros = 0
        var controls = 0
        for byte in prefix {
            if byte == 0 { zeros += 1 }
            if byte < 0x20, byte != 0x0A, byte != 0x0D, byte != 0x09, byte != 0x1B, byte != 0x1D { controls += 1 }
        }
        return zeros * 100 > prefix.count || controls * 10 > prefix.count
    }

    /// The format of one line by its content, with what no other format has asked first; nil if it is binary.
    static func detect(line: Bytes) -> Format? {
        if line.begins(with: "ElfFile\0") { return .evtx }
        if isBinary(line) { return nil }
        let text = line.begins(with: "\u{FEFF}") ? line.part(3, line.count) : line
        if let format = JSONDetection.detect(text) { return format }
        var line = text
        if line.last == 0x0D { line = line.part(0, line.count - 1) }
        if line.trimmed.isEmpty { return .text }
        if NetScalerHeader.parse(line) != nil { return .netscaler }
        let cef = CEFReader.parse(line)?.start ?? Int.max
        let leef = LEEFReader.parse(line)?.start ?? Int.max
        if cef != leef { return cef < leef ? .cef : .leef }
        if AccessLogReader.parse(line) != nil { return .accessLog }
        return plainFormat(line) ?? .text
    }

    /// The most specific format that enough of the first lines have.
    private static func lineFormat(_ text: Bytes, isWhole: Bool) -> Format {
        var lines = 0
        var counts = (netscaler: 0, cef: 0, leef: 0, access: 0, syslog: 0, keyValue: 0)
        var reader = ByteReader(text)
        while !reader.atEnd, lines < sampleLines {
            let end = reader.find(0x0A) ?? reader.count
            // The last line of a prefix may be cut; it decides only if there is no other.
            if end == reader.count, !isWhole, lines > 0 { break }
            var line = text.part(reader.at, end)
            if line.last == 0x0D { line = line.part(0, line.count - 1) }
            reader.at = end + 1
            if line.trimmed.isEmpty { continue }
            lines += 1
            if NetScalerHeader.parse(line) != nil { counts.netscaler += 1 }
            // The one that begins first: a record may quote one of the other format.
            let cef = CEFReader.parse(line)?.start ?? Int.max
            let leef = LEEFReader.parse(line)?.start ?? Int.max
            if cef < leef { counts.cef += 1 }
            if leef < cef { counts.leef += 1 }
            if AccessLogReader.parse(line) != nil { counts.access += 1 }
            switch plainFormat(line) {
            case .syslog: counts.syslog += 1
            case .keyValue: counts.keyValue += 1
            default: break
            }
        }
        // A quarter: an appliance's log also holds lines of the system under it.
        if counts.netscaler * 4 >= lines, counts.netscaler > 0 { return .netscaler }
        if counts.cef * 2 >= lines, counts.cef > 0 { return .cef }
        if counts.leef * 2 >= lines, counts.leef > 0 { return .leef }
        if counts.access * 2 >= lines, counts.access > 0 { return .accessLog }
        if counts.keyValue > counts.syslog, counts.keyValue * 2 >= lines { return .keyValue }
        if counts.syslog * 2 >= lines, counts.syslog > 0 { return .syslog }
        return .text
    }

    /// Syslog, pairs, or neither. Reading takes any line with a PRI or a time; to tell a file by it, more must be
    /// there: an ISO time without PRI also begins the lines of many programs that write no syslog.
    private static func plainFormat(_ line: Bytes) -> Format? {
        guard let header = SyslogHeader.parse(line) else {
            return KeyValueReader.looksLikeOne(line) ? .keyValue : nil
        }
        switch header.shape {
        case .rfc5424, .traditional: break
        case .isoTime: guard header.priority != nil || (header.host != nil && header.program != nil) else { return nil }
        // `<134>date=...` is a line of pairs.
        case .priorityOnly: return KeyValueReader.looksLikeOne(line) ? .keyValue : .syslog
        }
        return header.message.map { isPairs($0, of: header) } ?? false ? .keyValue : .syslog
    }

    /// Whether a message is what a firewall or auditd wrote, with the header of a relay before it. What a program says
    /// under its own name is a message, also if it is pairs.
    private static func isPairs(_ message: Bytes, of header: SyslogHeader) -> Bool {
        if message.begins(with: "type=") || message.begins(with: "node=") {
            return message.part(0, 512).position(of: " msg=audit(", from: 0) != nil
        }
        return header.program == nil && KeyValueReader.looksLikeOne(message)
    }
}
