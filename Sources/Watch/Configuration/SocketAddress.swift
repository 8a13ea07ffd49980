// Where to listen: `host:port` or `[::1]:port` (RFC 3986 section 3.2.2 for the brackets).
// SPDX-License-Identifier: EUPL-1.2

import Sigma

/// A host, as an address or a name, and a port. Port 0 takes one that is free.
public struct SocketAddress: Sendable, Hashable {
    /// Without brackets.
    public let host: String
    public let port: Int
    /// The host as a number, so that two ways to write one address are the same; nil for a name.
    let ip: IPAddress?

    public init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = text[text.index(after: colon)...]
        guard 1...5 ~= digits.utf8.count, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let port = Int(digits),
            port <= 65_535
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.utf8.count > 2 else { return nil }
            host = String(host.dropFirst().dropLast())
            guard host.utf8.contains(UInt8(ascii: ":")), let ip = SocketAddress.ip(host) else { return nil }
            self.init(host: host, port: port, ip: ip)
        } else {
            let ip = SocketAddress.ip(host)
            guard ip != nil ? !host.utf8.contains(UInt8(ascii: ":")) : SocketAddress.isName(host) else { return nil }
            self.init(host: host, port: port, ip: ip)
        }
    }

    private init(host: String, port: Int, ip: IPAddress?) {
        self.host = host
        self.port = port
        self.ip = ip
    }

    /// The same host with another port: the one that was free.
    package func on(port: Int) -> SocketAddress {
        SocketAddress(host: host, port: port, ip: ip)
    }

    /// Whether only this machine can reach it.
    public var isLoopback: Bool {
        guard let ip else { return host.lowercased() == "localhost" }
        return SocketAddress.loopback.contains { $0.contains(ip) }
    }

    /// Whether it stands for every address of the machine. `[::]` also takes what comes over IPv4.
    var isEvery: Bool { ip.map { $0.high == 0 && $0.low == 0 } ?? false }

    /// Whether both cannot be listened on at once, when they are for the same transport.
    func overlaps(_ other: SocketAddress) -> Bool {
        guard port != 0, port == other.port else { return false }
        if isSame(as: other) { return true }
        if isEvery || other.isEvery {
            // 0.0.0.0 takes IPv4 only; a name may stand for either.
            let (every, one) = isEvery ? (self, other) : (other, self)
            guard let everyIP = every.ip, let oneIP = one.ip else { return true }
            return !everyIP.isV4 || oneIP.isV4 || one.isEvery
        }
        return ip == nil && isLoopback && other.isLoopback || other.ip == nil && other.isLoopback && isLoopback
    }

    /// Whether both are one address, however written.
    func isSame(as other: SocketAddress) -> Bool {
        guard port == other.port else { return false }
        if let ip, let otherIP = other.ip { return ip == otherIP }
        return ip == nil && other.ip == nil && host.lowercased() == other.host.lowercased()
    }

    private static let loopback = ["127.0.0.0/8", "::1"].compactMap { NetworkRange($0) }

    /// An address without brackets or zone: `IPAddress` lets both through and forgets the zone.
    static func ip(_ text: String) -> IPAddress? {
        text.utf8.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "%") } ? nil : IPAddress(text)
    }

    /// RFC 1123 section 2.1: letters, digits and hyphens in parts of at most 63, the last part not a number.
    static func isName(_ text: String) -> Bool {
        guard 1...253 ~= text.utf8.count else { return false }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isWritten = parts.allSatisfy { part in
            1...63 ~= part.count && part.first != UInt8(ascii: "-") && part.last != UInt8(ascii: "-")
                && part.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
        // A last part that begins with a digit is an address in one of its odd forms (0x7f000001, 127.1): not a name.
        return isWritten && parts.last?.first.map { 0x30...0x39 ~= $0 } == false
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }
}

extension SocketAddress: CustomStringConvertible {
    public var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
