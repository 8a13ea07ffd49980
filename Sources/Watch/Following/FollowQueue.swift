// Where followed files are read: a thread of its own, since a disk or network that does not answer holds it up.
// SPDX-License-Identifier: EUPL-1.2

import Dispatch

/// Runs the work of the follower, one piece after the other.
final class FollowQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "dijkwacht.follow")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
