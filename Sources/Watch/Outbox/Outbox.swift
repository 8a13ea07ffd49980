// Tells people: notices become messages, and messages go out until they have arrived or are given up. At least once:
// what may have arrived without our knowing is sent again, with the same id.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Foundation
import Incidents
package import Store
import Synchronization

/// The loop from notices to sent messages. One for each record.
package actor Outbox {
    /// How a message is brought; in a test by hand.
    package typealias Deliver = @Sendable (OutboxMessage, Destination, URL, Timestamp) async -> Delivery

    let records: Records
    let words: Words
    let now: @Sendable () -> Timestamp
    let newID: @Sendable () -> ULID
    let deliver: Deliver
    private(set) var settings: OutboxSettings
    var problem: Problem?
    /// Nil until it is asked for, and when the settings changed.
    var ways: Ways?

    /// When to look at notices again; nil when only new ones can change anything.
    private var notices: Timestamp? = Timestamp(nanoseconds: .min)
    private var pruned: Timestamp?
    /// Messages that went out or failed while the record could not be written: they are not sent before it can.
    var unsaved: [OutboxMessage] = []
    private var busy: [String: Task<Void, Never>] = [:]
    /// Destinations that are left alone for a while, whatever is due.
    var restingUntil: [String: Timestamp] = [:]

    private let rings: AsyncStream<Void>
    private nonisolated let bell = Bell()
    private var loop: Task<Void, Never>?
    private var timer: Task<Void, Never>?

    /// - Parameters:
    ///   - newID: the id of a message that begins.
    ///   - deliver: how messages are brought.
    package init(
        records: Records, settings: OutboxSettings, words: Words, now: @escaping @Sendable () -> Timestamp,
        newID: @escaping @Sendable () -> ULID, deliver: @escaping Deliver = Courier.live.deliver
    ) {
        self.records = records
        self.settings = settings
        self.words = words
        self.now = now
        self.newID = newID
        self.deliver = deliver
        rings = bell.rings
    }

    /// Begins. What waited since the program last ran goes first.
    package func start() {
        guard loop == nil else { return }
        loop = Task { await self.run() }
        bell.ring(isNews: false)
    }

    /// Says that there are new notices. Cheap: may be called after each commit.
    package nonisolated func poke() { bell.ring(isNews: true) }

    /// Ends. What is on its way has some seconds to arrive; what does not is sent again at the next start.
    package func stop() async {
        bell.finish()
        timer?.cancel()
        loop?.cancel()
        await loop?.value
        let sending = Array(busy.values)
        let limit = Task {
            try? await Task.sleep(for: Outbox.grace)
            for task in sending { task.cancel() }
        }
        for task in sending { await task.value }
        limit.cancel()
        loop = nil
    }

    private static let grace = Duration.seconds(5)

    /// Goes on with other settings. What waits is tried at once: what was wrong may be repaired.
    package func reload(_ settings: OutboxSettings) {
        self.settings = settings
        ways = nil
        notices = Timestamp(nanoseconds: .min)
        retry()
    }

    /// Tries all that waits now.
    package func retry() {
        restingUntil = [:]
        noting {
            let time = now()
            let waiting = try records.messages(.waiting, limit: Outbox.most).filter { $0.due > time }
            try records.save(
                waiting.map { message in
                    var message = message
                    message.due = time
                    return message
                })
        }
        bell.ring(isNews: false)
    }

    static let most = 100_000

    /// How it stands.
    package var status: OutboxStatus {
        var status = OutboxStatus()
        status.problem = problem
        var counts = noting { try records.outboxCounts() } ?? [:]
        for destination in settings.destinations {
            status.channels.append(
                OutboxStatus.Channel(
                    id: destination.id, name: destination.name,
                    counts: counts.removeValue(forKey: destination.id) ?? OutboxCounts()))
        }
        for (id, counts) in counts.sorted(by: { $0.key < $1.key }) where counts.waiting + counts.failed > 0 {
            status.channels.append(OutboxStatus.Channel(id: id, name: id, counts: counts))
        }
        return status
    }

    // MARK: the loop

    private func run() async {
        for await _ in rings {
            let time = now()
            if bell.takeLook() {
                set(step(), from: time)
            } else {
                hear(at: time)
                if let notices, notices < lookAt ?? .distantFuture { set(notices, from: time) }
            }
        }
        timer?.cancel()
    }

    /// A notice waits for others: nothing can be due before that, so that news alone is no reason to read the record.
    private func hear(at time: Timestamp) {
        guard bell.takeNews() else { return }
        let next = time.advanced(byNanoseconds: NoticeSchedule.window)
        notices = min(notices ?? next, next)
    }

    /// When the timer rings.
    private var lookAt: Timestamp?

    /// Looks again at that time; within a minute in any case, for the clock of the machine may be set.
    private func set(_ next: Timestamp, from time: Timestamp) {
        lookAt = next
        timer?.cancel()
        let wait = next <= time ? 0 : min(next.nanoseconds &- time.nanoseconds, Outbox.minute)
        timer = Task { [bell] in
            do {
                try await Task.sleep(for: .nanoseconds(wait))
                bell.ring(isNews: false)
            } catch {
                return
            }
        }
    }

    private static let minute: Int64 = 60_000_000_000

    /// Does what is due, and begins to send what is to go out.
    ///
    /// - Returns: when to look again.
    package func step() -> Timestamp {
        let time = now()
        let rest = time.advanced(byNanoseconds: Outbox.minute)
        var next = rest
        problem = nil
        hear(at: time)
        let isWell: Void? = noting {
            try saveUnsaved()
            if let notices, notices <= time { self.notices = try group(at: time) }
            if let notices { next = min(next, notices) }
            if let summary = try summarise(at: time) { next = min(next, summary) }
            try prune(at: time)
            let destinations = settings.destinations
            for (id, due) in try records.nextDue() where busy[id] == nil {
                guard let destination = destinations.first(where: { $0.id == id }) else {
                    try giveUp(id, at: time)
                    continue
                }
                let due = max(due, restingUntil[id] ?? due)
                if due > time {
                    next = min(next, due)
                } else {
                    begin(destination)
                }
            }
        }
        return isWell == nil ? rest : next
    }

    private func begin(_ destination: Destination) {
        busy[destination.id] = Task {
            await self.send(to: destination)
            self.busy[destination.id] = nil
            self.bell.ring(isNews: false)
        }
    }

    /// Waits until nothing is on its way; for tests.
    package func settle() async {
        while let task = busy.values.first { await task.value }
    }

    private func prune(at time: Timestamp) throws {
        let day: Int64 = 86_400_000_000_000
        if let pruned, pruned <= time, time < pruned.advanced(byNanoseconds: day) { return }
        pruned = time
        try records.pruneMessages(before: time.advanced(byNanoseconds: -Int64(RecordLimits.messageDays) * day))
    }

    private func saveUnsaved() throws {
        guard !unsaved.isEmpty else { return }
        try records.save(unsaved)
        unsaved = []
    }

    /// What is for a destination that left the configuration goes nowhere, and is seen to.
    private func giveUp(_ destination: String, at time: Timestamp) throws {
        let messages = try records.messagesDue(to: destination, at: .distantFuture, limit: Outbox.most)
        try records.save(
            messages.map { message in
                var message = message
                message.giveUp(Problem(.outboxGone))
                return message
            })
        if messages.isEmpty { _ = try records.setDamagedMessagesAside() }
    }

    /// Does something with the record, and keeps what is wrong with it for the status.
    @discardableResult
    func noting<Result>(_ body: () throws -> Result) -> Result? {
        do {
            return try body()
        } catch {
            problem = error as? Problem ?? problem
            return nil
        }
    }
}

/// Wakes the loop. However often it rings meanwhile, the loop comes once, and knows whether there is news.
private final class Bell: Sendable {
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let isNews = Atomic(false)
    private let isLook = Atomic(false)

    init() {
        (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func ring(isNews: Bool) {
        if isNews {
            self.isNews.store(true, ordering: .sequentiallyConsistent)
        } else {
            isLook.store(true, ordering: .sequentiallyConsistent)
        }
        continuation.yield()
    }

    /// Whether there was news since this was last asked.
    func takeNews() -> Bool { isNews.exchange(false, ordering: .sequentiallyConsistent) }

    func takeLook() -> Bool { isLook.exchange(false, ordering: .sequentiallyConsistent) }

    func finish() { continuation.finish() }
}

extension Timestamp {
    static let distantFuture = Timestamp(nanoseconds: .max)
}
