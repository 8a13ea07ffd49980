// Takes a message to where it has to go, and says what became of it.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Foundation
import NIOPosix
package import Store

/// Who brings messages: by mail and to webhooks.
package struct Courier: Sendable {
    private let mail: SMTPClient
    private let webhooks: WebhookClient

    package init(mail: SMTPClient, webhooks: WebhookClient) {
        self.mail = mail
        self.webhooks = webhooks
    }

    /// With the certificates and names that the system knows.
    package static let live = Courier(
        mail: SMTPClient(group: MultiThreadedEventLoopGroup.singleton),
        webhooks: WebhookClient(group: MultiThreadedEventLoopGroup.singleton))

    /// - Parameters:
    ///   - folder: from where paths of secrets count that are not absolute.
    ///   - now: stands in the signature of a webhook.
    package func deliver(
        _ message: OutboxMessage, to destination: Destination, folder: URL, now: Timestamp
    ) async -> Delivery {
        do throws(DeliveryFailure) {
            switch destination.way {
            case .mail(let settings): return try await deliver(message, by: settings, folder)
            case .webhook(let webhook):
                let secret = try webhook.secret.map { secret throws(DeliveryFailure) in try read(secret, folder) }
                try await webhooks.post(message.body, id: message.id, to: webhook.url, secret: secret, now: now)
                return .sent
            }
        } catch {
            return .failed(error)
        }
    }

    private func deliver(
        _ message: OutboxMessage, by settings: MailSettings, _ folder: URL
    ) async throws(DeliveryFailure) -> Delivery {
        let recipients = settings.to.filter { !message.reached.contains($0) }
        if recipients.isEmpty { return .sent }
        var login: SMTPServer.Login?
        if let user = settings.user, let password = settings.password {
            let bytes = try read(password, folder)
            login = SMTPServer.Login(user: user, password: String(decoding: bytes, as: UTF8.self))
        }
        let server = SMTPServer(settings, login: login)
        let text = MailText(
            id: message.id, from: settings.from, to: settings.to, subject: message.subject, body: message.body,
            date: message.created)
        let result = try await mail.send(text, for: recipients, to: server)
        guard let first = result.refused.first else { return .sent }
        let step = "\(SMTPDialogue.Step.recipient.rawValue) <\(first.recipient)>"
        let failure = DeliveryFailure(
            Problem(.smtpRefused, [server.name, step, first.reply.shown]),
            isRefusal: result.refused.allSatisfy(\.reply.isRefusal), isOfDestination: false)
        return result.accepted.isEmpty ? .failed(failure) : .partly(result.accepted, failure)
    }

    private func read(_ secret: Secret, _ folder: URL) throws(DeliveryFailure) -> [UInt8] {
        do throws(Problem) {
            return try secret.read(in: folder)
        } catch {
            throw DeliveryFailure(error)
        }
    }
}
