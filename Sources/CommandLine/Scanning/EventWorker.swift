// Writes the records of a block as the objects of `dijkwacht events`.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events

/// One thread's part of `dijkwacht events`.
package struct EventWorker: BlockWorker, ~Copyable {
    package struct Settings: Sendable {
        let range: TimeRange
        let zone: ZoneRule
        let words: Words

        package init(range: TimeRange, zone: ZoneRule, words: Words) {
            self.range = range
            self.zone = zone
            self.words = words
        }
    }

    package struct Output: Sendable {
        package var lines: [UInt8] = []
        package var problems = ProblemTally()
    }

    package static let shape = ResultShape(
        members: ["time", "file", "line", "record_id", "format", "fields", "problems"],
        columns: [
            Column(name: "time", width: 19), Column(name: "format", width: 10),
            Column(name: "line", width: 8, isRight: true), Column(name: "record_id", width: 9, isRight: true),
            Column(name: "fields", width: 140),
        ])

    private let settings: Settings
    private var reader: RecordReader?
    private var json = JSONWriter()

    package init(_ settings: Settings) {
        self.settings = settings
        reader = RecordReader(zone: settings.zone)
    }

    package mutating func process(_ block: Block) -> Output {
        var output = Output()
        json.removeAll()
        for problem in block.problems { output.problems.add(problem, source: problem.place?.file ?? block.source) }
        guard var reader = reader.take() else { return output }
        reader.read(block) { event, place in
            let timeProblem = RecordReader.findTime(of: &event, zone: settings.zone)
            let found = event.problems + (timeProblem.map { [Problem($0)] } ?? [])
            // Without a time it lies outside, which is said: it may belong to what was asked for.
            guard settings.range.contains(event.time) || event.time == nil else { return }
            for problem in found {
                output.problems.add(problem.at(place.place(in: block.source)), source: block.source)
            }
            guard settings.range.contains(event.time) else { return }
            write(event, place, block, found)
        } unusable: { problem, place in
            let problem = problem.at(place.place(in: block.source))
            output.problems.add(problem, source: block.source)
            guard settings.range.isOpen else { return }
            write(Event(), place, block, [problem])
        }
        self.reader = consume reader
        output.lines = json.bytes
        return output
    }

    private mutating func write(_ event: borrowing Event, _ place: RecordPlace, _ block: Block, _ problems: [Problem]) {
        json.beginObject()
        json.name("time")
        if let time = event.time { json.string(time.description) } else { json.null() }
        json.name("file")
        json.string(block.source)
        if let line = place.line {
            json.name("line")
            json.number(line)
        }
        if let record = place.record {
            json.name("record_id")
            json.number(record)
        }
        json.name("format")
        json.string(block.format.rawValue)
        json.name("fields")
        FieldWriter.write(event, to: &json)
        json.name("problems")
        json.beginArray()
        for problem in problems { json.string(settings.words.text("problem.\(problem.code.name)", problem.arguments)) }
        if event.time == nil, problems.isEmpty { json.string(settings.words("problem.time.unknown")) }
        json.endArray()
        json.endObject()
        json.endLine()
    }
}

extension RecordPlace {
    func place(in source: String) -> Place {
        Place(file: source, line: line, record: record)
    }
}
