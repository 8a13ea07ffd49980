// Reads single lines as they come from senders: each may be of another format.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// Reads lines of any format of lines, JSON among them. Owned by one worker.
public struct LineReader: ~Copyable {
    private var json = JSONReader()

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
        let format = format ?? LineReader.format(of: line)
        event.clear(format: format)
        let isRead: Bool
        switch format {
        case .jsonLines, .jsonArray: isRead = json.read(line, into: &event)
        case .evtx: isRead = false
        default: isRead = LineFormats.read(line, format: format, zone: zone, into: &event)
        }
        if event.time == nil, !event.problems.contains(where: { $0.code.name.hasPrefix("time.") }) {
            let (time, problem) = EventTime.find(in: event, zone: zone)
            event.time = time
            if let problem { event.problems.append(Problem(problem)) }
        }
        return isRead
    }

    /// The format of a line by its content. What cannot be told is text.
    public static func format(of line: Bytes) -> Format {
        if line.first == UInt8(ascii: "{") { return .jsonLines }
        switch FormatDetection.detect(line, isWhole: true) {
        case .jsonLines, .jsonArray: return .jsonLines
        case .evtx, nil: return .text
        case let format?: return format
        }
    }
}
