// Bodies of which not every line was stored: when their sender sends them again, what was stored is known.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Crypto
import Synchronization

/// What a listener remembers of requests that it sent back. Lost with the program: then lines may be there twice.
package final class UnstoredBodies: Sendable {
    package init() {}

    private struct Body {
        var digest: [UInt8]
        var mark: String
        var until: Timestamp
    }

    private static let hour: Int64 = 3_600_000_000_000

    /// The oldest first.
    private let bodies = Mutex<[Body]>([])

    /// The mark of the request, by which its lines are told apart from the same lines of another one: that of the
    /// request before, if the same sender was sent back with the same body.
    package func mark(of body: some Sequence<UInt8>, from peer: String, now: Timestamp) -> String {
        let isEmpty = bodies.withLock { bodies in
            bodies.removeAll { $0.until < now }
            return bodies.isEmpty
        }
        if !isEmpty {
            let digest = UnstoredBodies.digest(body, peer)
            if let mark = bodies.withLock({ $0.first { $0.digest == digest }?.mark }) { return mark }
        }
        return "\(String(now.nanoseconds, radix: 36))-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    }

    /// Not all of it was stored.
    package func remember(_ body: some Sequence<UInt8>, from peer: String, mark: String, now: Timestamp) {
        let digest = UnstoredBodies.digest(body, peer)
        bodies.withLock { bodies in
            bodies.removeAll { $0.digest == digest }
            if bodies.count >= ForeignLimits.bodiesRemembered { bodies.removeFirst() }
            bodies.append(
                Body(digest: digest, mark: mark, until: now.advanced(byNanoseconds: UnstoredBodies.hour)))
        }
    }

    /// All of it is stored: the same body may come again as something new.
    package func forget(mark: String) {
        bodies.withLock { bodies in bodies.removeAll { $0.mark == mark } }
    }

    private static func digest(_ body: some Sequence<UInt8>, _ peer: String) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array(peer.utf8) + [0])
        hash.update(data: Array(body))
        return Array(hash.finalize())
    }
}
