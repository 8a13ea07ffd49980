// The problems of reading files and archives. Their texts stand in Words/<language>/reading.json.
// SPDX-License-Identifier: EUPL-1.2

package import Base

extension Problem.Code {
    /// A path that does not exist, or a link that points nowhere.
    package static let pathMissing = Problem.Code("reading.path_missing")
    /// A file or folder that cannot be opened: {0} why.
    package static let pathUnreadable = Problem.Code("reading.path_unreadable")
    /// A socket, device or pipe where only a file can be read.
    package static let notAFile = Problem.Code("reading.not_a_file")
    /// More files than {0}.
    package static let tooManyFiles = Problem.Code("reading.too_many_files")
    /// Reading stopped in the middle: {0} why.
    package static let readFailed = Problem.Code("reading.read_failed")
    /// A record longer than {0} bytes.
    package static let longRecord = Problem.Code("reading.record_too_long")
    /// A compressed file or archive that ends too early.
    package static let compressedCut = Problem.Code("reading.compressed_cut")
    /// Compressed data that is damaged: {0} what the library says.
    package static let compressedDamaged = Problem.Code("reading.compressed_damaged")
    /// Bytes behind the end of compressed data that are no compressed data.
    package static let compressedTrailing = Problem.Code("reading.compressed_trailing")
    /// A zstd window larger than {0} MiB.
    package static let windowTooLarge = Problem.Code("reading.window_too_large")
    /// More than {0} bytes out for each byte in.
    package static let expandsTooMuch = Problem.Code("reading.expands_too_much")
    /// More than {0} bytes out of one member.
    package static let memberTooLarge = Problem.Code("reading.member_too_large")
    /// More members than {0}.
    package static let tooManyMembers = Problem.Code("reading.too_many_members")
    /// A member that needs a password.
    package static let memberEncrypted = Problem.Code("reading.member_encrypted")
    /// An archive that cannot be read on: {0} what the library says.
    package static let archiveDamaged = Problem.Code("reading.archive_damaged")
    /// An archive or compression deeper than {0} in others.
    package static let nestedTooDeep = Problem.Code("reading.nested_too_deep")
    /// A JSON array or object that is not closed.
    package static let jsonUnfinished = Problem.Code("reading.json_unfinished")
    /// An EVTX file that ends within a chunk.
    package static let chunkCut = Problem.Code("reading.chunk_cut")
    /// Results that cannot be written: {0} why.
    package static let outputFailed = Problem.Code("reading.output_failed")
}
