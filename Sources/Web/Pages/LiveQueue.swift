// What comes into the queue while a page is open (HTML, "Server-sent events", 9.2): rows that are new, one after the
// other. The page puts them on top; the server does not know what the page shows.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Hummingbird
import Incidents
import NIOCore
import Store

extension Pages {
    /// Seconds between looks at the queue while someone watches.
    private static let pause = 2
    /// Looks after which a word goes out, so that what lies between does not end the connection.
    private static let heartbeat = 5

    var liveRoutes: [PageRoute] {
        [
            .page("/live/signalen", .readQueue) { visit in
                try visit.call.noParameters()
                return .stream(liveQueue(visit))
            }
        ]
    }

    private func liveQueue(_ visit: Visit) -> Response {
        let pages = self
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: 5000\n\n"))
            var seen = ULID(time: pages.api.services.now(), random: (0, 0))
            var looks = 0
            // The browser comes back by itself: then it is asked anew who it is.
            while looks < WebLimits.liveLooks {
                try await Task.sleep(for: .seconds(Pages.pause))
                looks += 1
                let rows = try await pages.newRows(since: &seen, visit)
                if !rows.isEmpty {
                    try await writer.write(ByteBuffer(string: rows))
                } else if looks % Pages.heartbeat == 0 {
                    try await writer.write(ByteBuffer(string: ": \(looks)\n\n"))
                }
            }
            try await writer.finish(nil)
        }
        var fields = HTTPFields()
        fields[.contentType] = "text/event-stream"
        fields[.cacheControl] = "no-store"
        fields[.xContentTypeOptions] = "nosniff"
        return Response(status: .ok, headers: fields, body: body)
    }

    /// Alerts that began since then, as events with their rows.
    private func newRows(since seen: inout ULID, _ visit: Visit) async throws(Problem) -> String {
        var query = AlertQuery()
        query.order = .created
        query.limit = QueueQuestion.rows
        let alerts = try await api.alerts(query, visit.requester).alerts.filter { $0.alert.id > seen }
        guard let newest = alerts.map(\.alert.id).max() else { return "" }
        seen = newest
        let mayChoose = visit.may(.workQueue)
        return alerts.reversed().map { queued in
            let row = QueueRow.html(queued, visit, mayChoose: mayChoose).text
            let data = row.split(separator: "\n", omittingEmptySubsequences: true).map { "data: \($0)\n" }.joined()
            return "event: row\n\(data)\n"
        }.joined()
    }
}
