// What a scan does with each block: read, hold against the rules, write the hits down.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma

/// All that workers share and only read.
struct ScanSettings: Sendable {
    let engine: Engine
    let correlations: CorrelationSet
    let range: TimeRange
    let zone: ZoneRule
    /// What a hit without a time says.
    let timeProblem: String
}

/// What one block came to, in the order of its records.
struct ScanOutput: Sendable {
    /// Hits to be written, and what correlations need, as they come.
    enum Item: Sendable {
        /// The end of the hits written so far in `hits`.
        case hits(upTo: Int)
        case input(CorrelationInput)
    }

    var items: [Item] = []
    /// JSON Lines.
    var hits: [UInt8] = []
    var tally = ScanTally()
    /// The highest level among the hits.
    var highest: Level?
}

/// One thread's part of a scan.
struct ScanWorker: BlockWorker, ~Copyable {
    private let settings: ScanSettings
    /// Taken out while a block is read, since the reader lends its event while the rest of the worker changes.
    private var reader: RecordReader?
    private var matcher: Matcher
    private var found: [Int] = []
    private var json = JSONWriter()

    init(_ settings: ScanSettings) {
        self.settings = settings
        reader = RecordReader(zone: settings.zone)
        matcher = Matcher(settings.engine)
    }

    mutating func process(_ block: Block) -> ScanOutput {
        var output = ScanOutput()
        output.tally.bytes = block.count
        for problem in block.problems {
            output.tally.problems.add(problem, source: problem.place?.file ?? block.source)
        }
        json.removeAll()
        guard var reader = reader.take() else { return output }
        reader.read(block) { event, place in
            take(&event, place, block, &output)
        } unusable: { problem, place in
            output.tally.unusable += 1
            output.tally.problems.add(problem.at(place.place(in: block.source)), source: block.source)
        }
        self.reader = consume reader
        output.hits = json.bytes
        if !output.hits.isEmpty { output.items.append(.hits(upTo: output.hits.count)) }
        return output
    }

    private mutating func take(
        _ event: inout Event, _ place: RecordPlace, _ block: Block, _ output: inout ScanOutput
    ) {
        output.tally.events += 1
        for problem in event.problems {
            output.tally.problems.add(problem.at(place.place(in: block.source)), source: block.source)
        }
        let timeProblem = RecordReader.findTime(of: &event, zone: settings.zone)
        output.tally.saw(event.time)
        if let timeProblem {
            output.tally.problems.add(Problem(timeProblem, [], at: place.place(in: block.source)), source: block.source)
        }
        guard settings.range.contains(event.time) else {
            output.tally.outsideTime += 1
            return
        }
        found.removeAll(keepingCapacity: true)
        matcher.match(&event, hits: &found)
        if !matcher.limitHits.isEmpty { noteLimits(place, block, &output) }
        for rule in found { report(rule, event, place, block, &output) }
    }

    /// Counted by rule: it is the rule that has to be made simpler.
    private func noteLimits(_ place: RecordPlace, _ block: Block, _ output: inout ScanOutput) {
        for hit in matcher.limitHits {
            let header = settings.engine.rules[hit.rule].header
            let rule = header.place.description
            output.tally.problems.add(
                Problem(.regexLimit, [header.title, rule, hit.field], at: place.place(in: block.source)), source: rule)
        }
    }

    private mutating func report(
        _ number: Int, _ event: borrowing Event, _ place: RecordPlace, _ block: Block, _ output: inout ScanOutput
    ) {
        let rule = settings.engine.rules[number]
        if settings.correlations.reads(rule: number) {
            if let time = event.time {
                output.items.append(.hits(upTo: json.bytes.count))
                output.items.append(.input(input(number, time, event, place, block)))
            } else {
                output.tally.problems.add(
                    Problem(.correlationWithoutTime, [rule.header.title], at: place.place(in: block.source)),
                    source: block.source)
            }
            if settings.correlations.hidden.contains(number) { return }
        }
        let host = EntityFields.host(of: event)
        output.tally.hit(rule: number, time: event.time, host: host, account: EntityFields.account(of: event))
        output.highest = max(output.highest ?? rule.header.level, rule.header.level)
        let reasons = settings.engine.reasons(rule: number, plan: matcher.lastPlan, event)
        HitWriter.writeRule(
            rule, time: event.time, timeProblem: settings.timeProblem, source: block.source, place: place,
            reasons: reasons, to: &json)
    }

    private func input(
        _ number: Int, _ time: Timestamp, _ event: borrowing Event, _ place: RecordPlace, _ block: Block
    ) -> CorrelationInput {
        let mapping = settings.engine.mapping(of: matcher.lastPlan, rule: number)
        let values = settings.correlations.fields[number].map { field in
            settings.engine.value(of: field, mapping: mapping, in: event)
        }
        let evidence = Evidence(
            place: place.place(in: block.source), offset: place.offset,
            ruleID: settings.engine.rules[number].header.id)
        return CorrelationInput(rule: number, time: time, values: values, evidence: evidence)
    }
}
