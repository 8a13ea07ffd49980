// The limits of the archive. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the event archive.
public enum ArchiveLimits {
    /// A block is closed when it holds that many lines,
    public static let blockLines = 8_192
    /// or that many bytes of lines,
    public static let blockBytes = 4 << 20
    /// or when its first line was received that long ago, in seconds.
    public static let blockSeconds: Int64 = 600
    /// The longest line that is kept, in bytes. The rest of a longer one is left out and counted.
    public static let lineBytes = 16 << 20
    /// The longest text that a search takes, in bytes.
    public static let queryBytes = 4_096
    /// The most terms of one search.
    public static let queryTerms = 64
    /// The most lines of one page of results.
    public static let pageLines = 1_000
    /// How many bytes of lines one page may look through before it hands over what it has, with a place to go on.
    public static let pageBytes = 256 << 20
    /// How many blocks are asked how many lines they have over time, the newest: as many as 160 million lines take.
    public static let spanBlocks = 20_000
}
