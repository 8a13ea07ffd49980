// A network of an exercise: an IPv4 range (RFC 5737, RFC 1918) and sometimes an IPv6 prefix (RFC 3849), with the names
// that a table of providers gives to it.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

/// A network in a scenario, as the scenario file has it.
package struct Network: Sendable, Decodable {
    package let id: String
    package let cidr: String
    package let v6: String?
    package let asn: Int
    package let provider: String
    package let country: String
    package let city: String

    package init(
        id: String, cidr: String, v6: String?, asn: Int, provider: String, country: String, city: String
    ) {
        self.id = id
        self.cidr = cidr
        self.v6 = v6
        self.asn = asn
        self.provider = provider
        self.country = country
        self.city = city
    }

    /// The IPv4 address with this number in the range; numbers beyond the end begin again. The first and the last are
    /// not given out, but of one or two addresses all are (RFC 3021).
    package func address(_ number: Int) -> String {
        guard let range = AddressRange(cidr) else { return cidr }
        let (skipped, usable) = range.size > 2 ? (1, range.size - 2) : (0, range.size)
        return AddressRange.text(range.first + UInt32(skipped + number % usable))
    }

    /// An IPv6 address of subscriber `number`, or the IPv4 address if the network has no IPv6.
    package func address6(_ number: Int) -> String {
        guard let v6, v6.hasSuffix("::/48") else { return address(number) }
        let (subscriber, host) = (String(number % 60_000 + 16, radix: 16), String(number % 251 + 2, radix: 16))
        return "\(v6.dropLast(5)):\(subscriber)::\(host)"
    }
}

/// A range of IPv4 addresses in CIDR notation (RFC 4632).
package struct AddressRange: Sendable, Equatable {
    package let first: UInt32
    package let size: Int

    package init?(_ cidr: String) {
        let parts = cidr.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = AddressRange.decimal(parts[1]), 8...32 ~= bits,
            let base = AddressRange.number(parts[0])
        else { return nil }
        size = 1 << (32 - bits)
        guard Int(base) % size == 0 else { return nil }
        first = base
    }

    package static func number(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard let byte = decimal(part), byte < 256 else { return nil }
            value = value << 8 | UInt32(byte)
        }
        return value
    }

    /// One to three digits: no sign, and no zero before them, which others read as octal.
    private static func decimal(_ text: some StringProtocol) -> Int? {
        guard 1...3 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return text.utf8.count > 1 && text.utf8.first == 0x30 ? nil : Int(text)
    }

    package static func text(_ value: UInt32) -> String {
        "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
    }

    package func contains(_ other: AddressRange) -> Bool {
        first <= other.first && UInt64(other.first) + UInt64(other.size) <= UInt64(first) + UInt64(size)
    }

    /// The ranges that no real organisation uses on the internet: RFC 5737 for documentation, RFC 1918 inside.
    package static let invented = [
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
    ].compactMap { AddressRange($0) }

    package var isInvented: Bool { AddressRange.invented.contains { $0.contains(self) } }
}
