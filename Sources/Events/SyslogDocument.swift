// A JSON object as the message of a syslog line, as NXLog and other agents send events of Windows: its fields are those
// of the object. The object may stand behind `@cee:`, the mark of Common Event Expression over syslog.
// SPDX-License-Identifier: EUPL-1.2

import Base

struct SyslogDocument {
    /// The object, to the end of the line: 16 bytes behind it can be read if they can behind the line.
    let object: Bytes
    private let header: SyslogHeader

    /// Nil if the line is no syslog, or its message no object.
    init?(_ line: Bytes) {
        // Most messages are no object, and are left at once.
        guard line.last == UInt8(ascii: "}"), let header = SyslogHeader.parse(line), let message = header.message,
            let start = message.position(of: UInt8(ascii: "{"), from: 0)
        else { return nil }
        let before = message.part(0, start).trimmed
        guard before.isEmpty || before.equals("@cee:") else { return nil }
        object = message.part(start, message.count)
        self.header = header
    }

    /// Adds what the header says and the object does not: where the event comes from, and when it was sent.
    func complete(_ event: inout Event, zone: ZoneRule) {
        let (hasHost, hasProgram) = (has("host", event) || has("hostname", event), has("program", event))
        if let host = header.host, !hasHost { event.append("host", value: host) }
        if let program = header.program, !hasProgram { event.append("program", value: program) }
        let (time, problem) = EventTime.find(in: event, zone: zone)
        if let time {
            event.time = time
            if let problem { event.problems.append(Problem(problem)) }
        } else {
            LineFormats.setTime(header.time?.reading(in: zone), of: &event)
        }
    }

    private func has(_ name: StaticString, _ event: borrowing Event) -> Bool {
        for index in 0..<event.count {
            let found = event.fields[index].nameBytes
            guard found.count == name.utf8CodeUnitCount else { continue }
            var at = 0
            while at < found.count, found[at] | 0x20 == name.utf8Start[at] { at += 1 }
            if at == found.count { return true }
        }
        return false
    }
}
