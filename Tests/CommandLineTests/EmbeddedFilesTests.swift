// The data inside the program: found by path, equal to the files it was built from.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Testing

@Suite("Embedded files")
struct EmbeddedFilesTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("every embedded file has the bytes that it has in the repository")
    func sameBytes() throws {
        for file in EmbeddedFiles.all(under: "") {
            let original = try Data(contentsOf: root.appending(path: file.path))
            #expect(file.bytes == Array(original), "\(file.path) was changed after the build")
            #expect(EmbeddedFiles.bytes(of: file.path) == file.bytes)
        }
    }

    @Test("the files come in order of path, each once")
    func order() {
        let paths = EmbeddedFiles.all(under: "").map(\.path)
        #expect(
            paths.map { Array($0.utf8) }
                == Set(paths).map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test("a prefix chooses a folder, and an unknown path gives nothing")
    func choosing() {
        #expect(EmbeddedFiles.all(under: "Words/").allSatisfy { $0.path.hasPrefix("Words/") })
        #expect(EmbeddedFiles.all(under: "Nowhere/").isEmpty)
        #expect(EmbeddedFiles.bytes(of: "Words/nl/nothing.json") == nil)
        #expect(EmbeddedFiles.bytes(of: "") == nil)
    }

    @Test("tests of rules and READMEs do not travel inside the program")
    func leftOut() {
        for file in EmbeddedFiles.all(under: "") {
            #expect(!file.path.contains("/tests/") && !file.path.contains("README"))
        }
    }

    @Test("the words of a language are those of all its topics together", arguments: Language.allCases)
    func words(language: Language) throws {
        var expected: Set<String> = []
        for file in EmbeddedFiles.all(under: "Words/\(language.rawValue)/") {
            expected.formUnion(try JSONDecoder().decode([String: String].self, from: Data(file.bytes)).keys)
        }
        #expect(Words.embedded(language).keys == expected)
        #expect(Words.embedded(language).language == language)
    }
}
