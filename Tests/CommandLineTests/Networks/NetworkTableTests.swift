// Networks from CSV: the longest prefix wins, IPv4 and IPv6, headings, and lines that are none.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Sigma
import Testing

@Suite struct NetworkTableTests {
    private func table(_ text: String) -> NetworkTable {
        NetworkTable(csv: Array(text.utf8), file: "networks.csv")
    }

    private func country(_ table: NetworkTable, _ address: String) -> String? {
        IPAddress(address).flatMap { table.answer(.country, $0) }
    }

    @Test("RFC 4632 5.1: the longest prefix that holds an address wins, in whatever order they stand")
    func longest() {
        for text in [
            "192.0.0.0/16,AA,1,a\n192.0.2.0/24,BB,2,b\n192.0.2.128/25,CC,3,c\n192.0.2.200/32,DD,4,d\n",
            "192.0.2.200,DD,4,d\n192.0.2.128/25,CC,3,c\n192.0.2.0/24,BB,2,b\n192.0.0.0/16,AA,1,a\n",
        ] {
            let table = table(text)
            #expect(table.problems.order.isEmpty)
            #expect(country(table, "192.0.7.1") == "AA")
            #expect(country(table, "192.0.2.127") == "BB")
            #expect(country(table, "192.0.2.128") == "CC")
            #expect(country(table, "192.0.2.200") == "DD")
            #expect(country(table, "192.1.0.0") == nil)
        }
    }

    @Test("IPv6, mapped IPv4, and everything at once")
    func families() {
        let table = table("2001:db8::/32,AA,1,a\n2001:db8:0:1::/64,BB,2,b\n2001:db8::7/128,CC,3,c\n198.51.100.0/24,DD,4,d\n")
        #expect(country(table, "2001:db8:ffff::1") == "AA")
        #expect(country(table, "2001:db8:0:1:2:3:4:5") == "BB")
        #expect(country(table, "2001:db8::7") == "CC")
        #expect(country(table, "2001:db9::7") == nil)
        #expect(country(table, "::ffff:198.51.100.9") == "DD")
        let all = self.table("0.0.0.0/0,AA,1,a\n::/0,BB,2,b\n")
        #expect(country(all, "203.0.113.1") == "AA")
        #expect(country(all, "2001:db8::1") == "BB")
    }

    @Test("A first line with names gives the order; AS64496 and 64496 are the same number")
    func headings() {
        let table = table("asn,network,provider,country\nAS64496,192.0.2.0/24,\"Voorbeeld, Net\",NL\n64497,198.51.100.0/24,,BE\n")
        #expect(table.problems.order.isEmpty)
        let address = IPAddress("192.0.2.1")
        #expect(address.flatMap { table.answer(.asn, $0) } == "64496")
        #expect(address.flatMap { table.answer(.provider, $0) } == "Voorbeeld, Net")
        #expect(country(table, "192.0.2.1") == "NL")
        #expect(IPAddress("198.51.100.1").flatMap { table.answer(.provider, $0) } == nil)
        let short = self.table("network,country\n192.0.2.0/24,NL\n")
        #expect(country(short, "192.0.2.1") == "NL")
        #expect(IPAddress("192.0.2.1").flatMap { short.answer(.asn, $0) } == nil)
    }

    @Test("A line that is no network is a problem with its line; blank lines and remarks are none")
    func problems() {
        let table = table("# remark\n\n192.0.2.0/24,NL,1,a\r\nnonsense\n192.0.2.0/33,NL,1,a\n300.0.0.0/8,NL\n198.51.100.0/24,BE,2,b")
        let entry = table.problems.entries.values.first
        #expect(table.problems.order.count == 1)
        #expect(entry?.count == 3)
        #expect(entry?.first.place?.description == "networks.csv:4")
        #expect(entry?.first.arguments == ["nonsense"])
        #expect(country(table, "192.0.2.1") == "NL")
        #expect(country(table, "198.51.100.1") == "BE")
        #expect(self.table("").problems.order.isEmpty)
    }

    @Test("Files are told apart by content, asked in order, and one that cannot be read is a problem")
    func files() throws {
        let folder = try TemporaryFolder()
        let one = try folder.write("one.csv", "192.0.2.0/24,AA,,\n")
        let two = try folder.write("two.csv", "192.0.2.0/24,BB,64496,\n198.51.100.0/24,CC,,\nnothing\n")
        let files = try NetworkFiles.lookup([one, two])
        let lookup = try #require(files.lookup)
        #expect(lookup(.country, "192.0.2.9") == "AA")
        #expect(lookup(.asn, "192.0.2.9") == "64496")
        #expect(lookup(.country, "198.51.100.9") == "CC")
        #expect(lookup(.country, "no address") == nil)
        #expect(files.problems.order.map(\.source) == [two])
        #expect(try NetworkFiles.lookup([]).lookup == nil)
        #expect(throws: Problem.self) { try NetworkFiles.lookup([folder.url("nowhere")]) }
    }
}
