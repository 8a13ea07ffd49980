// Where a webhook goes to, and where none may ever go: the address at which a cloud tells a machine its own keys.
// RFC 3986 section 3 (syntax), RFC 3927 and RFC 4291 section 2.5.6 (link-local addresses).
// SPDX-License-Identifier: EUPL-1.2

package import Sigma

/// An absolute `http` or `https` address without user, password or fragment.
public struct WebhookURL: Sendable, Hashable {
    /// As it stands in the configuration.
    public let text: String
    public let isEncrypted: Bool
    /// Without brackets.
    public let host: String
    public let port: Int

    /// Why a text is not taken.
    enum Refusal: Error {
        case notAnAddress
        case forbiddenHost
    }

    init(_ text: String) throws(Refusal) {
        guard let mark = text.firstRange(of: "://"),
            text.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != 0x5C && $0 != 0x23 })
        else { throw .notAnAddress }
        switch text[..<mark.lowerBound].lowercased() {
        case "https": isEncrypted = true
        case "http": isEncrypted = false
        default: throw .notAnAddress
        }
        let rest = text[mark.upperBound...]
        var authority = String(rest.prefix { $0 != "/" && $0 != "?" })
        let hasPort = authority.hasPrefix("[") ? !authority.hasSuffix("]") : authority.contains(":")
        if !hasPort { authority += isEncrypted ? ":443" : ":80" }
        // A dot behind a name only says that it is complete: the same host.
        let isComplete = authority.contains(".:") && !authority.contains("..")
        if isComplete { authority = authority.replacing(".:", with: ":") }
        guard let address = SocketAddress(authority), address.port != 0 else { throw .notAnAddress }
        self.text = text
        host = address.host
        port = address.port
        if let ip = address.ip {
            if WebhookURL.isForbidden(ip) { throw .forbiddenHost }
        } else if WebhookURL.forbiddenNames.contains(address.host.lowercased()) {
            throw .forbiddenHost
        }
    }

    /// Whether no webhook may go to that address. Who sends asks this again of the address that a name stands for
    /// at that
    /// moment, and follows no redirect.
    package static func isForbidden(_ address: IPAddress) -> Bool {
        if forbidden.contains(where: { $0.contains(address) }) { return true }
        // An IPv4 address within an IPv6 one: translated (RFC 6052), 6to4 (RFC 3056), compatible (RFC 4291 2.5.5.1).
        guard !address.isV4 else { return false }
        let inner: UInt64
        if address.high == 0x0064_FF9B_0000_0000, address.low >> 32 == 0 {
            inner = address.low
        } else if address.high >> 48 == 0x2002 {
            inner = (address.high >> 16) & 0xFFFF_FFFF
        } else if address.high == 0, address.low >> 32 == 0, address.low > 1 {
            inner = address.low
        } else {
            return false
        }
        return isForbidden(IPAddress(high: 0, low: inner, isV4: true))
    }

    /// No address of its own ("this network"), link-local, metadata of clouds, and more than one receiver.
    private static let forbidden = [
        "0.0.0.0/8", "169.254.0.0/16", "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.0/4", "240.0.0.0/4",
        "::", "fe80::/10", "fec0::/10", "fd00:ec2::/32", "fd20:ce::254", "ff00::/8",
    ].compactMap { NetworkRange($0) }

    private static let forbiddenNames: Set<String> = [
        "metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal",
    ]
}
