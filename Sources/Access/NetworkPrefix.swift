// The network that an address lies in, as far as one subscriber or office goes.
// SPDX-License-Identifier: EUPL-1.2

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The first 24 bits of an IPv4 address or the first 56 of an IPv6 address: what one party can easily move within.
/// Whatever is no address is one network together, so that nothing escapes the count.
public struct NetworkPrefix: Sendable, Hashable {
    private let bits: UInt64

    /// - Parameter address: as the connection has it, never as a header says it, unless a trusted proxy set that.
    public init(address: String) {
        bits = NetworkPrefix.bits(of: address) ?? 0
    }

    private static func bits(of address: String) -> UInt64? {
        // A zero byte ends the text for inet_pton: what stands behind it would go unseen.
        guard address.utf8.count <= 64, !address.utf8.contains(0) else { return nil }
        let text = String(address.prefix { $0 != "%" })
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return bits(ofV4: UInt32(bigEndian: v4.s_addr)) }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let (high, low) = withUnsafeBytes(of: &v6) {
            (
                UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        // RFC 4291, 2.5.5.2: ::ffff:a.b.c.d is the IPv4 address.
        if high == 0, low >> 32 == 0xFFFF { return bits(ofV4: UInt32(truncatingIfNeeded: low)) }
        return high & ~0xFF | 0x2
    }

    /// The last bits tell the kinds apart: 0 no address, 1 IPv4, 2 IPv6.
    private static func bits(ofV4 address: UInt32) -> UInt64 {
        UInt64(address & ~0xFF) | 0x1
    }
}
