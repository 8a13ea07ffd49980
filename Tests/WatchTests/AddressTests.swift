// Addresses to listen on and to send to, times of the day, and names that come near.
// SPDX-License-Identifier: EUPL-1.2

import Sigma
import Testing
import Watch

@Suite("Addresses and times of the configuration")
struct AddressTests {
    @Test(
        "host:port, [IPv6]:port and port 0 are addresses",
        arguments: [
            ("127.0.0.1:8100", "127.0.0.1", 8100), ("[::1]:0", "::1", 0), ("localhost:65535", "localhost", 65_535),
            ("[2001:db8::10]:514", "2001:db8::10", 514),
            ("log-1.gemeente.example:6514", "log-1.gemeente.example", 6514),
            ("[::ffff:192.0.2.1]:1", "::ffff:192.0.2.1", 1),
        ])
    func addresses(text: String, host: String, port: Int) throws {
        let address = try #require(SocketAddress(text))
        #expect(address.host == host && address.port == port && address.description == text)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", ":", ":514", "514", "localhost", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
            "::1:514",
            "[::1]", "[::1]:", "[]:1", "[127.0.0.1]:1", "[::1:514", "::1]:514", "127.0.0.1:5 14", "127.0.0.1:+5",
            "256.0.0.1:1", "127.1:80", "0x7f000001:80", "2130706433:80", "-a:1", "a-:1", "a..b:1", "a b:1",
            "[fe80::1%eth0]:1",
            "[[::1]]:1", "127.0.0.1\u{0}:80", "a:1:2", "é.example:1", "127.0.0.1:000514",
            String(repeating: "a", count: 64) + ":1",
        ])
    func badAddresses(text: String) {
        #expect(SocketAddress(text) == nil)
    }

    @Test("only addresses of this machine are loopback")
    func loopback() {
        for text in ["127.0.0.1:1", "127.8.9.1:1", "[::1]:1", "[::ffff:127.0.0.1]:1", "LocalHost:1"] {
            #expect(SocketAddress(text)?.isLoopback == true, "\(text)")
        }
        for text in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1", "gemeente.example:1", "[::2]:1"] {
            #expect(SocketAddress(text)?.isLoopback == false, "\(text)")
        }
    }

    @Test(
        "a webhook goes to http and https addresses",
        arguments: [
            "https://chat.gemeente.example/hooks/a?b=c", "http://192.0.2.10:8080", "https://[2001:db8::1]/x",
            "HTTPS://a.example", "http://127.0.0.1:9/", "http://10.0.0.8/hook", "https://a.example.:8443/",
        ])
    func urls(text: String) {
        #expect(errors("webhooks: [{url: '\(text)'}]").isEmpty)
    }

    @Test("host, port and encryption of a webhook are those of its address")
    func partsOfURL() throws {
        let text =
            "webhooks: [{url: 'https://a.example/x'}, {url: 'http://[2001:db8::1]:81/'}, {url: 'http://b.example.'}]"
        let urls = read(text).configuration.webhooks.map(\.url)
        #expect(urls.map(\.host) == ["a.example", "2001:db8::1", "b.example"])
        #expect(urls.map(\.port) == [443, 81, 80])
        #expect(urls.map(\.isEncrypted) == [true, false, false])
        #expect(urls.first?.text == "https://a.example/x")
    }

    @Test(
        "what is no address for a webhook is refused, and not shown, since it may hold a key",
        arguments: [
            "a.example", "ftp://a.example", "https://", "https:///x", "https://user:secret@a.example/",
            "https://a.example/#x",
            "https://a b.example", "https://a.example:0/", "https://a.example:99999/", "javascript://x",
            "https://2130706433/",
            "https://0x7f.1/", "https://a.example\\\\@b.example", "https://[::1", "https://é.example",
        ])
    func badURLs(text: String) {
        #expect(errors("webhooks: [{url: '\(text)'}]") == ["url 1:18 webhooks.url"])
    }

    @Test(
        "no webhook goes to a link-local address, or to where a cloud hands out the keys of a machine",
        arguments: [
            "http://169.254.169.254/latest/meta-data/", "https://169.254.0.1", "http://[fe80::1]/", "http://[febf::1]/",
            "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::1]/",
            "http://[::a9fe:a9fe]/", "http://[fd00:ec2::254]/", "http://metadata.google.internal/", "http://METADATA/",
            "http://metadata.google.internal./", "http://100.100.100.200/", "http://0.0.0.0/", "http://[::]/",
            "http://224.0.0.1/", "http://255.255.255.255/", "http://[ff02::1]/", "https://169.254.169.254:8443/x",
        ])
    func forbidden(text: String) {
        #expect(errors("webhooks: [{url: '\(text)'}]") == ["url_refused 1:18 webhooks.url"])
    }

    @Test("the sender can ask the same of the address behind a name")
    func forbiddenAddresses() throws {
        for text in ["169.254.1.1", "fe80::2", "::ffff:169.254.1.1"] {
            #expect(WebhookURL.isForbidden(try #require(IPAddress(text))), "\(text)")
        }
        for text in ["192.0.2.1", "10.1.2.3", "2001:db8::1", "::1", "127.0.0.1", "64:ff9b::c000:201"] {
            #expect(!WebhookURL.isForbidden(try #require(IPAddress(text))), "\(text)")
        }
    }

    @Test("a time of the day is two digits, a colon and two digits")
    func times() throws {
        #expect(TimeOfDay("00:00")?.minutes == 0 && TimeOfDay("23:59")?.minutes == 1_439)
        #expect(try #require(TimeOfDay("07:05")).description == "07:05")
        for text in ["24:00", "7:00", "07:60", "0700", "07:0a", "07:00:00", "", "07-00", "-1:00", "０7:00"] {
            #expect(TimeOfDay(text) == nil, "\(text)")
        }
    }

    @Test("quiet hours may run past midnight; the begin is in them, the end is not")
    func quietHours() throws {
        func quiet(_ from: String, _ to: String, at time: String) throws -> Bool {
            let text = "quiet_hours: {from: '\(from)', to: '\(to)'}"
            let hours = try #require(read(text).configuration.quietHours)
            return hours.contains(try #require(TimeOfDay(time)))
        }
        for time in ["22:00", "23:59", "00:00", "06:59"] { #expect(try quiet("22:00", "07:00", at: time)) }
        for time in ["07:00", "12:00", "21:59"] { #expect(try !quiet("22:00", "07:00", at: time)) }
        #expect(try quiet("12:00", "13:00", at: "12:30") && !quiet("12:00", "13:00", at: "13:00"))
    }

    @Test("RFC 3986 3.2.2: an address of IPv6 keeps its brackets with another port")
    func otherPort() {
        #expect(SocketAddress("[::1]:0")?.on(port: 5_514).description == "[::1]:5514")
        #expect(SocketAddress("127.0.0.1:0")?.on(port: 514) == SocketAddress("127.0.0.1:514"))
    }
}
