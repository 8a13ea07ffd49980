// Packs of rules for who uses them: which there are, and their bytes.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation
public import Incidents

/// The packs of rules of a data directory, to be read.
public struct RulePacks: Sendable {
    let folder: DataFolder
    let records: Records

    public init(_ folder: DataFolder, _ records: Records) {
        self.folder = folder
        self.records = records
    }

    /// Which packs there are now, as the journal of the organisation has them.
    public func state() throws(Problem) -> RulePackState {
        RulePackState(
            organisation: try records.read {
                try JournalTable.entries(.organisation, ofKinds: RulePacks.kinds + ["undone"], $0)
            })
    }

    /// The bytes of a version.
    ///
    /// - Throws: `Problem` if its file is gone or is not what was installed.
    public func bytes(of pack: RulePack) throws(Problem) -> [UInt8] {
        try RulePackFiles.read(pack, in: folder)
    }

    /// Reads all versions that are kept: those whose files are gone or damaged.
    public func check() throws(Problem) -> [Problem] {
        var problems: [Problem] = []
        for version in try state().lines.flatMap(\.versions) {
            do throws(Problem) {
                _ = try bytes(of: version.pack)
            } catch {
                problems.append(error)
            }
        }
        return problems
    }

    /// The SHA-256 of bytes, in hexadecimal digits.
    public static func digest(_ bytes: [UInt8]) -> String { RulePackFiles.digest(bytes) }

    private static let kinds = ["pack_installed", "pack_chosen", "pack_removed"]

    /// The entries about packs of rules.
    func entries() throws(Problem) -> [JournalEntry] {
        try records.read { try JournalTable.entries(.organisation, ofKinds: RulePacks.kinds, $0) }
    }
}

/// What who installs a pack says of it.
public struct RulePackLabels: Sendable {
    /// What the file is called; empty if nobody says.
    public var file: String
    /// In place of what the pack says of itself.
    public var name: String?
    public var version: String?

    public init(file: String, name: String? = nil, version: String? = nil) {
        self.file = file
        self.name = name
        self.version = version
    }
}

/// What was found in the file of a pack.
public struct RulePackContent: Sendable {
    public var pack: RulePack
    /// Why documents are not loaded, and what in the pack was not understood.
    public var problems: [Problem]

    public init(_ pack: RulePack, problems: [Problem]) {
        self.pack = pack
        self.problems = problems
    }
}
