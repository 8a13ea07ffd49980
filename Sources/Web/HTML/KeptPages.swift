// Pages that were made a moment ago and would come out the same, because nothing in the record has changed since: a
// queue that many have open is made once for each of them, not at each look.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Store
import Synchronization

/// The last pages that depend on the record and on who looks, and on nothing else but the time.
final class KeptPages: Sendable {
    /// What makes two requests ask for the same page.
    struct Question: Hashable, Sendable {
        let requester: Requester
        /// Of the session: it stands in the forms of the page.
        let formKey: String
        let view: View
        let target: String

        init(_ visit: Visit) {
            requester = visit.requester
            formKey = visit.formKey
            view = visit.frame.view
            target = visit.frame.here
        }
    }

    private struct Kept {
        let page: Page
        let version: RecordVersion
        let made: Timestamp
    }

    /// A mute that ends, or a configuration that is read again, changes no row of the record. So no page is older than
    /// this, in nanoseconds: one second.
    private static let longest: Int64 = 1_000_000_000

    private let kept = Mutex<[Question: Kept]>([:])

    /// The page as it was made, if it still is what would be made.
    func page(_ question: Question, _ version: RecordVersion, now: Timestamp) -> Page? {
        guard let found = kept.withLock({ $0[question] }), found.version == version else { return nil }
        let age = now.nanoseconds - found.made.nanoseconds
        return 0...KeptPages.longest ~= age ? found.page : nil
    }

    /// - Parameters:
    ///   - version: that of the record before the page was made.
    ///   - now: when that was.
    func keep(_ page: Page, _ question: Question, _ version: RecordVersion, now: Timestamp) {
        kept.withLock { kept in
            if kept.count >= WebLimits.keptPages, kept[question] == nil { kept.removeAll(keepingCapacity: true) }
            kept[question] = Kept(page: page, version: version, made: now)
        }
    }
}

extension Pages {
    /// The page of a visit, made anew only if the record has changed.
    ///
    /// - Parameter make: depends on the record, on who looks and how, and on what the address asks. Not for pages whose
    ///   looking is written down each time.
    func kept(
        _ visit: Visit, _ make: () async throws(Problem) -> Page
    ) async throws(Problem) -> Page {
        let records = api.services.records
        // The card of a demonstration changes by itself, and the clock of an exercise with its speed.
        guard progress == nil, api.services.exercise == nil,
            let version = try await api.read({ () throws(Problem) in try records.version() })
        else { return try await make() }
        let question = KeptPages.Question(visit)
        if let page = keptPages.page(question, version, now: visit.frame.now) { return page }
        let page = try await make()
        keptPages.keep(page, question, version, now: visit.frame.now)
        return page
    }
}
