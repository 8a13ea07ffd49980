// The secret that a file of its own holds. Read when it is used, so that a new one counts at once.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Foundation

extension Secret {
    /// The bytes of the secret, without the end of the line behind it.
    ///
    /// - Parameter folder: from where paths count that are not absolute.
    package func read(in folder: URL) throws(Problem) -> [UInt8] {
        switch self {
        case .text(let text): return Array(text.utf8)
        case .file(let path):
            let url = path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)
            return try Secret.read(url)
        }
    }

    private static func read(_ url: URL) throws(Problem) -> [UInt8] {
        var bytes: [UInt8]
        do {
            let file = try FileHandle(forReadingFrom: url)
            defer { try? file.close() }
            bytes = Array(try file.read(upToCount: OutboxLimits.secretBytes + 3) ?? Data())
        } catch {
            throw Problem(.outboxSecret, [url.path, error.localizedDescription])
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        guard 1...OutboxLimits.secretBytes ~= bytes.count, !bytes.contains(where: { $0 < 0x20 }) else {
            throw Problem(.outboxSecretForm, [url.path, "\(OutboxLimits.secretBytes)"])
        }
        return bytes
    }
}
