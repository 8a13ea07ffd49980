// Watches those who send: a source that falls silent, and one whose clock is off. Figures for status and metrics too.
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// What came from whom, and what is amiss with it. A value: it knows no clock and no disk.
package struct SourceWatch: Sendable {
    /// Sources of fewer lines are not expected to go on.
    package static let linesToExpect: Int64 = 10
    private static let hour: Int64 = 3_600_000_000_000
    private static let sweepAfter: Int64 = 10_000_000_000
    /// A source that is silent for so long is forgotten.
    private static let forgotten: Int64 = 90 * 24 * hour

    private var settings: SourceSettings
    /// Nobody is silent before the program could hear.
    private let started: Timestamp
    private var sources: [String: SourceState] = [:]
    private var others: SourceState?
    /// When room was last looked for.
    private var swept: Timestamp?

    /// - Parameters:
    ///   - started: since when lines can come in.
    ///   - text: what `text` gave before the program started again.
    package init(_ settings: SourceSettings, started: Timestamp, text: String? = nil) {
        self.settings = settings
        self.started = started
        if let text { restore(text) }
    }

    /// Expects something else from now on.
    package mutating func use(_ settings: SourceSettings) {
        self.settings = settings
    }

    /// Takes note of lines of one source that came together.
    ///
    /// - Parameter newest: the latest time that they give; nil if they give none.
    package mutating func note(
        _ source: String, lines: Int, bytes: Int, received: Timestamp, newest: Timestamp?
    ) {
        guard lines > 0 else { return }
        let name = SourceWatch.key(source)
        // In place: this is called for every batch.
        if sources[name] != nil || makeRoom(received) {
            sources[name, default: SourceState(lastLine: received)].note(
                lines: lines, bytes: bytes, received: received, newest: newest)
        } else {
            var state = others ?? SourceState(lastLine: received)
            state.note(lines: lines, bytes: bytes, received: received, newest: newest)
            others = state
        }
    }

    private static func key(_ source: String) -> String {
        guard source.utf8.count > SourceLimits.sourceNameBytes else { return source }
        var name = source
        while name.utf8.count > SourceLimits.sourceNameBytes { name.removeLast() }
        return name
    }

    /// Who sent a line or two and then nothing for an hour makes place: many such names may be invented.
    private mutating func makeRoom(_ now: Timestamp) -> Bool {
        if sources.count < SourceLimits.sources { return true }
        if let swept, now >= swept, now.nanoseconds - swept.nanoseconds < SourceWatch.sweepAfter { return false }
        swept = now
        let passing = sources.filter { _, state in
            state.lines < SourceWatch.linesToExpect
                && now.nanoseconds - state.lastLine.nanoseconds > SourceWatch.hour
        }
        for name in passing.keys { sources[name] = nil }
        return !passing.isEmpty
    }

    /// What is newly amiss. Each silence is told once, and each clock until it is right again.
    package mutating func check(now: Timestamp) -> [SourceFinding] {
        var findings: [SourceFinding] = []
        for (name, state) in sources {
            var state = state
            if let finding = silence(name, &state, now) { findings.append(finding) }
            if state.isClockNew, let finding = clock(name, &state, now) { findings.append(finding) }
            state.isClockNew = false
            let isGone = now.nanoseconds - state.lastLine.nanoseconds > SourceWatch.forgotten
            sources[name] = isGone ? nil : state
        }
        return findings.sorted { ($0.source, $0.rule) < ($1.source, $1.rule) }
    }

    private func silence(_ name: String, _ state: inout SourceState, _ now: Timestamp) -> SourceFinding? {
        guard let limit = settings.silenceAfter, !state.isSilent, state.lines >= SourceWatch.linesToExpect else {
            return nil
        }
        let due = max(state.lastLine, started).advanced(byNanoseconds: limit.nanoseconds)
        guard now > due else { return nil }
        state.isSilent = true
        return SourceFinding(source: name, kind: .silent(since: state.lastLine), time: due)
    }

    private func clock(_ name: String, _ state: inout SourceState, _ now: Timestamp) -> SourceFinding? {
        let tolerance = settings.clockSkew.nanoseconds
        guard let offset = state.clock.deviation(above: tolerance) else {
            // Right again only when it is clearly so: a clock at the limit would be told of again and again.
            if let median = state.clock.median, median.magnitude <= UInt64(max(tolerance / 2, 0)) {
                state.hasClockSkew = false
            }
            return nil
        }
        guard !state.hasClockSkew else { return nil }
        state.hasClockSkew = true
        return SourceFinding(source: name, kind: .clock(offset: offset), time: now)
    }

    /// All sources by name; those that were too many come last, together.
    package func figures(now: Timestamp) -> [SourceFigures] {
        sources.map { $1.figures($0, now: now) }.sorted { ($0.name ?? "") < ($1.name ?? "") }
            + (others.map { [$0.figures(nil, now: now)] } ?? [])
    }

    // MARK: over a restart

    /// The name of the mark under which `text` is kept.
    package static let markName = "sources"

    /// What is to be known after a restart. To be kept now and then: what is lost with it is only how lately a
    /// source was heard.
    package var text: String {
        let states = sources.sorted { $0.key < $1.key }.map { name, state in
            CanonicalJSON.object([
                "name": .string(name), "lines": .string(String(state.lines)), "bytes": .string(String(state.bytes)),
                "last": .string(String(state.lastLine.nanoseconds)), "silent": .boolean(state.isSilent),
                "skewed": .boolean(state.hasClockSkew),
            ])
        }
        return String(decoding: CanonicalJSON.object(["sources": .array(states)]).bytes ?? [], as: UTF8.self)
    }

    /// What cannot be read is left out: the source is then new.
    private mutating func restore(_ text: String) {
        guard case .object(let members)? = CanonicalJSON(bytes: Array(text.utf8)),
            case .array(let states)? = members["sources"]
        else { return }
        for case .object(let members) in states.prefix(SourceLimits.sources) {
            guard case .string(let name)? = members["name"], name.utf8.count <= SourceLimits.sourceNameBytes,
                case .boolean(let isSilent)? = members["silent"], case .boolean(let isSkewed)? = members["skewed"],
                let lines = SourceWatch.number(members["lines"]), let bytes = SourceWatch.number(members["bytes"]),
                let last = SourceWatch.number(members["last"])
            else { continue }
            var state = SourceState(lastLine: Timestamp(nanoseconds: last))
            state.lines = lines
            state.bytes = bytes
            state.isSilent = isSilent
            state.hasClockSkew = isSkewed
            sources[name] = state
        }
    }

    private static func number(_ value: CanonicalJSON?) -> Int64? {
        guard case .string(let text)? = value, let number = Int64(text), number >= 0 else { return nil }
        return number
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }
}
