// The limits on followed files. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of following. Above one, the rest is left out and named.
package enum FollowLimits {
    /// The most files of one followed folder.
    package static let folderFiles = 4_096
    /// The most files that are open at one time; those that were opened first are closed, and opened again.
    package static let openFiles = 256
    /// The most files that were rotated away and are still looked at, of one followed file or folder.
    package static let rotatedFiles = 8
    /// How much of a file one chunk takes, in bytes.
    package static let chunkBytes = 256 << 10
    /// How many bytes at its begin, and before the place up to which it was read, a file is known by.
    package static let knownBytes = 1_024
}
