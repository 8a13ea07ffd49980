// The whole data directory in one file, made while the watch runs. An ordinary tar archive; its last member lists the
// others with their hashes.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Crypto
public import Foundation

/// A backup that was made.
public struct Backup: Sendable {
    public var list: BackupList
    /// The size of the file.
    public var bytes: Int
    /// What was seen of damage in what was copied. The backup has it as it is.
    public var problems: [Problem]

    /// Makes a backup of a data directory.
    ///
    /// - Parameters:
    ///   - file: must not be there. It has its name only when it is whole and on disk.
    ///   - now: when it is made.
    /// - Throws: `Problem` if it is not made; nothing is then left of it.
    public static func make(of folder: DataFolder, to file: URL, now: Timestamp) throws(Problem) -> Backup {
        guard !FileManager.default.fileExists(atPath: file.path) else {
            throw Problem(.backupExists, [], at: Place(file: file.path))
        }
        let part = URL(fileURLWithPath: file.path + ".part")
        let copy = URL(fileURLWithPath: file.path + ".copy")
        defer {
            for path in [part, copy] { try? FileManager.default.removeItem(at: path) }
        }
        do {
            try? FileManager.default.removeItem(at: copy)
            let parts = try BackupPart.all(in: folder)
            guard !parts.isEmpty else { throw Problem(.backupNothing, [], at: Place(file: folder.url.path)) }
            let target = try OpenFile(part.path, O_WRONLY | O_CREAT | O_TRUNC)
            var backup = Backup(list: BackupList(made: now, files: []), bytes: 0, problems: [])
            for part in parts { try backup.add(part, of: folder, copy: copy, to: target) }
            for part in BackupPart.packs(in: folder) { try backup.add(part, of: folder, copy: copy, to: target) }
            try backup.finish(target)
            try target.sync()
            backup.bytes = target.size
            // A link is refused where a file is; not every file system knows links.
            guard link(part.path, file.path) == 0 || (errno != EEXIST && rename(part.path, file.path) == 0) else {
                throw OpenFile.failure
            }
            try FolderSync.sync(file.deletingLastPathComponent())
            return backup
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.backupFailed, ["\(error)"], at: Place(file: file.path))
        }
    }

    private mutating func add(
        _ part: BackupPart, of folder: DataFolder, copy: URL, to target: OpenFile
    ) throws {
        var source = folder.url.appendingPathComponent(part.path)
        // A day whose time is over may be deleted meanwhile.
        guard FileManager.default.fileExists(atPath: source.path) else { return }
        var format: Int?
        if part.isDatabase {
            // Nobody else may read the copy, and SQLite makes files that all may.
            _ = try OpenFile(copy.path, O_WRONLY | O_CREAT | O_EXCL)
            let (found, damage) = try DatabaseCopy.make(of: source, at: copy)
            format = found
            problems += damage
            source = copy
        }
        let open = try OpenFile(source.path, O_RDONLY)
        let size = open.size
        try header(part.path, size, target)
        guard let hash = try HashedCopy.copy(size, from: open, to: target) else {
            throw Problem(.backupFailed, [part.path], at: Place(file: source.path))
        }
        try pad(size, target)
        list.files.append(BackupList.File(path: part.path, bytes: size, hash: hash, format: format))
        if part.isDatabase { try FileManager.default.removeItem(at: copy) }
    }

    private func finish(_ target: OpenFile) throws {
        guard let json = list.json, json.count <= RecordLimits.backupListBytes,
            list.files.count <= RecordLimits.backupFiles
        else { throw Problem(.backupFailed, [BackupList.path]) }
        try header(BackupList.path, json.count, target)
        try target.write(json)
        try pad(json.count, target)
        try target.write([UInt8](repeating: 0, count: 2 * TarHeader.block))
    }

    private func header(_ path: String, _ size: Int, _ target: OpenFile) throws {
        let seconds = list.made.nanoseconds.flooredQuotient(by: 1_000_000_000).quotient
        guard let bytes = TarHeader(path: path, size: size, modified: max(seconds, 0)).bytes else {
            throw Problem(.backupFailed, [path])
        }
        try target.write(bytes)
    }

    private func pad(_ size: Int, _ target: OpenFile) throws {
        let header = TarHeader(path: "", size: size, modified: 0)
        try target.write([UInt8](repeating: 0, count: header.padding))
    }
}
