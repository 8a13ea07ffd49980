// The same exercise everywhere: a team in one place can speak with a team in another about line 41,892.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Testing

struct SameBytesTests {
    /// A period of three days makes many runs affordable.
    private let short = ScenarioData.changed("\"from\": \"2026-03-09\"", "\"from\": \"2026-03-18\"")

    private let shortest = ScenarioData.changed(
        "\"from\": \"2026-03-09\"", "\"from\": \"2026-03-20\"", "\"detected\": \"2026-03-19T09:12\"",
        "\"detected\": null")

    @Test("The same scenario, seed and scale give the same bytes, and a scale below 1 is 1")
    func same() throws {
        #expect(try Run(short, scale: 1).isSame(as: Run(short, scale: -5)))
    }

    @Test("Another seed or another scale gives other bytes")
    func other() throws {
        let one = try Run(short, scale: 1)
        #expect(try !Run(short, seed: 2, scale: 1).isSame(as: one))
        #expect(try !Run(short, scale: 12).isSame(as: one))
    }

    /// Found on one machine; holds on all others as long as nobody changes the generator or the scenario.
    @Test("The bytes of the shortest run have the sum that is written here")
    func sum() throws {
        var sum = Fingerprint()
        for file in try Run(shortest, scale: 1).files { sum.update(file.bytes) }
        #expect(sum.value == 14_634_339_720_825_061_622)
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
}
