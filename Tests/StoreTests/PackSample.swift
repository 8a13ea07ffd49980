// Packs of rules for the tests of the store: any bytes are a pack there.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store
import Testing

struct PackSample {
    let folder: TemporaryFolder
    let clock = SetClock()
    let records: Records
    let store: RulePackStore
    let actor = Actor.person("bea.heer")

    var data: DataFolder { DataFolder(folder.url) }

    init() throws {
        folder = try TemporaryFolder()
        let (data, clock) = (DataFolder(folder.url), clock)
        records = try Records(file: data.records)
        store = RulePackStore(RulePacks(data, records), JournalWriter(records) { clock.now })
    }

    static func pack(
        _ bytes: [UInt8], _ name: String = "regels", _ version: String = "1", rules: Int = 2
    ) -> RulePack {
        guard let reference = RulePackReference(name: name, version: version, digest: RulePacks.digest(bytes)) else {
            preconditionFailure("\(name) \(version)")
        }
        return RulePack(
            reference, form: .zip, bytes: bytes.count, licence: "EUPL-1.2",
            counts: RulePack.Counts(loaded: rules, rejected: 1))
    }

    @discardableResult
    func install(_ text: String, _ name: String = "regels", _ version: String = "1") throws -> RulePackInstallation {
        let bytes = Array(text.utf8)
        return try store.install(PackSample.pack(bytes, name, version), bytes, by: actor)
    }

    func line(_ name: String = "regels") throws -> RulePackState.Line {
        try #require(try store.packs.state()[name])
    }

    func file(_ pack: RulePack) -> URL { data.packs.appendingPathComponent(pack.fileName) }

    var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: data.packs.path)) ?? []).sorted()
    }

    /// What the journal of the organisation says, oldest first.
    var contents: [EntryContent] {
        get throws { try records.entries(.organisation).map(\.content) }
    }

    func code(_ body: () throws -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? Problem)?.code.name ?? "\(error)"
        }
    }
}
