// A line that is sent again is known by what its sender calls it, also after a restart and on the next day.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Store
import Testing

@Suite("Ids of senders")
struct SenderTests {
    private func id(_ number: Int) -> SenderID {
        SenderID(scope: "bulk", id: "\(number)")
    }

    @Test("an id is known from the commit of its line on, after a restart and on the next day, and then no more")
    func known() throws {
        var sample = try ArchiveSample()
        #expect(try !sample.archive.knows(id(1)))
        try sample.append(["een", "twee"], ids: [id(1), id(2), id(2)])
        #expect(try sample.archive.knows(id(1)) && sample.archive.knows(id(2)) && !sample.archive.knows(id(3)))
        try sample.append(["twee nog eens"], ids: [id(2), id(3)])
        try sample.reopen()
        #expect(try sample.archive.known(among: (0..<6).map(id)) == [1, 2, 3])
        try sample.append(["drie"], at: 86_400, ids: [id(4)])
        #expect(try sample.archive.known(among: (0..<6).map(id)) == [1, 2, 3, 4])
        #expect(try sample.archive.knows(id(1)) && sample.archive.knows(id(4)))
        try sample.append([[UInt8]](), at: 2 * 86_400, ids: [id(5)])
        #expect(try sample.archive.known(among: (0..<6).map(id)) == [4, 5])
        #expect(try !sample.archive.knows(id(1)))
        #expect(sample.archive.check().isEmpty)
    }

    @Test("the id of a batch that is not on disk is not known")
    func unwritable() throws {
        var sample = try ArchiveSample()
        try sample.append(["een"], ids: [id(1)])
        let file = sample.folder.url.appendingPathComponent("2026-03-19.sqlite")
        try DamageSample.execute("ALTER TABLE tail RENAME TO gone", in: file)
        #expect(throws: Problem.self) { try sample.append(["twee"], ids: [id(2)]) }
        #expect(try !sample.archive.knows(id(2)))
        try DamageSample.execute("ALTER TABLE gone RENAME TO tail", in: file)
        try sample.append(["twee"], ids: [id(2)])
        #expect(try sample.archive.knows(id(2)))
        #expect(sample.archive.check().isEmpty)
    }

    @Test("scope, id and content each make another id")
    func parts() {
        let ids = [
            SenderID(scope: "a", id: "b"), SenderID(scope: "ab", id: ""), SenderID(scope: "", id: "ab"),
            SenderID(scope: "a", id: "b", content: [1]), SenderID(scope: "a", id: "", content: Array("b".utf8)),
        ]
        #expect(Set(ids).count == ids.count && ids.allSatisfy { $0.bytes.count == 16 })
        #expect(SenderID(scope: "a", id: "b") == ids[0])
    }

    @Test(
        "an id that is gone, changed or of another kind is told by the check",
        arguments: [
            "DELETE FROM ids WHERE id = (SELECT min(id) FROM ids)",
            "UPDATE ids SET id = zeroblob(16) WHERE id = (SELECT min(id) FROM ids)",
            "INSERT INTO ids VALUES (zeroblob(0))", "UPDATE head SET ids = 2", "UPDATE head SET id_sum = zeroblob(3)",
        ])
    func damage(_ sql: String) throws {
        var sample = try ArchiveSample()
        try sample.append(["een", "twee", "drie"], ids: [id(1), id(2), id(3)])
        try DamageSample.execute(sql, in: sample.folder.url.appendingPathComponent("2026-03-19.sqlite"))
        try sample.reopen()
        #expect(sample.archive.check().contains { $0.code.name == "archive.day_damaged" })
        // What senders send goes on being stored.
        try sample.append(["vier"], ids: [id(4)])
        #expect(try sample.archive.knows(id(4)))
    }

    @Test("ids are looked up many thousand times a second")
    func speed() throws {
        var sample = try ArchiveSample()
        for part in 0..<10 { try sample.append(["x"], ids: (0..<1_000).map { id(part * 1_000 + $0) }) }
        try sample.append(["y"], at: 86_400, ids: [id(-1)])
        let ids = (0..<10_000).map(id)
        let clock = ContinuousClock()
        var known = 0
        let single = try clock.measure { for id in ids where try sample.archive.knows(id) { known += 1 } }
        let together = try clock.measure { known += try sample.archive.known(among: ids).count }
        #expect(known == 20_000)
        print("ids: 10,000 look-ups one by one \(single), together \(together)")
    }
}
