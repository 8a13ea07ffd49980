// What a watch does beside its lines: writes down how it is, and deletes days whose time is over.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Synchronization

extension RunningWatch {
    /// Seconds between two looks at what is too old.
    private static let retention = Duration.seconds(3_600)
    /// Seconds that the clock of the machine may move beside real time between two looks; more is a jump.
    private static let jump: Int64 = 60

    /// Until it is cancelled.
    func keepHouse() async {
        var removed: ContinuousClock.Instant?
        var (wall, real) = (surroundings.now(), ContinuousClock.now)
        var clock = RetentionClock(folder.retention) ?? RetentionClock(newestReceipt ?? wall)
        while !Task.isCancelled {
            await writeStatus()
            let (now, instant) = (surroundings.now(), ContinuousClock.now)
            // The clock of an exercise goes as fast as it wants.
            if !surroundings.isExercise { await noteJump(from: wall, to: now, in: real.duration(to: instant)) }
            (wall, real) = (now, instant)
            if removed.map({ $0.duration(to: instant) >= RunningWatch.retention }) ?? true {
                clock.advance(to: now, elapsed: removed.map { $0.duration(to: instant) } ?? .zero)
                removed = instant
                clock.write(to: folder.retention)
                await removeOldDays(clock.time)
            }
            try? await Task.sleep(for: .seconds(StatusFile.interval))
        }
    }

    /// When the newest line came; nil for an archive without lines.
    private var newestReceipt: Timestamp? {
        (try? archive.search(ArchiveQuery(), limit: 1))?.lines.first?.received
    }

    /// Writes a jump of the clock into the journal of the organisation: times around it are not to be trusted.
    private func noteJump(from wall: Timestamp, to now: Timestamp, in elapsed: Duration) async {
        let moved = (now.nanoseconds - wall.nanoseconds) / 1_000_000_000 - elapsed.components.seconds
        guard abs(moved) > RunningWatch.jump else { return }
        do throws(Problem) {
            _ = try await journal.append(
                EntryDraft(.log(.organisation), .clockJumped(seconds: Int(moved)), by: .program))
        } catch {
            note(error)
        }
    }

    private func removeOldDays(_ now: Timestamp) async {
        do throws(Problem) {
            _ = try await Retention.apply(
                archive, records, journal, keepDays: configuration.retentionDays, now: now)
        } catch {
            note(error)
        }
    }

    private func note(_ problem: Problem) {
        problems.withLock { problems in
            if !problems.contains(problem) { problems.append(problem) }
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
            waitingLimit: configuration.limits.queueBytes, oldestWaiting: intake.oldest,
            ways: listeners.all.map(WatchStatus.Way.init), files: follower.status, sources: thread.sources,
            outbox: await outbox.status,
            days: archive.sizes, freeBytes: reserve.freeBytes, hasReserve: reserve.isHeld,
            retentionDays: configuration.retentionDays,
            problems: records.problems + problems.withLock { $0 })
    }
}

extension WatchStatus.Way {
    init(_ running: any RunningListener) {
        let listener = running.listener
        self.init(
            kind: listener.kind.rawValue, address: running.address ?? listener.address.description,
            figures: running.figures)
        isEncrypted = listener.tls != nil
        asksCertificate = listener.tls?.clientIssuers != nil
        asksToken = listener.token != nil
    }
}
