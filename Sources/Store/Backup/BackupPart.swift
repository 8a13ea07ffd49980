// Which files of a data directory are in a backup. No others are taken in or out: a path is one of these or refused.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Foundation

/// A file of the data directory by what it is.
enum BackupPart: Hashable {
    case configuration
    case records
    case accounts
    case day(Int32)
    /// A file of a pack of rules, by its name.
    case pack(String)

    /// Within the data directory.
    var path: String {
        switch self {
        case .configuration: "dijkwacht.yaml"
        case .records: "record.sqlite"
        case .accounts: "access.sqlite"
        case .day(let day): "archive/\(ArchivePosition.text(day: day)).sqlite"
        case .pack(let name): "packs/\(name)"
        }
    }

    init?(path: String) {
        switch path {
        case "dijkwacht.yaml": self = .configuration
        case "record.sqlite": self = .records
        case "access.sqlite": self = .accounts
        case _ where path.hasPrefix("packs/"):
            let name = String(path.dropFirst(6))
            guard RulePackFiles.isFileName(name) else { return nil }
            self = .pack(name)
        default:
            guard path.hasPrefix("archive/"), path.hasSuffix(".sqlite"),
                let day = ArchivePosition.day(String(path.dropFirst(8).dropLast(7)))
            else { return nil }
            self = .day(day)
        }
    }

    var isDatabase: Bool { format != nil }

    /// The newest format that this release knows; nil for what is no file of SQLite.
    var format: Int? {
        switch self {
        case .records: RecordSchema.version
        case .day: DaySchema.version
        case .accounts: AccountSchema.version
        case .configuration, .pack: nil
        }
    }

    /// What there is in a data directory, in the order in which it is copied.
    ///
    /// The record comes before the archive, and the newest day before those that are complete: so alerts never point
    /// at lines that are not there, and a source is never further than the lines that came from it.
    static func all(in folder: DataFolder) throws -> [BackupPart] {
        let files = FileManager.default
        var days: [Int32] = []
        if files.fileExists(atPath: folder.archive.path) {
            days = try files.contentsOfDirectory(atPath: folder.archive.path).compactMap { name in
                name.hasSuffix(".sqlite") ? ArchivePosition.day(String(name.dropLast(7))) : nil
            }
        }
        let first = [BackupPart.configuration, .accounts, .records].filter {
            files.fileExists(atPath: folder.url.appendingPathComponent($0.path).path)
        }
        return first + days.sorted(by: >).map(BackupPart.day)
    }

    /// The files of packs of rules. To be asked after the record was copied: a file is there before the entry that names
    /// it.
    static func packs(in folder: DataFolder) -> [BackupPart] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.packs.path)) ?? []
        return names.filter(RulePackFiles.isFileName).sorted().map(BackupPart.pack)
    }
}
