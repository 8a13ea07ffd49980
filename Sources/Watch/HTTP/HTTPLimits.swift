// The limits on who connects over HTTP. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of the HTTP servers: of the pages and of the listeners. Above one the connection ends, and nothing else.
package enum HTTPLimits {
    /// How long the line and header fields of a request may take, from the connection or from their first byte.
    package static let headerSeconds = 10
    /// The longest line and header fields of a request together, in bytes.
    package static let headerBytes = 64 << 10
    /// The longest name of a host with its port in a request, in bytes: 253 of a name (RFC 1035), and the port.
    package static let hostBytes = 260
    /// How long a connection may stay open between requests.
    package static let idleSeconds = 60
    /// The time over which the pace of a body and of the reading of an answer is taken.
    package static let paceSeconds = 10
    /// The least bytes in that time, of a body that is waited for and of an answer that waits to be read: 1 kB/s.
    package static let paceBytes = 10_000
    /// How long a connection stays after an answer that ends it, so that the answer arrives.
    package static let lingerSeconds = 2
    /// How long requests that are being answered may take when the program stops.
    package static let stopSeconds = 5
    /// Open files that connections leave to the archive, the record and the rest of the program.
    package static let filesReserved = 256
}
