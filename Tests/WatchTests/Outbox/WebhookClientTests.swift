// Webhooks on a real socket: what is posted, where it may go, and what becomes of answers.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing
import Watch

@Suite("Posting to webhooks", .timeLimit(.minutes(5)))
struct WebhookClientTests {
    private static let now = utc("2026-11-24 12:00")

    private func url(_ text: String) throws -> WebhookURL {
        let settings = OutboxSample.settings("webhooks: [{url: '\(text)'}]")
        return try #require(settings.webhooks.first?.url)
    }

    private func client(
        _ addresses: [String] = ["127.0.0.1"], trust: NIOSSLTrustRoots = .default, limit: TimeAmount = .seconds(10)
    ) -> WebhookClient {
        WebhookClient(
            group: MultiThreadedEventLoopGroup.singleton, lookup: { _ in addresses }, trust: trust, limit: limit)
    }

    /// Posts, and gives the code of what went wrong.
    private func post(
        _ client: WebhookClient, _ text: String, secret: [UInt8]? = nil
    ) async throws -> String {
        let url = try url(text)
        do throws(DeliveryFailure) {
            try await client.post(
                "{\"a\":1}", id: OutboxSample.id(5), to: url, secret: secret, now: Self.now)
            return "sent"
        } catch {
            let kind = (error.isRefusal ? " refusal" : "") + (error.isOfDestination ? " server" : "")
            return error.problem.code.name + kind
        }
    }

    @Test("the JSON is posted with the id of the message, and signed with the time")
    func ordinary() async throws {
        let hook = try await FakeWebhook(FakeWebhook.answer(204))
        let address = "http://chat.example:\(hook.port)/hooks/geheim?a=b"
        #expect(try await post(client(), address, secret: Array("sleutel".utf8)) == "sent")
        let request = try #require(hook.requests.first)
        #expect(request.head.first == "POST /hooks/geheim?a=b HTTP/1.1")
        #expect(request.header("Host") == "chat.example:\(hook.port)" && request.body == "{\"a\":1}")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("Idempotency-Key") == OutboxSample.id(5).description)
        #expect(request.header("Dijkwacht-Timestamp") == "1795521600")
        let signature = WebhookSignature.of(
            Array("{\"a\":1}".utf8), time: "1795521600", secret: Array("sleutel".utf8))
        #expect(request.header("Dijkwacht-Signature") == signature)
        #expect(try await post(client(), address) == "sent")
        #expect(hook.requests.last?.header("Dijkwacht-Signature") == nil)
        await hook.stop()
    }

    @Test("the signature is the HMAC-SHA256 over the time, a dot and the body")
    func signature() {
        // As `printf '1795521600.{"a":1}' | openssl dgst -sha256 -hmac sleutel` gives it.
        let known = "sha256=c9f744a433a62c4e4333da9a833f36f303cec9e31edd99a430686395eacdfe04"
        let body = Array("{\"a\":1}".utf8)
        #expect(WebhookSignature.of(body, time: "1795521600", secret: Array("sleutel".utf8)) == known)
        #expect(WebhookSignature.of(body, time: "1795521601", secret: Array("sleutel".utf8)) != known)
        #expect(WebhookSignature.of(body, time: "1795521600", secret: Array("sleutem".utf8)) != known)
    }

    @Test(
        "each status is taken for what it means",
        arguments: [
            (200, "sent"), (202, "sent"), (299, "sent"), (301, "webhook.status server"),
            (400, "webhook.status refusal"),
            (401, "webhook.status server"), (404, "webhook.status server"), (408, "webhook.status server"),
            (413, "webhook.status refusal"), (429, "webhook.status server"), (500, "webhook.status server"),
            (503, "webhook.status server"),
        ])
    func statuses(status: Int, outcome: String) async throws {
        let hook = try await FakeWebhook(FakeWebhook.answer(status))
        #expect(try await post(client(), "http://chat.example:\(hook.port)/") == outcome)
        await hook.stop()
    }

    @Test("no redirect is followed")
    func redirect() async throws {
        let other = try await FakeWebhook(FakeWebhook.answer(200))
        let hook = try await FakeWebhook(
            FakeWebhook.answer(307, headers: "Location: http://127.0.0.1:\(other.port)/\r\n"))
        #expect(try await post(client(), "http://chat.example:\(hook.port)/") == "webhook.status server")
        #expect(hook.requests.count == 1 && other.requests.isEmpty)
        await hook.stop()
        await other.stop()
    }

    @Test(
        "a name that points to a forbidden address at that moment gets nothing, also when it points elsewhere too",
        arguments: [
            ["169.254.169.254"], ["127.0.0.1", "169.254.169.254"], ["fe80::1%eth0"], ["::ffff:169.254.169.254"],
            ["64:ff9b::a9fe:a9fe"], ["fd00:ec2::254"], ["100.100.100.200"], ["0.0.0.0"], ["nonsense"], ["::"],
        ])
    func forbidden(addresses: [String]) async throws {
        let hook = try await FakeWebhook(FakeWebhook.answer(200))
        let address = "http://chat.example:\(hook.port)/"
        #expect(try await post(client(addresses), address) == "webhook.forbidden server")
        #expect(hook.requests.isEmpty)
        await hook.stop()
    }

    @Test("the connection goes to the address that was looked at, whatever the name means a moment later")
    func rebinding() async throws {
        let hook = try await FakeWebhook(FakeWebhook.answer(200))
        let asked = Mutex(0)
        let client = WebhookClient(
            group: MultiThreadedEventLoopGroup.singleton,
            lookup: { _ in
                asked.withLock { $0 += 1 }
                return ["127.0.0.1"]
            })
        // The system knows no such name: only the address that the lookup gave can lead there.
        #expect(try await post(client, "http://bestaat-niet.invalid:\(hook.port)/") == "sent")
        #expect(
            asked.withLock { $0 } == 1 && hook.requests.first?.header("Host") == "bestaat-niet.invalid:\(hook.port)")
        await hook.stop()
    }

    @Test("upper case and a dot at the end lead to the same place, and never past the lookup")
    func spelling() async throws {
        let hook = try await FakeWebhook(FakeWebhook.answer(200))
        for name in ["Bestaat-Niet.INVALID", "bestaat-niet.invalid."] {
            #expect(try await post(client(), "http://\(name):\(hook.port)/") == "sent")
        }
        await hook.stop()
    }

    @Test("an address that does not answer leaves the next one of the name")
    func nextAddress() async throws {
        let hook = try await FakeWebhook(FakeWebhook.answer(200))
        #expect(try await post(client(["127.0.0.9", "127.0.0.1"]), "http://chat.example:\(hook.port)/") == "sent")
        let late = (2...(OutboxLimits.addressesTried + 1)).map { "127.0.0.\($0)" } + ["127.0.0.1"]
        #expect(try await post(client(late), "http://chat.example:\(hook.port)/") == "webhook.connection server")
        await hook.stop()
    }

    @Test("a receiver that is silent is left after the time; one that never stops answering is not waited for")
    func slow() async throws {
        let mute = try await FakeWebhook(nil)
        let quick = client(limit: .milliseconds(300))
        #expect(try await post(quick, "http://chat.example:\(mute.port)/") == "webhook.timeout server")
        let endless = try await FakeWebhook("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\nx")
        #expect(try await post(client(limit: .seconds(5)), "http://chat.example:\(endless.port)/") == "sent")
        let long = String(repeating: "x", count: OutboxLimits.responseBytes * 4)
        let chatty = try await FakeWebhook("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + long)
        #expect(try await post(client(), "http://chat.example:\(chatty.port)/") == "sent")
        let noise = try await FakeWebhook("SMTP?\r\n\r\n")
        #expect(try await post(quick, "http://chat.example:\(noise.port)/") == "webhook.connection server")
        for hook in [mute, endless, chatty, noise] { await hook.stop() }
    }

    @Test("the certificate must be of the name in the address, by an issuer that is trusted")
    func certificates() async throws {
        let hook = try await FakeWebhook(tls: TestIssuer.other, FakeWebhook.answer(200))
        let trust = try TestIssuer.trust()
        #expect(try await post(client(trust: trust), "https://other.example:\(hook.port)/") == "sent")
        for (name, trust) in [("chat.example", trust), ("other.example", .default)] {
            #expect(
                try await post(client(trust: trust), "https://\(name):\(hook.port)/") == "webhook.connection server")
        }
        #expect(hook.requests.count == 1)
        await hook.stop()
    }

    @Test("names are looked up by the system; one that is not there is said so")
    func lookup() async throws {
        let found = try await HostLookup.addresses(of: "localhost")
        #expect(found.contains("127.0.0.1") || found.contains("::1"))
        await #expect(throws: Problem.self) { try await HostLookup.addresses(of: "bestaat-niet.invalid") }
        let client = WebhookClient(group: MultiThreadedEventLoopGroup.singleton)
        #expect(try await post(client, "http://bestaat-niet.invalid/") == "webhook.lookup server")
    }

    @Test("an address in numbers is not looked up, and is looked at all the same")
    func numbers() async throws {
        let hook = try await FakeWebhook(FakeWebhook.answer(200))
        #expect(try await post(client([]), "http://127.0.0.1:\(hook.port)/x") == "sent")
        await hook.stop()
    }
}
