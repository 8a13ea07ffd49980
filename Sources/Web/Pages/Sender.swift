// The programs and devices that can send logs here, and the listener of this watch that fits each.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Watch

/// Something that sends logs, by the word in the address of its page.
enum Sender: String, Sendable, CaseIterable {
    case rsyslog
    case syslogNG = "syslog-ng"
    case winlogbeat, nxlog, netscaler, fortigate
    case elastic
    case fluentBit = "fluent-bit"
    case file = "bestand"
    case webhook

    /// The ways in that fit, the best first.
    var kinds: [ListenerKind] {
        switch self {
        case .rsyslog, .syslogNG, .nxlog, .fortigate: [.syslogTLS, .syslogTCP, .syslogUDP]
        // Its own TLS needs a load balancer on the device.
        case .netscaler: [.syslogTCP, .syslogUDP]
        case .winlogbeat, .elastic, .fluentBit: [.bulk]
        case .webhook: [.webhook]
        case .file: []
        }
    }

    /// How the names of its sources begin in the archive.
    var prefixes: [String] {
        self == .file ? ["file "] : kinds.map { $0.rawValue + " " }
    }
}

/// Where a sender is to send to.
struct SenderTarget: Sendable {
    /// Stands in where the host is not known.
    private static let example = "dijkwacht.example"

    let kind: ListenerKind
    /// A name or an address, without brackets.
    var host: String
    var port: Int
    var isEncrypted: Bool
    var asksToken: Bool
    var asksCertificate = false
    /// Whether the listener runs; if not, this is how it would be with the lines that the page gives.
    var isRunning = true
    /// Whether only this machine can reach it.
    var isLocal = false

    /// The host as it stands in a URL (RFC 3986, 3.2.2).
    var urlHost: String { host.contains(":") ? "[\(host)]" : host }

    var url: String { "\(isEncrypted ? "https" : "http")://\(urlHost):\(port)" }

    /// - Parameters:
    ///   - way: a listener that runs.
    ///   - asked: the host by which the browser found this page.
    init?(_ way: WatchStatus.Way, asked: String?) {
        guard let kind = ListenerKind(rawValue: way.kind), let address = SocketAddress(way.address), address.port > 0
        else { return nil }
        self.kind = kind
        port = address.port
        isEncrypted = way.isEncrypted
        asksToken = way.asksToken
        asksCertificate = way.asksCertificate
        isLocal = address.isLoopback
        let isEvery = address.host == "0.0.0.0" || address.host == "::"
        // With TLS the name counts, since it stands in the certificate.
        let isName = asked.map { !$0.contains(":") && $0.contains { $0.isLetter } } ?? false
        host = isEvery || way.isEncrypted && isName && !isLocal ? asked ?? SenderTarget.example : address.host
    }

    /// How it would be with the lines of `SenderText.configuration`.
    init(proposed kind: ListenerKind, asked: String?) {
        self.kind = kind
        host = asked ?? SenderTarget.example
        switch kind {
        case .syslogTLS: port = 6514
        case .syslogTCP, .syslogUDP: port = 514
        case .webhook: port = 9280
        default: port = 9200
        }
        isEncrypted = kind.takesTLS
        asksToken = kind.takesToken
        isRunning = false
    }

    /// All listeners that fit a sender, the best first; one that does not run if there is none.
    static func all(_ sender: Sender, _ ways: [WatchStatus.Way], asked: String?) -> [SenderTarget] {
        let running = sender.kinds.flatMap { kind in
            ways.filter { $0.kind == kind.rawValue }.compactMap { SenderTarget($0, asked: asked) }
        }
        // One that only this machine can reach comes last.
        let sorted = running.filter { !$0.isLocal } + running.filter(\.isLocal)
        if !sorted.isEmpty { return sorted }
        return sender.kinds.first.map { [SenderTarget(proposed: $0, asked: asked)] } ?? []
    }

    /// The host of the address that the browser asked (RFC 9110, 7.2); nil if it is none that can be used.
    static func host(_ authority: String?) -> String? {
        guard let authority, authority.utf8.count <= 300 else { return nil }
        return (SocketAddress(authority) ?? SocketAddress(authority + ":80"))?.host
    }
}
