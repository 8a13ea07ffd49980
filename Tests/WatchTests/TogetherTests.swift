// Values that do not go together: addresses, tokens, certificates, mail; what is refused and what is only warned about.
// SPDX-License-Identifier: EUPL-1.2

import Testing
import Watch

@Suite("Values of the configuration together")
struct TogetherTests {
    private func pair(_ a: String, _ b: String, kinds: (String, String) = ("syslog_tcp", "syslog_tcp")) -> [String] {
        errors(listeners("kind: \(kinds.0), address: '\(a)'", "kind: \(kinds.1), address: '\(b)'"))
    }

    @Test(
        "one address cannot be listened on twice, however it is written",
        arguments: [
            ("127.0.0.1:514", "127.0.0.1:514"), ("[::1]:514", "[0:0:0:0:0:0:0:1]:514"), ("a.example:1", "A.example:1"),
            ("192.0.2.1:514", "[::ffff:192.0.2.1]:514"), ("0.0.0.0:5", "0.0.0.0:5"),
        ])
    func duplicates(a: String, b: String) {
        let found = pair(a, b)
        #expect(found.count == 1 && found[0].hasPrefix("duplicate_address 3:31"), "\(found)")
        #expect(found.first?.hasSuffix(" 2") == true)
    }

    @Test(
        "an address that takes in another on the same port is refused",
        arguments: [
            ("0.0.0.0:514", "127.0.0.1:514"), ("[::]:514", "192.0.2.1:514"), ("[::1]:514", "[::]:514"),
            ("[::]:514", "0.0.0.0:514"), ("0.0.0.0:514", "localhost:514"), ("localhost:514", "127.0.0.1:514"),
        ])
    func overlaps(a: String, b: String) {
        let found = pair(a, b)
        #expect(found.count == 1 && found[0].hasPrefix("overlap 3:31"), "\(found)")
    }

    @Test(
        "these go together",
        arguments: [
            ("127.0.0.1:514", "127.0.0.1:515"), ("127.0.0.1:0", "127.0.0.1:0"), ("0.0.0.0:514", "[::1]:514"),
            ("192.0.2.1:514", "192.0.2.2:514"), ("[::]:0", "0.0.0.0:0"), ("a.example:1", "b.example:1"),
        ])
    func together(a: String, b: String) {
        #expect(pair(a, b).isEmpty)
    }

    @Test("datagrams and connections do not stand in each other's way")
    func transports() {
        #expect(pair("127.0.0.1:514", "127.0.0.1:514", kinds: ("syslog_udp", "syslog_tcp")).isEmpty)
        #expect(pair("127.0.0.1:514", "127.0.0.1:514", kinds: ("syslog_udp", "netflow")).count == 1)
    }

    @Test("logs do not come in on the port of the pages, also not when that is the default")
    func pages() {
        let text = listeners("kind: bulk, address: '127.0.0.1:8100'")
        #expect(errors(text) == ["duplicate_address 2:25 127.0.0.1:8100 127.0.0.1:8100 1"])
        #expect(errors("web: {address: '127.0.0.1:0'}\n" + text).isEmpty)
    }

    @Test(
        "kinds that are not built yet are recognised and reported, and the others start",
        arguments: ["relp", "hec", "otlp", "netflow"])
    func notYet(kind: String) {
        let reading = read(
            listeners("kind: \(kind), address: '127.0.0.1:1'", "kind: syslog_udp, address: '127.0.0.1:2'"))
        #expect(reading.errors.isEmpty && reading.warnings.map(short) == ["not_yet 2:10 \(kind)"])
        #expect(reading.configuration.listeners.map(\.kind) == [.syslogUDP])
    }

    @Test("a token and a certificate mean nothing for syslog over UDP or TCP, and syslog_tls needs a certificate")
    func kinds() {
        let tls = "tls: {certificate: a, key: b}"
        #expect(
            errors(listeners("kind: syslog_udp, address: '127.0.0.1:1', token_file: a, \(tls)")) == [
                "not_for_kind 2:58 token_file syslog_udp", "not_for_kind 2:66 tls syslog_udp",
            ])
        #expect(errors(listeners("kind: syslog_tls, address: '127.0.0.1:1'")) == ["needed_for_kind 2:3 tls syslog_tls"])
        #expect(errors(listeners("kind: syslog_tls, address: '127.0.0.1:1', \(tls)")).isEmpty)
        #expect(errors(listeners("kind: bulk, address: '127.0.0.1:1', \(tls)")).isEmpty)
        #expect(
            errors(listeners("kind: bulk, address: '127.0.0.1:1', tls: {key: b}")) == [
                "missing_key 2:45 listeners.tls.certificate"
            ])
    }

    @Test("a token stands in the file or in another file, not in both, and not in the environment")
    func tokens() {
        let start = "kind: bulk, address: '127.0.0.1:1', "
        #expect(
            errors(listeners(start + "token: aaaaaaaaaaaaaaaa, token_file: b")) == ["exclusive 2:47 token token_file"])
        #expect(errors(listeners(start + "token: '${TOKEN}'")) == ["environment 2:47 listeners.token"])
        #expect(errors(listeners(start + "token: 'a b'")) == ["token 2:47 listeners.token 512"])
        let long = String(repeating: "a", count: ConfigurationLimits.tokenBytes + 1)
        #expect(errors(listeners(start + "token: \(long)")) == ["token 2:47 listeners.token 512"])
        #expect(errors(listeners(start + "token: \(long.dropFirst())")).isEmpty)
    }

    @Test("a token in a file that everyone can read is warned about, and one that can be guessed")
    func readable() {
        let text = listeners("kind: bulk, address: '127.0.0.1:1', token: aaaaaaaaaaaaaaaa")
        #expect(warnings(text, mode: 0o644) == ["readable_secret 2:47 token token_file"])
        #expect(warnings(text, mode: 0o100_604) == ["readable_secret 2:47 token token_file"])
        for mode: UInt32? in [0o600, 0o640, nil] { #expect(warnings(text, mode: mode).isEmpty) }
        let short = listeners("kind: bulk, address: '127.0.0.1:1', token: aaaaaaaaaaaaaaa")
        #expect(warnings(short) == ["short_token 2:47"])
        #expect(warnings(listeners("kind: bulk, address: '127.0.0.1:1', token_file: a"), mode: 0o644).isEmpty)
    }

    @Test("a file with a secret that everyone can read is warned about where the configuration names it")
    func readableFiles() throws {
        let reading = read(listeners("kind: bulk, address: '127.0.0.1:1', token_file: /a/token"))
        let file = try #require(reading.secretFiles.first)
        let warning = try #require(ConfigurationReading.warning(for: file, mode: 0o644))
        #expect(short(warning) == "readable_secret_file 2:52 /a/token")
        #expect(ConfigurationReading.warning(for: file, mode: 0o640) == nil)
    }

    @Test("what others can reach without a token, or with one that travels readable, is warned about")
    func open() {
        let tls = "tls: {certificate: a, key: b}"
        #expect(warnings(listeners("kind: bulk, address: '192.0.2.1:1'")) == ["open_listener 2:25 192.0.2.1:1"])
        #expect(
            warnings(listeners("kind: bulk, address: '192.0.2.1:1', token_file: a")) == [
                "plain_secret 2:25 listeners.address"
            ])
        #expect(warnings(listeners("kind: bulk, address: '192.0.2.1:1', token_file: a, \(tls)")).isEmpty)
        #expect(warnings(listeners("kind: syslog_udp, address: '192.0.2.1:1'")).isEmpty)
        #expect(warnings("web: {address: '0.0.0.0:8100'}") == ["plain_secret 1:16 web.address"])
        #expect(warnings("web: {address: '0.0.0.0:8100', \(tls)}").isEmpty)
    }

    @Test("mail has a user with a password or neither, and says so when it goes readable")
    func mail() {
        func mail(_ more: String) -> String {
            "mail: {server: m.example, from: a@b.example, to: [c@d.example], \(more)}"
        }
        #expect(errors(mail("user: x")) == ["together 1:71 mail.user mail.password_file"])
        #expect(errors(mail("password_file: x")) == ["together 1:80 mail.password_file mail.user"])
        #expect(warnings(mail("starttls: false")) == ["plain_secret 1:75 mail.starttls"])
        #expect(warnings(mail("starttls: false").replacing("m.example", with: "localhost")).isEmpty)
        #expect(errors(mail("starttls: yes")) == ["choice 1:75 mail.starttls yes true, false"])
    }

    @Test("quiet hours that begin when they end are refused, and what nobody hears is warned about")
    func quiet() {
        #expect(errors("quiet_hours: {from: '07:00', to: '07:00'}") == ["quiet_never 1:34 07:00"])
        #expect(
            warnings("quiet_hours: {from: '07:00', to: '08:00'}\ndaily_summary: {at: '07:00'}") == [
                "nobody_hears 1:14 quiet_hours", "nobody_hears 2:16 daily_summary",
            ])
        #expect(warnings("daily_summary: {at: '07:00'}\nwebhooks: [{url: 'https://a.example'}]").isEmpty)
    }

    @Test("a file is followed once, a webhook called once, a path of rules given once")
    func doubles() {
        #expect(errors("follow:\n- path: /a\n- path: /b\n- path: /a\n") == ["duplicate 4:9 follow.path 2"])
        #expect(errors("rules:\n- /a\n- /a\n") == ["duplicate 3:3 rules 2"])
        #expect(
            errors("webhooks:\n- url: https://a.example\n- url: https://a.example\n") == [
                "duplicate 3:8 webhooks.url 2"
            ])
    }
}
