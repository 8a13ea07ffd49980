// Work that blocks a thread (the disk, a search, scrypt) beside the threads that serve connections: so many at a time.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Dispatch
import Synchronization

/// Runs at most `width` pieces of work at one time; a bounded number waits.
final class WorkPool: Sendable {
    private struct State {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let width: Int
    private let most: Int
    private let queue: DispatchQueue
    private let state = Mutex(State())

    init(_ name: String, width: Int, waiting: Int = WebLimits.waiting) {
        self.width = width
        most = waiting
        queue = DispatchQueue(label: "dijkwacht.web.\(name)", attributes: .concurrent)
    }

    /// What the work gives.
    ///
    /// - Throws: what the work throws, or `.busy` if too much waits already.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let result: Result<Value, Problem> = await withCheckedContinuation { done in
            let isTaken = take {
                do throws(Problem) {
                    done.resume(returning: .success(try work()))
                } catch {
                    done.resume(returning: .failure(error))
                }
            }
            if !isTaken { done.resume(returning: .failure(Problem(.busy))) }
        }
        return try result.get()
    }

    private func take(_ job: @escaping @Sendable () -> Void) -> Bool {
        let starts = state.withLock { state -> Bool? in
            if state.running < width {
                state.running += 1
                return true
            }
            guard state.waiting.count < most else { return nil }
            state.waiting.append(job)
            return false
        }
        if starts == true { queue.async { self.work(job) } }
        return starts != nil
    }

    /// One place works until nothing waits.
    private func work(_ first: @escaping @Sendable () -> Void) {
        var job = first
        while true {
            job()
            let next = state.withLock { state -> (@Sendable () -> Void)? in
                if state.waiting.isEmpty {
                    state.running -= 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            guard let next else { return }
            job = next
        }
    }
}
