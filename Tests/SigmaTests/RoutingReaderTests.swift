// Reading of routing tables: what they say, and what is wrong with them, with its place.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma
import Testing

@Suite("Routing tables")
struct RoutingReaderTests {
    private static func table(_ yaml: String) throws(Problem) -> RoutingTable {
        try RoutingReader.read(Array(yaml.utf8), file: "routing.yaml")
    }

    private static func problem(_ yaml: String) -> Problem? {
        do {
            _ = try table(yaml)
            return nil
        } catch {
            return error
        }
    }

    @Test("the tables of the program can be read, and every name in them means something")
    func shipped() throws {
        let table = try EngineSample.routing()
        #expect(table.sources.count > 100)
        #expect(Set(table.discriminators.map(\.name)).count == table.discriminators.count)
        let known = Set(table.discriminators.map(\.name))
        for source in table.sources {
            #expect(!source.conditions.isEmpty && source.conditions.allSatisfy { known.contains($0.discriminator) })
        }
        // A field can be looked at for one discriminator only.
        let fields = table.discriminators.flatMap(\.fields)
        #expect(Set(fields).count == fields.count)
    }

    @Test("services are short for sources with channels, and the base mapping holds everywhere")
    func whole() throws {
        let table = try Self.table(
            """
            product: p
            discriminators: {channel: [Channel], id: [EventID, Event]}
            mappings:
                base: {fields: {Host: [Computer]}}
                other:
                    fields: {Host: [Machine], User: [A, B]}
                    joins: {User: '{A}-{B}!'}
            services: {s: [One, Two]}
            sources:
                - {category: c, mapping: other, when: {channel: [X*], id?: [1]}}
                - {product: q, service: t, when: {id: ['*']}}
            """)
        #expect(
            table.discriminators == [
                .init(name: "channel", fields: ["Channel"]), .init(name: "id", fields: ["EventID", "Event"]),
            ])
        try #require(table.sources.count == 3)
        #expect(table.sources[0].logSource == LogSource(product: "p", service: "s"))
        #expect(table.sources[0].conditions == [.init(discriminator: "channel", values: ["one", "two"])])
        #expect(table.sources[0].mapping == FieldMapping(fields: ["Host": ["Computer"]]))
        #expect(table.sources[1].logSource == LogSource(product: "p", category: "c"))
        #expect(
            table.sources[1].conditions == [
                .init(discriminator: "channel", values: ["x*"]),
                .init(discriminator: "id", values: ["1"], isOptional: true),
            ])
        #expect(table.sources[1].mapping.fields == ["Host": ["Machine"], "User": ["A", "B"]])
        #expect(
            table.sources[1].mapping.joins == [
                .init(name: "User", parts: [.field("A"), .text("-"), .field("B"), .text("!")])
            ])
        #expect(table.sources[2].logSource == LogSource(product: "q", service: "t"))
    }

    @Test(
        "what is wrong is a problem with file, line and column",
        arguments: [
            ("- a", 1, 1),
            ("sources: []\nsurces: []", 2, 9),
            ("discriminators: {channel: Channel}", 1, 27),
            ("discriminators: {channel: []}", 1, 27),
            ("discriminators:\n    channel: [[a]]", 2, 15),
            ("discriminators: {c: [C]}\nsources:\n    - {category: x}", 3, 7),
            ("discriminators: {c: [C]}\nsources:\n    - {category: x, when: {}}", 3, 7),
            ("discriminators: {c: [C]}\nsources:\n    - {category: x, when: {d: [1]}}", 3, 31),
            ("discriminators: {c: [C]}\nsources:\n    - {category: x, mapping: m, when: {c: [1]}}", 3, 7),
            ("mappings: {m: {joins: {User: [a]}}}", 1, 30),
            ("services: {s: One}", 1, 15),
        ])
    func wrong(_ yaml: String, _ line: Int, _ column: Int) {
        let problem = Self.problem(yaml)
        #expect(problem?.code == .routingForm, "\(yaml)")
        #expect(problem?.place == Place(file: "routing.yaml", line: line, column: column), "\(yaml)")
    }

    @Test("a file without a table, or that is no YAML, is a problem too")
    func notYAML() {
        #expect(Self.problem("")?.place?.file == "routing.yaml")
        #expect(Self.problem("sources: [")?.place?.line != nil)
    }
}
