// The members of a zip or tar file by libarchive, one after the other, each as a stream of its own.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CArchive
import Foundation

/// An archive that is being read. Only the newest member can be read: the next one ends it.
final class ArchiveMembers {
    /// What `next` found.
    enum Step {
        case member(name: String, stream: ByteStream)
        /// A member that cannot be read; the next may.
        case problem(Problem, name: String)
        case end(Problem?)
    }

    fileprivate let archive: OpaquePointer
    private let source: ArchiveSource
    private let limits: ReadingLimits
    private let progress: ReadingProgress
    /// Ends the whole at a link or at a path that leads outside, where otherwise those are passed over.
    private let isStrict: Bool
    private var members = 0
    private var isOver = false
    /// What came out of all members together, against what the archive itself measures.
    fileprivate var total: Expansion
    /// Library calls that turn names into text need a UTF-8 locale; it is set for the thread only.
    private nonisolated(unsafe) static let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

    /// Nil if the library cannot make an archive at all.
    init?(
        _ stream: ByteStream, _ packing: Packing, limits: ReadingLimits, progress: ReadingProgress,
        isStrict: Bool = false
    ) {
        guard let archive = archive_read_new() else { return nil }
        self.archive = archive
        self.limits = limits
        self.progress = progress
        self.isStrict = isStrict
        total = Expansion(limits.forWholeArchive)
        source = ArchiveSource(stream)
        let canSeek = stream.canSeek && (packing != .zip || source.directoryFits(limits.directoryBytes))
        switch packing {
        case .tar: archive_read_support_format_tar(archive)
        default:
            archive_read_support_format_zip_streamable(archive)
            if canSeek { archive_read_support_format_zip_seekable(archive) }
        }
        source.attach(to: archive, canSeek: canSeek)
    }

    deinit {
        archive_read_free(archive)
    }

    /// The bytes of the archive that went in so far; of a file on disk, its size.
    fileprivate var bytesIn: Int { source.stream.size ?? source.furthest }

    func next() -> Step {
        guard !isOver else { return .end(nil) }
        let before = uselocale(ArchiveMembers.locale)
        defer { uselocale(before) }
        while true {
            if let problem = source.openFailure ?? total.problem { return finish(problem) }
            var entry: OpaquePointer?
            let result = archive_read_next_header(archive, &entry)
            if result == ARCHIVE_RETRY { continue }
            guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry else {
                return finish(result == ARCHIVE_EOF ? source.stream.failure : failure)
            }
            members += 1
            if members > limits.archiveMembers {
                return finish(Problem(.tooManyMembers, ["\(limits.archiveMembers)"]))
            }
            let name = ArchiveMembers.name(of: entry, number: members)
            // A tar file knows links and devices too; a zip file of some programs gives no type.
            let type = archive_entry_filetype(entry)
            if isStrict, let problem = MemberCheck.problem(entry, name) { return finish(problem) }
            guard type == ArchiveMembers.regular || (type == 0 && !name.hasSuffix("/")) else { continue }
            if ArchiveMembers.isLeftBehind(name) {
                progress.addSkipped()
                continue
            }
            if archive_entry_is_encrypted(entry) != 0 { return .problem(Problem(.memberEncrypted), name: name) }
            return .member(name: name, stream: MemberStream(self, limits: limits))
        }
    }

    private func finish(_ problem: Problem?) -> Step {
        isOver = true
        return .end(problem)
    }

    /// What the library says about the last call.
    fileprivate var failure: Problem {
        if let failure = source.stream.failure { return failure }
        let message = archive_error_string(archive).map { String(cString: $0) } ?? "libarchive"
        // zlib's -5 is Z_BUF_ERROR: it was given no more input.
        let isCut = ["Truncated", "truncated", "(-5)"].contains { message.contains($0) }
        return isCut ? Problem(.compressedCut) : Problem(.archiveDamaged, [message])
    }

    private static let regular = mode_t(0o100000)

    private static func name(of entry: OpaquePointer, number: Int) -> String {
        if let name = archive_entry_pathname_utf8(entry) { return String(cString: name) }
        if let name = archive_entry_pathname(entry) { return String(cString: name) }
        return "\(number)"
    }

    /// The files that macOS adds to an archive or leaves in a folder.
    private static func isLeftBehind(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        return parts.contains("__MACOSX") || parts.last == ".DS_Store" || parts.last?.hasPrefix("._") == true
    }
}

/// The bytes of the newest member of an archive.
private final class MemberStream: ByteStream {
    private let members: ArchiveMembers
    private let start: Int
    private var expansion: Expansion
    private var block: UnsafeRawPointer?
    private var blockCount = 0
    private var isDone = false

    init(_ members: ArchiveMembers, limits: ReadingLimits) {
        self.members = members
        start = Int(archive_filter_bytes(members.archive, -1))
        expansion = Expansion(limits)
    }

    override func next(_ target: UnsafeMutableRawPointer, _ size: Int) -> Int {
        if blockCount == 0 { refill() }
        guard let block, blockCount > 0 else { return 0 }
        let count = min(size, blockCount)
        target.copyMemory(from: block, byteCount: count)
        self.block = block + count
        blockCount -= count
        return count
    }

    private func refill() {
        while !isDone, blockCount == 0 {
            var offset: Int64 = 0
            var count = 0
            let result = archive_read_data_block(members.archive, &block, &count, &offset)
            switch result {
            case ARCHIVE_OK, ARCHIVE_WARN: take(count, isDamaged: result == ARCHIVE_WARN)
            case ARCHIVE_RETRY: continue
            case ARCHIVE_EOF: isDone = true
            default: end(members.failure)
            }
        }
    }

    private func take(_ count: Int, isDamaged: Bool) {
        blockCount = count
        // A wrong check sum is told with the last bytes.
        if isDamaged { failure = members.failure }
        let consumed = max(0, Int(archive_filter_bytes(members.archive, -1)) - start)
        if let problem = expansion.add(count, bytesIn: consumed) { end(problem) }
        if let problem = members.total.add(count, bytesIn: members.bytesIn) { end(problem) }
        if count == 0, isDamaged { isDone = true }
    }

    private func end(_ problem: Problem) {
        isDone = true
        failure = problem
    }
}
