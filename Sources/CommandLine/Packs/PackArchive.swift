// The archive of a pack of rules, read in memory: the files that count, and why an archive is refused as a whole.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Incidents

/// What is in the file of a pack.
package struct PackArchive {
    package struct Member: Sendable {
        /// Without the one folder that holds everything, if there is one.
        package var path: String
        package var bytes: [UInt8]
    }

    package let form: RulePack.Form
    /// Those that can hold rules or say something of the pack, in the order of the archive.
    package private(set) var members: [Member] = []

    /// - Throws: `Problem` if it is no archive, is damaged, is over a limit, or has in it what no pack needs.
    package init(_ bytes: [UInt8], limits: PackLimits = PackLimits()) throws(Problem) {
        guard bytes.count <= RulePackLimits.packBytes else {
            throw Problem(.packFileTooLarge, ["\(RulePackLimits.packBytes)"])
        }
        let stream = MemoryStream(bytes)
        let packing = Packing(prefix: stream.sniff())
        var inner: ByteStream = stream
        switch packing {
        case .zip:
            form = .zip
            // Without its directory a zip file would be read through, whatever comes out of it.
            guard ArchiveSource(stream).directoryFits(limits.reading.directoryBytes) else {
                throw Problem(.packBroken)
            }
        case .tar: form = .tar
        case .gzip:
            form = .gzipTar
            inner = GzipStream(stream, limits: limits.streaming)
        case .zstd:
            form = .zstdTar
            inner = ZstdStream(stream, limits: limits.streaming)
        case .none: throw Problem(.packNoArchive)
        }
        if packing == .gzip || packing == .zstd {
            let isTar = Packing(prefix: inner.sniff()) == .tar
            guard isTar else { throw inner.failure.map(PackArchive.refusal) ?? Problem(.packNoArchive) }
        }
        try read(inner, packing == .zip ? .zip : .tar, limits)
        members = PackArchive.withoutTop(members)
    }

    private mutating func read(_ stream: ByteStream, _ packing: Packing, _ limits: PackLimits) throws(Problem) {
        guard
            let archive = ArchiveMembers(
                stream, packing, limits: limits.reading, progress: ReadingProgress(totalBytes: 0), isStrict: true)
        else { throw Problem(.packBroken) }
        // One byte more than the limit, which the stream then tells of.
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: limits.packMemberBytes + 1, alignment: 16)
        defer { room.deallocate() }
        var paths: Set<String> = []
        var total = 0
        while true {
            switch archive.next() {
            case .end(nil): return
            case .end(let problem?): throw PackArchive.refusal(problem)
            case .problem(let problem, let name): throw PackArchive.refusal(problem).at(Place(file: name))
            case .member(let name, let member):
                let place = Place(file: name)
                guard name.utf8.count <= limits.packPathBytes else {
                    throw Problem(.packPathLong, ["\(limits.packPathBytes)"])
                }
                let path = PackArchive.plain(name)
                guard paths.insert(path).inserted else { throw Problem(.packTwice, [], at: place) }
                guard PackArchive.counts(path) else { continue }
                let bytes = PackArchive.all(of: member, room)
                if let problem = member.failure { throw PackArchive.refusal(problem).at(place) }
                total += bytes.count
                guard total <= limits.packReadBytes else {
                    throw Problem(.packReadTooMuch, ["\(limits.packReadBytes)"])
                }
                members.append(Member(path: path, bytes: bytes))
            }
        }
    }

    /// The bytes of a member. One that is larger than the room ends with a failure of its own.
    private static func all(of member: ByteStream, _ room: UnsafeMutableRawBufferPointer) -> [UInt8] {
        let count = room.baseAddress.map { member.readFully($0, room.count) } ?? 0
        return Array(room[..<count])
    }

    /// Of a pack all is refused where of logs a part would be: what the readers say of the rest is not so here.
    private static func refusal(_ problem: Problem) -> Problem {
        let code: Problem.Code
        switch problem.code {
        case .expandsTooMuch, .memberTooLarge, .tooManyMembers, .windowTooLarge: code = .packTooMuch
        case .memberEncrypted: code = .packEncrypted
        case .compressedCut, .compressedDamaged, .compressedTrailing, .archiveDamaged, .readFailed: code = .packBroken
        default: return problem
        }
        return Problem(code, code == .packBroken ? [] : problem.arguments, at: problem.place)
    }

    /// A path without the parts that say "here", which tar writes for what was named so.
    private static func plain(_ path: String) -> String {
        guard path.hasPrefix("./") || path.contains("/./") else { return path }
        return path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Whether a file of a pack is read at all. Others are passed over, archives among them; so is what is hidden.
    private static func counts(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let file = parts.last?.lowercased(), !parts.contains(where: { $0.hasPrefix(".") }) else { return false }
        return isRuleFile(file) || isVersion(file) || isLicence(file)
    }

    package static func isRuleFile(_ path: String) -> Bool {
        let path = path.lowercased()
        return path.hasSuffix(".yml") || path.hasSuffix(".yaml")
    }

    static func isVersion(_ file: String) -> Bool { ["version", "version.txt"].contains(file) }

    static func isLicence(_ file: String) -> Bool {
        ["license", "licence", "copying"].contains { file == $0 || file.hasPrefix($0 + ".") }
    }

    /// Paths without the one folder that all of them begin with.
    private static func withoutTop(_ members: [Member]) -> [Member] {
        guard let first = members.first?.path.split(separator: "/", maxSplits: 1).first,
            members.allSatisfy({ $0.path.hasPrefix(first + "/") }), first != "rules"
        else { return members }
        return members.map { Member(path: String($0.path.dropFirst(first.count + 1)), bytes: $0.bytes) }
    }

    /// The rule files in the order of their paths, so that packs with the same files are the same.
    package var ruleFiles: [Member] {
        members.filter { PackArchive.isRuleFile($0.path) && !PackArchive.isManifest($0.path) }
            .sorted { $0.path < $1.path }
    }

    static func isManifest(_ path: String) -> Bool { path == "pack.yaml" || path == "pack.yml" }

    /// What the pack says of itself.
    var manifest: Member? { members.first { PackArchive.isManifest($0.path) } }

    /// A file at the top by its name.
    func top(_ isMeant: (String) -> Bool) -> Member? {
        members.first { !$0.path.contains("/") && isMeant($0.path.lowercased()) }
    }
}
