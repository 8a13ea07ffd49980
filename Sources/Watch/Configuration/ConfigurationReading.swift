// The text of `dijkwacht.yaml` -> the configuration and all that is wrong with it, at once. Opens no file.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Sigma

/// What came of reading a configuration.
public struct ConfigurationReading: Sendable {
    /// A file that the configuration names and that holds a secret.
    public struct SecretFile: Sendable, Hashable {
        public let path: String
        /// Where the configuration names it.
        public let place: Place
    }

    /// What could be used, with defaults for the rest. Only without errors is it what someone wrote.
    public let configuration: Configuration
    /// With one of these the watch does not start, and does not take over a changed file.
    public let errors: [Problem]
    /// With these it does.
    public let warnings: [Problem]
    /// For `warning(for:mode:)`, by whoever opens them.
    public let secretFiles: [SecretFile]

    /// Whether the watch may run with it.
    public var isUsable: Bool { errors.isEmpty }

    /// Reads the bytes of a file. `mode` is that of the file (POSIX permission bits), when it is known: a token
    /// in a file
    /// that everyone can read is warned about.
    public init(_ bytes: [UInt8], file: String, mode: UInt32? = nil) {
        var reader = SectionReader(file: file)
        let root = reader.section(ConfigurationReading.document(bytes, reader: &reader), path: "")
        reader.check(root, isReadable: mode.map(ConfigurationReading.isReadable) ?? false)
        reader.finish()
        configuration = Configuration(root)
        errors = reader.errors
        warnings = reader.warnings
        secretFiles = ConfigurationReading.secretFiles(root, reader)
    }

    /// A warning when a file with a secret can be read by every account of the machine.
    public static func warning(for secret: SecretFile, mode: UInt32) -> Problem? {
        isReadable(mode) ? Problem(.configurationReadableSecretFile, [secret.path], at: secret.place) : nil
    }

    private static func isReadable(_ mode: UInt32) -> Bool { mode & 0o004 != 0 }

    private static func document(_ bytes: [UInt8], reader: inout SectionReader) -> YAMLNode? {
        let start = YAMLPosition(line: 1, column: 1)
        guard bytes.count <= ConfigurationLimits.fileBytes else {
            reader.refuse(.configurationTooLong, ["\(ConfigurationLimits.fileBytes)"], at: start)
            return nil
        }
        let documents = YAMLReader.read(bytes, file: reader.file)
        if documents.count > 1 {
            let line = Int32(clamping: documents[1].line)
            reader.refuse(.configurationSecondDocument, at: YAMLPosition(line: line, column: 1))
        }
        switch documents.first?.content {
        case .success(let node)?: return node
        case .failure(let problem)?:
            reader.refuse(problem.at(reader.place(start)))
            return nil
        case nil: return nil
        }
    }

    private static func secretFiles(_ root: Section, _ reader: SectionReader) -> [SecretFile] {
        func file(_ section: Section?, _ name: String) -> [SecretFile] {
            guard let section, let path = section.text(name) else { return [] }
            return [SecretFile(path: path, place: reader.place(section.position(of: name)))]
        }
        let listeners = root.sections("listeners").flatMap { listener in
            file(listener, "token_file") + file(listener.section("tls"), "key")
        }
        return file(root.section("web")?.section("tls"), "key") + listeners
            + file(root.section("mail"), "password_file")
            + root.sections("webhooks").flatMap { file($0, "secret_file") }
    }
}
