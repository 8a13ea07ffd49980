// The health of a watch as a file that is there before the watch answers and after it ended.
// SPDX-License-Identifier: EUPL-1.2

package import Foundation

/// Writes the health now and then, whole or not at all.
package enum StatusFile {
    /// Seconds between two.
    package static let interval = 2

    /// Puts the health in the place of what was there. A full disk is no reason to stop: the old one stays.
    package static func write(_ json: [UInt8], to file: URL) {
        let next = file.appendingPathExtension("new")
        guard (try? Data(json + [0x0A]).write(to: next)) != nil else { return }
        _ = rename(next.path, file.path)
    }
}
