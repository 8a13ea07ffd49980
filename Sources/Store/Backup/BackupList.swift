// What is in a backup: its last member, so that a backup without its end is seen to be so.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// The list of the files of a backup. Canonical JSON.
public struct BackupList: Sendable, Hashable {
    /// One file of the data directory.
    public struct File: Sendable, Hashable {
        /// Within the data directory.
        public var path: String
        public var bytes: Int
        /// SHA-256 in hexadecimal digits.
        public var hash: String
        /// The format of a file of SQLite; nil for others.
        public var format: Int?
    }

    /// The form of backups that this release writes. A newer one is refused.
    static let version: Int64 = 1
    static let path = "backup.json"
    private static let kind = "dijkwacht backup"

    public var made: Timestamp
    public var files: [File]

    var json: [UInt8]? {
        CanonicalJSON.object([
            "kind": .string(BackupList.kind), "version": .integer(BackupList.version),
            "made_s": .integer(made.nanoseconds.flooredQuotient(by: 1_000_000_000).quotient),
            "files": .array(
                files.map { file in
                    .object([
                        "path": .string(file.path), "bytes": .integer(Int64(file.bytes)), "sha256": .string(file.hash),
                        "format": file.format.map { .integer(Int64($0)) } ?? .null,
                    ])
                }),
        ]).bytes
    }

    init(made: Timestamp, files: [File]) {
        self.made = made
        self.files = files
    }

    /// - Throws: `Problem` if it is no list, or one of a newer release.
    init(json: [UInt8]) throws(Problem) {
        guard case .object(let members) = CanonicalJSON(bytes: json), members["kind"] == .string(BackupList.kind),
            case .integer(let version)? = members["version"]
        else { throw Problem(.backupDamaged, [BackupList.path]) }
        guard version <= BackupList.version else {
            throw Problem(.backupNewer, ["\(version)", "\(BackupList.version)"])
        }
        guard case .integer(let made)? = members["made_s"], case .array(let values)? = members["files"],
            abs(made) < 1 << 33
        else { throw Problem(.backupDamaged, [BackupList.path]) }
        self.made = Timestamp(seconds: made)
        files = values.compactMap(BackupList.File.init)
        guard files.count == values.count, Set(files.map(\.path)).count == files.count else {
            throw Problem(.backupDamaged, [BackupList.path])
        }
        for file in files {
            guard let part = BackupPart(path: file.path) else { throw Problem(.backupDamaged, [file.path]) }
            if let format = file.format, let newest = part.format, format > newest {
                throw Problem(.backupNewer, ["\(file.path) \(format)", "\(newest)"])
            }
        }
    }
}

extension BackupList.File {
    fileprivate init?(_ value: CanonicalJSON) {
        guard case .object(let members) = value, case .string(let path)? = members["path"],
            case .integer(let bytes)? = members["bytes"], case .string(let hash)? = members["sha256"],
            let format = members["format"]
        else { return nil }
        self.init(path: path, bytes: Int(bytes), hash: hash, format: nil)
        switch format {
        case .integer(let number) where number > 0: self.format = Int(number)
        case .null: break
        default: return nil
        }
    }
}
