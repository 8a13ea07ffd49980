// Identifiers, entities, moments and labels: one form each, and read back from it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test("a ULID is 26 letters and digits, sorts by time, and is read back in any case")
    func ulid() {
        let first = ULID(time: Timestamp(seconds: 1_773_900_000), random: (0xFFFF, .max))
        let second = ULID(time: Timestamp(seconds: 1_773_900_000, nanoseconds: 1_000_000), random: (0, 0))
        #expect(first < second && first.description < second.description)
        #expect(first.description.count == 26 && first.description.hasSuffix("ZZZZZZZZZZZZZZZZ"))
        #expect(ULID(first.description) == first && ULID(second.description.lowercased()) == second)
        // The example of the specification: 1469918176385 ms.
        let example = ULID(time: Timestamp(nanoseconds: 1_469_918_176_385_000_000), random: (0, 0))
        #expect(example.description == "01ARYZ6S410000000000000000")
    }

    @Test(
        "what is no ULID is refused",
        arguments: ["", "01ARYZ6S41", "81ARYZ6S410000000000000000", "01ARYZ6S41000000000000000U"])
    func badULID(_ text: String) {
        #expect(ULID(text) == nil)
    }

    @Test("entities that mean the same are equal; nothing is no entity")
    func entities() {
        #expect(EntityRef(.account, " Jan.Smit ") == EntityRef(.account, "jan.smit"))
        #expect(EntityRef(.account, "FIN\\jan") != EntityRef(.account, "jan"))
        #expect(EntityRef(.host, "FS01.fin.example.") == EntityRef(.host, "fs01.FIN.example"))
        #expect(EntityRef(.host, "x") != EntityRef(.account, "x"))
        for text in ["", "-", "  ", "\n"] { #expect(EntityRef(.account, text) == nil) }
        #expect(EntityRef(.account, String(repeating: "é", count: 500))?.value.utf8.count == EntityRef.valueBytes)
        let entity = EntityRef(.address, "2001:DB8::1")
        #expect(entity?.description == "address:2001:db8::1")
        #expect(EntityRef("address:2001:db8::1") == entity && EntityRef("adres:x") == nil && EntityRef("host") == nil)
    }

    @Test("a moment spans what its precision says: a day is not its midnight")
    func moments() {
        let noon = Timestamp(seconds: 1_773_921_600)
        #expect(Moment(noon).earliest == noon && Moment(noon).latest == noon)
        let day = Moment(noon, .day)
        #expect(day.earliest?.description == "2026-03-19T00:00:00Z")
        #expect(day.latest?.description == "2026-03-19T23:59:59.999999999Z")
        #expect(Moment(noon.advanced(byNanoseconds: 5), .hour) == Moment(noon, .hour))
        #expect(Moment(Timestamp(nanoseconds: -1), .day).earliest?.description == "1969-12-31T00:00:00Z")
        #expect(Moment.unknown.earliest == nil && Moment.unknown.latest == nil)
        #expect(Moment(noon, .unknown) == .unknown)
    }

    @Test("TLP 2.0 has five labels, from clear to red")
    func tlp() {
        #expect(TLP.allCases.map(\.label) == ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"])
        #expect(TLP.amber < TLP.amberStrict && TLP.allCases.sorted() == TLP.allCases)
        #expect(TLP(rawValue: "amber+strict") == .amberStrict && TLP(rawValue: "white") == nil)
    }
}
