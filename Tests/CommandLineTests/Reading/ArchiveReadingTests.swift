// Members of archives are sources of their own, in the order of the archive; what cannot be read costs no other member.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

@Suite struct ArchiveReadingTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("Members are named A.zip!member and come in the order of the archive", arguments: [false, true])
    func names(isTar: Bool) throws {
        let path = folder.url("A.zip")
        archive(path, [("z.log", bytes("1\n")), ("map/a.log", bytes("2\n3")), ("naïef.log", bytes("4\n"))], tar: isTar)
        let reader = BlockReader(InputFiles([path]))
        let block = Block()
        var names: [String] = []
        while reader.fill(block) {
            names.append(block.source)
            #expect(block.sourceIndex == names.count - 1)
            #expect(block.problems.isEmpty)
        }
        #expect(names == ["\(path)!z.log", "\(path)!map/a.log", "\(path)!naïef.log"])
    }

    @Test("A member may be stored, and may hold any format")
    func stored() throws {
        let path = folder.url("A.zip")
        archive(path, [("a", bytes("[{\"a\":1}]")), ("b", bytes("{\"a\":1}\n"))], store: true)
        let reading = Reading([path])
        #expect(reading.texts == ["{\"a\":1}", "{\"a\":1}"])
        #expect(reading.formats == [.jsonArray, .jsonLines])
    }

    @Test("A member that is compressed or an archive itself is read; an archive deeper than that is named")
    func nested() throws {
        let inner = folder.url("inner.zip")
        archive(inner, [("x.log", bytes("in\nner\n")), ("y.gz", gzip(bytes("packed\n")))])
        let outer = folder.url("A.zip")
        let members = [
            ("a.gz", gzip(bytes("one\n"))), ("b.zst", zstd(bytes("two\n"))), ("c.zip", contents(inner)),
            ("d.zip.gz", gzip(contents(inner))), ("e.log", bytes("last\n")),
        ]
        archive(outer, members)
        let reading = Reading([outer])
        #expect(reading.texts == ["one", "two", "in", "ner", "packed", "in", "ner", "packed", "last"])
        #expect(reading.records[2].source == "A.zip!c.zip!x.log")
        #expect(reading.problems.isEmpty)
        let outermost = folder.url("B.zip")
        archive(outermost, [("A.zip", contents(outer)), ("f", bytes("end\n"))])
        let deep = Reading([outermost])
        #expect(deep.texts == ["one", "two", "last", "end"])
        #expect(deep.codes == [.nestedTooDeep, .nestedTooDeep])
        #expect(deep.problems.first?.place?.file == "\(outermost)!A.zip!c.zip")
    }

    @Test("A tar file in gzip is read as an archive")
    func tarball() throws {
        archive(folder.url("t"), [("a", bytes("1\n")), ("b", bytes("2\n"))], tar: true)
        let path = try folder.write("a.tar.gz", gzip(contents(folder.url("t"))))
        #expect(Reading([path]).records == [Seen("a.tar.gz!a", 1, "1"), Seen("a.tar.gz!b", 1, "2")])
    }

    @Test("What macOS adds to archives is passed over and counted")
    func leftBehind() throws {
        let path = folder.url("A.zip")
        archive(
            path, [("__MACOSX/._a", bytes("x")), ("a", bytes("1")), ("m/.DS_Store", bytes("y")), ("._b", bytes("z"))])
        let reading = Reading([path])
        #expect(reading.texts == ["1"])
        #expect(reading.skipped == 3)
        #expect(reading.problems.isEmpty)
    }

    @Test("A member with a password is named and not read; the others are")
    func encrypted() throws {
        let path = folder.url("A.zip")
        archive(path, [("secret", bytes("hidden\n"))], password: "password")
        let reading = Reading([path])
        #expect(reading.codes == [.memberEncrypted])
        #expect(reading.problems.first?.place?.file == "\(path)!secret")
        #expect(reading.records.isEmpty)
    }

    @Test("Of an archive that was cut off, what is there is read and the cut is named")
    func truncated() throws {
        let lines = (0..<3_000).map { "line \($0) \($0 &* 7_919)\n" }.joined()
        archive(folder.url("z"), [("a", bytes("one\n")), ("b", bytes(lines)), ("c", bytes("three\n"))])
        let whole = contents(folder.url("z"))
        for cut in [whole.count / 2, whole.count / 4, 200] {
            let reading = Reading([try folder.write("A.zip", Array(whole.prefix(cut)))])
            #expect(reading.texts.first == "one")
            #expect(reading.codes.first == .compressedCut)
            #expect(reading.records.count > (cut > 1_000 ? 300 : 0))
        }
        // Only the directory is missing: all members are there.
        let reading = Reading([try folder.write("A.zip", Array(whole.prefix(whole.count - 30)))])
        #expect(reading.records.count == 3_002)
    }

    @Test("A damaged member is named, and the next is read")
    func damaged() throws {
        let lines = (0..<3_000).map { "line \($0)\n" }.joined()
        archive(folder.url("z"), [("a", bytes(lines)), ("b", bytes("two\n"))], store: true)
        var damaged = contents(folder.url("z"))
        damaged[500] = 0x21
        let reading = Reading([try folder.write("A.zip", damaged)])
        #expect(reading.records.count == 3_001)
        #expect(reading.texts.last == "two")
        #expect(reading.codes == [.archiveDamaged])
    }

    @Test("More members than the limit: the rest is named and not read")
    func tooManyMembers() throws {
        let path = folder.url("A.zip")
        archive(path, (0..<20).map { ("\($0)", bytes("\($0)\n")) })
        var limits = ReadingLimits()
        limits.archiveMembers = 5
        let reading = Reading([path], limits: limits)
        #expect(reading.texts == ["0", "1", "2", "3", "4"])
        #expect(reading.codes == [.tooManyMembers])
    }

    @Test("A directory over the limit is not loaded: the members are read in passing")
    func largeDirectory() throws {
        let path = folder.url("A.zip")
        archive(path, (0..<2_000).map { ("\($0)", bytes("\($0)\n")) })
        var limits = ReadingLimits()
        limits.directoryBytes = 1_000
        let reading = Reading([path], limits: limits)
        #expect(reading.records.count == 2_000)
        #expect(reading.problems.isEmpty)
    }

    @Test("A zip bomb is stopped with a problem, and the members and files behind it are read")
    func bomb() throws {
        let newlines = [UInt8](repeating: 10, count: 120 << 20)
        let path = folder.url("A.zip")
        archive(path, [("bomb", newlines), ("after", bytes("next\n"))])
        let last = try folder.write("last", "last\n")
        // Deflate gives at most 1,032 bytes for one, libarchive's writer close to that.
        var limits = ReadingLimits()
        limits.ratio = 900
        let reading = Reading([path, last], limits: limits)
        #expect(reading.codes.first == .expandsTooMuch)
        #expect(reading.problems.first?.place?.file == "\(path)!bomb")
        #expect(reading.texts.last == "last")
        #expect(reading.largestBuffer <= Limits.recordBytes + 2)
    }

    @Test("Many members that are each within the limit are stopped by what the archive becomes as a whole")
    func flatBomb() throws {
        let newlines = [UInt8](repeating: 10, count: 1 << 20)
        archive(folder.url("A.zip"), (0..<30).map { ("\($0)", newlines) })
        var limits = ReadingLimits()
        limits.ratio = 500
        limits.ratioFreeBytes = 10 << 20
        let reading = Reading([folder.url("A.zip")], limits: limits)
        #expect(reading.codes.contains(.expandsTooMuch))
        #expect(reading.blocks < 20)
    }

    @Test("An empty archive, and bytes that only start like one, stop nothing")
    func notReally() throws {
        archive(folder.url("A.zip"), [])
        #expect(Reading([folder.url("A.zip")]).problems.isEmpty)
        let fake = try folder.write("B.zip", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0x41, count: 3_000))
        let after = try folder.write("after", "next\n")
        let reading = Reading([fake, after])
        #expect(reading.texts == ["next"])
        #expect(!reading.problems.isEmpty)
    }
}
