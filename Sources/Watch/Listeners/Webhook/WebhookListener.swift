// A listener for alerts of other systems, and for lines: whatever is posted to it, to any path, is kept.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Events
import HTTPTypes
package import Hummingbird
import NIOCore

/// Takes what is posted. `answer` goes into an `HTTPService`.
package final class WebhookListener: Sendable {
    private let requests: IngestRequests
    private let unstored = UnstoredBodies()

    /// - Parameters:
    ///   - token: nil if everybody may send. It is taken from `Authorization` only: an address stands in logs.
    ///   - wait: how long a request waits for room, in seconds.
    package init(
        listener: Listener, intake: Intake, token: [UInt8]?, lineLimit: Int = 1 << 20, memory: BodyMemory = .shared,
        wait: Double = Double(IngestLimits.waitSeconds), now: @escaping @Sendable () -> Timestamp
    ) {
        requests = IngestRequests(
            listener, intake: intake, token: token, lineLimit: lineLimit, memory: memory, wait: wait, now: now)
    }

    /// As the configuration has it now.
    package var listener: Listener { requests.listener }
    /// What came, from any thread.
    package var figures: IngestFigures { requests.figures }

    /// Takes another zone and token, from the next request on.
    package func adjust(to listener: Listener, token: [UInt8]?) { requests.adjust(to: listener, token: token) }

    /// Answers a request.
    package func answer(_ request: Request, _ peer: HTTPPeer) async throws -> Response {
        if request.uri.path == "/healthz", request.method == .get || request.method == .head {
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
        }
        guard requests.allows(request) else {
            return Response(status: .unauthorized, headers: [.wwwAuthenticate: "Bearer"])
        }
        guard request.method == .post || request.method == .put else {
            return Response(status: .methodNotAllowed, headers: [.allow: "POST, PUT"])
        }
        do {
            return try await take(request, peer)
        } catch let refused as BodyRefused {
            requests.count { $0.unreadable += 1 }
            return Response(status: refused.status)
        } catch let cut as BodyCut {
            requests.count { $0.unreadable += 1 }
            throw cut
        }
    }

    private func take(_ request: Request, _ peer: HTTPPeer) async throws -> Response {
        let grant = MemoryGrant(requests.memory, wait: requests.wait)
        var body: [UInt8] = []
        try await requests.read(request, holding: grant) { bytes in
            body.append(contentsOf: bytes)
            return body.count * 2
        }
        let size = body.count
        body.append(contentsOf: [UInt8](repeating: 0, count: ForeignJSON.padding))
        let listener = requests.listener
        let limit = requests.lineLimit
        let lines = try await WebhookLines(ForeignJSON(padded: body), zone: listener.zoneRule, lineLimit: limit)
        let sender = "\(peer.address)"
        let mark = unstored.mark(of: body[..<size], from: sender, now: requests.now())
        var chunks: [LineChunk] = []
        var cut = 0
        lines.forEach(scope: "webhook \(listener.address)", key: WebhookListener.key(request), mark: mark) { line, id in
            if chunks.last.map({ $0.cost >= BulkReader.chunkBytes }) ?? true { chunks.append(requests.chunk(peer)) }
            if line.count > limit { cut += 1 }
            chunks[chunks.count - 1].append(line.prefix(limit), id: id)
        }
        requests.count { $0.cut += cut }
        let stored: [Set<Int>?]
        do {
            stored = try await requests.store(chunks)
        } catch {
            unstored.remember(body[..<size], from: sender, mark: mark, now: requests.now())
            throw error
        }
        // Part of it may be stored: it is sent again as a whole, and what is there is known.
        guard !stored.contains(where: { $0 == nil }) else {
            unstored.remember(body[..<size], from: sender, mark: mark, now: requests.now())
            return Response(status: .serviceUnavailable, headers: [.retryAfter: "10"])
        }
        unstored.forget(mark: mark)
        return WebhookListener.answer(lines: lines.count, known: stored.reduce(0) { $0 + ($1?.count ?? 0) })
    }

    /// How many lines there were, and how many of them were there before.
    private static func answer(lines: Int, known: Int) -> Response {
        let text = known == 0 ? "{\"lines\":\(lines)}\n" : "{\"lines\":\(lines),\"known\":\(known)}\n"
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// `Idempotency-Key`: the same when a request is sent again.
    private static func key(_ request: Request) -> String? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name],
            1...ForeignLimits.keyBytes ~= key.utf8.count
        else { return nil }
        return key
    }
}
