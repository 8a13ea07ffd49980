// What is known of a followed file after a restart: kept with the lines, in one transaction, as canonical JSON.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// How far one file was read. It is committed together with the lines up to there.
struct FollowMark: Sendable, Hashable {
    var id: FileIdentity
    /// The name of the source, which stays when the file is renamed.
    var source: String
    /// Where the first line begins that is not stored.
    var offset: Int64
    /// As last seen.
    var size: Int64
    var changed: Int64
    /// The first bytes.
    var head: Fingerprint
    /// The last bytes that were read. They may lie beyond the offset: a line that had no end yet.
    var tail: Fingerprint

    /// Whether a file is this one, or a copy of it, grown since. A file of which nothing was read is known by its
    /// number only.
    func matches(_ file: OpenFile) throws(FileFailure) -> Bool {
        guard let facts = file.facts, facts.size >= tail.end, facts.size >= offset, try head.matches(file) else {
            return false
        }
        return try tail.matches(file)
    }

    /// Under which name the mark of a file is kept. Two slashes stand in no path that is followed.
    static func name(_ path: String, _ inode: UInt64) -> String {
        "follow \(path)//\(inode)"
    }
}

extension FollowMark {
    var text: String {
        let value = CanonicalJSON.object([
            "device": .string(String(id.device)), "inode": .string(String(id.inode)), "source": .string(source),
            "offset": .string(String(offset)), "size": .string(String(size)), "changed": .string(String(changed)),
            "head": FollowMark.value(head), "tail": FollowMark.value(tail),
        ])
        return String(decoding: value.bytes ?? [], as: UTF8.self)
    }

    /// Nil unless it is what `text` writes.
    init?(text: String) {
        guard case .object(let members)? = CanonicalJSON(bytes: Array(text.utf8)),
            let device = FollowMark.number(members["device"]).flatMap({ UInt64($0) }),
            let inode = FollowMark.number(members["inode"]).flatMap({ UInt64($0) }),
            case .string(let source)? = members["source"],
            let offset = FollowMark.number(members["offset"]).flatMap({ Int64($0) }), offset >= 0,
            let size = FollowMark.number(members["size"]).flatMap({ Int64($0) }),
            let changed = FollowMark.number(members["changed"]).flatMap({ Int64($0) }),
            let head = FollowMark.fingerprint(members["head"]), let tail = FollowMark.fingerprint(members["tail"])
        else { return nil }
        self.init(
            id: FileIdentity(device: device, inode: inode), source: source, offset: offset, size: size,
            changed: changed, head: head, tail: tail)
    }

    /// Numbers of 64 bits are texts: JSON readers agree on 53 bits only (RFC 7493 section 2.2).
    private static func number(_ value: CanonicalJSON?) -> String? {
        if case .string(let text)? = value { text } else { nil }
    }

    private static func value(_ part: Fingerprint) -> CanonicalJSON {
        .object([
            "end": .string(String(part.end)), "length": .integer(Int64(part.length)), "digest": .string(part.digest),
        ])
    }

    private static func fingerprint(_ value: CanonicalJSON?) -> Fingerprint? {
        guard case .object(let members)? = value, let end = number(members["end"]).flatMap({ Int64($0) }), end >= 0,
            case .integer(let length)? = members["length"], 0...Int64(FollowLimits.knownBytes) ~= length,
            case .string(let digest)? = members["digest"]
        else { return nil }
        return Fingerprint(end: end, length: Int(length), digest: digest)
    }
}

/// Which files belong to one followed path: `follow <path>`.
enum FollowIndex {
    static func name(_ path: String) -> String {
        "follow \(path)"
    }

    /// In the order in which they are read.
    static func text(_ inodes: [UInt64]) -> String {
        let value = CanonicalJSON.object(["inodes": .array(inodes.map { .string(String($0)) })])
        return String(decoding: value.bytes ?? [], as: UTF8.self)
    }

    static func inodes(_ text: String) -> [UInt64]? {
        guard case .object(let members)? = CanonicalJSON(bytes: Array(text.utf8)),
            case .array(let values)? = members["inodes"],
            values.count <= FollowLimits.folderFiles + FollowLimits.rotatedFiles
        else { return nil }
        let inodes = values.compactMap { if case .string(let text) = $0 { UInt64(text) } else { nil } }
        return inodes.count == values.count ? inodes : nil
    }
}
