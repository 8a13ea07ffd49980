// A listener that speaks HTTP (`_bulk`, webhooks) as one of those that run.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Hummingbird

/// Takes the requests of one listener and counts what came.
protocol HTTPRequests: Sendable {
    var listener: Listener { get }
    var figures: IngestFigures { get }
    func adjust(to listener: Listener, token: [UInt8]?)
    func answer(_ request: Request, _ peer: HTTPPeer) async throws -> Response
}

extension BulkListener: HTTPRequests {}
extension WebhookListener: HTTPRequests {}

/// One listener over HTTP with its server.
final class HTTPListener: RunningListener {
    private let requests: any HTTPRequests
    private let service: HTTPService
    private let folder: URL

    init(_ requests: any HTTPRequests, folder: URL, connections: Int, now: @escaping @Sendable () -> Timestamp) {
        self.requests = requests
        self.folder = folder
        service = HTTPService(address: requests.listener.address, connections: connections, now: now) {
            try await requests.answer($0, $1)
        }
    }

    var listener: Listener { requests.listener }

    var address: String? {
        service.port.map { listener.address.on(port: $0).description }
    }

    var figures: ListenerFigures {
        let (came, server) = (requests.figures, service.counters)
        var figures = ListenerFigures()
        figures.connections = service.connections
        figures.refused = server.crowdedOut
        figures.lines = came.lines
        figures.bytes = came.bytes
        figures.cut = came.cut
        figures.dropped = came.refused
        figures.failures = came.denied + came.unreadable + server.late.values.reduce(0, +)
        figures.quarantined = came.quarantined
        return figures
    }

    /// - Throws: `Problem` if the address cannot be had, or a file cannot be used.
    func start() async throws(Problem) {
        try await service.start(tls: try listener.tls?.context(in: folder))
    }

    func adjust(to listener: Listener) throws(Problem) {
        requests.adjust(to: listener, token: try HTTPListener.token(of: listener, in: folder))
        if let context = try listener.tls?.context(in: folder) { service.renew(context) }
    }

    func stop() async {
        await service.stop()
    }

    /// The token that senders must show, from where the configuration says.
    static func token(of listener: Listener, in folder: URL) throws(Problem) -> [UInt8]? {
        guard let token = listener.token else { return nil }
        return try token.read(in: folder)
    }
}
