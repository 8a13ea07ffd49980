// What the running watch does: where it listens, what it follows, whom it tells. A value; the file is read elsewhere.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Events
public import Sigma

/// The configuration of `dijkwacht.yaml`, whole and checked. Paths are as written: those that are not absolute
/// count from
/// the folder of the file.
public struct Configuration: Sendable, Hashable {
    /// Of alerts that the program makes itself, and of messages.
    public var language: Language
    public var web: WebSettings
    public var privacy: PrivacySettings
    public var retentionDays: Int
    /// Empty: the rules inside the program.
    public var rules: [String]
    public var networks: [String]
    /// Without those of a kind that is not supported yet.
    public var listeners: [Listener]
    public var follow: [FollowedFile]
    public var sources: SourceSettings
    public var limits: IngestSettings
    public var mail: MailSettings?
    public var webhooks: [Webhook]
    public var quietHours: QuietHours?
    public var dailySummary: DailySummary?
}

/// The files of a certificate.
public struct CertificateFiles: Sendable, Hashable {
    public var certificate: String
    public var key: String
    /// When given, who connects must show a certificate of one of its issuers.
    public var clientIssuers: String?

    package init(certificate: String, key: String, clientIssuers: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientIssuers = clientIssuers
    }
}

/// Where the pages are.
public struct WebSettings: Sendable, Hashable {
    public var address: SocketAddress
    public var tls: CertificateFiles?
}

/// What pages show of persons.
public struct PrivacySettings: Sendable, Hashable {
    /// Whether accounts stand in lists under pseudonyms.
    public var pseudonyms: Bool
}

/// One way in for logs.
public struct Listener: Sendable, Hashable {
    public var kind: ListenerKind
    public var address: SocketAddress
    public var token: Secret?
    /// A name that `ZoneRule` knows; nil when times without a zone are unknown.
    public var zone: String?
    public var tls: CertificateFiles?

    /// How times without a zone are read.
    public var zoneRule: ZoneRule { zone.flatMap { ZoneRule(named: $0) } ?? .none }
}

/// A file that is read while it grows.
public struct FollowedFile: Sendable, Hashable {
    public var path: String
    /// Nil: seen from the content.
    public var format: Format?
    public var zone: String?

    package init(path: String, format: Format?, zone: String?) {
        self.path = path
        self.format = format
        self.zone = zone
    }

    /// How times without a zone are read.
    public var zoneRule: ZoneRule { zone.flatMap { ZoneRule(named: $0) } ?? .none }
}

/// What is expected of sources.
public struct SourceSettings: Sendable, Hashable {
    /// Nil: a source that falls silent gives no alert.
    public var silenceAfter: Duration?
    public var clockSkew: Duration

    package init(silenceAfter: Duration?, clockSkew: Duration) {
        self.silenceAfter = silenceAfter
        self.clockSkew = clockSkew
    }
}

/// Limits on what comes in.
public struct IngestSettings: Sendable, Hashable {
    public var queueBytes: Int
    public var lineBytes: Int
    public var connections: Int

    package init(queueBytes: Int, lineBytes: Int, connections: Int) {
        self.queueBytes = queueBytes
        self.lineBytes = lineBytes
        self.connections = connections
    }
}

/// Mail about alerts.
public struct MailSettings: Sendable, Hashable {
    public var server: String
    public var port: Int
    public var usesSTARTTLS: Bool
    /// Given together with the password, or not at all.
    public var user: String?
    public var password: Secret?
    public var from: String
    public var to: [String]
    public var level: Level
}

/// An address that gets a message about alerts.
public struct Webhook: Sendable, Hashable {
    public var url: WebhookURL
    public var level: Level
    /// Signs the messages.
    public var secret: Secret?
}

/// When only the worst is sent. It may run past midnight; it never lasts a whole day.
public struct QuietHours: Sendable, Hashable {
    public var from: TimeOfDay
    public var to: TimeOfDay
    public var zone: String
    public var level: Level

    package init(from: TimeOfDay, to: TimeOfDay, zone: String, level: Level) {
        self.from = from
        self.to = to
        self.zone = zone
        self.level = level
    }

    /// Whether a clock in the zone that shows that time stands in quiet hours. The begin is in them, the end is not.
    public func contains(_ time: TimeOfDay) -> Bool {
        let (now, from, to) = (time.minutes, from.minutes, to.minutes)
        return from < to ? from <= now && now < to : now >= from || now < to
    }
}

/// A summary once a day.
public struct DailySummary: Sendable, Hashable {
    public var at: TimeOfDay
    public var zone: String

    package init(at: TimeOfDay, zone: String) {
        self.at = at
        self.zone = zone
    }
}
