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
        let table = table(
            "2001:db8::/32,AA,1,a\n2001:db8:0:1::/64,BB,2,b\n2001:db8::7/128,CC,3,c\n198.51.100.0/24,DD,4,d\n")
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
        let table = table(
            "asn,network,provider,country\nAS64496,192.0.2.0/24,\"Voorbeeld, Net\",NL\n64497,198.51.100.0/24,,BE\n")
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
        let table = table(
            "# remark\n\n192.0.2.0/24,NL,1,a\r\nnonsense\n192.0.2.0/33,NL,1,a\n300.0.0.0/8,NL\n198.51.100.0/24,BE,2,b")
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

    @Test("RFC 4180 2.7: a quote in a cell in quotes is written twice; commas in quotes are text")
    func quotes() {
        let table = table(
            "192.0.2.0/24,\"NL\",1,\"Net \"\"A\"\", b\"\n198.51.100.0/24,BE,,\"open\n203.0.113.0/24,DE,,\"\"\n")
        #expect(IPAddress("192.0.2.1").flatMap { table.properties(of: $0)?.provider } == "Net \"A\", b")
        #expect(IPAddress("198.51.100.1").flatMap { table.properties(of: $0)?.provider } == "open")
        #expect(IPAddress("203.0.113.1").flatMap { table.properties(of: $0)?.provider } == "")
        #expect(table.problems.order.isEmpty)
    }

    @Test("A comma with a combining mark behind it is still a comma")
    func marks() {
        let table = table("192.0.2.0/24,\u{301}NL,1,a\n")
        #expect(country(table, "192.0.2.1") == "\u{301}NL")
    }

    @Test(
        "A heading is known behind remarks, blank lines and a byte order mark, in any case and in quotes",
        arguments: [
            "# who\n\nasn,network,country\n", "\u{FEFF}asn,network,country\n",
            "\u{FEFF}# who\r\n\r\nasn,network,country\r\n",
            "ASN , Network , COUNTRY\n", "\"asn\",\"network\",\"country\"\n",
        ])
    func headingsBehind(_ heading: String) {
        let table = table(heading + "64496,192.0.2.0/24,NL\n")
        #expect(table.problems.order.isEmpty)
        #expect(IPAddress("192.0.2.1").flatMap { table.answer(.asn, $0) } == "64496")
        #expect(country(table, "192.0.2.1") == "NL")
    }

    @Test("Without a heading a byte order mark is no part of the first network")
    func mark() {
        #expect(country(table("\u{FEFF}192.0.2.0/24,NL\n"), "192.0.2.1") == "NL")
    }

    @Test("A heading stands first: later it is a line that is no network")
    func laterHeading() {
        let table = table("192.0.2.0/24,NL,1,a\nnetwork,country\n")
        #expect(table.problems.entries.values.first?.first.place?.line == 2)
    }

    @Test(
        "RFC 5396: AS in front of a number is left out, of a word not",
        arguments: [
            ("AS64496", "64496"), ("as64496", "64496"), ("64496", "64496"), ("ASTRO", "ASTRO"), ("AS", "AS"),
            ("AS1x", "AS1x"),
        ])
    func numbers(_ text: String, _ number: String) {
        let table = table("192.0.2.0/24,NL,\(text),a\n")
        #expect(IPAddress("192.0.2.1").flatMap { table.answer(.asn, $0) } == number)
    }

    @Test("A zero byte hides nothing: neither in a file nor in a value is it the end of an address")
    func zeroBytes() throws {
        let table = table("192.0.2.0\u{0}x/24,NL,1,a\n198.51.100.0/24\u{0},NL,1,a\n")
        #expect(table.problems.entries.values.first?.count == 2)
        let folder = try TemporaryFolder()
        let lookup = try #require(try NetworkFiles.lookup([folder.write("a.csv", "192.0.2.0/24,NL\n")]).lookup)
        #expect(lookup(.country, "192.0.2.7") == "NL")
        #expect(lookup(.country, "192.0.2.7\u{0}") == nil)
        #expect(lookup(.country, "192.0.2.7\u{0}x") == nil)
    }

    @Test("Over the most networks the rest is not used, and that is said once with its line")
    func most() {
        let bytes = Array("192.0.2.0/24,AA\n198.51.100.0/24,BB\n# remark\n203.0.113.0/24,CC\n203.0.113.9,DD\n".utf8)
        let table = NetworkTable(csv: bytes, file: "n.csv", most: 2)
        #expect(country(table, "198.51.100.1") == "BB")
        #expect(country(table, "203.0.113.1") == nil)
        #expect(table.problems.order.map(\.code.name) == ["network.too_many"])
        #expect(table.problems.entries.values.first?.count == 1)
        #expect(table.problems.entries.values.first?.first.place?.line == 4)
        #expect(NetworkTable(csv: bytes, file: "n.csv", most: 4).problems.order.isEmpty)
    }

    @Test("A file of nothing but bad lines costs one problem, with the beginning of the first")
    func onlyBad() {
        let bad = String(repeating: "no network at all, \u{1B}[2J ", count: 20) + "\n"
        let table = table(String(repeating: bad, count: 10_000))
        #expect(table.problems.order.count == 1)
        #expect(table.problems.entries.values.first?.count == 10_000)
        #expect(table.problems.entries.values.first?.first.arguments.first?.count == 60)
    }

    @Test("Any file with any addresses: what the table says is what the narrowest range says")
    func property() {
        var random = HostileTexts(0, seed: 41)
        for _ in 0..<60 {
            var ranges: [(NetworkRange, String)] = []
            var text = ""
            for number in 0..<30 {
                let isV4 = random.number(below: 2) == 0
                let bits = random.number(below: isV4 ? 33 : 129)
                let address = isV4 ? v4(&random) : v6(&random)
                text += "\(address)/\(bits),C\(number),,\n"
                if let range = NetworkRange("\(address)/\(bits)") { ranges.append((range, "C\(number)")) }
            }
            let table = table(text)
            #expect(table.problems.order.isEmpty)
            for _ in 0..<60 {
                let text = random.number(below: 2) == 0 ? v4(&random) : v6(&random)
                guard let address = IPAddress(text) else { continue }
                let holding = ranges.filter { $0.0.contains(address) }
                let narrowest = holding.map(\.0.bits).max()
                #expect(table.answer(.country, address) == holding.last { $0.0.bits == narrowest }?.1, "\(text)")
            }
        }
    }

    /// Addresses that share long beginnings.
    private func v4(_ random: inout HostileTexts) -> String {
        "192.0.\(random.number(below: 2) * 2).\(random.number(below: 256))"
    }

    private func v6(_ random: inout HostileTexts) -> String {
        "2001:db8:\(random.number(below: 2)):0:\(random.number(below: 2))::\(random.number(below: 9_999))"
    }

    @Test("Whatever bytes a file has, reading it ends and each line is a network, a problem or nothing")
    func mutations() {
        let whole = Array("network,country,asn,provider\n192.0.2.0/24,NL,64496,\"A, b\"\n2001:db8::/32,BE,1,c\n".utf8)
        var random = HostileTexts(0, seed: 43)
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0...random.number(below: 4) {
                let at = random.number(below: bytes.count)
                if random.number(below: 3) == 0 {
                    bytes.remove(at: at)
                } else {
                    bytes[at] = UInt8(random.number(below: 256))
                }
            }
            let table = NetworkTable(csv: bytes, file: "n.csv")
            let lines = bytes.count { $0 == 0x0A } + 1
            #expect(table.problems.entries.values.reduce(0) { $0 + $1.count } <= lines)
            #expect(table.problems.entries.values.allSatisfy { $0.first.place?.file == "n.csv" })
        }
    }
}
