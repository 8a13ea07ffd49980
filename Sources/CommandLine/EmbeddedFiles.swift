// The data that travels inside the program (rules, words, exercises), by path as in the repository.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Embedded
import Foundation

/// A file of the repository as it was when the program was built.
public struct EmbeddedFile: Sendable, Hashable {
    /// The path from the root of the repository, such as `Rules/windows/log_cleared.yml`.
    public let path: String
    /// What the file holds.
    public let bytes: [UInt8]
}

/// The files inside the program. The list is written by `make embed`; TidyTests holds it against the folders.
public enum EmbeddedFiles {
    /// The files whose path begins with a prefix such as `Rules/`, in order of path.
    public static func all(under prefix: String) -> [EmbeddedFile] {
        (0..<embedded_file_count).compactMap { index in
            guard let path = path(at: index), path.hasPrefix(prefix) else { return nil }
            return EmbeddedFile(path: path, bytes: bytes(at: index))
        }
    }

    /// The content of one file; nil if there is none of that path.
    public static func bytes(of path: String) -> [UInt8]? {
        (0..<embedded_file_count).first { self.path(at: $0) == path }.map(bytes(at:))
    }

    private static func path(at index: UInt) -> String? {
        embedded_file_at(index)?.pointee.path.map { String(cString: $0) }
    }

    private static func bytes(at index: UInt) -> [UInt8] {
        guard let file = embedded_file_at(index)?.pointee else { return [] }
        return Array(UnsafeBufferPointer(start: file.bytes, count: Int(file.count)))
    }
}

extension Words {
    /// The texts of a language that travel inside the program: all topics of `Words/<language>/` together.
    ///
    /// A topic that cannot be read is left out, so that its keys show themselves; TidyTests finds it before a release.
    public static func embedded(_ language: Language) -> Words {
        var texts: [String: String] = [:]
        for file in EmbeddedFiles.all(under: "Words/\(language.rawValue)/") {
            let topic = try? JSONDecoder().decode([String: String].self, from: Data(file.bytes))
            texts.merge(topic ?? [:]) { first, _ in first }
        }
        return Words(language, texts: texts)
    }
}
