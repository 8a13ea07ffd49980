// What comes into the queue while a page of it is open.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Hummingbird
import Incidents
import Store

extension Pages {
    var liveRoutes: [PageRoute] {
        [
            .page("/live/signalen", .readQueue) { visit in
                let (since, level) = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    (
                        try parameters.value("sinds") { ULID($0) },
                        try parameters.value("niveau", AlertLevel.init(rawValue:))
                    )
                }
                // Where the browser was when its connection ended, else when the page was made.
                let last = HTTPField.Name("Last-Event-ID").flatMap { visit.call.request.headers[$0] }
                return .stream(liveQueue(visit, level, since: last.flatMap { ULID($0) } ?? since))
            }
        ]
    }

    /// Where rows that come live to a page begin: a little before the page, since an alert has its id before it is in
    /// the record. A row that the page has already is left as it is.
    static func liveAddress(_ question: QueueQuestion, _ frame: Frame) -> Address {
        let margin = 5_000_000_000 * max(frame.pace, 1)
        let since = ULID(time: frame.now.advanced(byNanoseconds: -Int64(margin)), random: (0, 0))
        return Address("/live/signalen").with("sinds", since.description)
            .with("niveau", question.alerts.levels.first?.rawValue)
    }

    private func liveQueue(_ visit: Visit, _ level: AlertLevel?, since: ULID?) -> Response {
        let pages = self
        let begin = since ?? ULID(time: api.services.now(), random: (0, 0))
        return live(visit, .readQueue, from: begin, id: begin.description) { seen, visit in
            try await pages.newRows(level, since: &seen, visit)
        }
    }

    /// The rows of alerts that began since then.
    private func newRows(
        _ level: AlertLevel?, since seen: inout ULID, _ visit: Visit
    ) async throws(Problem) -> [LiveRow] {
        var query = AlertQuery()
        query.levels = level.map { [$0] } ?? []
        query.order = .created
        query.limit = QueueQuestion.rows
        let alerts = try await api.alerts(query, visit.requester).alerts.filter { $0.alert.id > seen }
        guard let newest = alerts.map(\.alert.id).max() else { return [] }
        seen = newest
        let mayChoose = visit.may(.workQueue)
        // The oldest first: each goes on top of the one before.
        return alerts.reversed().map { queued in
            LiveRow(id: queued.alert.id.description, html: QueueRow.html(queued, visit, mayChoose: mayChoose))
        }
    }
}
