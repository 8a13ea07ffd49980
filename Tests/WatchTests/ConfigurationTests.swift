// Reading `dijkwacht.yaml`: what each key means, and what is said about a value that means nothing.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Sigma
import Testing
import Watch

@Suite("Configuration")
struct ConfigurationTests {
    @Test("an empty file, and one with comments only, is all defaults", arguments: ["", "# nothing\n", "---\n", "{}"])
    func empty(text: String) {
        let reading = read(text)
        let configuration = reading.configuration
        #expect(reading.errors.isEmpty && reading.warnings.isEmpty && reading.secretFiles.isEmpty)
        #expect(configuration.web.address.description == "127.0.0.1:8100" && configuration.web.tls == nil)
        #expect(configuration.retentionDays == 180 && !configuration.privacy.pseudonyms)
        #expect(configuration.rules.isEmpty && configuration.networks.isEmpty)
        #expect(configuration.listeners.isEmpty && configuration.follow.isEmpty && configuration.webhooks.isEmpty)
        #expect(configuration.sources.silenceAfter == .seconds(86_400))
        #expect(configuration.sources.clockSkew == .seconds(300))
        #expect(configuration.limits.queueBytes == 64 << 20 && configuration.limits.lineBytes == 1 << 20)
        #expect(configuration.limits.connections == 1_024)
        #expect(configuration.mail == nil && configuration.quietHours == nil && configuration.dailySummary == nil)
    }

    @Test("listeners are read with kind, address, token, zone and certificate")
    func listeners() throws {
        let text = """
            listeners:
              - kind: syslog_udp
                address: 127.0.0.1:0
                zone: Europe/Amsterdam
              - kind: bulk
                address: "[::1]:9200"
                token_file: bulk.token
              - kind: syslog_tls
                address: 192.0.2.1:6514
                tls: {certificate: a.crt, key: a.key, client_ca: ca.crt}
              - kind: webhook
                address: localhost:9280
                token: 0123456789abcdef
            """
        let reading = read(text)
        #expect(reading.errors.isEmpty && reading.warnings.isEmpty)
        let listeners = reading.configuration.listeners
        #expect(listeners.map(\.kind) == [.syslogUDP, .bulk, .syslogTLS, .webhook])
        #expect(listeners.map(\.address.port) == [0, 9200, 6514, 9280])
        #expect(listeners.map(\.token) == [nil, .file("bulk.token"), nil, .text("0123456789abcdef")])
        #expect(listeners[0].zoneRule.knowsZone && !listeners[1].zoneRule.knowsZone)
        #expect(listeners[2].tls?.clientIssuers == "ca.crt" && listeners[2].tls?.certificate == "a.crt")
        #expect(reading.secretFiles.map(\.path) == ["bulk.token", "a.key"])
        #expect(reading.secretFiles.map(\.place.line) == [7, 10])
    }

    @Test("followed files are read with format and zone")
    func follow() {
        let text = "follow: [{path: /a.log}, {path: b.log, format: netscaler, zone: '+01:00'}, {path: c, format: auto}]"
        let follow = read(text).configuration.follow
        #expect(follow.map(\.path) == ["/a.log", "b.log", "c"] && follow.map(\.format) == [nil, .netscaler, nil])
        #expect(follow[1].zoneRule.knowsZone && !follow[0].zoneRule.knowsZone)
    }

    @Test("mail, webhooks, quiet hours and the daily summary are read")
    func alarm() throws {
        let text = """
            mail: {server: m.example, port: 25, user: d, password_file: p, from: a@b.example, to: c@d.example}
            webhooks: [{url: "https://a.example/", level: low, secret_file: s}]
            quiet_hours: {from: 22:00, to: 07:00, zone: UTC, level: medium}
            daily_summary: {at: 06:30}
            """
        let reading = read(text)
        #expect(reading.errors.isEmpty && reading.warnings.isEmpty)
        let mail = try #require(reading.configuration.mail)
        #expect(mail.server == "m.example" && mail.port == 25 && mail.usesSTARTTLS && mail.level == .high)
        #expect(mail.user == "d" && mail.password == .file("p") && mail.from == "a@b.example")
        #expect(mail.to == ["c@d.example"])
        let webhook = try #require(reading.configuration.webhooks.first)
        #expect(webhook.level == .low && webhook.secret == .file("s"))
        let quiet = try #require(reading.configuration.quietHours)
        #expect(quiet.from.minutes == 22 * 60 && quiet.to.minutes == 7 * 60 && quiet.zone == "UTC")
        #expect(quiet.level == .medium)
        let summary = try #require(reading.configuration.dailySummary)
        #expect(summary.at.minutes == 390 && summary.zone == "Europe/Amsterdam")
        #expect(reading.secretFiles.map(\.path) == ["p", "s"])
    }

    @Test("0 minutes of silence means never")
    func silence() {
        #expect(read("sources: {silence_after_minutes: 0}").configuration.sources.silenceAfter == nil)
        #expect(read("sources: {silence_after_minutes: 5}").configuration.sources.silenceAfter == .seconds(300))
    }

    @Test("a null takes the default: a section whose keys are all commented out is no mistake")
    func nulls() {
        let text = "web:\nlisteners:\nrules: ~\nretention:\n  days:\nmail:\n"
        #expect(errors(text).isEmpty && read(text).configuration == read("").configuration)
    }

    @Test("all problems come at once, in the order of the file, each with line and column")
    func allAtOnce() {
        let text = """
            webb: {address: 1}
            retention: {days: many}
            listeners:
              - kind: syslog
                address: nowhere
              - address: 127.0.0.1:1
                zone: CET
            follow: /var/log/a
            """
        #expect(
            errors(text) == [
                "misspelt_key 1:1 webb web",
                "range 2:19 retention.days many 1 36500",
                "choice 4:11 listeners.kind syslog "
                    + "syslog_udp, syslog_tcp, syslog_tls, relp, bulk, hec, otlp, webhook, netflow",
                "address 5:14 listeners.address nowhere",
                "missing_key 6:5 listeners.kind",
                "zone 7:11 listeners.zone CET",
                "list 8:9 follow",
            ])
    }

    @Test(
        "an unknown key is reported with the nearest known one",
        arguments: [
            ("listener: []", "misspelt_key 1:1 listener listeners"),
            ("retention: {day: 3}", "misspelt_key 1:13 day days"),
            (
                "mail: {server: a.example, from: a@b.example, to: [c@d.example], password: x}",
                "misspelt_key 1:65 password password_file"
            ),
            ("Web: {}", "misspelt_key 1:1 Web web"),
            ("quiet-hours: {}", "misspelt_key 1:1 quiet-hours quiet_hours"),
            ("silence_after_minutes: 3", "misspelt_key 1:1 silence_after_minutes sources.silence_after_minutes"),
            ("web: {colour: red}", "unknown_key 1:7 colour address, tls"),
            ("web: {tls: {certificat: a, certificate: a, key: b}}", "misspelt_key 1:13 certificat certificate"),
            (
                "? ''\n: 1",
                "unknown_key 1:3  language, web, privacy, retention, rules, networks, listeners, follow, sources, "
                    + "limits, mail, webhooks, quiet_hours, daily_summary"
            ),
        ])
    func unknownKeys(text: String, problem: String) {
        #expect(errors(text) == [problem])
    }

    @Test(
        "a value of another shape is reported as what it should be",
        arguments: [
            ("[a]", "map 1:1 dijkwacht.yaml"), ("just text", "map 1:1 dijkwacht.yaml"), ("web: 8100", "map 1:6 web"),
            ("listeners: {kind: bulk}", "list 1:12 listeners"), ("listeners: [bulk]", "map 1:13 listeners"),
            ("listeners: [~]", "map 1:13 listeners"), ("rules: {a: b}", "list 1:8 rules"),
            ("retention: {days: [1]}", "one 1:19 retention.days"), ("rules: [[a]]", "one 1:9 rules"),
            ("web: {address: {a: b}}", "one 1:16 web.address"), ("rules: ['']", "text 1:9 rules 4096"),
            ("rules: [\"a\\u0000b\"]", "text 1:9 rules 4096"), ("rules: [\"a\\u202Eb\"]", "text 1:9 rules 4096"),
            ("mail: {server: a.example, from: a@b.example, to: []}", "list 1:50 mail.to"),
            (
                "follow: [{path: a, format: evtx}]",
                "choice 1:28 follow.format evtx auto, jsonl, syslog, access_log, netscaler, cef, leef, key_value, text"
            ),
            (
                "webhooks: [{url: 'https://a.example', level: hoog}]",
                "choice 1:46 webhooks.level hoog informational, low, medium, high, critical"
            ),
            ("daily_summary: {at: 8:00}\nwebhooks: [{url: 'https://a.example'}]", "time 1:21 daily_summary.at 8:00"),
        ])
    func shapes(text: String, problem: String) {
        #expect(errors(text) == [problem])
    }

    @Test(
        "numbers are whole, written in digits and within their limits",
        arguments: ["0", "36501", "-1", "1.5", "1e3", "0x10", "99999999999999999999", "' 5'", "five", "１"])
    func numbers(text: String) {
        let found = errors("retention: {days: \(text)}")
        #expect(found.count == 1 && found[0].hasPrefix("range 1:19 retention.days"))
        #expect(errors("retention: {days: 36500}").isEmpty && errors("retention: {days: 1}").isEmpty)
    }

    @Test("a value that is refused leaves its default, and the rest is read")
    func defaultsStay() {
        let reading = read("retention: {days: x}\nweb: {address: x}\nlimits: {queue_mib: 1}")
        #expect(reading.errors.count == 2 && !reading.isUsable)
        #expect(reading.configuration.retentionDays == 180 && reading.configuration.limits.queueBytes == 1 << 20)
        #expect(reading.configuration.web.address.port == 8100)
    }

    @Test(
        "mail addresses are plain addresses",
        arguments: [
            "a", "a@", "@b.example", "a@b@c.example", "A <a@b.example>", "a b@c.example", ".a@b.example",
            "a..b@c.example",
            "a@b..example", "a@[192.0.2.1]", "a@1",
        ])
    func mailAddresses(text: String) {
        let found = errors("mail: {server: a.example, from: '\(text)', to: [c@d.example]}")
        #expect(found == ["mail_address 1:33 mail.from \(text)"])
    }

    @Test("YAML that cannot be read is one problem at its place")
    func badYAML() {
        #expect(errors("web: [\n") == ["yaml.syntax 2:1 did not find expected node content"])
        #expect(errors("web: {}\nweb: {}") == ["yaml.duplicate_key 2:1 web"])
        #expect(errors("a: &x [*y]").map { $0.prefix(10) } == ["yaml.alias"])
        let bytes: [UInt8] = Array("web: ".utf8) + [0xFF, 0xFE, 0x0A]
        #expect(ConfigurationReading(bytes, file: "x").errors.map(\.code.name) == ["yaml.character"])
    }

    @Test("a second document would go unread, and is reported")
    func secondDocument() {
        #expect(errors("web: {}\n---\nrules: [a]\n") == ["second_document 2:1"])
    }

    @Test("a secret is never shown when a configuration is printed")
    func secrets() {
        let reading = read("listeners: [{kind: bulk, address: '127.0.0.1:1', token: HiddenHiddenHidden}]")
        var dumped = ""
        dump(reading, to: &dumped)
        for text in ["\(reading)", String(reflecting: reading), dumped] {
            #expect(!text.contains("Hidden"))
        }
        #expect("\(Secret.file("/a"))" == "/a")
    }

    @Test("every message has a text in both languages that shows all that it was given")
    func texts() throws {
        let bad = """
            webb: 1
            retention: {days: x}
            rules: ['${RULES}', a, a]
            listeners:
            - {kind: relp, address: '0.0.0.0:1'}
            - {kind: bulk, address: '192.0.2.1:1', token: a, token_file: b}
            - {kind: syslog_tcp, address: '192.0.2.1:1', tls: {certificate: a, key: b}}
            quiet_hours: {from: 22:00, to: 22:00}
            """
        for language in Language.allCases {
            let words = try words(language)
            let reading = read(bad, mode: 0o644)
            #expect(reading.errors.count > 5 && reading.warnings.count > 3)
            for problem in reading.errors + reading.warnings {
                let line = words.line(for: problem)
                #expect(line.hasPrefix("dijkwacht.yaml:") && line.hasSuffix(".") || line.hasSuffix("?"), "\(line)")
                #expect(!line.contains("{") && !line.contains("problem."), "\(line)")
            }
        }
    }
}
