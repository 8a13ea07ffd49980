// Entities as text and back, whatever a log calls somebody.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing

@Suite("Entities as text")
struct EntityTextTests {
    @Test(
        "an entity is read back from its text, also when its value begins with a mark that joins or was cut at a blank",
        arguments: [
            "\u{301}x", "\u{200D}x", "\u{FE0F}", ":x", "a:b", String(repeating: "a", count: 255) + " bbb",
            String(repeating: "a", count: 255) + ".bbb", "\u{E9}\u{301}", String(repeating: "\u{1F30A}", count: 100),
        ])
    func roundTrip(value: String) throws {
        for kind in EntityRef.Kind.allCases {
            guard let entity = EntityRef(kind, value) else { continue }
            #expect(EntityRef(entity.description) == entity, "\(entity)")
            #expect(EntityRef(kind, entity.value) == entity && entity.value.utf8.count <= EntityRef.valueBytes)
        }
    }
}
