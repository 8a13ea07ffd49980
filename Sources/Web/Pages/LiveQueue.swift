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

    private func liveQueue(_ first: Visit, _ level: AlertLevel?, since: ULID?) -> Response {
        let pages = self
        let body = ResponseBody { writer in
            var seen = since ?? ULID(time: pages.api.services.now(), random: (0, 0))
            try await writer.write(ByteBuffer(string: "retry: 5000\nid: \(seen)\n\n"))
            var looks = 0
            while looks < WebLimits.liveLooks {
                try await Task.sleep(for: .seconds(Pages.pause))
                looks += 1
                // Who has logged out, or may no longer see the queue, sees nothing more from then on.
                guard let visit = try await pages.visit(first.call, first.frame, isUse: false), visit.may(.readQueue)
                else { break }
                let rows = try await pages.newRows(level, since: &seen, visit)
                if !rows.isEmpty {
                    try await writer.write(ByteBuffer(string: rows))
                } else if looks % Pages.heartbeat == 0 {
                    try await writer.write(ByteBuffer(string: ": \(looks)\n\n"))
                }
            }
            try await writer.finish(nil)
        }
        var fields = Answer().page(first.frame.view.language, isEncrypted: api.services.isEncrypted).headers
        fields[.contentType] = "text/event-stream"
        // It goes on until one of both ends it.
        fields[.contentLength] = nil
        return Response(status: .ok, headers: fields, body: body)
    }

    /// Alerts that began since then, as events with their rows.
    private func newRows(
        _ level: AlertLevel?, since seen: inout ULID, _ visit: Visit
    ) async throws(Problem) -> String {
        var query = AlertQuery()
        query.levels = level.map { [$0] } ?? []
        query.order = .created
        query.limit = QueueQuestion.rows
        let alerts = try await api.alerts(query, visit.requester).alerts.filter { $0.alert.id > seen }
        guard let newest = alerts.map(\.alert.id).max() else { return "" }
        seen = newest
        let mayChoose = visit.may(.workQueue)
        // The oldest first: each goes on top of the one before.
        return alerts.reversed().map { queued in
            let row = QueueRow.html(queued, visit, mayChoose: mayChoose).text
            // Each of CR, LF and both ends a line (9.2.5); as a `Character` CR LF is neither.
            let lines = row.utf8.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            let data = lines.map { "data: \(Substring($0))\n" }.joined()
            return "event: row\nid: \(queued.alert.id)\n\(data)\n"
        }.joined()
    }
}
