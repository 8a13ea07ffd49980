// The same exercise everywhere: a team in one place can speak with a team in another about line 41,892.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Testing

struct SameBytesTests {
    /// A period of three days makes many runs affordable.
    private let short = ScenarioData.changed("\"from\": \"2026-03-09\"", "\"from\": \"2026-03-18\"")

    @Test("The same scenario, seed and scale give the same bytes")
    func same() throws {
        #expect(try Run(short, scale: 1).sum == Run(short, scale: 1).sum)
    }

    @Test("Another seed or another scale gives other bytes")
    func other() throws {
        let sum = try Run(short, scale: 1).sum
        #expect(try Run(short, seed: 2, scale: 1).sum != sum)
        #expect(try Run(short, scale: 20).sum != sum)
    }

    @Test("A change in the scenario after a day leaves the earlier lines as they were")
    func onlyWhatChanges() throws {
        let changed = try Run(
            ScenarioData.changed(
                "\"from\": \"2026-03-09\"", "\"from\": \"2026-03-18\"", "\"count\": 1400", "\"count\": 700"),
            scale: 1)
        let before = try Run(short, scale: 1)
        #expect(changed.lines("ns.log") == before.lines("ns.log"))
        #expect(changed.lines("fs02.jsonl").count == before.lines("fs02.jsonl").count - 700)
    }

    @Test("A scale outside 1 to 100 is taken as the nearest")
    func scale() throws {
        #expect(try Run(short, scale: -5).sum == Run(short, scale: 1).sum)
    }
}
