// Waits on a thread for work that goes on elsewhere: commands are called without `async`, the watch is not.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Synchronization

enum Waiting {
    private final class Box<Result: Sendable>: Sendable {
        let result = Mutex<Result?>(nil)
    }

    /// What the body returns. Not to be called from a task: it holds its thread.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) -> Result {
        let box = Box<Result>()
        let done = DispatchSemaphore(value: 0)
        Task {
            let result = await body()
            box.result.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = box.result.withLock({ $0 }) else { preconditionFailure("signalled without a result") }
        return result
    }
}
