// What a request carries beside itself: from which address it came.
// SPDX-License-Identifier: EUPL-1.2

public import Hummingbird
public import Logging

/// The context of one request.
public struct WebContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection, without port; empty if there is none.
    public let address: String

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }

    /// A request that came from an address.
    public init(address: String, logger: Logger) {
        coreContext = CoreRequestContextStorage(source: LoggerSource(logger: logger))
        self.address = address
    }

    /// Whether it came from this machine (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3).
    var isLoopback: Bool {
        address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }
}

private struct LoggerSource: RequestContextSource {
    let logger: Logger
}
