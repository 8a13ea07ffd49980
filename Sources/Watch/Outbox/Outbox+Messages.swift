// From notices to messages, and from messages to the other side.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Store

extension Outbox {
    /// What follows from the settings and takes a while to make, since each zone is looked through once.
    struct Ways {
        let writer: MessageWriter
        let notices: NoticeSchedule
        let summary: SummarySchedule?

        init(_ settings: OutboxSettings, _ words: Words) {
            writer = MessageWriter(words: words, zone: settings.zone, isExercise: settings.isExercise)
            notices = NoticeSchedule(quiet: settings.quietHours)
            summary = settings.dailySummary.map { SummarySchedule($0, quiet: settings.quietHours) }
        }
    }

    private func made() -> Ways {
        let made = ways ?? Ways(settings, words)
        ways = made
        return made
    }

    /// Makes messages of what is to be told now.
    ///
    /// - Returns: when there may be more to tell; nil if nothing waits.
    func group(at time: Timestamp) throws -> Timestamp? {
        let waiting = try records.waitingNotices()
        if waiting.notices.isEmpty { return nil }
        let ways = made()
        let (tell, next) = ways.notices.plan(waiting.notices, lastTold: waiting.lastTold, now: time)
        guard !tell.isEmpty else { return next }
        let alerts = try records.alerts(of: tell)
        let mutes = mutes()
        let destinations = settings.destinations
        var grouping = NoticeGrouping()
        var news: [AlertNews] = []
        for notice in tell {
            let item = AlertNews(notice, alerts[notice.alert])
            let isHeard = destinations.contains { item.level >= $0.level }
            if isHeard, item.alert.map({ Outbox.isTold($0, mutes, at: time) }) ?? true {
                grouping.told.append(notice)
                news.append(item)
            } else {
                grouping.dropped.append(notice)
            }
        }
        for destination in destinations {
            let heard = news.filter { $0.level >= destination.level }
            if heard.isEmpty { continue }
            grouping.messages.append(ways.writer.alerts(heard, id: newID(), to: destination, at: time))
        }
        try records.group(grouping, at: time, keepTold: time.advanced(byNanoseconds: -NoticeSchedule.repetition))
        return next
    }

    /// Nobody is to hear of an alert that people have closed, or muted until some time.
    private static func isTold(_ alert: Alert, _ mutes: QueueState?, at time: Timestamp) -> Bool {
        if case .closed = alert.state { return false }
        return !(mutes?.isMuted(alert.key, at: time) ?? false)
    }

    /// Nil if the journal cannot be read: then all is told, for silence would say that nothing is the matter.
    private func mutes() -> QueueState? { noting { try records.muting() } }

    /// Makes the daily summary, if it is time.
    ///
    /// - Returns: when to look again; nil if there is none.
    func summarise(at time: Timestamp) throws -> Timestamp? {
        guard settings.dailySummary != nil, !settings.destinations.isEmpty else { return nil }
        let ways = made()
        guard let schedule = ways.summary else { return nil }
        let (decision, next) = schedule.plan(last: try records.summaryDay(), now: time)
        var grouping = NoticeGrouping()
        switch decision {
        case .wait: return next
        case .skip(let day): grouping.summaryDay = day
        case .send(let day):
            grouping.summaryDay = day
            let open = AlertSummary(try records.alerts(open: true, limit: Outbox.most))
            grouping.messages = settings.destinations.map {
                ways.writer.summary(open, id: newID(), to: $0, at: time)
            }
        }
        try records.group(grouping, at: time, keepTold: time.advanced(byNanoseconds: -NoticeSchedule.repetition))
        return next
    }

    // MARK: sending

    private static let perLook = 20
    private static let rest: Int64 = 60_000_000_000

    /// Sends what is due to one destination, one message after the other.
    func send(to destination: Destination) async {
        while !Task.isCancelled {
            let due = noting { try records.messagesDue(to: destination.id, at: now(), limit: Outbox.perLook) }
            guard let due, unsaved.isEmpty else { return rest(destination) }
            if due.isEmpty {
                // Something is due that cannot be read.
                noting { _ = try records.setDamagedMessagesAside() }
                return
            }
            for message in due {
                guard await send(message, to: destination) else { return }
            }
        }
    }

    /// - Returns: whether the next message may go to the same destination.
    private func send(_ message: OutboxMessage, to destination: Destination) async -> Bool {
        let delivery = await deliver(message, destination, settings.folder, now())
        // The program ends: what came of it is not known, and the next start sends it again.
        if Task.isCancelled, case .failed = delivery { return false }
        let time = now()
        var message = message
        switch delivery {
        case .sent: message.succeed(at: time)
        case .partly(let reached, let failure):
            message.reached += reached
            Outbox.fail(&message, failure, at: time)
        case .failed(let failure):
            Outbox.fail(&message, failure, at: time)
            if failure.isOfDestination { return failAll(with: message, failure, destination, at: time) }
        }
        return save([message], destination)
    }

    /// The others would fare the same: they are not tried one by one against a server that is gone.
    private func failAll(
        with message: OutboxMessage, _ failure: DeliveryFailure, _ destination: Destination, at time: Timestamp
    ) -> Bool {
        let due = noting { try records.messagesDue(to: destination.id, at: time, limit: Outbox.most) } ?? []
        let others = due.filter { $0.id != message.id }.map { other in
            var other = other
            Outbox.fail(&other, failure, at: time)
            return other
        }
        _ = save([message] + others, destination)
        return false
    }

    private static func fail(_ message: inout OutboxMessage, _ failure: DeliveryFailure, at time: Timestamp) {
        // What holds for all messages, such as a password that is wrong, says nothing of this one: it waits its time.
        let isRefusal = failure.isRefusal && !failure.isOfDestination
        let refusals = message.refusals + (isRefusal ? 1 : 0)
        let next = Backoff.next(
            attempts: message.attempts + 1, refusals: refusals, created: message.created, now: time)
        message.fail(failure.problem, at: time, isRefusal: isRefusal, next: next)
    }

    /// What cannot be written down must not be sent again and again meanwhile.
    private func save(_ messages: [OutboxMessage], _ destination: Destination) -> Bool {
        if noting({ try records.save(messages) }) != nil { return true }
        unsaved += messages
        rest(destination)
        return false
    }

    private func rest(_ destination: Destination) {
        restingUntil[destination.id] = now().advanced(byNanoseconds: Outbox.rest)
    }
}
