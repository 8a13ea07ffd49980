// From sections with their values to the configuration. Elements that miss what they need are left out: the reader
// reported them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma

extension Configuration {
    init(_ root: Section) {
        let sources = root.section("sources") ?? root
        let limits = root.section("limits") ?? root
        let silence = sources.number("silence_after_minutes")
        language = root.text("language").flatMap(Language.init(rawValue:)) ?? .dutch
        web = WebSettings(root.section("web") ?? root)
        privacy = PrivacySettings(pseudonyms: (root.section("privacy") ?? root).flag("pseudonyms"))
        retentionDays = (root.section("retention") ?? root).number("days")
        rules = root.texts("rules")
        networks = root.texts("networks")
        listeners = root.sections("listeners").compactMap { Listener($0) }
        follow = root.sections("follow").compactMap { FollowedFile($0) }
        self.sources = SourceSettings(
            silenceAfter: silence == 0 ? nil : .seconds(silence * 60),
            clockSkew: .seconds(sources.number("clock_skew_seconds")))
        self.limits = IngestSettings(
            queueBytes: limits.number("queue_mib") << 20, lineBytes: limits.number("line_kib") << 10,
            connections: limits.number("connections"))
        mail = root.section("mail").flatMap { MailSettings($0) }
        webhooks = root.sections("webhooks").compactMap { Webhook($0) }
        quietHours = root.section("quiet_hours").flatMap { QuietHours($0) }
        dailySummary = root.section("daily_summary").flatMap { DailySummary($0) }
    }
}

extension CertificateFiles {
    fileprivate init?(_ section: Section) {
        guard let certificate = section.text("certificate"), let key = section.text("key") else { return nil }
        self.init(certificate: certificate, key: key, clientIssuers: section.text("client_ca"))
    }
}

extension WebSettings {
    fileprivate init(_ section: Section) {
        guard let address = section.address("address") else { preconditionFailure("no default of web.address") }
        self.init(address: address, tls: section.section("tls").flatMap { CertificateFiles($0) })
    }
}

extension Listener {
    fileprivate init?(_ section: Section) {
        guard let kind = section.text("kind").flatMap(ListenerKind.init(rawValue:)), kind.isSupported,
            let address = section.address("address")
        else { return nil }
        let token = section.text("token_file").map(Secret.file) ?? section.text("token").map(Secret.text)
        self.init(
            kind: kind, address: address, token: token, zone: section.text("zone"),
            tls: section.section("tls").flatMap { CertificateFiles($0) })
    }
}

extension FollowedFile {
    fileprivate init?(_ section: Section) {
        guard let path = section.text("path") else { return nil }
        self.init(
            path: path, format: section.text("format").flatMap(Format.init(rawValue:)), zone: section.text("zone"))
    }
}

extension MailSettings {
    fileprivate init?(_ section: Section) {
        guard let server = section.text("server"), let from = section.text("from") else { return nil }
        self.init(
            server: server, port: section.number("port"), usesSTARTTLS: section.flag("starttls"),
            user: section.text("user"), password: section.text("password_file").map(Secret.file), from: from,
            to: section.texts("to"), level: section.level("level"))
    }
}

extension Webhook {
    fileprivate init?(_ section: Section) {
        guard let url = section.url("url") else { return nil }
        self.init(url: url, level: section.level("level"), secret: section.text("secret_file").map(Secret.file))
    }
}

extension QuietHours {
    fileprivate init?(_ section: Section) {
        guard let from = section.time("from"), let to = section.time("to"), let zone = section.text("zone") else {
            return nil
        }
        self.init(from: from, to: to, zone: zone, level: section.level("level"))
    }
}

extension DailySummary {
    fileprivate init?(_ section: Section) {
        guard let at = section.time("at"), let zone = section.text("zone") else { return nil }
        self.init(at: at, zone: zone)
    }
}
