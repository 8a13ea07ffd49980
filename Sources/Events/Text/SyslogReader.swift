// Reads syslog lines: the fields of RFC 3164 and RFC 5424 headers, structured data, and the message.
// SPDX-License-Identifier: EUPL-1.2

enum SyslogReader {
    static func read(_ line: Bytes, zone: ZoneRule, into event: inout Event) -> Bool {
        guard let header = SyslogHeader.parse(line) else { return false }
        append(header, to: &event)
        if let message = header.message { event.append("message", value: message) }
        LineFormats.setTime(header.time?.reading(in: zone), of: &event)
        return true
    }

    /// Adds all that the header says but its time, also where the message is read as of another format.
    static func append(_ header: SyslogHeader, to event: inout Event) {
        appendPriority(header, to: &event)
        if let version = header.version { LineFormats.append("version", number: version, to: &event) }
        appendHost(header, to: &event)
        if let messageID = header.messageID { event.append("msgid", value: messageID) }
        if let data = header.structuredData { StructuredData.append(data, to: &event) }
    }

    /// RFC 5424 6.2.1: PRI is the facility times 8 plus the severity.
    static func appendPriority(_ header: SyslogHeader, to event: inout Event) {
        guard let priority = header.priority else { return }
        LineFormats.append("facility", number: priority / 8, to: &event)
        LineFormats.append("severity", number: priority % 8, to: &event)
    }

    private static func appendHost(_ header: SyslogHeader, to event: inout Event) {
        if let host = header.host { event.append("host", value: host) }
        if let program = header.program { event.append("program", value: program) }
        if let pid = header.pid { event.append("pid", value: pid) }
    }
}
