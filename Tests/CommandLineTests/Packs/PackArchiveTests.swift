// The archive of a pack: every form gives the same, and what no honest pack has is refused as a whole.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Incidents
import Testing

@Suite("Archives of packs of rules")
struct PackArchiveTests {
    typealias Sample = PackSample

    private let files = [("rules/a.yml", "title: a\n"), ("rules/map/b.yaml", "title: b\n"), ("leesmij.md", "tekst")]

    private func code(_ bytes: [UInt8], _ limits: PackLimits = PackLimits()) -> String? {
        Sample.code { try PackArchive(bytes, limits: limits) }
    }

    @Test("zip, tar, gzip and zstd give the same members, read by what they are and not by what they are called")
    func forms() throws {
        let tar = Sample.tar(files)
        let zip = try Sample.zip(files.map { ($0.0, Array($0.1.utf8)) })
        for (bytes, form) in [
            (tar, RulePack.Form.tar), (gzip(tar), .gzipTar), (zstd(tar), .zstdTar), (zip, .zip),
            (try Sample.zip(files.map { ($0.0, Array($0.1.utf8)) }, store: true), .zip),
        ] {
            let archive = try PackArchive(bytes)
            #expect(archive.form == form)
            #expect(archive.ruleFiles.map(\.path) == ["rules/a.yml", "rules/map/b.yaml"], "\(form)")
            #expect(archive.ruleFiles.map(\.bytes) == files.prefix(2).map { Array($0.1.utf8) }, "\(form)")
        }
    }

    @Test("one folder that holds everything counts for nothing, several and that of the rules do")
    func top() throws {
        #expect(
            try PackArchive(Sample.tar([("r-1/x/a.yml", ""), ("r-1/b.yml", "")])).members.map(\.path) == [
                "x/a.yml", "b.yml",
            ])
        #expect(
            try PackArchive(Sample.tar([("a/a.yml", ""), ("b/b.yml", "")])).members.map(\.path) == [
                "a/a.yml", "b/b.yml",
            ])
        #expect(try PackArchive(Sample.tar([("rules/a.yml", "")])).members.map(\.path) == ["rules/a.yml"])
        #expect(try PackArchive(Sample.tar([("a.yml", "")])).members.map(\.path) == ["a.yml"])
    }

    @Test("a tar of a folder that was named by a dot has the same paths")
    func dots() throws {
        let archive = try PackArchive(Sample.tar([("./rules/a.yml", ""), ("./pack.yaml", ""), ("a/./b.yml", "")]))
        #expect(archive.members.map(\.path) == ["rules/a.yml", "pack.yaml", "a/b.yml"])
        #expect(code(Sample.tar([("./a.yml", ""), ("a.yml", "")])) == "packs.twice")
    }

    @Test("what is hidden, what macOS adds, archives within and other files are passed over")
    func passedOver() throws {
        let inner = Sample.tar([("kwaad.yml", "title: kwaad\n")])
        let archive = try PackArchive(
            Sample.tar([
                .init(path: "map", type: "5"), .init(path: ".github/workflow.yml"), .init(path: "a/.x.yml"),
                .init(path: "__MACOSX/a.yml"), .init(path: "b.tar", bytes: inner), .init(path: "a.txt"),
                .init(path: "A.YML", bytes: Array("title: a\n".utf8)), .init(path: "pack.yaml"),
            ]))
        #expect(archive.ruleFiles.map(\.path) == ["A.YML"])
    }

    @Test("links, devices and pipes are refused, wherever they lead")
    func links() {
        let good = Sample.Entry(path: "a.yml", bytes: Array("title: a\n".utf8))
        for type: Character in ["1", "2", "3", "4", "6"] {
            let bad = Sample.Entry(path: "b.yml", type: type, link: "a.yml")
            for bytes in [Sample.tar([good, bad]), Sample.tar([bad, good]), gzip(Sample.tar([good, bad]))] {
                #expect(code(bytes) == "packs.link", "\(type)")
            }
        }
    }

    @Test("a path that leads outside, or shows itself as another, is refused")
    func paths() throws {
        for path in [
            "../a.yml", "a/../../b.yml", "/etc/a.yml", "a/..", "..", "a\\..\\b.yml", "C:/a.yml", "a\u{1B}[2J.yml",
            "a\n.yml", "gpj\u{202E}.yml", "a\u{200B}.yml", "a\u{2066}b.yml",
        ] {
            #expect(code(Sample.tar([(path, "title: a\n")])) == "packs.path", "\(path)")
        }
        #expect(code(try Sample.zip([("../../a.yml", [0x61])])) == "packs.path")
        for path in ["a..b/c.yml", "...yml", "é/ü.yml", "a b/c.yml", "cd:/a.yml"] {
            #expect(code(Sample.tar([(path, "title: a\n")])) == nil, "\(path)")
        }
    }

    @Test("a path that is there twice is refused")
    func twice() {
        #expect(code(Sample.tar([("a.yml", "title: a\n"), ("b.yml", ""), ("a.yml", "title: b\n")])) == "packs.twice")
    }

    @Test("a member with a password is refused, the others with it")
    func encrypted() throws {
        let zip = try Sample.zip([("a.yml", Array("title: a\n".utf8))], password: "geheim")
        #expect(code(zip) == "packs.encrypted")
    }

    @Test("what is no archive, and what is only compressed, is refused")
    func noArchive() {
        let text = Array("title: een regel\n".utf8)
        for bytes in [[], text, gzip(text), zstd(text), [0x50, 0x4B], [UInt8](repeating: 0, count: 4_096)] {
            #expect(code(bytes) == "packs.no_archive")
        }
        #expect(code([0x50, 0x4B, 3, 4] + [UInt8](repeating: 65, count: 500)) == "packs.broken")
        #expect(code(gzip(gzip(Sample.tar(files)))) == "packs.no_archive")
    }

    @Test("a zip file, a tar and a compressed tar that are cut off anywhere are refused, or are whole")
    func cut() throws {
        let rule = Array((0..<300).map { "regel \($0) \($0 &* 7_919)\n" }.joined().utf8)
        let members = [("a.yml", rule), ("b.yml", rule + [0x0A])]
        let tar = Sample.tar(members.map { Sample.Entry(path: $0.0, bytes: $0.1) })
        for whole in [try Sample.zip(members), gzip(tar), zstd(tar), tar] {
            let all = try PackArchive(whole).members.map(\.bytes)
            #expect(all == members.map(\.1))
            for part in 1..<20 {
                let cut = Array(whole.prefix(whole.count * part / 20))
                if let found = Sample.code({ try PackArchive(cut) }) {
                    #expect(["packs.broken", "packs.no_archive"].contains(found), "\(part): \(found)")
                } else {
                    // Of a tar that ends between two members nothing shows that there were more.
                    let rest = try PackArchive(cut).members.map(\.bytes)
                    #expect(rest == Array(all.prefix(whole == tar ? rest.count : all.count)), "\(part)")
                }
            }
        }
    }

    @Test("a member with a wrong check sum is refused")
    func damaged() throws {
        let text = Array(String(repeating: "title: a\n", count: 40).utf8)
        var zip = try Sample.zip([("a.yml", text)], store: true)
        let at = try #require(zip.indices.first { zip[$0...].starts(with: Array("title".utf8)) })
        zip[at] ^= 1
        #expect(code(zip) == "packs.broken")
        var packed = gzip(Sample.tar([("a.yml", "title: a\n")]))
        packed[packed.count - 6] ^= 1
        #expect(["packs.broken"].contains(code(packed)))
    }

    @Test("over each limit the whole is refused")
    func limits() throws {
        var limits = PackLimits()
        limits.packMembers = 2
        #expect(code(Sample.tar(files), limits) == "packs.too_much")
        limits = PackLimits()
        limits.packMemberBytes = 9
        #expect(code(Sample.tar(files), limits) == nil)
        limits.packMemberBytes = 8
        #expect(code(Sample.tar(files), limits) == "packs.too_much")
        limits = PackLimits()
        limits.packReadBytes = 18
        #expect(code(Sample.tar(files), limits) == nil)
        limits.packReadBytes = 17
        #expect(code(Sample.tar(files), limits) == "packs.read_large")
        limits = PackLimits()
        limits.packPathBytes = 16
        #expect(code(Sample.tar(files), limits) == nil)
        limits.packPathBytes = 15
        #expect(code(Sample.tar(files), limits) == "packs.path_long")
        limits = PackLimits()
        limits.packUnpackedBytes = 2_000
        #expect(code(gzip(Sample.tar(files)), limits) == "packs.too_much")
        #expect(code([UInt8](repeating: 0x50, count: RulePackLimits.packBytes + 1)) == "packs.file_large")
    }

    @Test("a zip bomb, and one in compressed tar, is stopped by what comes out for what goes in")
    func bombs() throws {
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        let zip = try Sample.zip((0..<20).map { ("\($0).yml", zeros) })
        #expect(zip.count < 100_000 && code(zip) == "packs.too_much")
        // Also in members that are not read at all.
        let tar = Sample.tar((0..<20).map { Sample.Entry(path: "\($0).bin", bytes: zeros) })
        for packed in [gzip(tar), zstd(tar)] { #expect(packed.count < 100_000 && code(packed) == "packs.too_much") }
        #expect(code(zstd(Sample.tar(files), windowLog: 27)) == "packs.too_much")
    }

    @Test("an archive with any bytes changed reads as some pack or is refused, and never ends the program")
    func mutations() throws {
        let zip = try Sample.zip(files.map { ($0.0, Array($0.1.utf8)) })
        let tar = Sample.tar(files)
        var state: UInt64 = 9
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        var refused = 0
        for whole in [zip, tar, gzip(tar), zstd(tar)] {
            for _ in 0..<400 {
                var bytes = whole
                for _ in 0...next(4) {
                    switch next(4) {
                    case 0: bytes[next(bytes.count)] = UInt8(next(256))
                    case 1: bytes.remove(at: next(bytes.count))
                    case 2: bytes.insert(UInt8(next(256)), at: next(bytes.count))
                    default: bytes.removeLast(min(next(40), bytes.count - 1))
                    }
                }
                guard let archive = try? PackArchive(bytes) else {
                    refused += 1
                    continue
                }
                #expect(archive.members.allSatisfy { $0.bytes.count <= 1 << 20 && !$0.path.contains("..") })
            }
        }
        #expect(refused > 200)
    }
}
