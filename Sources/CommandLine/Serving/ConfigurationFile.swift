// `dijkwacht.yaml` from the disk, with the files for secrets that it names looked at.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
import Store
package import Watch

/// The configuration of a data directory as it lies on disk.
package struct ConfigurationFile {
    package let configuration: Configuration
    package let errors: [Problem]
    package let warnings: [Problem]

    /// Whether the watch may run with it.
    package var isUsable: Bool { errors.isEmpty }

    /// Reads it; a directory without one has all defaults.
    package init(_ path: String) {
        let bytes = FileManager.default.contents(atPath: path)
        let exists = FileManager.default.fileExists(atPath: path)
        let reading = ConfigurationReading(bytes.map(Array.init) ?? [], file: path, mode: ConfigurationFile.mode(path))
        configuration = reading.configuration
        let folder = (path as NSString).deletingLastPathComponent
        var errors = reading.errors
        var warnings = reading.warnings
        if exists, bytes == nil { errors.append(Problem(.configurationUnreadable, [], at: Place(file: path))) }
        for secret in reading.secretFiles {
            let file = secret.path.hasPrefix("/") ? secret.path : folder + "/" + secret.path
            guard let mode = ConfigurationFile.mode(file), FileManager.default.isReadableFile(atPath: file) else {
                errors.append(Problem(.configurationSecretUnreadable, [secret.path], at: secret.place))
                continue
            }
            if let warning = ConfigurationReading.warning(for: secret, mode: mode) { warnings.append(warning) }
        }
        self.errors = errors
        self.warnings = warnings
    }

    private static func mode(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt32(status.st_mode & 0o7777) : nil
    }

    /// Makes the directory, and in it a configuration with an explanation of everything, if they are not there.
    ///
    /// - Returns: whether the file was made.
    /// - Throws: `Problem` if the directory cannot be used.
    static func prepare(_ folder: DataFolder, language: Language) throws(Problem) -> Bool {
        do {
            try FileManager.default.createDirectory(
                at: folder.url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            if FileManager.default.fileExists(atPath: folder.configuration.path) { return false }
            try Data(Configuration.sample(language: language).utf8).write(
                to: folder.configuration, options: .withoutOverwriting)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: folder.configuration.path)
            return true
        } catch {
            throw Problem(.dataUnusable, ["\(error.localizedDescription)"], at: Place(file: folder.url.path))
        }
    }
}
