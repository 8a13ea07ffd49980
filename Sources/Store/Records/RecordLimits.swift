// The limits of the record. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the record.
public enum RecordLimits {
    /// The longest entry of a journal, in bytes: exported entries carry their length in 16 bits.
    public static let entryBytes = 65_535
    /// The most entries in one commit.
    public static let entriesPerCommit = 1_000
    /// The most entries that wait for a commit. Beyond it new ones are refused: the disk cannot follow.
    public static let entriesWaiting = 10_000
    /// The most lines that are copied as evidence of one alert, the first of each hit that comes.
    public static let evidencePerAlert = 200
    /// The longest line that is copied as evidence, in bytes; of a longer one its place and hash stay.
    public static let evidenceBytes = 1 << 20
    /// The most messages that wait for one destination. Beyond it the oldest is given up.
    public static let messagesWaiting = 1_000
    /// How long messages are kept after they went out or were given up, in days.
    public static let messageDays = 30
    /// The most bytes of the disk that are kept back for when it is full.
    public static let reserveBytes = 64 << 20
    /// The disk space that the log of the record has before it needs it, in bytes: less than the 4,062 pages after
    /// which its index must grow too (sqlite.org/walformat.html section 2.2).
    public static let logBytes = 16_000_000
    /// The same for the log of the accounts, in bytes: twice what is in it before a checkpoint.
    public static let accountLogBytes = 2 << 20
    /// The most files in a backup.
    public static let backupFiles = 40_000
    /// The longest list of files in a backup, in bytes.
    public static let backupListBytes = 16 << 20
}
