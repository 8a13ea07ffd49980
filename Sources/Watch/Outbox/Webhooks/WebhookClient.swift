// Posts a message to a webhook: to an address that was looked at first, never further than that, and for 10 seconds.
// SPDX-License-Identifier: EUPL-1.2

import AsyncHTTPClient
package import Base
import Foundation
package import NIOCore
import NIOHTTP1
package import NIOSSL
import Sigma

/// A client of webhooks. Holds no connection between messages.
package struct WebhookClient: Sendable {
    /// Addresses of a name, or why there are none.
    package typealias Lookup = @Sendable (String) async throws(Problem) -> [String]

    private let group: any EventLoopGroup
    private let lookup: Lookup
    private let trust: NIOSSLTrustRoots
    private let limit: TimeAmount

    /// - Parameters:
    ///   - trust: whose certificates are believed: those of the system, but in a test.
    ///   - limit: how long it may take from the first byte to the last.
    package init(
        group: any EventLoopGroup, lookup: @escaping Lookup = HostLookup.addresses,
        trust: NIOSSLTrustRoots = .default, limit: TimeAmount = .seconds(10)
    ) {
        self.group = group
        self.lookup = lookup
        self.trust = trust
        self.limit = limit
    }

    /// Posts JSON.
    ///
    /// - Throws: `DeliveryFailure` if the receiver did not say that it has it.
    package func post(
        _ body: String, id: ULID, to url: WebhookURL, secret: [UInt8]?, now: Timestamp
    ) async throws(DeliveryFailure) {
        let name = WebhookClient.name(url)
        var request = HTTPClientRequest(url: url.text)
        let bytes = Array(body.utf8)
        let time = "\(now.nanoseconds.flooredQuotient(by: 1_000_000_000).quotient)"
        request.method = .POST
        request.headers = [
            "Content-Type": "application/json", "User-Agent": "dijkwacht", "Idempotency-Key": id.description,
            "Dijkwacht-Timestamp": time,
        ]
        if let secret {
            request.headers.add(
                name: "Dijkwacht-Signature", value: WebhookSignature.of(bytes, time: time, secret: secret))
        }
        request.body = .bytes(ByteBuffer(bytes: bytes))
        let addresses = try await addresses(of: url, name)
        let deadline = NIODeadline.now() + limit
        var failure = DeliveryFailure(Problem(.webhookLookup, [name, ""]))
        for address in addresses.prefix(OutboxLimits.addressesTried) {
            do throws(Attempt) {
                let status = try await send(request, to: address, of: url, before: deadline, name)
                if 200..<300 ~= status { return }
                // RFC 9110 section 15.5: these are about what was sent; the others are about the receiver.
                let isRefusal = [400, 413, 415, 422].contains(status)
                let problem = Problem(.webhookStatus, [name, "\(status)"])
                throw .answered(DeliveryFailure(problem, isRefusal: isRefusal, isOfDestination: !isRefusal))
            } catch {
                switch error {
                case .answered(let answered): throw answered
                // Only where nothing was said yet may another address of the same name be tried.
                case .notReached(let unreached): failure = unreached
                }
            }
        }
        throw failure
    }

    private enum Attempt: Error {
        case answered(DeliveryFailure)
        case notReached(DeliveryFailure)
    }

    /// Host and port: the path may hold a secret.
    private static func name(_ url: WebhookURL) -> String {
        (url.host.contains(":") ? "[\(url.host)]" : url.host) + ":\(url.port)"
    }

    /// All addresses must be allowed: a name with one that is not is not to be trusted with the others.
    private func addresses(of url: WebhookURL, _ name: String) async throws(DeliveryFailure) -> [String] {
        let addresses: [String]
        do throws(Problem) {
            addresses = IPAddress(url.host) == nil ? try await lookup(url.host) : [url.host]
        } catch {
            throw DeliveryFailure(error)
        }
        guard !addresses.isEmpty else { throw DeliveryFailure(Problem(.webhookLookup, [url.host, ""])) }
        for address in addresses {
            guard let ip = IPAddress(address), !WebhookURL.isForbidden(ip) else {
                throw DeliveryFailure(Problem(.webhookForbidden, [url.host, SafeText.plain(address)]))
            }
        }
        return addresses
    }

    /// For each address, so that one that never answers leaves time for another.
    private static let connect = TimeAmount.seconds(3)

    /// The host as the client reads it. Two readers of one address that do not agree are how one is led astray.
    private func host(of url: WebhookURL) throws(Attempt) -> String {
        let host = URL(string: url.text)?.host?.trimmingCharacters(in: ["[", "]"]) ?? ""
        let isSame = host.lowercased() == url.host.lowercased() || host.lowercased() == url.host.lowercased() + "."
        guard isSame else { throw .answered(DeliveryFailure(Problem(.webhookForbidden, [url.host, ""]))) }
        return host
    }

    /// - Returns: the status.
    private func send(
        _ request: HTTPClientRequest, to address: String, of url: WebhookURL, before deadline: NIODeadline,
        _ name: String
    ) async throws(Attempt) -> Int {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: WebhookClient.connect, read: limit))
        // The override holds for the very host that the request names, as its client reads it.
        let host = try host(of: url)
        configuration.dnsOverride = [host: address]
        // What went wrong is to be known, not only that the time was over.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.networkFrameworkWaitForConnectivity = false
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.trustRoots = trust
        configuration.tlsConfiguration = tls
        let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
        let outcome: Result<Int, Attempt>
        do {
            let response = try await client.execute(request, deadline: deadline)
            await WebhookClient.drain(response.body, before: deadline)
            outcome = .success(Int(response.status.code))
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout {
            let seconds = "\(limit.nanoseconds / 1_000_000_000)"
            outcome = .failure(.answered(DeliveryFailure(Problem(.webhookTimeout, [name, seconds]))))
        } catch {
            outcome = .failure(
                .notReached(DeliveryFailure(Problem(.webhookConnection, [name, SafeText.plain("\(error)")]))))
        }
        try? await client.shutdown()
        return try outcome.get()
    }

    /// What it answers is of no use; reading a little lets it end in peace.
    private static func drain(_ body: HTTPClientResponse.Body, before deadline: NIODeadline) async {
        let reading = Task {
            var count = 0
            do {
                for try await part in body {
                    count += part.readableBytes
                    if count > OutboxLimits.responseBytes { return }
                }
            } catch {
                // The status has been read: that is the answer.
                return
            }
        }
        let limit = Task {
            try await Task.sleep(for: .nanoseconds((deadline - .now()).nanoseconds))
            reading.cancel()
        }
        await reading.value
        limit.cancel()
    }
}
