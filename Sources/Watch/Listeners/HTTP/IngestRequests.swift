// What the listeners over HTTP have in common: token, body, memory, and lines that are on disk before the answer.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Synchronization

/// What a listener over HTTP has done.
package struct IngestFigures: Sendable, Hashable {
    package var requests = 0
    package var lines = 0
    package var bytes = 0
    /// Lines that are kept and are not what they should be.
    package var quarantined = 0
    /// Lines that were cut at the limit.
    package var cut = 0
    /// Lines that were sent back, since there was no room for them.
    package var refused = 0
    /// Requests without the right token.
    package var denied = 0
    /// Requests that could not be read: too large, damaged, cut off.
    package var unreadable = 0
}

/// One listener. Used by all its requests.
final class IngestRequests: Sendable {
    private struct State {
        var listener: Listener
        var token: IngestToken
        var figures = IngestFigures()
    }

    let intake: Intake
    let lineLimit: Int
    let memory: BodyMemory
    let now: @Sendable () -> Timestamp
    let wait: Double
    private let state: Mutex<State>

    init(
        _ listener: Listener, intake: Intake, token: [UInt8]?, lineLimit: Int, memory: BodyMemory, wait: Double,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.intake = intake
        self.lineLimit = lineLimit
        self.memory = memory
        self.wait = wait
        self.now = now
        state = Mutex(State(listener: listener, token: IngestToken(token)))
    }

    var listener: Listener { state.withLock { $0.listener } }
    var figures: IngestFigures { state.withLock { $0.figures } }
    func count(_ change: (inout IngestFigures) -> Void) { state.withLock { change(&$0.figures) } }

    func adjust(to listener: Listener, token: [UInt8]?) {
        state.withLock {
            $0.listener = listener
            $0.token = IngestToken(token)
        }
    }

    /// Whether who sends may.
    func allows(_ request: Request) -> Bool {
        let token = state.withLock { $0.token }
        let isAllowed = token.allows(request.headers[.authorization])
        count {
            $0.requests += 1
            if !isAllowed { $0.denied += 1 }
        }
        return isAllowed
    }

    /// A chunk for lines of that sender.
    func chunk(_ peer: HTTPPeer) -> LineChunk {
        let listener = listener
        let name = "\(listener.kind.rawValue) \(peer.address)"
        return LineChunk(source: ArchiveSource(name: name), zone: listener.zoneRule, received: now())
    }

    /// Puts chunks where they go to the disk, and waits until they are there.
    ///
    /// - Returns: by chunk its lines that were there before; nil for one that there was no room for.
    /// - Throws: `ConnectionDropped` if the program ends: the sender sends all again.
    func store(_ chunks: [LineChunk]) async throws -> [Set<Int>?] {
        var result = [Set<Int>?](repeating: nil, count: chunks.count)
        let (outcomes, report) = AsyncStream.makeStream(of: (Int, LineOutcome).self)
        let end = ContinuousClock.now + .seconds(wait)
        var taken = 0
        for (index, chunk) in chunks.enumerated() {
            var chunk = chunk
            chunk.done = { report.yield((index, $0)) }
            let left = ContinuousClock.now.duration(to: end) / .seconds(1)
            let isTaken = await intake.put(chunk, within: max(left, 0))
            if intake.isClosed, !isTaken { throw ConnectionDropped() }
            if isTaken { taken += 1 } else { count { $0.refused += chunk.count } }
        }
        guard taken > 0 else { return result }
        for await (index, outcome) in outcomes {
            guard case .stored(let duplicates) = outcome else { throw ConnectionDropped() }
            result[index] = duplicates
            count {
                $0.lines += chunks[index].count - duplicates.count
                $0.bytes += chunks[index].bytes.count
            }
            taken -= 1
            if taken == 0 { return result }
        }
        throw ConnectionDropped()
    }

    /// Reads the body of a request, decompressed, in pieces.
    ///
    /// - Parameter take: takes a piece, and tells how much memory the request holds then.
    /// - Throws: `BodyRefused` with the status to answer.
    func read(
        _ request: Request, holding grant: MemoryGrant,
        _ take: (UnsafeBufferPointer<UInt8>) throws -> Int
    ) async throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > IngestLimits.bodyBytes {
            throw BodyRefused(status: .contentTooLarge)
        }
        let encoding = request.headers[.contentEncoding]?.lowercased() ?? "identity"
        guard ["gzip", "x-gzip", "deflate", "identity", ""].contains(encoding) else {
            throw BodyRefused(status: .unsupportedMediaType)
        }
        let gunzip = encoding == "identity" || encoding.isEmpty ? nil : Gunzip()
        var size = 0
        for try await buffer in request.body {
            size += buffer.readableBytes
            guard size <= IngestLimits.bodyBytes else { throw BodyRefused(status: .contentTooLarge) }
            var held = 0
            do {
                try buffer.withUnsafeReadableBytes { raw in
                    let bytes = raw.bindMemory(to: UInt8.self)
                    if let gunzip {
                        try gunzip.read(bytes) { held = try take($0) }
                    } else {
                        held = try take(bytes)
                    }
                }
            } catch let failure as Gunzip.Failure {
                throw BodyRefused(status: failure == .tooLarge ? .contentTooLarge : .badRequest)
            }
            guard await grant.grow(to: held) else { throw ConnectionDropped() }
        }
        // A stopped program must not look like the end of a body.
        try Task.checkCancellation()
        if let gunzip, !gunzip.isWhole { throw BodyRefused(status: .badRequest) }
    }
}

/// A body that is not taken, and what is answered.
struct BodyRefused: Error {
    let status: HTTPResponse.Status
}

/// Memory of one request; given back with it.
final class MemoryGrant: Sendable {
    private static let step = 256 << 10
    private let memory: BodyMemory
    private let wait: Double
    private let held = Mutex(0)

    init(_ memory: BodyMemory, wait: Double) {
        self.memory = memory
        self.wait = wait
    }

    deinit { memory.release(held.withLock { $0 }) }

    /// - Returns: false if there is no memory for it in time.
    func grow(to bytes: Int) async -> Bool {
        let missing = bytes - held.withLock { $0 }
        guard missing > 0 else { return true }
        let step = max(missing, MemoryGrant.step)
        guard await memory.take(step, within: wait) else { return false }
        held.withLock { $0 += step }
        return true
    }
}
