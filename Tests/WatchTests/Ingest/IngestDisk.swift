// A loop that stores nothing and remembers everything, for listeners.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Store
import Synchronization
import Testing
import Watch

/// Takes chunks out of an intake as the loop does.
final class IngestDisk: Sendable {
    private struct State {
        var lines: [String] = []
        var sources: Set<String> = []
        var ids: Set<SenderID> = []
        var refuses = false
    }

    let intake: Intake
    private let state = Mutex(State())

    init(limit: Int = 64 << 20) {
        intake = Intake(limit: limit)
    }

    func start() {
        Thread.detachNewThread { [self] in
            while let chunks = intake.take(upTo: 1 << 20, wait: 0.05) {
                for chunk in chunks { store(chunk) }
            }
        }
    }

    private func store(_ chunk: LineChunk) {
        let outcome = state.withLock { state -> LineOutcome in
            guard !state.refuses else { return .refused }
            var duplicates: Set<Int> = []
            chunk.withLines { number, line in
                if let id = chunk.ids[number], !state.ids.insert(id).inserted {
                    duplicates.insert(number)
                } else {
                    state.lines.append(String(decoding: line, as: UTF8.self))
                }
            }
            state.sources.insert(chunk.source.name)
            return .stored(duplicates: duplicates)
        }
        intake.release(chunk.cost)
        chunk.done?(outcome)
    }

    func refuse() { state.withLock { $0.refuses = true } }
    var lines: [String] { state.withLock { $0.lines } }
    var sources: Set<String> { state.withLock { $0.sources } }
}

/// A listener of that kind, without its socket.
func sampleListener(_ kind: ListenerKind) throws -> Listener {
    let text = "listeners:\n  - kind: \(kind.rawValue)\n    address: 127.0.0.1:0\n    token: \(sampleToken)\n"
    return try #require(ConfigurationReading(Array(text.utf8), file: "dijkwacht.yaml").configuration.listeners.first)
}

let sampleToken = "0123456789abcdef0123456789abcdef"

/// Asks who answers, without a socket.
func ask(
    _ answer: HTTPAnswer, _ method: HTTPRequest.Method = .post, _ path: String, _ body: [UInt8] = [],
    headers: HTTPFields = [.authorization: "Bearer \(sampleToken)"]
) async throws -> (status: Int, headers: HTTPFields, text: String) {
    let head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1", path: path, headerFields: headers)
    let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
    let response = try await answer(request, HTTPPeer(channel: EmbeddedChannel(), isEncrypted: false))
    let collected = Collecting()
    try await response.body.write(collected)
    return (response.status.code, response.headers, collected.text)
}

private final class Collecting: ResponseBodyWriter {
    private let bytes = Mutex<[UInt8]>([])
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    func write(_ buffer: ByteBuffer) async throws { bytes.withLock { $0 += Array(buffer.readableBytesView) } }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
