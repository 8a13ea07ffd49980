// The key of the pseudonyms: random, made once, in a file that only the account of the program may read.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Store
import Web

/// The file with the key.
enum PseudonymKey {
    /// Reads the key, or makes one if there is none.
    ///
    /// - Throws: `Problem` if the file cannot be used, or is no key: another key would give everyone another pseudonym.
    static func read(_ folder: DataFolder) throws(Problem) -> [UInt8] {
        let file = folder.pseudonymKey
        do {
            if !FileManager.default.fileExists(atPath: file.path) {
                let key = (0..<Pseudonyms.keyBytes).map { _ in UInt8.random(in: .min ... .max) }
                try make(file.path, key)
            }
            let key = Array(try Data(contentsOf: file))
            guard key.count == Pseudonyms.keyBytes else { throw POSIXError(.EINVAL) }
            return key
        } catch {
            throw Problem(.pseudonymKeyUnusable, ["\(error.localizedDescription)"], at: Place(file: file.path))
        }
    }

    /// Closed to others from its first moment.
    private static func make(_ path: String, _ key: [UInt8]) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try handle.write(contentsOf: Data(key))
        try handle.synchronize()
        try handle.close()
    }
}
