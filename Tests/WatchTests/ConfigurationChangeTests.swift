// What a changed file asks of a running watch.
// SPDX-License-Identifier: EUPL-1.2

import Testing
import Watch

@Suite("Change of the configuration")
struct ConfigurationChangeTests {
    private func change(_ old: String, _ new: String) -> ConfigurationChange {
        ConfigurationChange(from: read(old).configuration, to: read(new).configuration)
    }

    private let udp = "kind: syslog_udp, address: '127.0.0.1:514'"
    private let tcp = "kind: syslog_tcp, address: '127.0.0.1:514'"
    private let bulk = "kind: bulk, address: '127.0.0.1:9200'"

    @Test("the same configuration asks for nothing, in whatever order it is written")
    func same() {
        let change = change(listeners(udp, tcp), "web: {}\n" + listeners(tcp, udp))
        #expect(change.isEmpty && change.stays.count == 2)
    }

    @Test("what is gone stops, what is new starts, the rest stays open")
    func listenersChange() {
        let change = change(listeners(udp, tcp), listeners(bulk, udp))
        #expect(change.stops.map(\.kind) == [.syslogTCP] && change.starts.map(\.kind) == [.bulk])
        #expect(change.stays.map(\.kind) == [.syslogUDP] && change.adjusts.isEmpty && !change.isEmpty)
    }

    @Test("another token or zone is taken over without closing the socket; another certificate is not")
    func adjust() {
        let token = change(listeners(bulk), listeners(bulk + ", token_file: a"))
        #expect(token.adjusts.map(\.to.token) == [.file("a")] && token.adjusts.map(\.from.token) == [nil])
        #expect(token.stops.isEmpty && token.starts.isEmpty && token.stays.isEmpty && !token.isEmpty)
        let zone = change(listeners(udp), listeners(udp + ", zone: UTC"))
        #expect(zone.adjusts.count == 1)
        let tls = change(listeners(bulk), listeners(bulk + ", tls: {certificate: a, key: b}"))
        #expect(tls.stops.count == 1 && tls.starts.count == 1 && tls.adjusts.isEmpty)
    }

    @Test("of several listeners on port 0 each is paired once")
    func portZero() {
        let zero = "kind: syslog_udp, address: '127.0.0.1:0'"
        let two = change(listeners(zero, zero), listeners(zero))
        #expect(two.stays.count == 1 && two.stops.count == 1 && two.starts.isEmpty)
        let changed = change(listeners(zero, zero + ", zone: UTC"), listeners(zero + ", zone: UTC", zero + ", zone: Z"))
        #expect(changed.stays.map(\.zone) == ["UTC"] && changed.adjusts.map(\.to.zone) == ["Z"])
    }

    @Test("followed files stop and start by path, format and zone")
    func follow() {
        let change = change("follow: [{path: a}, {path: b}]", "follow: [{path: b, zone: UTC}, {path: a}]")
        #expect(change.stopsFollowing.map(\.path) == ["b"] && change.startsFollowing.map(\.zone) == ["UTC"])
    }

    @Test(
        "the other sections that changed are named",
        arguments: [
            ("web: {address: '127.0.0.1:1'}", "web"), ("retention: {days: 1}", "retention"),
            ("privacy: {pseudonyms: true}", "privacy"), ("rules: [a]", "rules"),
            ("networks: [a]", "networks"), ("sources: {clock_skew_seconds: 1}", "sources"),
            ("limits: {connections: 1}", "limits"), ("webhooks: [{url: 'https://a.example'}]", "webhooks"),
            ("mail: {server: a.example, from: a@b.example, to: [c@d.example]}", "mail"),
            ("quiet_hours: {from: '01:00', to: '02:00'}", "quiet_hours"),
            ("daily_summary: {at: '01:00'}", "daily_summary"),
        ])
    func sections(text: String, name: String) {
        #expect(change("", text).changedSections == [name] && change(text, text).isEmpty)
    }
}
