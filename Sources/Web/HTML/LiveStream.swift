// What comes to a page while it is open (HTML, "Server-sent events", 9.2): rows that are new, one after the other. The
// page puts them on top; the server does not know what the page shows.
// SPDX-License-Identifier: EUPL-1.2

import Access
import HTTPTypes
import Hummingbird
import NIOCore

/// A row that comes to an open page.
struct LiveRow: Sendable {
    /// From where a browser asks again when its connection ended; nil where it begins anew.
    var id: String?
    var html: HTML

    /// As one event. Each of CR, LF and both ends a line (9.2.5); as a `Character` CR LF is neither.
    var event: String {
        let lines = html.text.utf8.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let data = lines.map { "data: \(Substring($0))\n" }.joined()
        return "event: row\n\(id.map { "id: \($0)\n" } ?? "")\(data)\n"
    }
}

extension Pages {
    /// Seconds between looks at what is new while someone watches.
    private static let livePause = 2
    /// Looks after which a word goes out, so that what lies between does not end the connection.
    private static let liveHeartbeat = 5

    /// Looks again and again for what is new, and sends its rows.
    ///
    /// - Parameters:
    ///   - permission: what is needed to see the rows, at each look: who has logged out, or may no longer see them,
    ///     sees nothing more from then on.
    ///   - state: what a look leaves to the next: up to where it has looked.
    ///   - id: where the stream begins, for a browser whose connection ends before its first row.
    ///   - look: gives the rows that are new, the oldest first.
    func live<State: Sendable>(
        _ first: Visit, _ permission: Permission, from state: State, id: String? = nil,
        look: @escaping @Sendable (inout State, Visit) async throws -> [LiveRow]
    ) -> Response {
        let pages = self
        let body = ResponseBody { writer in
            var state = state
            try await writer.write(ByteBuffer(string: "retry: 5000\n\(id.map { "id: \($0)\n" } ?? "")\n"))
            for number in 1...WebLimits.liveLooks {
                if number > 1 { try await Task.sleep(for: .seconds(Pages.livePause)) }
                guard let visit = try await pages.visit(first.call, first.frame, isUse: false), visit.may(permission)
                else { break }
                let rows = try await look(&state, visit)
                if !rows.isEmpty {
                    try await writer.write(ByteBuffer(string: rows.map(\.event).joined()))
                } else if number % Pages.liveHeartbeat == 0 {
                    try await writer.write(ByteBuffer(string: ": \(number)\n\n"))
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
}
