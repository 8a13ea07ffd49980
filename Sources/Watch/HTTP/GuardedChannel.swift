// A connection of an HTTP server, with the guards of its pace around hummingbird's own HTTP/1.1.
// SPDX-License-Identifier: EUPL-1.2

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// Sets connections up in the order that `PaceGuards` says.
struct GuardedChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private let pace: PaceLimits
    private let table: ConnectionTable
    private let owner: HTTPService
    private let http: HTTP1Channel

    init(
        pace: PaceLimits, table: ConnectionTable, owner: HTTPService,
        responder: @escaping HTTPChannelHandler.Responder
    ) {
        self.pace = pace
        self.table = table
        self.owner = owner
        // The guard of bytes refuses long headers first, with the status for it.
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: pace.headerBytes * 2, maxHeaderListSize: pace.headerBytes * 2,
            maxHeaderFieldCount: 1_000)
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                PartPace { [table] id, use in table.change(id, to: use) }
            ], idleTimeout: nil, httpDecoderConfiguration: decoder)
        http = HTTP1Channel(responder: responder, configuration: configuration)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let id = ObjectIdentifier(channel)
        return channel.eventLoop.makeCompletedFuture {
            let socket = SocketEnd()
            let bound = NIOLoopBound(socket, eventLoop: channel.eventLoop)
            let isTaken = table.add(id) { [owner] in
                owner.countCrowdedOut()
                channel.eventLoop.execute { bound.value.close() }
            }
            guard isTaken else {
                owner.countCrowdedOut()
                // Nobody else closes a connection whose setting up failed: it would hold a file for ever.
                channel.close(promise: nil)
                throw ConnectionDropped()
            }
            channel.closeFuture.whenComplete { [table] _ in table.remove(id) }
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(socket)
            if let tls = owner.tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
            let now = channel.eventLoop.now
            try pipeline.addHandler(
                BytePace(pace, socket: socket, at: now) { [owner] late in owner.countLate(late) })
        }.flatMap {
            http.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(HeadCheck(), position: .after(parser))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
