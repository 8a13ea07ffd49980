// Paths become files in a fixed order, under the names that the user knows them by.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Testing

@Suite struct InputFilesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func names(_ files: InputFiles) -> [String] {
        files.sources.map { $0.name.replacingOccurrences(of: folder.path + "/", with: "") }
    }

    @Test("A folder is walked in the order of the bytes of the names, under the name given")
    func sorted() throws {
        for name in ["logs/b.json", "logs/a/z.log", "logs/a/B.log", "logs/a.log", "logs/10", "logs/9", "logs/é"] {
            try folder.write(name, "x\n")
        }
        let files = InputFiles([folder.url("logs")])
        #expect(
            names(files)
                == ["logs/10", "logs/9", "logs/a/B.log", "logs/a/z.log", "logs/a.log", "logs/b.json", "logs/é"])
        #expect(files.totalBytes == 14)
        #expect(names(InputFiles([folder.url("logs/")])) == names(files))
        #expect(Reading([folder.url("logs")]).texts == Array(repeating: "x", count: 7))
    }

    @Test("Paths are read in the order given, and as often")
    func order() throws {
        try folder.write("a", "1")
        try folder.write("b", "2")
        #expect(names(InputFiles(["b", "a", "b"].map(folder.url))) == ["b", "a", "b"])
        #expect(InputFiles(["-"]).sources == [InputSource(name: "-")])
    }

    @Test("A path that is not there, and a link to nowhere, give a problem each and stop nothing")
    func missing() throws {
        try folder.write("logs/a", "1")
        try FileManager.default.createSymbolicLink(atPath: folder.url("logs/gone"), withDestinationPath: "/nowhere/x")
        let files = InputFiles([folder.url("no"), folder.url("logs"), ""])
        #expect(files.problems.map(\.code) == [.pathMissing, .pathMissing, .pathMissing])
        #expect(files.problems.map { $0.place?.file } == [folder.url("no"), folder.url("logs/gone"), ""])
        #expect(names(files) == ["logs/a"])
        let reading = Reading([folder.url("no"), folder.url("logs"), ""])
        #expect(reading.texts == ["1"] && reading.problems.count == 3)
    }

    @Test("A file that is gone or has become a folder when it is opened gives a problem")
    func goneLater() throws {
        try folder.write("a", "1")
        try folder.write("b", "2")
        try folder.write("c", "3")
        let files = InputFiles(["a", "b", "c"].map(folder.url))
        try FileManager.default.removeItem(atPath: folder.url("a"))
        try FileManager.default.removeItem(atPath: folder.url("b"))
        try FileManager.default.createDirectory(atPath: folder.url("b"), withIntermediateDirectories: true)
        let reader = BlockReader(files)
        let block = Block()
        var problems: [Problem] = []
        var bytes = 0
        while reader.fill(block) {
            problems += block.problems
            bytes += block.count
        }
        #expect(problems.map(\.code) == [.pathMissing, .pathUnreadable])
        #expect(problems.last?.place?.file == folder.url("b"))
        #expect(bytes == 1)
    }

    @Test("Links are followed, but never round")
    func links() throws {
        let manager = FileManager.default
        try folder.write("logs/a/one", "1")
        try folder.write("outside/two", "2")
        try manager.createSymbolicLink(atPath: folder.url("logs/a/up"), withDestinationPath: "..")
        try manager.createSymbolicLink(atPath: folder.url("logs/b"), withDestinationPath: folder.url("outside"))
        try manager.createSymbolicLink(atPath: folder.url("logs/c"), withDestinationPath: folder.url("outside/two"))
        try manager.createSymbolicLink(atPath: folder.url("logs/self"), withDestinationPath: "self")
        let files = InputFiles([folder.url("logs")])
        #expect(names(files) == ["logs/a/one", "logs/b/two", "logs/c"])
        #expect(files.problems.isEmpty)
    }

    @Test("A pipe that is named is read, one in a folder is not, nor is a device")
    func pipes() throws {
        try folder.write("logs/a", "1")
        mkfifo(folder.url("logs/pipe"), 0o600)
        let listed = InputFiles([folder.url("logs"), "/dev/null"])
        #expect(names(listed) == ["logs/a"])
        #expect(listed.problems.map(\.code) == [.notAFile, .notAFile])
        let path = folder.url("logs/pipe")
        let writer = Thread {
            let descriptor = open(path, O_WRONLY)
            for _ in 0..<20_000 { _ = "line of the pipe\n".withCString { write(descriptor, $0, strlen($0)) } }
            close(descriptor)
        }
        writer.start()
        let reading = Reading([path])
        #expect(reading.records.count == 20_000)
        #expect(reading.records.last == Seen("pipe", 20_000, "line of the pipe"))
        #expect(reading.problems.isEmpty)
    }

    @Test("A compressed log and an archive come through a pipe too")
    func packedPipes() throws {
        let log = (0..<5_000).map { "line \($0)\n" }.joined()
        let zip = folder.url("a.zip")
        archive(zip, [("m", Array(log.utf8)), ("n", [0x78])])
        for (bytes, count) in [(gzip(Array(log.utf8)), 5_000), (contents(zip), 5_001)] {
            let path = folder.url("pipe\(bytes.count)")
            mkfifo(path, 0o600)
            let writer = Thread {
                let descriptor = open(path, O_WRONLY)
                bytes.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
                close(descriptor)
            }
            writer.start()
            let reading = Reading([path])
            #expect(reading.records.count == count)
            #expect(reading.problems.isEmpty)
        }
    }

    @Test("Names that are not UTF-8 can be opened, and are shown repaired")
    func rawNames() throws {
        var path = Array(folder.url("logs").utf8CString.dropLast())
        mkdir(path + [0], 0o700)
        path += [CChar(bitPattern: UInt8(ascii: "/")), CChar(bitPattern: 0xE9), 0]
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        _ = write(descriptor, "x\n", 2)
        close(descriptor)
        #expect(Reading([folder.url("logs")]).records == [Seen("\u{FFFD}", 1, "x")])
    }

    @Test("A name that is not UTF-8 can be opened when it is named itself; of two that look alike each is its own")
    func rawArguments() throws {
        let start = Array(folder.url("").utf8)
        let given = [
            start + [0xE9], start + [0xE8], start + Array("dir".utf8) + [0xFF], start + Array("\u{FFFD}".utf8),
        ]
        for (index, name) in given.enumerated() where index != 2 { try put("file \(index)\n", Data(name)) }
        mkdir(given[2].map { CChar(bitPattern: $0) } + [0], 0o700)
        try put("inside\n", Data(given[2] + Array("/x".utf8)))
        let arguments = RawArguments([Array("program".utf8), Array("events".utf8)] + given)
        let paths = given.map { String(decoding: $0, as: UTF8.self) }
        let files = InputFiles(paths, arguments: arguments)
        #expect(files.problems.isEmpty)
        #expect(names(files) == ["\u{FFFD}", "\u{FFFD}", "dir\u{FFFD}/x", "\u{FFFD}"])
        let reader = BlockReader(files)
        let block = Block()
        var texts: [String] = []
        while reader.fill(block) { texts.append(String(decoding: block.bytes, as: UTF8.self)) }
        #expect(texts == ["file 0\n", "file 1\n", "inside\n", "file 3\n"])
        // Without the bytes the text is all there is.
        #expect(names(InputFiles([paths[0]], arguments: RawArguments([]))) == ["\u{FFFD}"])
        #expect(InputFiles([paths[2]], arguments: RawArguments([])).problems.map(\.code) == [.pathMissing])
    }

    @Test("A record behind a name that is not UTF-8 is not part of the name")
    func rawReferences() throws {
        let name = Array(folder.url("log").utf8) + [0xC3]
        try put("x\n", Data(name))
        for record in [":12", "#7"] {
            let arguments = RawArguments([name + Array(record.utf8)])
            let path = String(decoding: name, as: UTF8.self)
            #expect(InputFiles([path], arguments: arguments).sources.count == 1)
            #expect(InputFiles([path + "x"], arguments: arguments).sources.isEmpty)
        }
        #expect(
            InputFiles([String(decoding: name, as: UTF8.self)], arguments: RawArguments([name + [0x3A]])).sources
                .isEmpty)
    }

    private func put(_ text: String, _ path: Data) throws {
        let descriptor = open(path.map { CChar(bitPattern: $0) } + [0], O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0)
        _ = write(descriptor, text, text.utf8.count)
        close(descriptor)
    }

    @Test("What macOS leaves in folders is passed over and counted")
    func leftBehind() throws {
        try folder.write("logs/.DS_Store", "x")
        try folder.write("logs/.hidden", "y")
        let files = InputFiles([folder.url("logs")])
        #expect(names(files) == ["logs/.hidden"])
        #expect(files.skipped == 1)
    }

    @Test("More files than the limit: the rest is left out, with one problem")
    func tooMany() throws {
        for number in 0..<9 { try folder.write("logs/\(number)", "\(number)") }
        var limits = ReadingLimits()
        limits.files = 4
        let reading = Reading([folder.url("logs"), folder.url("logs")], limits: limits)
        #expect(reading.texts == ["0", "1", "2", "3"])
        #expect(reading.codes == [.tooManyFiles])
    }
}
