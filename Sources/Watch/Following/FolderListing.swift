// The regular files of a folder, without the folders in it and without following links.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// A file by the name under which it was found.
struct FoundFile {
    var name: String
    var path: String
    var facts: FileFacts
}

/// What a folder held at one moment.
struct FolderListing {
    private(set) var files: [FoundFile] = []
    /// There are more than the limit.
    private(set) var isCut = false

    /// - Parameter isWanted: by name; what is not wanted does not count for the limit.
    init(_ folder: String, limit: Int, isWanted: (String) -> Bool) throws(FileFailure) {
        guard let stream = opendir(folder) else { throw FileFailure(errno) }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            // One that is no UTF-8 cannot be named in a mark.
            guard let name = FolderListing.name(entry), isWanted(name) else { continue }
            let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            guard let facts = try? FileFacts(path: path, followsLinks: false), facts.kind == .regular else { continue }
            guard files.count < limit else {
                isCut = true
                return
            }
            files.append(FoundFile(name: name, path: path, facts: facts))
        }
        files.sort { $0.name < $1.name }
    }

    private static func name(_ entry: UnsafeMutablePointer<dirent>) -> String? {
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            let end = bytes.firstIndex(of: 0) ?? bytes.count
            return String(validating: bytes[..<end], as: UTF8.self)
        }
    }
}
