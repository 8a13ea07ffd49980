// A range of IPv4 or IPv6 addresses in CIDR notation (RFC 4632, RFC 4291), compared as numbers.
// SPDX-License-Identifier: EUPL-1.2

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An IP address as 16 bytes; IPv4 stands in the last 4 with `isV4`. `::ffff:a.b.c.d` counts as the IPv4 address.
public struct IPAddress: Sendable, Hashable {
    public let high: UInt64
    public let low: UInt64
    public let isV4: Bool

    public init(high: UInt64, low: UInt64, isV4: Bool) {
        self.high = high
        self.low = low
        self.isV4 = isV4
    }

    public init?(_ text: String) {
        // A zero byte ends the text for inet_pton: what stands behind it would go unseen.
        if text.utf8.contains(0) { return nil }
        var text = text
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        if let zone = text.firstIndex(of: "%") { text = String(text[..<zone]) }
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(high: 0, low: UInt64(UInt32(bigEndian: v4.s_addr)), isV4: true)
            return
        }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let (high, low) = withUnsafeBytes(of: &v6) {
            (
                UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        if high == 0, low >> 32 == 0xFFFF {
            self.init(high: 0, low: low & 0xFFFF_FFFF, isV4: true)
        } else {
            self.init(high: high, low: low, isV4: false)
        }
    }
}

/// All addresses that share the first `bits` bits. A range without `/` is one address.
public struct NetworkRange: Sendable, Hashable {
    public let address: IPAddress
    /// 0 to 32 for IPv4, 0 to 128 for IPv6.
    public let bits: Int

    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
        let most = address.isV4 ? 32 : 128
        guard parts.count == 2 else {
            self.init(address: address, bits: most)
            return
        }
        guard parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }), var bits = Int(parts[1]) else { return nil }
        // The bits of an IPv4 address that is written as IPv6 count from the front of the longer form.
        if address.isV4, parts[0].contains(":") { bits -= 96 }
        guard 0...most ~= bits else { return nil }
        self.init(address: address, bits: bits)
    }

    public init(address: IPAddress, bits: Int) {
        self.address = address
        self.bits = bits
    }

    /// Whether an address lies in the range. IPv4 and IPv6 never match each other.
    public func contains(_ other: IPAddress) -> Bool {
        guard other.isV4 == address.isV4 else { return false }
        if address.isV4 {
            return bits == 0 || (other.low ^ address.low) >> UInt64(32 - bits) == 0
        }
        if bits <= 64 { return bits == 0 || (other.high ^ address.high) >> UInt64(64 - bits) == 0 }
        return other.high == address.high && (other.low ^ address.low) >> UInt64(128 - bits) == 0
    }
}
