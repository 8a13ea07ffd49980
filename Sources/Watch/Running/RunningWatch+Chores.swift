// What a watch does beside its lines: writes down how it is, and deletes days whose time is over.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Store
import Synchronization

extension RunningWatch {
    /// Seconds between two looks at what is too old.
    private static let retention: Int64 = 3_600

    /// Until it is cancelled.
    func keepHouse() async {
        var removed: Timestamp?
        while !Task.isCancelled {
            await writeStatus()
            let now = surroundings.now()
            if removed.map({ now.nanoseconds - $0.nanoseconds > RunningWatch.retention * 1_000_000_000 }) ?? true {
                removed = now
                await removeOldDays(now)
            }
            try? await Task.sleep(for: .seconds(StatusFile.interval))
        }
    }

    private func removeOldDays(_ now: Timestamp) async {
        do throws(Problem) {
            _ = try await Retention.apply(
                archive, records, journal, keepDays: configuration.retentionDays, now: now)
        } catch {
            problems.withLock { problems in
                if !problems.contains(error) { problems.append(error) }
            }
        }
    }

    func writeStatus() async {
        let status = await measure()
        latest.withLock { $0 = status }
        StatusFile.write(status.json(surroundings.words), to: folder.status)
    }

    /// The health of all parts, at most some seconds old.
    public var status: WatchStatus? { latest.withLock { $0 } }

    /// The health of all parts now.
    public func measure() async -> WatchStatus {
        WatchStatus(
            asOf: surroundings.now(), began: began, process: getpid(), figures: thread.figures, waiting: intake.cost,
            waitingLimit: configuration.limits.queueBytes,
            ways: listeners.all.map { running in
                WatchStatus.Way(
                    kind: running.listener.kind.rawValue,
                    address: running.address ?? running.listener.address.description, figures: running.figures)
            }, files: follower.status, sources: thread.sources, outbox: await outbox.status,
            days: archive.sizes, freeBytes: reserve.freeBytes, hasReserve: reserve.isHeld,
            problems: records.problems + problems.withLock { $0 })
    }
}
