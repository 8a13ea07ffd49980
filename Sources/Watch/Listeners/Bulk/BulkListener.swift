// A listener that looks like Elasticsearch to who sends logs: `_bulk`, `_doc` and what clients ask before they send.
// Overload is 429 for each line within an answer of 200, or a connection that ends: senders lose lines on other errors.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Events
import HTTPTypes
package import Hummingbird
import NIOCore
import Synchronization

/// Takes what senders of Elasticsearch send. `answer` goes into an `HTTPService`.
package final class BulkListener: Sendable {
    private let requests: IngestRequests
    private let numbers = Mutex<UInt64>(0)

    /// - Parameters:
    ///   - token: nil if everybody may send.
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
        let path = BulkPath(request.uri.path, method: request.method)
        if path == .health { return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ok\n"))) }
        let form = BulkForm(request)
        guard requests.allows(request) else { return form.error(.unauthorized, "security_exception") }
        do {
            switch path {
            case .bulk(let index): return try await bulk(request, peer, form, index)
            case .document(let index, let id):
                let action: BulkAction = request.uri.path.contains("/_create/") ? .create : .index
                return try await document(request, peer, form, action, index, id)
            default: return form.about(path, host: request.head.authority)
            }
        } catch let refused as BodyRefused {
            requests.count { $0.unreadable += 1 }
            return form.error(refused.status, "illegal_argument_exception")
        } catch let cut as BodyCut {
            requests.count { $0.unreadable += 1 }
            throw cut
        }
    }

    private func bulk(
        _ request: Request, _ peer: HTTPPeer, _ form: BulkForm, _ index: String?
    ) async throws -> Response {
        let grant = MemoryGrant(requests.memory, wait: requests.wait)
        var reader = BulkReader(requests.chunk(peer), index: index, lineLimit: requests.lineLimit)
        try await requests.read(request, holding: grant) { bytes in
            reader.read(bytes)
            if reader.isTooLong { throw BodyRefused(status: .contentTooLarge) }
            return reader.cost
        }
        reader.finish()
        guard !reader.isTooLong else { throw BodyRefused(status: .contentTooLarge) }
        let (items, names, chunks) = (reader.items, reader.names, reader.chunks)
        let (quarantined, cut) = (reader.quarantined, reader.cut)
        let stored = try await requests.store(chunks)
        requests.count {
            $0.quarantined += quarantined
            $0.cut += cut
        }
        return form.items(items, names: names, stored: stored, prefix: nextPrefix())
    }

    private func document(
        _ request: Request, _ peer: HTTPPeer, _ form: BulkForm, _ action: BulkAction, _ index: String, _ id: String?
    ) async throws -> Response {
        let grant = MemoryGrant(requests.memory, wait: requests.wait)
        var text: [UInt8] = []
        try await requests.read(request, holding: grant) { bytes in
            text.append(contentsOf: bytes)
            return text.count * 2
        }
        var reader = BulkReader(requests.chunk(peer), index: index, lineLimit: requests.lineLimit)
        reader.document(text, action, id: id)
        let (items, chunks) = (reader.items, reader.chunks)
        let (quarantined, cut) = (reader.quarantined, reader.cut)
        let stored = try await requests.store(chunks)
        // One document has no place for a 429 that every sender understands.
        guard let item = items.first, let duplicates = stored.first ?? nil else { throw ConnectionDropped() }
        requests.count {
            $0.quarantined += quarantined
            $0.cut += cut
        }
        return form.one(item, index: index, isDuplicate: duplicates.contains(item.line), prefix: nextPrefix())
    }

    /// Begins the ids of lines to which the sender gave none.
    private func nextPrefix() -> String {
        let number = numbers.withLock { numbers in
            numbers += 1
            return numbers
        }
        return "\(String(requests.now().nanoseconds, radix: 36))-\(String(number, radix: 36))-"
    }
}
