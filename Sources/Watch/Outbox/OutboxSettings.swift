// Whom to tell, from which level on, and when not: the part of the configuration that the outbox works by.
// SPDX-License-Identifier: EUPL-1.2

import Crypto
package import Foundation
package import Incidents
import Sigma
package import Store

/// What the outbox is to do.
package struct OutboxSettings: Sendable, Hashable {
    package var mail: MailSettings?
    package var webhooks: [Webhook]
    package var quietHours: QuietHours?
    package var dailySummary: DailySummary?
    /// Paths of secrets that are not absolute count from here.
    package var folder: URL
    /// All that goes out says that it belongs to an exercise.
    package var isExercise: Bool

    package init(_ configuration: Configuration, folder: URL, isExercise: Bool = false) {
        mail = configuration.mail
        webhooks = configuration.webhooks
        quietHours = configuration.quietHours
        dailySummary = configuration.dailySummary
        self.folder = folder
        self.isExercise = isExercise
    }

    /// Where messages go to.
    package var destinations: [Destination] {
        (mail.map { [Destination($0)] } ?? []) + webhooks.map { Destination($0) }
    }

    /// The lowest level that anyone hears of: what `Records.take` is to write notices from. Nil: nobody hears.
    package var noticesFrom: AlertLevel? { destinations.map(\.level).min() }

    /// The zone in which messages write times.
    package var zone: String { dailySummary?.zone ?? quietHours?.zone ?? "Europe/Amsterdam" }
}

/// One place where messages go to.
package struct Destination: Sendable, Hashable {
    package enum Way: Sendable, Hashable {
        case mail(MailSettings)
        case webhook(Webhook)
    }

    /// The same as long as the configuration names the same server of mail, or address of a webhook. Says nothing of
    /// that address, which may hold a secret.
    package let id: String
    /// For on a screen.
    package let name: String
    package let level: AlertLevel
    package let way: Way

    package init(_ mail: MailSettings) {
        id = "mail"
        name = "mail \(mail.server):\(mail.port)"
        level = AlertLevel(mail.level)
        way = .mail(mail)
    }

    package init(_ webhook: Webhook) {
        let digest = SHA256.hash(data: Array(webhook.url.text.utf8)).prefix(8)
        id = "webhook:" + digest.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
        let host = webhook.url.host.contains(":") ? "[\(webhook.url.host)]" : webhook.url.host
        name = "webhook \(host):\(webhook.url.port)"
        level = AlertLevel(webhook.level)
        way = .webhook(webhook)
    }

    package var channel: OutboxMessage.Channel {
        switch way {
        case .mail: .mail
        case .webhook: .webhook
        }
    }
}

extension AlertLevel {
    init(_ level: Level) {
        self = AlertLevel(rawValue: level.rawValue) ?? .informational
    }
}
