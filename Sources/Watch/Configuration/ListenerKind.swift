// The ways in which logs come in over the network, by the word in the configuration.
// SPDX-License-Identifier: EUPL-1.2

/// What a listener speaks.
public enum ListenerKind: String, Sendable, Hashable, CaseIterable {
    /// RFC 5426: one message a datagram.
    case syslogUDP = "syslog_udp"
    /// RFC 6587: messages by length or by line.
    case syslogTCP = "syslog_tcp"
    /// RFC 5425.
    case syslogTLS = "syslog_tls"
    case relp
    /// The `_bulk` of Elasticsearch.
    case bulk
    /// The HTTP event collector of Splunk.
    case hec
    /// OpenTelemetry over HTTP.
    case otlp
    /// Lines or JSON in the body of an HTTP POST.
    case webhook
    case netflow

    /// Whether this program can listen for it. The others are recognised, so that a file for a later one can be read.
    public var isSupported: Bool {
        switch self {
        case .syslogUDP, .syslogTCP, .syslogTLS, .bulk, .webhook: true
        case .relp, .hec, .otlp, .netflow: false
        }
    }

    /// Whether it listens for datagrams. These never stand in the way of connections on the same port.
    public var isDatagram: Bool { self == .syslogUDP || self == .netflow }

    /// Whether senders show a token: those that speak HTTP.
    public var takesToken: Bool {
        switch self {
        case .bulk, .hec, .otlp, .webhook: true
        case .syslogUDP, .syslogTCP, .syslogTLS, .relp, .netflow: false
        }
    }

    /// Whether a certificate can be given: all that speak HTTP, RELP, and the syslog that always has one.
    public var takesTLS: Bool { takesToken || self == .syslogTLS || self == .relp }
}
