// The lines of the logs of an exercise in the order of time, as senders would have delivered them.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Events
import Exercises
package import Foundation

/// One line of an exercise.
package struct ExerciseLine {
    /// The name of the log, as its sender.
    package var source: String
    package var bytes: ArraySlice<UInt8>
    package var time: Timestamp
}

/// Merges the logs of a folder by time. Owned by one thread; each log is read as a whole.
package struct LogLines {
    /// How the invented organisation writes times.
    static let zone = ZoneRule(named: "Europe/Amsterdam") ?? .none
    /// Half a year: no exercise is as long.
    private static let halfYear: Int64 = 183 * 86_400 * 1_000_000_000

    private struct Log {
        let name: String
        let bytes: [UInt8]
        var at = 0
        var next: ExerciseLine?
    }

    private var logs: [Log] = []
    private let zone: ZoneRule
    /// A time without a year that would lie before this is one of the year after: the exercise goes on over New Year.
    private let earliest: Timestamp

    /// - Parameter firstDay: of the exercise, as `2026-03-09`.
    package init(folder: URL, firstDay: String) throws {
        let parts = firstDay.split(separator: "-").compactMap { Int($0) }
        let first = parts.count == 3 ? CivilTime(year: parts[0], month: parts[1], day: parts[2]) : nil
        zone = LogLines.zone.with(year: first?.year)
        earliest = (first?.timestamp()).map { $0.advanced(byNanoseconds: -LogLines.halfYear) } ?? Timestamp(seconds: 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
            logs.append(Log(name: name, bytes: bytes))
            read(logs.count - 1, after: Timestamp(nanoseconds: .min))
        }
    }

    /// The logs of an exercise.
    init(_ exercise: Exercise, in folder: URL) throws {
        try self.init(folder: folder, firstDay: exercise.scenario.period.first)
    }

    /// How much of the bytes has been given, from 0 to 1.
    package var share: Double {
        let (at, all) = logs.reduce((0, 0)) { ($0.0 + $1.at, $0.1 + $1.bytes.count) }
        return all == 0 ? 1 : Double(at) / Double(all)
    }

    /// The time of the last line that gives one; nil if none of the last ones does.
    var last: Timestamp? {
        logs.compactMap { log -> Timestamp? in
            let end = log.bytes.lastIndex { $0 != 0x0A }.map { $0 + 1 } ?? 0
            let start = log.bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            return start < end ? time(of: log.bytes[start..<end]) : nil
        }.max()
    }

    /// The next line of all; nil at the end.
    package mutating func next() -> ExerciseLine? {
        var first: Int?
        for (index, log) in logs.enumerated() {
            guard let line = log.next else { continue }
            if let known = first.flatMap({ logs[$0].next }), known.time <= line.time { continue }
            first = index
        }
        guard let first, let line = logs[first].next else { return nil }
        read(first, after: line.time)
        return line
    }

    /// The first line of that time or later; nil for none.
    mutating func next(from time: Timestamp?) -> ExerciseLine? {
        var line = next()
        while let time, let early = line, early.time < time { line = next() }
        return line
    }

    /// Reads the next line of one log. A line without a time comes with the line before it.
    private mutating func read(_ index: Int, after before: Timestamp) {
        let bytes = logs[index].bytes
        var start = logs[index].at
        while start < bytes.count, bytes[start] == 0x0A { start += 1 }
        guard start < bytes.count else {
            logs[index].next = nil
            return
        }
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        logs[index].at = end
        let line = bytes[start..<end]
        logs[index].next = ExerciseLine(source: logs[index].name, bytes: line, time: time(of: line) ?? before)
    }

    private func time(of line: ArraySlice<UInt8>) -> Timestamp? {
        let time = time(of: line, zone)
        guard let time, time < earliest else { return time }
        return self.time(of: line, zone.with(year: zone.year.map { $0 + 1 }))
    }

    private func time(of line: ArraySlice<UInt8>, _ zone: ZoneRule) -> Timestamp? {
        var reader = LineReader()
        var event = Event()
        let padded = Array(line) + [UInt8](repeating: 0, count: 16)
        return padded.withUnsafeBufferPointer { padded in
            _ = reader.read(Bytes(rebasing: padded[..<line.count]), format: nil, zone: zone, into: &event)
            return event.time
        }
    }
}
