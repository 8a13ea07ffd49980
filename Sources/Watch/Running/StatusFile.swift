// The health of a watch as a file that is there before the watch answers and after it ended.
// SPDX-License-Identifier: EUPL-1.2

package import Foundation

/// Writes the health now and then, whole or not at all.
package enum StatusFile {
    /// Seconds between two.
    package static let interval = 2

    /// Bytes of which the file is a multiple, so that on a full disk the next health has the room of the one before.
    private static let unit = 16_384

    /// Puts the health in the place of what was there. When the disk has no room for a second file, it is written over
    /// the first if that is as long; a full disk is no reason to stop.
    package static func write(_ json: [UInt8], to file: URL) {
        let spaces = unit - 1 - json.count % unit
        let bytes = json + Array(repeating: 0x20, count: spaces) + [0x0A]
        let next = file.appendingPathExtension("new")
        if (try? Data(bytes).write(to: next)) != nil {
            _ = rename(next.path, file.path)
            return
        }
        try? FileManager.default.removeItem(at: next)
        guard let handle = FileHandle(forUpdatingAtPath: file.path), (try? handle.seekToEnd()) == UInt64(bytes.count)
        else { return }
        try? handle.seek(toOffset: 0)
        try? handle.write(contentsOf: bytes)
        try? handle.close()
    }
}
