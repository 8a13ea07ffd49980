// `dijkwacht rules install`: a pack of rules from a file.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation
import Incidents
import Store

struct RulesInstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a pack of Sigma rules from a file, for the running watch.",
        discussion: """
            FILE is a .zip, .tar, .tar.gz or .tar.zst with .yml and .yaml files. pack.yaml at its top may say name, \
            version, licence, source and description. The version in use before is kept: rules rollback goes back to \
            it. Nothing is unpacked to disk and nothing is fetched.
            """)

    @Argument(help: "The archive.")
    var file: String

    @Option(help: "The name of the pack, in place of its own.")
    var name: String?

    @Option(help: "Its version, in place of its own.")
    var version: String?

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let results = PackOutput(output)
        try results.run { console in
            let bytes = try RulesInstallCommand.bytes(file)
            let reading: PackReading
            do throws(Problem) {
                reading = try PackReading(
                    bytes, RulePackLabels(file: file, name: name, version: version), now: WallClock.now())
            } catch {
                throw error.within(file)
            }
            for problem in reading.problems { console.report(problem) }
            let desk = try PackDesk(data.folder, begins: true)
            let words = console.words
            switch try desk.store.install(reading.pack, bytes, by: desk.actor) {
            case .same(let version):
                let isActive = try desk.store.packs.state()[version.pack.name]?.current == version
                try results.write([(version, isActive, nil)])
                if !console.isQuiet { console.say(words("packs.same", version.pack.name, version.pack.version)) }
            case .installed(let pack, let entry):
                let version = RulePackState.Version(pack, entry)
                try results.write([(version, true, nil)])
                if !console.isQuiet {
                    console.say(
                        words(
                            "packs.installed", pack.name, pack.version, pack.licence ?? words("packs.unknown"),
                            "\(pack.counts.loaded)", "\(pack.counts.unmapped)", "\(pack.counts.rejected)"))
                }
                results.sayReload(console)
            }
        }
    }

    /// The whole file, if it is no larger than a pack may be.
    private static func bytes(_ file: String) throws(Problem) -> [UInt8] {
        let place = Place(file: file)
        var status = stat()
        guard stat(file, &status) == 0 else {
            throw errno == ENOENT
                ? Problem(.pathMissing, at: place) : Problem(.pathUnreadable, [systemText(errno)], at: place)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Problem(.notAFile, at: place) }
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw Problem(.pathUnreadable, [systemText(errno)], at: place)
        }
        defer { try? handle.close() }
        do {
            let data = try handle.read(upToCount: RulePackLimits.packBytes + 1) ?? Data()
            guard data.count <= RulePackLimits.packBytes else {
                throw Problem(.packFileTooLarge, ["\(RulePackLimits.packBytes)"], at: place)
            }
            return Array(data)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.readFailed, ["\(error)"], at: place)
        }
    }
}

extension Problem {
    /// The same at a place in a file that holds others: `FILE!member`.
    fileprivate func within(_ file: String) -> Problem {
        var problem = self
        guard var place else { return at(Place(file: file)) }
        place.file = "\(file)!\(place.file)"
        problem.place = place
        return problem
    }
}
