// How far the record has come, to tell in a moment whether anything in it is different.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import GRDB

/// Two looks at one record with the same version saw the same alerts and the same entries. Whoever changes it, this
/// program or another, makes another version.
public struct RecordVersion: Sendable, Hashable {
    /// The last change of an alert.
    private let alerts: Int64
    /// All entries of all journals: entries only come.
    private let entries: Int64

    fileprivate init?(_ row: Row?) {
        guard let row, let alerts: Int64 = row.number(0), let entries: Int64 = row.number(1) else { return nil }
        self.alerts = alerts
        self.entries = entries
    }
}

extension Records {
    /// The version of now; nil where changes of alerts are not noted (a file of before, on a disk that takes nothing).
    public func version() throws(Problem) -> RecordVersion? {
        guard ranking.isFollowed else { return nil }
        return try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT ifnull((SELECT max(number) FROM alert_changes), 0), ifnull((SELECT sum(count) FROM heads), 0)
                    """)
            return RecordVersion(try Row.fetchOne(statement))
        }
    }
}
