// The limits on what listeners over HTTP take. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the listeners `bulk` and `webhook`.
package enum IngestLimits {
    /// The longest body, in bytes, as sent and after decompression.
    package static let bodyBytes = 100 << 20
    /// How many bytes may come out of a compressed body for each byte that goes in, once `ratioFreeBytes` came out.
    package static let ratio = 200
    /// Below this many bytes out, any ratio is accepted.
    package static let ratioFreeBytes = 8 << 20
    /// The most lines of one request.
    package static let linesPerRequest = 200_000
    /// The memory of all bodies that are being received or stored together.
    package static let bodiesBytes = 256 << 20
    /// How long a request waits for room before it is sent back.
    package static let waitSeconds = 5
    /// The longest id or index that a sender may give to a line, in bytes; longer ones are cut.
    package static let nameBytes = 512
}
