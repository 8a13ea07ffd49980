// Where the commands for packs of rules get their files and write their results.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Incidents
import Store

/// The packs of a data directory, and who of the operating system changes them.
struct PackDesk {
    let store: RulePackStore
    let actor: Actor

    /// - Parameter begins: makes the data directory if it is not there: packs may be installed before the watch has ever
    ///   run. Otherwise a directory without a record is a mistake in its name.
    init(_ folder: DataFolder, begins: Bool) throws(Problem) {
        guard begins || FileManager.default.fileExists(atPath: folder.records.path) else {
            throw Problem(.dataUnusable, [folder.records.path], at: Place(file: folder.url.path))
        }
        do {
            try FileManager.default.createDirectory(
                at: folder.url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Problem(.dataUnusable, ["\(error)"], at: Place(file: folder.url.path))
        }
        let records = try Records(file: folder.records)
        store = RulePackStore(RulePacks(folder, records), JournalWriter(records, now: WallClock.now))
        actor = .person(AccountDesk.userName)
    }
}

/// Packs of rules as results of commands.
struct PackOutput {
    static let shape = ResultShape(
        members: [
            "name", "version", "active", "licence", "source", "description", "installed", "by", "loaded", "unmapped",
            "rejected", "bytes", "sha256", "problem",
        ],
        columns: [
            Column(name: "name", width: 24), Column(name: "version", width: 24), Column(name: "active", width: 6),
            Column(name: "loaded", width: 8, isRight: true), Column(name: "unmapped", width: 8, isRight: true),
            Column(name: "rejected", width: 8, isRight: true), Column(name: "installed", width: 24, isWhole: true),
            Column(name: "by", width: 16), Column(name: "licence", width: 32), Column(name: "problem", width: 40),
        ])

    private let words: Words
    private let output: OutputOptions

    init(_ output: OutputOptions) {
        self.output = output
        words = output.words
    }

    /// Runs a command; a problem is said on standard error and ends it with exit code 2.
    func run(_ body: (Console) throws -> Void) throws {
        try AccountOutput(output).run(body)
    }

    func write(_ versions: [(version: RulePackState.Version, isActive: Bool, problem: Problem?)]) throws {
        var json = JSONWriter()
        for (version, isActive, problem) in versions {
            let pack = version.pack
            json.beginObject()
            json.member("name", pack.name)
            json.member("version", pack.version)
            json.member("active", isActive)
            json.member("licence", pack.licence)
            json.member("source", pack.source)
            json.member("description", pack.about)
            json.member("installed", version.installed.description)
            json.member("by", PackOutput.name(version.actor))
            json.member("loaded", pack.counts.loaded)
            json.member("unmapped", pack.counts.unmapped)
            json.member("rejected", pack.counts.rejected)
            json.member("bytes", pack.bytes)
            json.member("sha256", pack.digest)
            json.member("problem", problem.map { words.line(for: $0) })
            json.endObject()
            json.endLine()
        }
        try output.print(json, PackOutput.shape)
    }

    private static func name(_ actor: Actor) -> String {
        switch actor {
        case .person(let name): name
        case .token(let id): id
        case .program: "dijkwacht"
        }
    }

    /// That a watch which runs does not know it yet.
    func sayReload(_ console: Console) {
        if !console.isQuiet { console.say(words("packs.reload")) }
    }
}
