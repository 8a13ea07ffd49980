// Puts a backup back. Everything is unpacked beside its place and held against its hash before anything is in place.
// SPDX-License-Identifier: EUPL-1.2

public import Base
public import Foundation

/// A backup that was put back, or could have been.
public struct Restore: Sendable {
    public var list: BackupList
    /// Lines of the archive, as far as they can be read.
    public var lines = 0
    public var days = 0
    public var incidents = 0
    public var alerts = 0
    /// What was damaged when the backup was made.
    public var problems: [Problem] = []

    /// Puts a backup into a directory.
    ///
    /// - Parameter folder: is made if it is not there, and must be empty if it is.
    /// - Throws: `Problem` if the backup is not whole, is of a newer release, or the directory has something in it.
    ///   Nothing is then in place.
    public static func put(_ file: URL, into folder: DataFolder) throws(Problem) -> Restore {
        let files = FileManager.default
        let isNew = !files.fileExists(atPath: folder.url.path)
        let stage = DataFolder(folder.url.appendingPathComponent(".restoring", isDirectory: true))
        do {
            let below = isNew ? [] : try files.contentsOfDirectory(atPath: folder.url.path)
            guard below.isEmpty else { throw Problem(.restoreNotEmpty, [], at: Place(file: folder.url.path)) }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.restoreFailed, ["\(error)"], at: Place(file: folder.url.path))
        }
        do {
            try files.createDirectory(
                at: stage.archive, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            if isNew { chmod(folder.url.path, 0o700) }
            let restore = try unpack(file, into: stage)
            try place(stage, in: folder)
            return restore
        } catch {
            try? files.removeItem(at: stage.url)
            if isNew { try? files.removeItem(at: folder.url) }
            throw error as? Problem ?? Problem(.restoreFailed, ["\(error)"], at: Place(file: folder.url.path))
        }
    }

    /// Does all of it in a directory that is deleted afterwards: whether a backup can be put back.
    public static func drill(_ file: URL) throws(Problem) -> Restore {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("dijkwacht-drill-\(UUID().uuidString)", isDirectory: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try put(file, into: DataFolder(folder))
    }

    private static func unpack(_ file: URL, into stage: DataFolder) throws -> Restore {
        let source = try OpenFile(file.path, O_RDONLY)
        var found: [String: (bytes: Int, hash: String)] = [:]
        func cut() -> Problem { Problem(.backupCut, [], at: Place(file: file.path)) }
        while true {
            let block = try source.read(TarHeader.block)
            guard block.count == TarHeader.block else { throw cut() }
            // Its end without the list: it was never finished.
            if block.allSatisfy({ $0 == 0 }) { throw cut() }
            guard let header = TarHeader(block) else { throw Problem(.backupForeign, [], at: Place(file: file.path)) }
            if header.path == BackupList.path {
                guard header.size <= RecordLimits.backupListBytes else {
                    throw Problem(.backupDamaged, [header.path], at: Place(file: file.path))
                }
                let json = try source.read(header.size + header.padding)
                guard json.count == header.size + header.padding,
                    try source.read(TarHeader.block) == [UInt8](repeating: 0, count: TarHeader.block)
                else { throw cut() }
                let list = try BackupList(json: Array(json[..<header.size]))
                try compare(list, found, file)
                return try check(list, stage)
            }
            guard let part = BackupPart(path: header.path), found[header.path] == nil,
                found.count < RecordLimits.backupFiles
            else { throw Problem(.backupForeign, [], at: Place(file: file.path)) }
            if case .pack = part { try RulePackFiles.makeFolder(stage) }
            let target = try OpenFile(
                stage.url.appendingPathComponent(part.path).path, O_WRONLY | O_CREAT | O_EXCL)
            guard let hash = try HashedCopy.copy(header.size, from: source, to: target),
                try source.read(header.padding).count == header.padding
            else { throw cut() }
            try target.sync()
            found[header.path] = (header.size, hash)
        }
    }

    private static func compare(
        _ list: BackupList, _ found: [String: (bytes: Int, hash: String)], _ file: URL
    ) throws(Problem) {
        var found = found
        for item in list.files {
            guard let there = found.removeValue(forKey: item.path), there.bytes == item.bytes, there.hash == item.hash
            else { throw Problem(.backupDamaged, [item.path], at: Place(file: file.path)) }
        }
        if let more = found.keys.min() { throw Problem(.backupDamaged, [more], at: Place(file: file.path)) }
    }

    /// Opens what was unpacked and looks at all of it. Everything is closed again when it returns.
    private static func check(_ list: BackupList, _ stage: DataFolder) throws -> Restore {
        var restore = Restore(list: list)
        let archive = try Archive(folder: stage.archive)
        restore.problems += archive.check()
        restore.days = archive.days.count
        restore.lines = archive.lines(of: archive.days)
        if list.files.contains(where: { $0.path == BackupPart.records.path }) {
            let records = try Records(file: stage.records)
            restore.problems += try records.check()
            restore.problems += try RulePacks(stage, records).check()
            restore.incidents = try records.incidents().count
            restore.alerts = try records.wholeAlerts(open: false, limit: .max).alerts.count
        }
        if list.files.contains(where: { $0.path == BackupPart.accounts.path }) {
            restore.problems += try AccountStore(file: stage.accounts).check()
            try DatabaseCopy.endSessions(in: stage.accounts)
        }
        return restore
    }

    /// From here on it is in place: renaming needs no space.
    private static func place(_ stage: DataFolder, in folder: DataFolder) throws {
        let files = FileManager.default
        try FolderSync.sync(stage.archive)
        if files.fileExists(atPath: stage.packs.path) { try FolderSync.sync(stage.packs) }
        // The configuration last: without it nobody takes the directory for one that is whole.
        let names = try files.contentsOfDirectory(atPath: stage.url.path).sorted(by: >)
        for name in names {
            try files.moveItem(
                at: stage.url.appendingPathComponent(name), to: folder.url.appendingPathComponent(name))
        }
        try files.removeItem(at: stage.url)
        try FolderSync.sync(folder.url)
    }
}
