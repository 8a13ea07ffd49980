// Who sends a request, as far as the connection tells.
// SPDX-License-Identifier: EUPL-1.2

package import NIOCore

/// The other side of the connection of a request.
package struct HTTPPeer: Sendable {
    /// Its IP address in its canonical form; IPv4 also when it came in over an IPv6 socket.
    package let address: String
    package let isEncrypted: Bool
    /// Where it is connected, for contexts of hummingbird.
    package let channel: any Channel

    package init(channel: any Channel, isEncrypted: Bool) {
        self.channel = channel
        self.isEncrypted = isEncrypted
        address = HTTPPeer.canonical(channel.remoteAddress?.ipAddress ?? "unknown")
    }

    /// RFC 4291 section 2.5.5.2: `::ffff:192.0.2.1` is 192.0.2.1.
    package static func canonical(_ address: String) -> String {
        let mapped = "::ffff:"
        guard address.lowercased().hasPrefix(mapped), address.contains(".") else { return address }
        return String(address.dropFirst(mapped.count))
    }
}

/// Thrown by who answers to end the connection without an answer: the sender keeps what it sent and sends it again.
package struct ConnectionDropped: Error {
    package init() {}
}
