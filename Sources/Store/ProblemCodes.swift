// The problems that the store reports. Texts: Words/*/store.json.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Problem.Code {
    static let archiveUnusable = Problem.Code("archive.unusable")
    static let archiveUnwritable = Problem.Code("archive.unwritable")
    static let archiveFull = Problem.Code("archive.full")
    static let archiveDamaged = Problem.Code("archive.damaged")
    static let archiveDayDamaged = Problem.Code("archive.day_damaged")
    static let archiveJournalDamaged = Problem.Code("archive.journal_damaged")
    static let archiveTaken = Problem.Code("archive.taken")
    static let archiveNewer = Problem.Code("archive.newer")
    static let recordUnusable = Problem.Code("record.unusable")
    static let recordUnwritable = Problem.Code("record.unwritable")
    static let recordFull = Problem.Code("record.full")
    static let recordDamaged = Problem.Code("record.damaged")
    static let recordJournalDamaged = Problem.Code("record.journal_damaged")
    static let recordNewer = Problem.Code("record.newer")
    static let entryDamaged = Problem.Code("entry.damaged")
    static let entryTooLong = Problem.Code("entry.long")
    static let entryConflict = Problem.Code("entry.conflict")
    static let entryUnknown = Problem.Code("entry.unknown")
    static let journalBehind = Problem.Code("journal.behind")
    static let incidentUnknown = Problem.Code("incident.unknown")
    static let incidentsFull = Problem.Code("incident.full")
    static let alertUnknown = Problem.Code("alert.unknown")
    static let alertTaken = Problem.Code("alert.taken")
    static let outboxFull = Problem.Code("outbox.full")
    static let backupExists = Problem.Code("backup.exists")
    static let backupFailed = Problem.Code("backup.failed")
    static let queryTooLong = Problem.Code("query.long")
    static let queryTooManyTerms = Problem.Code("query.terms")
    static let queryOpenQuote = Problem.Code("query.quote")
    static let cursorInvalid = Problem.Code("query.cursor")
}
