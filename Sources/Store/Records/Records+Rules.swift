// What became of the alerts of each rule, as far as someone may see them.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import GRDB
public import Incidents

/// The alerts of one rule, counted.
public struct RuleFigures: Sendable, Hashable {
    /// How many closed alerts there must be before their share of false alarms says anything.
    public static let smallestSample = 10

    /// The title and level of one of them, for rules that are not loaded any more.
    public var title = ""
    public var level = AlertLevel.informational
    /// Alerts that wait for a decision, muted ones included.
    public var open = 0
    /// Alerts in incidents that are not closed.
    public var merged = 0
    public var closed = 0
    /// Of `closed`, those that were closed as a false alarm.
    public var falseAlarms = 0

    public init() {}

    /// All that there were.
    public var all: Int { open + merged + closed }

    /// Which part of the closed alerts was a false alarm, from 0 to 1; nil as long as there are too few.
    public var falseShare: Double? {
        closed >= RuleFigures.smallestSample ? Double(falseAlarms) / Double(closed) : nil
    }

    mutating func add(_ count: Int, in state: Alert.State) {
        switch state {
        case .open: open += count
        case .merged: merged += count
        case .closed(let reason, _):
            closed += count
            if reason == .falseAlarm { falseAlarms += count }
        }
    }
}

extension Records {
    /// The figures of all rules that have alerts, by the name that alerts have for them. What someone may not see is
    /// not counted. Rows whose state cannot be read are left out; `check` names them.
    public func ruleFigures(for sight: Sight) throws(Problem) -> [String: RuleFigures] {
        try read { database in
            let circles = try index.summaries(database).circles
            var figures: [String: RuleFigures] = [:]
            let sql = "SELECT rule, state, level, count(*), max(title) FROM alerts GROUP BY rule, state, level"
            for row in try Row.fetchAll(database, sql: sql) {
                guard let rule = row.text(0), let state = row.text(1).flatMap(Alert.State.init(stored:)),
                    let count: Int = row.number(3), sight.sees(state, circles)
                else { continue }
                var known = figures[rule] ?? RuleFigures()
                known.add(count, in: state)
                known.title = row.text(4) ?? known.title
                known.level = max(known.level, row.text(2).flatMap(AlertLevel.init) ?? .informational)
                figures[rule] = known
            }
            return figures
        }
    }
}
