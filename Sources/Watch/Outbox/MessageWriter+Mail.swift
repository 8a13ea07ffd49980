// What people read: short lines, each alert a paragraph, times with their zone.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Store

extension MessageWriter {
    func mail(about news: [AlertNews], at time: Timestamp) -> String {
        let levels = news.reduce(into: [AlertLevel: Int]()) { $0[$1.level, default: 0] += 1 }
        var lines = head(at: time)
        lines += [words("outbox.mail.alerts", count(news.count), numbers(levels)), ""]
        for item in news.prefix(OutboxLimits.alertsPerMessage) { lines += paragraph(item) + [""] }
        if news.count > OutboxLimits.alertsPerMessage {
            let rest = news.dropFirst(OutboxLimits.alertsPerMessage)
            let levels = rest.reduce(into: [AlertLevel: Int]()) { $0[$1.level, default: 0] += 1 }
            lines += [words("outbox.mail.rest", count(rest.count), numbers(levels)), ""]
        }
        return (lines + foot()).joined(separator: "\n")
    }

    func mail(_ summary: AlertSummary, at time: Timestamp) -> String {
        var lines = head(at: time)
        if summary.count == 0 {
            lines += [words("outbox.summary.none"), ""]
        } else {
            lines += [words("outbox.summary.open", count(summary.count), numbers(summary.levels)), ""]
            lines += [words("outbox.summary.entities")]
            lines += summary.entities.map {
                "  \(entity($0.entity)): \(words("outbox.summary.entity", "\($0.risk)", count($0.alerts)))"
            }
            lines += [""]
        }
        return (lines + foot()).joined(separator: "\n")
    }

    private func head(at time: Timestamp) -> [String] {
        var lines: [String] = []
        if isExercise { lines += [words("outbox.mail.exercise"), ""] }
        return lines + [words("outbox.mail.times", clock.text(time), clock.zone), ""]
    }

    private func foot() -> [String] { ["-- ", words("outbox.mail.foot"), ""] }

    private func paragraph(_ news: AlertNews) -> [String] {
        let level = words("level.\(news.level.rawValue)").uppercased()
        let kind = words("outbox.kind.\(news.kind.rawValue)")
        guard let alert = news.alert else {
            return ["\(level) (\(kind))", "  \(words("outbox.mail.unreadable", news.id.description))"]
        }
        var lines = ["\(level) (\(kind)): \(SafeText.of(alert.title))", "  \(entity(alert.key.entity))"]
        let (first, last) = (clock.text(alert.firstSeen), clock.text(alert.lastSeen))
        lines += [
            "  "
                + (alert.count == 1
                    ? words("outbox.mail.hit", last, clock.zone)
                    : words("outbox.mail.hits", "\(alert.count)", first, last, clock.zone))
        ]
        if let incident = alert.state.incident {
            lines += ["  \(words("outbox.mail.incident", incident.description))"]
        }
        return lines + ["  \(words("outbox.mail.id", alert.id.description))"]
    }
}
