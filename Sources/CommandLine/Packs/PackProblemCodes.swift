// The problems of packs of rules. Their texts stand in Words/<language>/packs.json.
// SPDX-License-Identifier: EUPL-1.2

package import Base

extension Problem.Code {
    /// The file of a pack is larger than {0} bytes.
    package static let packFileTooLarge = Problem.Code("packs.file_large")
    /// The file is none of the archives that a pack can be.
    package static let packNoArchive = Problem.Code("packs.no_archive")
    /// A pack that unpacks to more than a limit.
    package static let packTooMuch = Problem.Code("packs.too_much")
    /// A pack with a password.
    package static let packEncrypted = Problem.Code("packs.encrypted")
    /// A pack that is damaged or cut off.
    package static let packBroken = Problem.Code("packs.broken")
    /// A link or a device in a pack.
    package static let packLink = Problem.Code("packs.link")
    /// A path in a pack that leads outside or does not show itself as it is.
    package static let packPath = Problem.Code("packs.path")
    /// A path in a pack that is longer than {0} bytes.
    package static let packPathLong = Problem.Code("packs.path_long")
    /// A path that is in a pack twice.
    package static let packTwice = Problem.Code("packs.twice")
    /// The files of a pack are more than {0} bytes together.
    package static let packReadTooMuch = Problem.Code("packs.read_large")
    /// The manifest cannot be read.
    package static let packManifest = Problem.Code("packs.manifest")
    /// A key of the manifest, {0}, that means nothing here.
    package static let packManifestKey = Problem.Code("packs.manifest_key")
    /// A name, {0}, that no pack can have.
    package static let packName = Problem.Code("packs.name")
    /// A version, {0}, that no pack can have.
    package static let packVersion = Problem.Code("packs.version")
    /// A rule in whose place that at {0} runs.
    package static let ruleSuperseded = Problem.Code("packs.superseded")
}
