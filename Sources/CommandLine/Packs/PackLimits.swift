// The limits on what comes out of the file of a pack of rules. Over a limit the whole pack is refused.
// SPDX-License-Identifier: EUPL-1.2

import Sigma

/// Limits of the archive of a pack. The values below are those of the program; tests use smaller ones.
package struct PackLimits: Sendable {
    /// The most members of a pack of rules.
    package var packMembers = 20_000
    /// The largest member of a pack that is read, in bytes.
    package var packMemberBytes = RuleLimits.documentBytes
    /// The most bytes of all members of a pack that are read: 64 MiB.
    package var packReadBytes = 64 << 20
    /// The most bytes that come out of a pack as a whole, what is passed over included: 256 MiB.
    package var packUnpackedBytes = 256 << 20
    /// How many bytes may come out of a pack for each byte that goes in, once `packRatioFreeBytes` have come out.
    package var packRatio = 200
    /// Below this many bytes out of a pack, any ratio is accepted: 8 MiB.
    package var packRatioFreeBytes = 8 << 20
    /// The longest path of a member of a pack, in bytes.
    package var packPathBytes = 512
    /// The files of a pack that are looked through for a licence, when no file names one.
    package var packLicenceFiles = 100
    /// The most problems of one pack that are told.
    package var packProblems = 1_000

    package init() {}

    /// For the members.
    var reading: ReadingLimits {
        var limits = ReadingLimits()
        limits.archiveMembers = packMembers
        limits.memberBytes = packMemberBytes
        limits.ratio = packRatio
        limits.ratioFreeBytes = packRatioFreeBytes
        return limits
    }

    /// For the stream that is compressed as a whole.
    var streaming: ReadingLimits {
        var limits = reading
        limits.memberBytes = packUnpackedBytes
        return limits
    }
}
