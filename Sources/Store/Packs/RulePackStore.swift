// Packs of rules on someone's behalf: the file first, then the entry in the journal of the organisation, by which it is in
// use. Which packs are in use is what that journal comes to.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation
public import Incidents

/// What installing a pack came to.
public enum RulePackInstallation: Sendable {
    case installed(RulePack, JournalEntry)
    /// These bytes were installed before, as that version. Nothing has changed, unless their file was gone or damaged.
    case same(RulePackState.Version)
}

/// Installs, chooses and removes packs of rules.
public struct RulePackStore: Sendable {
    /// The same to be read.
    public let packs: RulePacks
    private let journal: JournalWriter
    private var folder: DataFolder { packs.folder }

    public init(_ packs: RulePacks, _ journal: JournalWriter) {
        self.packs = packs
        self.journal = journal
    }

    /// Installs a pack, in place of the version that is in use under its name.
    ///
    /// - Throws: `Problem` if its version is that of other bytes, there are too many packs, or it cannot be kept.
    public func install(_ pack: RulePack, _ bytes: [UInt8], by actor: Actor) throws(Problem) -> RulePackInstallation {
        guard bytes.count <= RulePackLimits.packBytes else {
            throw Problem(.packTooLarge, ["\(RulePackLimits.packBytes)"])
        }
        guard bytes.count == pack.bytes, RulePackFiles.digest(bytes) == pack.digest else {
            throw Problem(.packDamaged, [pack.name, pack.version])
        }
        guard pack.counts.loaded + pack.counts.unmapped > 0 else { throw Problem(.packNoRules, [pack.name]) }
        let state = try packs.state()
        if let line = state[pack.name] {
            if let same = line.versions.first(where: { $0.pack.digest == pack.digest }) {
                if (try? packs.bytes(of: same.pack)) == nil {
                    try RulePackFiles.write(bytes, as: same.pack.fileName, in: folder)
                }
                return .same(same)
            }
            if line.version(pack.version) != nil { throw Problem(.packVersionTaken, [pack.name, pack.version]) }
        } else if state.lines.count >= RulePackLimits.packs {
            throw Problem(.packsFull, ["\(RulePackLimits.packs)"])
        }
        try RulePackFiles.write(bytes, as: pack.fileName, in: folder)
        let entry = try write(.packInstalled(pack), actor)
        if let now = try? packs.state() { RulePackFiles.prune(keeping: now.fileNames, in: folder) }
        return .installed(pack, entry)
    }

    /// Takes another kept version into use; without one the version before the one in use.
    ///
    /// - Returns: the entry, and what is in use now. No entry if it was in use already.
    public func choose(
        _ name: String, version: String? = nil, by actor: Actor
    ) throws(Problem) -> (entry: JournalEntry?, version: RulePackState.Version) {
        let line = try line(name)
        guard let target = version.map({ line.version($0) }) ?? line.earlier else {
            throw version.map { Problem(.packVersionUnknown, [name, $0]) } ?? Problem(.packNoEarlier, [name])
        }
        if target == line.current { return (nil, target) }
        // What cannot be used would leave nothing of the pack in use.
        _ = try packs.bytes(of: target.pack)
        return (try write(.packChosen(target.pack.reference), actor), target)
    }

    /// Takes a pack out of use.
    public func remove(
        _ name: String, by actor: Actor
    ) throws(Problem) -> (entry: JournalEntry, version: RulePackState.Version) {
        let current = try line(name).current
        return (try write(.packRemoved(current.pack.reference), actor), current)
    }

    /// Undoes what was done with a pack.
    ///
    /// - Returns: nil if the id is not that of an entry about packs.
    public func undo(_ id: String, by actor: Actor) throws(Problem) -> JournalEntry? {
        guard let entry = try packs.entries().first(where: { $0.entryID == id }) else { return nil }
        return try write(.undone(sequence: entry.sequence), actor)
    }

    private func line(_ name: String) throws(Problem) -> RulePackState.Line {
        guard let line = try packs.state()[name] else { throw Problem(.packUnknown, [String(name.prefix(64))]) }
        return line
    }

    private func write(_ content: EntryContent, _ actor: Actor) throws(Problem) -> JournalEntry {
        try journal.appendAndWait(EntryDraft(.log(.organisation), content, by: actor))
    }
}
