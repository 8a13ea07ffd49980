// A tiny MaxMind DB, made here after the MaxMind DB File Format Specification 2.0, and damaged ones.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Sigma
import Testing

/// Writes a database of IPv4 with one network of one record.
private struct DatabaseWriter {
    /// "Output Data Section": type and size in a control byte, then the payload.
    static func string(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        return (count < 29 ? [0x40 | UInt8(count)] : [0x40 | 29, UInt8(count - 29)]) + Array(text.utf8)
    }
    static func number(_ value: UInt32) -> [UInt8] {
        [0b1100_0100] + withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    static func short(_ value: UInt16) -> [UInt8] {
        [0b1010_0010] + withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    static func long(_ value: UInt64) -> [UInt8] { [0x08, 0x02] + withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    static func map(_ pairs: [(String, [UInt8])]) -> [UInt8] {
        [0b1110_0000 | UInt8(pairs.count)] + pairs.flatMap { string($0.0) + $0.1 }
    }

    /// "Binary Search Tree Section" with records of 24 bits: each bit of the prefix is a node, whose other side is
    /// the number of nodes, which means not found.
    static func file(
        prefix: [Bool], data: [UInt8], type: String, changed: [String: [UInt8]] = [:], without: Set<String> = []
    ) -> [UInt8] {
        let count = UInt32(prefix.count)
        func record(_ value: UInt32) -> [UInt8] {
            [UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
        }
        var tree: [UInt8] = []
        for (index, bit) in prefix.enumerated() {
            let next = index + 1 == prefix.count ? count + 16 : UInt32(index + 1)
            tree += bit ? record(count) + record(next) : record(next) + record(count)
        }
        let members: [(String, [UInt8])] = [
            ("node_count", number(count)), ("record_size", short(24)), ("ip_version", short(4)),
            ("database_type", string(type)), ("languages", [0x00, 0x04]),
            ("binary_format_major_version", short(2)), ("binary_format_minor_version", short(0)),
            ("build_epoch", long(1_773_907_200)), ("description", map([])),
        ]
        let metadata = map(members.filter { !without.contains($0.0) }.map { ($0.0, changed[$0.0] ?? $0.1) })
        return tree + [UInt8](repeating: 0, count: 16) + data + [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
            + metadata
    }
}

@Suite struct NetworkDatabaseTests {
    /// 192.0.2.0/24.
    private let prefix: [Bool] = [192, 0, 2].flatMap { (byte: UInt8) in (0..<8).map { byte >> (7 - UInt8($0)) & 1 == 1 }
    }

    private func lookup(_ data: [UInt8]) throws -> NetworkLookup? {
        let folder = try TemporaryFolder()
        let path = try folder.write("net.mmdb", DatabaseWriter.file(prefix: prefix, data: data, type: "Test"))
        return try NetworkFiles.lookup([path]).lookup
    }

    @Test("Country, number and name of a provider, under the names that such files use")
    func flat() throws {
        let data = DatabaseWriter.map([
            ("country", DatabaseWriter.map([("iso_code", DatabaseWriter.string("NL"))])),
            ("autonomous_system_number", DatabaseWriter.number(64_496)),
            ("autonomous_system_organization", DatabaseWriter.string("Voorbeeldnet")),
        ])
        let lookup = try #require(try lookup(data))
        #expect(lookup(.country, "192.0.2.255") == "NL")
        #expect(lookup(.asn, "192.0.2.1") == "64496")
        #expect(lookup(.provider, "192.0.2.1") == "Voorbeeldnet")
        #expect(lookup(.country, "192.0.3.0") == nil)
        #expect(lookup(.country, "2001:db8::1") == nil)
        #expect(lookup(.country, "no address") == nil)
    }

    @Test("The country of registration, and flat country codes, where there is no other")
    func otherNames() throws {
        let registered = DatabaseWriter.map([
            ("registered_country", DatabaseWriter.map([("iso_code", DatabaseWriter.string("BE"))]))
        ])
        #expect(try lookup(registered)?(.country, "192.0.2.1") == "BE")
        let short = DatabaseWriter.map([
            ("country_code", DatabaseWriter.string("DE")), ("asn", DatabaseWriter.string("AS64497")),
            ("as_name", DatabaseWriter.string("Voorbeeld")),
        ])
        let lookup = try #require(try lookup(short))
        #expect(lookup(.country, "192.0.2.1") == "DE")
        #expect(lookup(.provider, "192.0.2.1") == "Voorbeeld")
        #expect(lookup(.asn, "192.0.2.1") == "64497")
        #expect(try self.lookup(DatabaseWriter.map([]))?(.country, "192.0.2.1") == nil)
    }

    @Test("A damaged database is a problem or knows nothing; it never stops the program")
    func damaged() throws {
        let folder = try TemporaryFolder()
        let data = DatabaseWriter.map([("country", DatabaseWriter.map([("iso_code", DatabaseWriter.string("NL"))]))])
        let whole = DatabaseWriter.file(prefix: prefix, data: data, type: "Test")
        var refused = 0
        for number in 0..<300 {
            var bytes = whole
            bytes[(number * 7_919) % bytes.count] ^= UInt8(1 << (number % 8))
            if number % 10 == 0 { bytes.removeFirst(number / 2) }
            let path = try folder.write("net.mmdb", bytes)
            do {
                _ = try NetworkFiles.lookup([path]).lookup?(.country, "192.0.2.1")
            } catch {
                #expect(error.place?.file == path)
                refused += 1
            }
        }
        #expect(refused > 10)
    }

    @Test(
        "Metadata that is missing or says what cannot be is a problem with the name of the file",
        arguments: [
            ("node_count", nil), ("record_size", nil), ("ip_version", nil), ("binary_format_major_version", nil),
            ("node_count", DatabaseWriter.number(.max)), ("node_count", DatabaseWriter.number(4_000)),
            ("record_size", DatabaseWriter.short(25)), ("record_size", DatabaseWriter.short(0)),
            ("binary_format_major_version", DatabaseWriter.short(9)), ("node_count", DatabaseWriter.string("many")),
        ] as [(String, [UInt8]?)])
    func metadata(_ name: String, _ value: [UInt8]?) throws {
        let folder = try TemporaryFolder()
        let bytes = DatabaseWriter.file(
            prefix: prefix, data: DatabaseWriter.map([]), type: "Test", changed: value.map { [name: $0] } ?? [:],
            without: value == nil ? [name] : [])
        let path = try folder.write("net.mmdb", bytes)
        let problem = #expect(throws: Problem.self) { try NetworkFiles.lookup([path]) }
        #expect(problem?.place?.file == path)
        #expect(problem?.code.name == "network.database")
        #expect(problem?.arguments.first?.isEmpty == false, "the reason of the library")
    }

    @Test("A file that only ends like a database is none, and no table either")
    func markOnly() throws {
        let folder = try TemporaryFolder()
        let marker: [UInt8] = [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
        let path = try folder.write("net.mmdb", Array("192.0.2.0/24,NL\n".utf8) + marker)
        #expect(throws: Problem.self) { try NetworkFiles.lookup([path]) }
    }

    @Test("A database answers for the address, however it is written, as a CSV file does")
    func writing() throws {
        let data = DatabaseWriter.map([("country", DatabaseWriter.map([("iso_code", DatabaseWriter.string("NL"))]))])
        let database = try #require(try lookup(data))
        let folder = try TemporaryFolder()
        let table = try #require(try NetworkFiles.lookup([folder.write("a.csv", "192.0.2.0/24,NL\n")]).lookup)
        for text in [
            "192.0.2.0", "192.0.2.255", "::ffff:192.0.2.9", "[::ffff:192.0.2.9]", "192.0.1.255", "2001:db8::1",
            "192.0.2",
            "192.0.2.1 ", "192.0.2.1\u{0}", "", "localhost", "192.0.2.256",
        ] {
            #expect(database(.country, text) == table(.country, text), "\(text)")
        }
        #expect(database(.country, "::ffff:192.0.2.9") == "NL")
    }

    @Test("Values of another kind than was asked for are no answer")
    func kinds() throws {
        let data = DatabaseWriter.map([
            ("country", DatabaseWriter.string("NL")), ("asn", DatabaseWriter.map([])),
            ("autonomous_system_number", DatabaseWriter.short(64_496)), ("as_name", DatabaseWriter.long(.max)),
        ])
        let lookup = try #require(try lookup(data))
        #expect(lookup(.country, "192.0.2.1") == nil)
        #expect(lookup(.asn, "192.0.2.1") == "64496")
        #expect(lookup(.provider, "192.0.2.1") == "18446744073709551615")
    }

    @Test("Several files are asked in the order given, tables and databases alike")
    func order() throws {
        let folder = try TemporaryFolder()
        let data = DatabaseWriter.map([
            ("country_code", DatabaseWriter.string("DE")), ("as_name", DatabaseWriter.string("Database")),
        ])
        let database = try folder.write("net.mmdb", DatabaseWriter.file(prefix: prefix, data: data, type: "Test"))
        let table = try folder.write("net.csv", "192.0.2.0/24,NL,64496,\n")
        let first = try #require(try NetworkFiles.lookup([database, table]).lookup)
        #expect(first(.country, "192.0.2.1") == "DE" && first(.asn, "192.0.2.1") == "64496")
        let second = try #require(try NetworkFiles.lookup([table, database]).lookup)
        #expect(second(.country, "192.0.2.1") == "NL" && second(.provider, "192.0.2.1") == "Database")
    }

    @Test("A name from a database that is no UTF-8 becomes text all the same")
    func text() throws {
        let data = DatabaseWriter.map([("as_name", [0x43, 0x41, 0xFF, 0x42])])
        #expect(try lookup(data)?(.provider, "192.0.2.1") == "A\u{FFFD}B")
    }
}
