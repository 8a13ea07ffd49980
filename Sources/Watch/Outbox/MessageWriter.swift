// Writes messages from alerts: what people read in a mail, and what programs read from a webhook.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Incidents
package import Store

/// A change of an alert with all that a message says of it.
package struct AlertNews: Sendable, Hashable {
    package var id: ULID
    package var kind: Notice.Kind
    package var level: AlertLevel
    /// Nil if the row of the alert cannot be read: that there is something is told all the same.
    package var alert: Alert?

    /// The level is that of the alert now.
    package init(_ notice: Notice, _ alert: Alert?) {
        id = notice.alert
        kind = notice.kind
        level = alert?.level ?? notice.level
        self.alert = alert
    }
}

/// How it stands with the alerts that wait for people.
package struct AlertSummary: Sendable, Hashable {
    package struct Entity: Sendable, Hashable {
        package var entity: EntityRef
        package var risk: Int
        package var alerts: Int
    }

    package private(set) var levels: [AlertLevel: Int] = [:]
    /// Those with the most risk, the most first.
    package private(set) var entities: [Entity] = []
    package private(set) var count = 0

    package init(_ alerts: [Alert]) {
        let open = alerts.filter { $0.state == .open }
        count = open.count
        levels = open.reduce(into: [:]) { $0[$1.level, default: 0] += 1 }
        let numbers = open.reduce(into: [EntityRef: Int]()) { $0[$1.key.entity, default: 0] += 1 }
        let risks = Risk.byEntity(open).sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
        entities = risks.prefix(OutboxLimits.entitiesPerSummary).map {
            Entity(entity: $0.key, risk: $0.value, alerts: numbers[$0.key] ?? 0)
        }
    }
}

/// The texts of messages in one language and zone.
package struct MessageWriter: Sendable {
    let words: Words
    let clock: LocalClock
    let isExercise: Bool

    package init(words: Words, zone: String, isExercise: Bool) {
        self.words = words
        clock = LocalClock(zone)
        self.isExercise = isExercise
    }

    /// The worst first, among equals the newest.
    package static func sorted(_ news: [AlertNews]) -> [AlertNews] {
        func last(_ news: AlertNews) -> Timestamp { news.alert?.lastSeen ?? Timestamp(nanoseconds: 0) }
        return news.sorted { a, b in
            if a.level != b.level { return a.level > b.level }
            return last(a) != last(b) ? last(a) > last(b) : a.id < b.id
        }
    }

    /// A message about alerts that changed.
    package func alerts(_ news: [AlertNews], id: ULID, to destination: Destination, at time: Timestamp) -> OutboxMessage
    {
        let sorted = MessageWriter.sorted(news)
        let subject = subject(of: sorted)
        return message(id, destination, subject, at: time) {
            switch destination.channel {
            case .mail: mail(about: sorted, at: time)
            case .webhook: json(about: sorted, subject: subject, id: id, at: time)
            }
        }
    }

    /// The daily summary.
    package func summary(
        _ summary: AlertSummary, id: ULID, to destination: Destination, at time: Timestamp
    ) -> OutboxMessage {
        let subject = mark + words("outbox.summary.subject", date(time), count(summary.count))
        return message(id, destination, subject, at: time) {
            switch destination.channel {
            case .mail: mail(summary, at: time)
            case .webhook: json(summary, subject: subject, id: id, at: time)
            }
        }
    }

    private func message(
        _ id: ULID, _ destination: Destination, _ subject: String, at time: Timestamp, body: () -> String
    ) -> OutboxMessage {
        OutboxMessage(
            id: id, channel: destination.channel, destination: destination.id, subject: subject, body: body(),
            created: time)
    }

    /// In front of each subject. No name of a person and nothing of a log stands in one: subjects are shown on locked
    /// screens, and go through more hands than the text.
    var mark: String { isExercise ? words("outbox.mark.exercise") : words("outbox.mark") }

    private func subject(of news: [AlertNews]) -> String {
        let highest = words("level.\((news.first?.level ?? .informational).rawValue)")
        return mark + words("outbox.subject", count(news.count), highest)
    }

    func count(_ number: Int) -> String {
        number == 1 ? words("outbox.alert.one") : words("outbox.alert.many", "\(number)")
    }

    /// `1 kritiek, 2 hoog`.
    func numbers(_ levels: [AlertLevel: Int]) -> String {
        AlertLevel.allCases.reversed().compactMap { level in
            levels[level].map { "\($0) \(words("level.\(level.rawValue)"))" }
        }.joined(separator: ", ")
    }

    func date(_ time: Timestamp) -> String { String(clock.text(time).prefix(10)) }

    func entity(_ entity: EntityRef) -> String {
        "\(words("outbox.entity.\(entity.kind.rawValue)")) \(SafeText.of(entity.value))"
    }
}
