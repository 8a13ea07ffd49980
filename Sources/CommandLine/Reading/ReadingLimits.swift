// The limits on files and archives that are read. Over a limit, the part is left out, named, and the rest goes on.
// SPDX-License-Identifier: EUPL-1.2

package import Events

/// Limits of reading. The values below are those of the program; tests use smaller ones.
package struct ReadingLimits: Sendable {
    /// The size of a block of records when no record is longer.
    package var blockBytes = 1 << 20
    /// The longest record. At least `blockBytes`, because a block grows only for one long record.
    package var recordBytes = Limits.recordBytes
    /// The most files that the paths of one command may expand to.
    package var files = 1_000_000
    /// The most members that are read of one archive.
    package var archiveMembers = 100_000
    /// The largest central directory of a zip file that is loaded; with a larger one the members are read in passing.
    package var directoryBytes = 16 << 20
    /// The most bytes that come out of one compressed file or member: 64 GiB.
    package var memberBytes = 64 << 30
    /// How many bytes may come out for each byte that goes in, once `ratioFreeBytes` have come out.
    package var ratio = 1_000
    /// Below this many bytes out, any ratio is accepted: 64 MiB.
    package var ratioFreeBytes = 64 << 20
    /// How many archives may lie in each other: an archive in an archive is read, one in that is not.
    package var archivesDeep = 2
    /// How many compressions may lie around one stream: `x.gz.zst` is read.
    package var compressionsDeep = 2
    /// The largest zstd window, as a power of two: 64 MiB, which `zstd --ultra -22` and `--long` go beyond.
    package var zstdWindowLog: Int32 = 26

    /// The format of all sources, when it is known and not to be told by content.
    package var format: Format?

    package init() {}

    /// For all members of an archive together only the ratio counts.
    var forWholeArchive: ReadingLimits {
        var limits = self
        limits.memberBytes = .max
        return limits
    }
}
