// Ranges of addresses as rules write them, and addresses as logs do.
// SPDX-License-Identifier: EUPL-1.2

import Sigma
import Testing

@Suite("Ranges of addresses")
struct NetworkRangeTests {
    @Test(
        "an address lies in a range if their first bits are the same",
        arguments: [
            ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
            ("0.0.0.0/0", "255.1.2.3", true),
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7/32", "192.0.2.6", false), ("192.0.2.1/31", "192.0.2.0", true),
            ("2001:db8::/32", "2001:DB8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
            ("2001:db8::/127", "2001:db8::1", true), ("2001:db8::/127", "2001:db8::2", false),
            ("::/0", "fe80::1%eth0", true),
            ("::/0", "192.0.2.1", false), ("0.0.0.0/0", "2001:db8::", false),
            ("192.0.2.0/24", "::ffff:192.0.2.9", true),
            ("::ffff:192.0.2.0/120", "192.0.2.9", true), ("::ffff:192.0.2.0/120", "192.0.3.9", false),
            ("::ffff:0:0/96", "198.51.100.1", true), ("2001:db8::/64", "[2001:db8::5]", true),
        ])
    func contains(_ range: String, _ address: String, _ expected: Bool) throws {
        let range = try #require(NetworkRange(range))
        #expect(range.contains(try #require(IPAddress(address))) == expected)
    }

    @Test(
        "what is no range is refused",
        arguments: [
            "", "/", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2/24", "192.0.2.0/8/8",
            "::/129",
            "::ffff:192.0.2.0/95", "192.0.2.0/ 8", "fe80::x/10", "192.0.2.256/8", "192.0.2.0/99999999999999999999",
        ])
    func refused(_ text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test("a zero byte does not hide what stands behind it")
    func zeroByte() {
        #expect(IPAddress("192.0.2.7\0x") == nil && IPAddress("192.0.2.7\0") == nil && IPAddress("\0") == nil)
        #expect(NetworkRange("192.0.2.0\0/24") == nil)
    }
}
