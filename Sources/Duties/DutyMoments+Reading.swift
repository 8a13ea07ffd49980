// Reads moments, facts and submissions. Every time carries an offset and none lies after now: a plan that rests on a
// time that was guessed would be worse than none.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension DutyMoments {
    private static let names = ["now", "incident_kind", "facts", "moments", "submissions"]

    /// Reads a file with moments. The law pack says which clocks there are.
    public static func read(_ node: DutyNode, pack: LawPack) -> DutyReading<DutyMoments> {
        var reader = NodeReader()
        guard node.pairs != nil else {
            reader.refuse(.dutyShape, ["moments"], at: node.place)
            return reader.reading(nil)
        }
        reader.checkNames(of: node, names)
        guard let written = node["now"] else {
            reader.refuse(.dutyMissing, ["now"], at: node.place)
            return reader.reading(nil)
        }
        guard let now = reader.time(written, "now") else { return reader.reading(nil) }
        var moments = DutyMoments(now: now.time)
        moments.incidentKind = reader.text(node["incident_kind"], "incident_kind")
        moments.facts = facts(node["facts"], &reader)
        moments.moments = reader.list(node["moments"], "moments").compactMap { moment($0, now, &reader) }
        moments.submissions = reader.list(node["submissions"], "submissions").compactMap {
            submission($0, now, pack, &reader)
        }
        return reader.reading(moments)
    }

    // MARK: facts

    private static func facts(_ node: DutyNode?, _ reader: inout NodeReader) -> [String: String] {
        guard let node else { return [:] }
        guard let pairs = node.pairs else {
            reader.report(.dutyShape, ["facts"], at: node.place)
            return [:]
        }
        if pairs.count > DutyLimits.entries {
            reader.refuse(.dutyTooMuch, ["facts", "\(DutyLimits.entries)"], at: node.place)
        }
        var facts: [String: String] = [:]
        for pair in pairs.prefix(DutyLimits.entries) {
            if let value = value(pair, &reader) { facts[LawPack.plain(pair.name)] = value }
        }
        return facts
    }

    /// What a fact says; of a list or a map only that it is not empty.
    private static func value(_ pair: DutyNode.Pair, _ reader: inout NodeReader) -> String? {
        switch pair.value.content {
        case .null: nil
        case .text: reader.text(pair.value, NodeReader.shown(pair.name))
        case .list(let elements): elements.isEmpty ? nil : "…"
        case .map(let pairs): pairs.isEmpty ? nil : "…"
        }
    }

    // MARK: moments and submissions

    private static func moment(_ node: DutyNode, _ now: WrittenTime, _ reader: inout NodeReader) -> DutyMoment? {
        guard node.pairs != nil else {
            reader.report(.dutyShape, ["moments"], at: node.place)
            return nil
        }
        reader.checkNames(of: node, ["kind", "time", "precision", "source", "organisation"])
        let precision = precision(node["precision"], &reader)
        // Times are looked at also where the kind is not known: what is wrong with them makes the file unusable.
        let written = node["time"].flatMap { reader.time($0, "time") }
        if node["time"] == nil, precision != .unknown {
            reader.refuse(.dutyMissing, ["time"], at: node.place)
            return nil
        }
        guard let word = reader.text(node["kind"], "kind") else {
            if node["kind"] == nil { reader.report(.dutyMissing, ["kind"], at: node.place) }
            return nil
        }
        guard let kind = MomentKind(rawValue: LawPack.plain(word)) else {
            reader.report(unknown: word, MomentKind.allCases.map(\.rawValue), node["kind"]?.place ?? node.place)
            return nil
        }
        let moment = DutyMoment(
            kind, written?.time, precision, offsetSeconds: written?.offsetSeconds ?? 0,
            source: reader.text(node["source"], "source"),
            organisation: reader.text(node["organisation"], "organisation"))
        // The hour or the day that is meant may go on beyond now; it may not begin after it.
        if let earliest = moment.earliest, earliest > now.time {
            reader.refuse(.dutyFuture, [kind.rawValue, "\(earliest)", "\(now.time)"], at: node["time"]?.place)
        }
        return moment
    }

    private static func precision(_ node: DutyNode?, _ reader: inout NodeReader) -> Moment.Precision {
        guard let node else { return .exact }
        if let word = reader.text(node, "precision"), let precision = Moment.Precision(rawValue: LawPack.plain(word)) {
            return precision
        }
        // Whoever wrote something else did not mean exact: the day is the careful reading.
        let choices = Moment.Precision.allCases.map(\.rawValue).joined(separator: ", ")
        reader.report(.dutyValue, ["precision", choices], at: node.place)
        return .day
    }

    private static func submission(
        _ node: DutyNode, _ now: WrittenTime, _ pack: LawPack, _ reader: inout NodeReader
    ) -> Submission? {
        guard node.pairs != nil else {
            reader.report(.dutyShape, ["submissions"], at: node.place)
            return nil
        }
        reader.checkNames(of: node, ["clock", "time", "proof", "organisation"])
        guard let at = node["time"] else {
            reader.refuse(.dutyMissing, ["time"], at: node.place)
            return nil
        }
        guard let written = reader.time(at, "time") else { return nil }
        if written.time > now.time {
            reader.refuse(.dutyFuture, ["submission", "\(written.time)", "\(now.time)"], at: at.place)
        }
        guard let word = reader.text(node["clock"], "clock") else {
            if node["clock"] == nil { reader.report(.dutyMissing, ["clock"], at: node.place) }
            return nil
        }
        guard let clock = pack.clocks.first(where: { $0.id.lowercased() == word.lowercased() }) else {
            let known = pack.clocks.map(\.id)
            let near = NearName.of(word, among: known) ?? known.prefix(12).joined(separator: ", ") + " …"
            reader.report(.dutyUnknownClock, [NodeReader.shown(word), near], at: node["clock"]?.place ?? node.place)
            return nil
        }
        return Submission(
            clock.id, written.time, proof: reader.text(node["proof"], "proof"),
            organisation: reader.text(node["organisation"], "organisation"))
    }
}
