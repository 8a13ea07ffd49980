// The files of packs of rules, each under the hash of its bytes: what does not meet its name is never used.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Crypto
import Foundation
import Incidents

/// The folder `packs` of a data directory.
enum RulePackFiles {
    /// How old a file that no entry names must be before it is deleted: it may be of an entry that is being written.
    static let strayFileSeconds: Int = 3_600

    /// Whether a name is one that a pack has: a hash, and how the file is packed.
    static func isFileName(_ name: String) -> Bool {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && RulePackText.isDigest(parts[0]) && RulePack.Form(rawValue: parts[1]) != nil
    }

    static func digest(_ bytes: [UInt8]) -> String {
        HashedCopy.hex(SHA256.hash(data: bytes))
    }

    static func makeFolder(_ folder: DataFolder) throws {
        try FileManager.default.createDirectory(
            at: folder.packs, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Writes a file whole and to disk before it has its name.
    static func write(_ bytes: [UInt8], as name: String, in folder: DataFolder) throws(Problem) {
        let target = folder.packs.appendingPathComponent(name)
        let part = folder.packs.appendingPathComponent("\(name).part-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: part) }
        do {
            try makeFolder(folder)
            let file = try OpenFile(part.path, O_WRONLY | O_CREAT | O_EXCL)
            try file.write(bytes)
            try file.sync()
            guard rename(part.path, target.path) == 0 else { throw OpenFile.failure }
            try FolderSync.sync(folder.packs)
            try FolderSync.sync(folder.url)
        } catch {
            throw WriteFailure.problem(error, target.path, full: .recordFull, broken: .packUnwritable)
        }
    }

    /// The bytes of a pack.
    ///
    /// - Throws: `Problem` if the file is not there, or is not what was installed.
    static func read(_ pack: RulePack, in folder: DataFolder) throws(Problem) -> [UInt8] {
        let file = folder.packs.appendingPathComponent(pack.fileName)
        let place = Place(file: file.path)
        let arguments = [pack.name, pack.version]
        let bytes: [UInt8]
        do {
            bytes = try OpenFile(file.path, O_RDONLY).read(min(pack.bytes, RulePackLimits.packBytes) + 1)
        } catch {
            throw Problem(.packMissing, arguments, at: place)
        }
        guard bytes.count == pack.bytes, digest(bytes) == pack.digest else {
            throw Problem(.packDamaged, arguments, at: place)
        }
        return bytes
    }

    /// Deletes files that no entry names any more, and what a writing that was cut off has left.
    static func prune(keeping names: Set<String>, in folder: DataFolder) {
        let latest = time(nil) - strayFileSeconds
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.packs.path)) ?? [] {
            let isPart = name.contains(".part-")
            guard isPart || isFileName(name), !names.contains(name) else { continue }
            let path = folder.packs.appendingPathComponent(name).path
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mtim.tv_sec < latest else {
                continue
            }
            unlink(path)
        }
    }
}
