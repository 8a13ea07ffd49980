// The problems that the store reports. Texts: Words/*/store.json.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Problem.Code {
    static let archiveUnusable = Problem.Code("archive.unusable")
    static let archiveUnwritable = Problem.Code("archive.unwritable")
    static let archiveDamaged = Problem.Code("archive.damaged")
    static let archiveNewer = Problem.Code("archive.newer")
    static let queryTooLong = Problem.Code("query.long")
    static let queryTooManyTerms = Problem.Code("query.terms")
    static let queryOpenQuote = Problem.Code("query.quote")
    static let cursorInvalid = Problem.Code("query.cursor")
}
