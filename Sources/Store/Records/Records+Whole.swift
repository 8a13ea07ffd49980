// Alerts as far as they are whole: one row that is damaged does not hide the others.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import GRDB
public import Incidents

/// Alerts that are as they were written, and what is wrong with the rest.
public struct WholeAlerts: Sendable {
    public var alerts: [Alert] = []
    /// One for each row that is damaged; it names the alert as far as that can be read.
    public var problems: [Problem] = []
}

extension Records {
    /// The entries of an incident that must be there, in order.
    ///
    /// - Throws: `Problem` if it is not, or an entry is damaged.
    public func journal(of number: IncidentNumber) throws(Problem) -> [JournalEntry] {
        let entries = try entries(.incident(number))
        guard !entries.isEmpty else { throw Problem(.incidentUnknown, [number.description]) }
        return entries
    }

    /// As `alerts(open:limit:)`, and goes on where that stops.
    ///
    /// - Throws: `Problem` if the table cannot be read at all.
    public func wholeAlerts(open: Bool = true, limit: Int = 10_000) throws(Problem) -> WholeAlerts {
        try read { database in
            let (kept, problems) = try AlertTable.whole(
                open ? "WHERE state = 'open' ORDER BY last_seen DESC LIMIT ?" : "ORDER BY last_seen DESC LIMIT ?",
                [limit], database)
            return WholeAlerts(alerts: kept.map(\.alert), problems: problems)
        }
    }
}

extension AlertTable {
    /// The rows that are whole, and a problem for each other one.
    static func whole(
        _ condition: String, _ arguments: StatementArguments, _ database: Database
    ) throws -> ([Kept], [Problem]) {
        let statement = try database.cachedStatement(sql: "SELECT \(columns) FROM alerts \(condition)")
        var (kept, problems): ([Kept], [Problem]) = ([], [])
        // To the last row, whatever they hold: a statement that is left halfway must not come back.
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() {
            if let one = Kept(row) { kept.append(one) } else { problems.append(damaged(row)) }
        }
        return (kept, problems)
    }

    static func damaged(_ row: Row) -> Problem {
        Problem(.recordDamaged, ["alert \(row.text(0) ?? "")"])
    }
}
