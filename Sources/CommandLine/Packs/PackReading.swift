// From the bytes of a pack to what is known of it: its name, version and licence, and what becomes of its documents.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
package import Incidents
package import Sigma
package import Store

/// A pack of rules as it is read.
package struct PackReading {
    package let pack: RulePack
    package let documents: [RuleDocument]
    /// Why documents are rejected, and what in the manifest means nothing.
    package private(set) var problems: [Problem] = []

    /// - Parameter now: gives a version to a pack that has none.
    /// - Throws: `Problem` if it is no pack of rules.
    package init(
        _ bytes: [UInt8], _ labels: RulePackLabels, now: Timestamp, limits: PackLimits = PackLimits()
    ) throws(Problem) {
        let archive = try PackArchive(bytes, limits: limits)
        let manifest = try PackManifest(archive.manifest)
        let digest = RulePacks.digest(bytes)
        let reference = try PackReading.reference(labels, manifest, archive, digest, now)
        let files = archive.ruleFiles
        documents = PackReading.documents(files, of: reference)
        let (counts, rejected) = try PackReading.standing(documents)
        problems = Array((manifest.problems + rejected).prefix(limits.packProblems))
        pack = RulePack(
            reference, form: archive.form, bytes: bytes.count,
            licence: manifest.licence ?? PackReading.licence(archive, files.prefix(limits.packLicenceFiles)),
            source: manifest.source, about: manifest.about, counts: counts)
    }

    /// What is told of it.
    package var content: RulePackContent { RulePackContent(pack, problems: problems) }

    /// How places of its documents begin, before the path within it.
    package static func place(_ reference: RulePackReference) -> String {
        "\(reference.name) \(reference.version)"
    }

    /// The documents of its files.
    package static func documents(_ files: [PackArchive.Member], of reference: RulePackReference) -> [RuleDocument] {
        files.flatMap { RuleReader.read($0.bytes, file: "\(place(reference))!\($0.path)") }
    }

    private static func standing(_ documents: [RuleDocument]) throws(Problem) -> (RulePack.Counts, [Problem]) {
        let standing = RuleStanding(
            LoadedRules(documents: documents), routing: try LoadedRules.routing(), networks: nil)
        var counts = RulePack.Counts()
        var problems: [Problem] = []
        for document in documents {
            switch standing.status(of: document) {
            case (.loaded, _): counts.loaded += 1
            case (.unmapped, _): counts.unmapped += 1
            case (.rejected, let problem):
                counts.rejected += 1
                if let problem { problems.append(problem) }
            }
        }
        return (counts, problems)
    }

    private static func reference(
        _ labels: RulePackLabels, _ manifest: PackManifest, _ archive: PackArchive, _ digest: String, _ now: Timestamp
    ) throws(Problem) -> RulePackReference {
        let name: String
        if let given = labels.name ?? manifest.name {
            name = given.lowercased()
        } else {
            guard let made = RulePackText.name(ofFile: labels.file) else {
                throw Problem(.packName, [shown(labels.file)])
            }
            name = made
        }
        guard RulePackText.isName(name) else { throw Problem(.packName, [shown(name)]) }
        // A day and a part of the hash: no other file gets the same.
        let day = now.description.prefix(10)
        let version = labels.version ?? manifest.version ?? written(archive) ?? "\(day)-\(digest.prefix(8))"
        guard let reference = RulePackReference(name: name, version: version, digest: digest) else {
            throw Problem(.packVersion, [shown(version)])
        }
        return reference
    }

    /// A text from outside within a message.
    private static func shown(_ text: String) -> String { RulePackText.line(String(text.prefix(80))) ?? "" }

    /// The version in the file of that name.
    private static func written(_ archive: PackArchive) -> String? {
        archive.top(PackArchive.isVersion).flatMap { lines($0.bytes).lazy.compactMap(RulePackText.version(in:)).first }
    }

    private static func licence(_ archive: PackArchive, _ files: ArraySlice<PackArchive.Member>) -> String? {
        if let file = archive.top(PackArchive.isLicence),
            let line = lines(file.bytes).lazy.compactMap(RulePackText.line).first
        {
            return line
        }
        var named: [String] = []
        for file in files {
            for document in YAMLReader.read(file.bytes, file: file.path) {
                guard let node = try? document.content.get(), let text = node["license"]?.text,
                    let line = RulePackText.line(text), !named.contains(line)
                else { continue }
                named.append(line)
            }
        }
        return named.isEmpty ? nil : RulePackText.line(named.prefix(3).joined(separator: ", "))
    }

    /// The first lines of a text.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.prefix(4_096).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).prefix(16).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
