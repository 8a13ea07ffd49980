// What makes an archive one that nobody should trust: links, devices, and paths that lead outside or that hide what they
// are. Nothing is unpacked by path here, but who made such an archive meant something with it.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CArchive
import Foundation

enum MemberCheck {
    /// Why an archive with this member is refused; nil if there is nothing against it.
    static func problem(_ entry: OpaquePointer, _ name: String) -> Problem? {
        let place = Place(file: name)
        if archive_entry_symlink(entry) != nil || archive_entry_hardlink(entry) != nil {
            return Problem(.packLink, [], at: place)
        }
        // A zip file of some programs gives no type.
        guard [0, 0o100000, 0o040000].contains(archive_entry_filetype(entry)) else {
            return Problem(.packLink, [], at: place)
        }
        return isPlain(name) ? nil : Problem(.packPath, [], at: place)
    }

    /// Whether a path stays below where it begins, and shows itself as it is.
    static func isPlain(_ path: String) -> Bool {
        guard let first = path.utf8.first, first != UInt8(ascii: "/") else { return false }
        for scalar in path.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                return false
            default: if scalar == "\\" || scalar == "\u{FFFD}" { return false }
            }
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        // `C:` at the beginning is a drive.
        if let drive = parts.first, drive.utf8.count == 2, drive.hasSuffix(":") { return false }
        return !parts.contains("..")
    }
}
