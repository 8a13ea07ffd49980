// Reads single lines as they come from senders: each may be of another format.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// Reads lines of any format of lines, JSON among them. Owned by one worker.
public struct LineReader: ~Copyable {
    /// Raised when a line gives other fields than in the release before: what was noted of older lines is then no word
    /// on what they have.
    public static let version = 2

    private var json = JSONReader()
    /// The format of the line before, if it is one that takes no line of another.
    private var last: Format?

    /// Makes a reader; one serves any number of lines, one after the other.
    public init() {}

    /// Fills an event from one line; its time is found too, or a problem says why there is none.
    ///
    /// - Parameters:
    ///   - line: without its end, followed by 16 readable bytes. It must outlive the event's use.
    ///   - format: the format of the source; nil if each line tells.
    ///   - zone: how to read times without a zone or year.
    /// - Returns: false if it is not of the format; what could be read of it is then in the event.
    public mutating func read(_ line: Bytes, format: Format?, zone: ZoneRule, into event: inout Event) -> Bool {
        var isRead = false
        if let format {
            isRead = read(line, as: format, zone, &event)
        } else {
            if let last { isRead = read(line, as: last, zone, &event) && event.format == last }
            if !isRead { isRead = detect(line, zone, &event) }
        }
        if event.time == nil, !event.problems.contains(where: { $0.code.name.hasPrefix("time.") }) {
            let (time, problem) = EventTime.find(in: event, zone: zone)
            event.time = time
            if let problem { event.problems.append(Problem(problem)) }
        }
        return isRead
    }

    private mutating func read(_ line: Bytes, as format: Format, _ zone: ZoneRule, _ event: inout Event) -> Bool {
        event.clear(format: format)
        return switch format {
        case .jsonLines, .jsonArray: json.read(line, into: &event)
        case .evtx: false
        case .syslog: readObject(in: line, zone, &event) || readPlain(line, zone, &event)
        default: LineFormats.read(line, format: format, zone: zone, into: &event)
        }
    }

    /// Reads a line of syslog whose message is a JSON object as that object.
    private mutating func readObject(in line: Bytes, _ zone: ZoneRule, _ event: inout Event) -> Bool {
        guard let document = SyslogDocument(line) else { return false }
        event.clear(format: .jsonLines)
        guard json.read(document.object, into: &event) else { return false }
        document.complete(&event, zone: zone)
        return true
    }

    private func readPlain(_ line: Bytes, _ zone: ZoneRule, _ event: inout Event) -> Bool {
        event.clear(format: .syslog)
        return LineFormats.read(line, format: .syslog, zone: zone, into: &event)
    }

    /// Reads a line of an unknown format, and remembers it where its header is unlike that of all others.
    private mutating func detect(_ line: Bytes, _ zone: ZoneRule, _ event: inout Event) -> Bool {
        let format = LineReader.format(of: line)
        let isRead = read(line, as: format, zone, &event)
        switch format {
        case .jsonLines, .netscaler, .cef, .leef, .accessLog: last = isRead && event.format == format ? format : nil
        default: last = nil
        }
        return isRead
    }

    /// The format of a line by its content. What cannot be told is text.
    public static func format(of line: Bytes) -> Format {
        if line.first == UInt8(ascii: "{") { return .jsonLines }
        switch FormatDetection.detect(line: line) {
        case .jsonLines, .jsonArray: return .jsonLines
        case .evtx, nil: return .text
        case let format?: return format
        }
    }
}
