// What a server must see in the header of a request before it may be answered, and what only the header as it was sent
// tells: the version, and how often there is a field (RFC 9112 sections 3.2, 6.1 and 9.3, RFC 9110 section 10.1.1).
// SPDX-License-Identifier: EUPL-1.2

package import NIOCore
package import NIOHTTP1

/// Between the parser and the types of HTTP that know no version: refuses requests that two programs could read in two
/// ways, and says to what follows when a connection is to end.
package final class HeadCheck: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPServerRequestPart
    package typealias InboundOut = HTTPServerRequestPart
    package typealias OutboundIn = HTTPServerResponsePart
    package typealias OutboundOut = HTTPServerResponsePart

    private var isRefused = false
    /// Whether the last request was one of HTTP/1.0 that wants the connection to stay.
    private var staysOpen = false

    package init() {}

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What follows a request that was refused may be the rest of it.
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        guard HeadCheck.isSound(head) else {
            isRefused = true
            // As the parser itself would say it: the answer is a 400 after those to what came before.
            return context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
        }
        let isOld = head.version != .http1_1
        let options = head.headers[canonicalForm: "Connection"].map { $0.lowercased() }
        staysOpen = isOld && options.contains("keep-alive") && !options.contains("close")
        if options.contains("close") || (isOld && !staysOpen) {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        // Who speaks HTTP/1.0 would take an interim answer for the answer.
        if isOld { head.headers.remove(name: "Expect") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard staysOpen, case .head(var head) = unwrapOutboundIn(data), !head.headers.contains(name: "Connection")
        else { return context.write(data, promise: promise) }
        // Otherwise who speaks HTTP/1.0 waits for the end of the connection.
        head.headers.add(name: "Connection", value: "keep-alive")
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    /// Whether everyone reads the same request: one host (none in HTTP/1.0), and no coding but `chunked`.
    private static func isSound(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["Host"]
        guard hosts.count == 1 || (hosts.isEmpty && head.version != .http1_1), hosts.allSatisfy(isHost) else {
            return false
        }
        let codings = head.headers["Transfer-Encoding"]
        guard let coding = codings.first else { return true }
        return codings.count == 1 && coding.lowercased() == "chunked" && head.version == .http1_1
    }

    /// RFC 3986 section 3.2.2 and 3.2.3: the characters of a host and a port; none where the target has no host.
    private static func isHost(_ text: String) -> Bool {
        text.utf8.count <= HTTPLimits.hostBytes
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: hostMarks.contains(byte)
                }
            }
    }

    private static let hostMarks = Set("-._~%!$&'()*+,;=:[]".utf8)
}

@available(*, unavailable)
extension HeadCheck: Sendable {}
