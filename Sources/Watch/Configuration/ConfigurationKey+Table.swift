// The table of all settings: the one place where a key, its default, its limits and its documentation stand.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma

extension ConfigurationKey {
    /// In the order in which the sample shows them.
    package static let table: [ConfigurationKey] = language + web + detection + ingest + bounds + alarm

    private static let language: [ConfigurationKey] = [
        value(
            "language", .choice(Language.allCases.map(\.rawValue)), standard: Language.dutch.rawValue,
            nl: "Taal van signalen en berichten. Een andere taal geldt na een herstart.",
            en: "Language of alerts and messages. Another one holds after a restart.")
    ]

    private static let web: [ConfigurationKey] = [
        section("web", nl: "De webpagina's en de API.", en: "The pages and the API."),
        value(
            "web.address", .address, standard: "127.0.0.1:8100",
            nl: "Waar de webpagina's staan. Poort 0 neemt een vrije poort.",
            en: "Where the pages are. Port 0 takes a free port."),
        section(
            "web.tls", isOff: true, nl: "Certificaat voor de webpagina's. Zonder dit gaat alles leesbaar over de lijn.",
            en: "Certificate for the pages. Without it all travels readable."),
        value(
            "web.tls.certificate", .path, example: "/etc/dijkwacht/web.crt", isNeeded: true,
            nl: "Bestand met het certificaat en wat ertussen zit, in PEM.",
            en: "File with the certificate and those between, in PEM."),
        value(
            "web.tls.key", .path, example: "/etc/dijkwacht/web.key", isNeeded: true,
            nl: "Bestand met de sleutel van het certificaat, in PEM, rechten 600.",
            en: "File with the key of the certificate, in PEM, mode 600."),
    ]

    private static let detection: [ConfigurationKey] = [
        section("privacy", nl: "Wat pagina's van personen tonen.", en: "What pages show of persons."),
        value(
            "privacy.pseudonyms", .flag, standard: "false",
            nl: "Accounts in lijsten als pseudoniem; de naam staat na een klik, die in het journaal komt.",
            en: "Accounts in lists as pseudonyms; the name comes with a click, which is in the journal."),
        section("retention", nl: "Hoe lang logregels bewaard blijven.", en: "How long lines of logs are kept."),
        value(
            "retention.days", .number(1...36_500), standard: "180",
            nl: "Dagen. Wat bij een signaal of incident hoort, blijft langer.",
            en: "Days. What belongs to an alert or incident stays longer."),
        ConfigurationKey(
            path: "rules", shape: .values(.path, most: ConfigurationLimits.paths), standard: "[]", example: nil,
            isNeeded: false,
            dutch: "Bestanden en mappen met Sigma-regels. Leeg: de regels die in het programma zitten.",
            english: "Files and folders of Sigma rules. Empty: the rules inside the program."),
        ConfigurationKey(
            path: "networks", shape: .values(.path, most: ConfigurationLimits.paths), standard: "[]", example: nil,
            isNeeded: false,
            dutch: "Bestanden (.mmdb of CSV) die zeggen in welk land en bij welke aanbieder een adres hoort.",
            english: "Files (.mmdb or CSV) that say to which country and provider an address belongs."),
    ]

    private static let ingest: [ConfigurationKey] = [
        list(
            "listeners", most: ConfigurationLimits.listeners,
            example: """
                - kind: syslog_udp
                  address: 127.0.0.1:5514
                  zone: Europe/Amsterdam
                - kind: syslog_tls
                  address: "[::]:6514"
                  tls:
                    certificate: /etc/dijkwacht/syslog.crt
                    key: /etc/dijkwacht/syslog.key
                    client_ca: /etc/dijkwacht/senders.crt
                - kind: bulk
                  address: 127.0.0.1:9200
                  token_file: /etc/dijkwacht/bulk.token
                - kind: webhook
                  address: 127.0.0.1:9280
                  token: replace-this-by-a-long-random-text
                """,
            nl: "Waar logs over het netwerk binnenkomen.", en: "Where logs come in over the network."),
        value(
            "listeners.kind", .choice(ListenerKind.allCases.map(\.rawValue)), isNeeded: true,
            nl: "Wat de afzender spreekt. Nog niet: relp, hec, otlp en netflow.",
            en: "What the sender speaks. Not yet: relp, hec, otlp and netflow."),
        value(
            "listeners.address", .address, isNeeded: true,
            nl: "Waar geluisterd wordt, als machine:poort.", en: "Where to listen, as host:port."),
        value(
            "listeners.token", .token, nl: "Wat de afzender moet laten zien (bulk, webhook). Liever in een bestand.",
            en: "What the sender must show (bulk, webhook). Better in a file."),
        value(
            "listeners.token_file", .path, nl: "Bestand met het token, rechten 600.",
            en: "File with the token, mode 600."),
        value(
            "listeners.zone", .zone, nl: "Zone van tijden waarbij er geen staat. Leeg: zulke tijden zijn onbekend.",
            en: "Zone of times that are written without one. Empty: such times are unknown."),
        section(
            "listeners.tls", isOff: true, nl: "Certificaat (verplicht bij syslog_tls; kan bij bulk en webhook).",
            en: "Certificate (needed for syslog_tls; possible for bulk and webhook)."),
        value(
            "listeners.tls.certificate", .path, isNeeded: true, nl: "Bestand met het certificaat, in PEM.",
            en: "File with the certificate, in PEM."),
        value(
            "listeners.tls.key", .path, isNeeded: true, nl: "Bestand met de sleutel, in PEM, rechten 600.",
            en: "File with the key, in PEM, mode 600."),
        value(
            "listeners.tls.client_ca", .path,
            nl: "Bestand met uitgevers: alleen afzenders met een certificaat daarvan mogen.",
            en: "File with issuers: only senders with a certificate of theirs may."),
        list(
            "follow", most: ConfigurationLimits.followed,
            example: """
                - path: /var/log/auth.log
                  format: syslog
                  zone: Europe/Amsterdam
                - path: /var/log/web/access.log
                """,
            nl: "Bestanden die groeien en gevolgd worden, ook als ze van naam wisselen.",
            en: "Files that grow and are followed, also when they are renamed."),
        value("follow.path", .path, isNeeded: true, nl: "Het bestand.", en: "The file."),
        value(
            "follow.format", .choice(["auto"] + Format.allCases.filter(\.isOfLines).map(\.rawValue)), standard: "auto",
            nl: "Het formaat. auto: te zien aan de inhoud.", en: "The format. auto: seen from the content."),
        value(
            "follow.zone", .zone, nl: "Zone van tijden waarbij er geen staat. Leeg: zulke tijden zijn onbekend.",
            en: "Zone of times that are written without one. Empty: such times are unknown."),
    ]

    private static let bounds: [ConfigurationKey] = [
        section("sources", nl: "Wat van bronnen verwacht wordt.", en: "What is expected of sources."),
        value(
            "sources.silence_after_minutes", .number(0...525_600), standard: "1440",
            nl: "Minuten zonder regel waarna een bron die stil valt een signaal geeft. 0: nooit.",
            en: "Minutes without a line after which a source that falls silent gives an alert. 0: never."),
        value(
            "sources.clock_skew_seconds", .number(0...86_400), standard: "300",
            nl: "Seconden die de klok van een bron mag afwijken voordat het gemeld wordt.",
            en: "Seconds that the clock of a source may be off before it is reported."),
        section("limits", nl: "Grenzen van wat binnenkomt.", en: "Limits on what comes in."),
        value(
            "limits.queue_mib", .number(1...65_536), standard: "64",
            nl: "MiB geheugen voor regels die op de schijf wachten. Is dat vol, dan wachten afzenders.",
            en: "MiB of memory for lines that wait for the disk. When it is full, senders wait."),
        value(
            "limits.line_kib", .number(1...16_384), standard: "1024",
            nl: "KiB van de langste regel. Een langere wordt afgekapt en geteld.",
            en: "KiB of the longest line. A longer one is cut and counted."),
        value(
            "limits.connections", .number(1...65_535), standard: "1024",
            nl: "Verbindingen van afzenders tegelijk.", en: "Connections of senders at one time."),
    ]

    private static let alarm: [ConfigurationKey] = [
        section("mail", isOff: true, nl: "Mail bij signalen.", en: "Mail about alerts."),
        value(
            "mail.server", .host, example: "mail.gemeente.example", isNeeded: true,
            nl: "De mailserver.", en: "The mail server."),
        value("mail.port", .number(1...65_535), standard: "587", nl: "De poort.", en: "The port."),
        value(
            "mail.starttls", .flag, standard: "true", nl: "Alleen versleuteld versturen.",
            en: "Send encrypted only."),
        value(
            "mail.user", .text, example: "dijkwacht", nl: "Gebruiker bij de mailserver.",
            en: "User at the mail server."),
        value(
            "mail.password_file", .path, example: "/etc/dijkwacht/mail.password",
            nl: "Bestand met het wachtwoord van die gebruiker, rechten 600.",
            en: "File with the password of that user, mode 600."),
        value(
            "mail.from", .mailAddress, example: "dijkwacht@gemeente.example", isNeeded: true, nl: "Afzender.",
            en: "Sender."),
        ConfigurationKey(
            path: "mail.to", shape: .values(.mailAddress, most: ConfigurationLimits.recipients), standard: nil,
            example: "[soc@gemeente.example]", isNeeded: true, dutch: "Ontvangers.", english: "Receivers."),
        value(
            "mail.level", .level, standard: "high", nl: "Vanaf dit niveau.", en: "From this level on."),
        list(
            "webhooks", most: ConfigurationLimits.webhooks,
            example: """
                - url: https://chat.gemeente.example/hooks/soc
                  level: high
                  secret_file: /etc/dijkwacht/webhook.secret
                """,
            nl: "Adressen die bij signalen een bericht krijgen (HTTP POST).",
            en: "Addresses that get a message about alerts (HTTP POST)."),
        value(
            "webhooks.url", .url, isNeeded: true, nl: "Het adres, met http of https.",
            en: "The address, with http or https."),
        value(
            "webhooks.level", .level, standard: "high", nl: "Vanaf dit niveau.", en: "From this level on."),
        value(
            "webhooks.secret_file", .path,
            nl: "Bestand met de sleutel waarmee berichten ondertekend worden, rechten 600.",
            en: "File with the key that messages are signed with, mode 600."),
        section(
            "quiet_hours", isOff: true, nl: "Uren waarin alleen het ergste mail en webhooks geeft.",
            en: "Hours in which only the worst gives mail and webhooks."),
        value(
            "quiet_hours.from", .time, example: "\"22:00\"", isNeeded: true, nl: "Begin van de stille uren.",
            en: "Begin of the quiet hours."),
        value(
            "quiet_hours.to", .time, example: "\"07:00\"", isNeeded: true,
            nl: "Einde. Vóór het begin: de volgende ochtend.", en: "End. Before the begin: the next morning."),
        value(
            "quiet_hours.zone", .zone, standard: "Europe/Amsterdam", nl: "Zone van die tijden.",
            en: "Zone of those times."),
        value(
            "quiet_hours.level", .level, standard: "critical", nl: "Wat ook dan gestuurd wordt: vanaf dit niveau.",
            en: "What is sent even then: from this level on."),
        section(
            "daily_summary", isOff: true, nl: "Eens per dag een overzicht, per mail en webhook.",
            en: "A summary once a day, by mail and webhook."),
        value(
            "daily_summary.at", .time, standard: "\"08:00\"", nl: "Hoe laat.", en: "At what time."),
        value(
            "daily_summary.zone", .zone, standard: "Europe/Amsterdam", nl: "Zone van die tijd.",
            en: "Zone of that time."),
    ]
}

extension Format {
    /// Whether records are lines, so that a file of it can be followed while it grows.
    fileprivate var isOfLines: Bool { self != .evtx && self != .jsonArray }
}
