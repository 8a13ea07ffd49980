// Only networks that exist nowhere.
// SPDX-License-Identifier: EUPL-1.2

import Exercises
import Testing

struct NetworkTests {
    @Test(
        "RFC 4632: a range is an address on its own boundary and the length of its prefix",
        arguments: [
            "192.0.2.0/33", "192.0.2.1/24", "192.0.2/24", "192.0.2.256/32", "192.0.2.0", "", "/", "a.b.c.d/24",
            "192.0.2.0/24/1", "192.0.2.0/-1", "0.0.0.0/0", "192.0.2.0/+24", "192.0.2.0/024", "192.0.2.+0/24",
            "192.0.2.-0/24", "192.0.02.0/24", "192.000.2.0/24", "192.0.2.0/٢٤", "192.0.2.00/24", "+192.0.2.0/24",
            "192.0.2. 0/24", "192.0.2.0/", "192.0.2./24", "192.0.2.0256/24",
        ])
    func notARange(_ text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("RFC 5737 and RFC 1918 ranges are invented, all others real")
    func invented() {
        for text in ["192.0.2.0/24", "198.51.100.128/25", "203.0.113.7/32", "10.1.0.0/16", "172.31.0.0/16"] {
            #expect(AddressRange(text)?.isInvented == true)
        }
        for text in ["192.0.3.0/24", "8.8.8.8/32", "198.51.0.0/16", "172.32.0.0/16", "11.0.0.0/8", "203.0.112.0/23"] {
            #expect(AddressRange(text)?.isInvented == false)
        }
    }

    @Test(
        "Addresses of a network lie inside it, whatever their number and its size",
        arguments: ["203.0.113.160/27", "203.0.113.7/32", "203.0.113.255/32", "203.0.113.6/31", "203.0.113.4/30"])
    func inside(_ cidr: String) throws {
        let range = try #require(AddressRange(cidr))
        let network = Network(
            id: "x", cidr: cidr, v6: "2001:db8:22::/48", asn: 64_500, provider: "X", country: "NL",
            city: "")
        for number in 0..<500 {
            let address = try #require(AddressRange(network.address(number) + "/32"))
            #expect(range.contains(address))
            #expect(network.address6(number).hasPrefix("2001:db8:22:"))
        }
    }
}
