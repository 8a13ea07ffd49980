// Where the records of an exercise come together: each log in time order, numbered as its program numbers, and with
// the place of each record that belongs to a step.
// SPDX-License-Identifier: EUPL-1.2

/// Gathers records in any order, gives them out in order of time, and knows on which line each marked record came.
struct LogBook {
    /// A log file: an index into the list of names.
    struct File: Hashable, Sendable {
        let index: Int
    }

    private struct Record {
        let time: Instant
        let order: Int
        let bytes: [UInt8]
        /// Where the number that the program gives belongs in the bytes; -1 if it gives none.
        let numberAt: Int
        let mark: Int
    }

    /// Where a marked record went.
    struct Placed: Sendable {
        let mark: Int
        let time: Instant
        let file: File
        let line: Int
    }

    private(set) var names: [String] = []
    private(set) var placed: [Placed] = []
    private(set) var recordCount = 0
    private var pending: [[Record]] = []
    private var lines: [Int] = []
    private var numbers: [Int] = []
    private var gaps: [(file: File, from: Instant, to: Instant)] = []
    private var order = 0
    private var mark = -1

    mutating func open(_ name: String, firstNumber: Int = 0) -> File {
        names.append(name)
        pending.append([])
        lines.append(0)
        numbers.append(firstNumber)
        return File(index: names.count - 1)
    }

    /// Records that are added from now on belong to the happening with this index, until `-1`.
    mutating func setMark(_ mark: Int) {
        self.mark = mark
    }

    /// From one instant up to another nothing reaches this log.
    mutating func silence(_ file: File, from: Instant, to: Instant) {
        gaps.append((file, from, to))
    }

    mutating func add(_ file: File, at time: Instant, _ bytes: [UInt8], numberAt: Int = -1) {
        pending[file.index].append(Record(time: time, order: order, bytes: bytes, numberAt: numberAt, mark: mark))
        order += 1
    }

    /// Gives out all records before an instant, per log in one piece.
    mutating func flush(before end: Instant, to write: (String, [UInt8]) -> Void) {
        for index in names.indices {
            var ready = pending[index].filter { $0.time < end }
            pending[index].removeAll { $0.time < end }
            ready.removeAll { record in
                gaps.contains { $0.file.index == index && $0.from <= record.time && record.time < $0.to }
            }
            ready.sort { $0.time == $1.time ? $0.order < $1.order : $0.time < $1.time }
            let bytes = number(ready, in: index)
            if !bytes.isEmpty { write(names[index], bytes) }
        }
    }

    private mutating func number(_ records: [Record], in index: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(records.reduce(0) { $0 + $1.bytes.count + 10 })
        for record in records {
            lines[index] += 1
            recordCount += 1
            if record.numberAt >= 0 {
                numbers[index] += 1
                out.append(contentsOf: record.bytes[..<record.numberAt])
                out.append(contentsOf: String(numbers[index]).utf8)
                out.append(contentsOf: record.bytes[record.numberAt...])
            } else {
                out.append(contentsOf: record.bytes)
            }
            out.append(UInt8(ascii: "\n"))
            if record.mark >= 0 {
                placed.append(
                    Placed(mark: record.mark, time: record.time, file: File(index: index), line: lines[index]))
            }
        }
        return out
    }
}
