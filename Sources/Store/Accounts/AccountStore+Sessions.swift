// Sessions, kept so that a restart of the program logs nobody out.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
import GRDB

extension AccountStore {
    /// All sessions that are not damaged, in no order. For `SessionTable`, which knows which of them still stand.
    public func sessions() throws(Problem) -> [Session] {
        try read { try Session.all($0).sound }
    }

    /// Writes a session that has begun. Of an account with more than `AccessLimits.sessionsPerAccount` of them the ones
    /// unused the longest end.
    public func save(_ session: Session) throws(Problem) {
        if try isFresh(session) { return }
        try write { database in
            try session.put(database)
            try database.cachedStatement(
                sql: """
                    DELETE FROM sessions WHERE account = ?1 AND hash NOT IN (
                        SELECT hash FROM sessions WHERE account = ?1 ORDER BY used DESC, began DESC LIMIT ?2)
                    """
            ).execute(arguments: [session.account.text, AccessLimits.sessionsPerAccount])
        }
    }

    /// Writes when a session was used, at most once a minute. Does not bring one back that has ended meanwhile.
    public func noteUse(of session: Session) throws(Problem) {
        if try isFresh(session) { return }
        try write { database in
            guard try Session.one("hash", session.hash.text, database) != nil else { return }
            try session.put(database)
        }
    }

    /// Ends a session: the person logs out.
    public func endSession(_ hash: SecretHash) throws(Problem) {
        try write { try Session.remove("hash", hash.text, $0) }
    }

    /// Ends all sessions of an account.
    public func endSessions(of account: AccountName) throws(Problem) {
        try write { try Session.remove("account", account.text, $0) }
    }

    /// Forgets the sessions whose time is over, and those that are damaged.
    public func forgetEndedSessions(_ policy: SessionPolicy, now: Timestamp) throws(Problem) {
        try write { database in
            let found = try Session.all(database)
            let standing = found.sound.filter { now < $0.ends(policy) }
            if !found.problems.isEmpty {
                try database.execute(sql: "DELETE FROM sessions")
                for session in standing { try session.put(database) }
            } else {
                for session in found.sound where now >= session.ends(policy) {
                    try Session.remove("hash", session.hash.text, database)
                }
            }
        }
    }

    /// Whether it is on disk as it is, but for a use since that need not be written yet.
    private func isFresh(_ session: Session) throws(Problem) -> Bool {
        let kept: Session? = try read { database in
            // One that is damaged is written anew.
            do { return try Session.one("hash", session.hash.text, database) } catch is Problem { return nil }
        }
        guard let kept, kept.account == session.account, kept.role == session.role, kept.began == session.began else {
            return false
        }
        let (since, isFar) = session.used.nanoseconds.subtractingReportingOverflow(kept.used.nanoseconds)
        return !isFar && since < AccountLimits.useSeconds * 1_000_000_000
    }
}
