// Looks the addresses of a name up, so that who sends knows which address it goes to before it goes there.
// POSIX.1-2017 getaddrinfo; RFC 6724 for the order in which it gives them.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Dispatch
import Foundation
import Synchronization

package enum HostLookup {
    /// Beside the threads that run tasks, since the system may keep one waiting.
    private static let queue = DispatchQueue(label: "dijkwacht.lookup", attributes: .concurrent)
    private static let limit = DispatchTimeInterval.seconds(5)

    private typealias Answer = Result<[String], Problem>

    /// The addresses of a name, as text, in the order in which to try them.
    @Sendable
    package static func addresses(of host: String) async throws(Problem) -> [String] {
        let answer = await withCheckedContinuation { (done: CheckedContinuation<Answer, Never>) in
            let waiting = Mutex<CheckedContinuation<Answer, Never>?>(done)
            let once = Once(waiting: waiting)
            queue.async { once.answer(find(host)) }
            queue.asyncAfter(deadline: .now() + limit) {
                once.answer(.failure(Problem(.webhookLookup, [host, "timeout"])))
            }
        }
        return try answer.get()
    }

    /// The lookup or the limit, whichever is first.
    private final class Once: Sendable {
        private let waiting: Mutex<CheckedContinuation<Answer, Never>?>

        init(waiting: consuming sending Mutex<CheckedContinuation<Answer, Never>?>) {
            self.waiting = waiting
        }

        func answer(_ answer: Answer) {
            let done = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            done?.resume(returning: answer)
        }
    }

    private static func find(_ host: String) -> Answer {
        var hints = addrinfo()
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &found)
        guard code == 0 else {
            return .failure(Problem(.webhookLookup, [host, String(cString: gai_strerror(code))]))
        }
        defer { freeaddrinfo(found) }
        var addresses: [String] = []
        var next = found
        while let entry = next {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
                NI_NUMERICHOST) == 0
            {
                let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                let address = String(decoding: bytes, as: UTF8.self)
                if !addresses.contains(address) { addresses.append(address) }
            }
            next = entry.pointee.ai_next
        }
        return .success(addresses)
    }
}
