// Rows that come to a page while it is open.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Incidents
import Testing
import Web

@Suite("Rows that come live")
struct LiveQueueTests {
    private static let since = ULID(time: WebSample.start.advanced(byNanoseconds: -1), random: (0, 0))

    @Test(
        "HTML 9.2: events with an id, one row each, the oldest first, at the level of the page; hostile text is text"
    )
    func rows() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        try sample.alert("a", on: "host:h1", level: .low, line: 1)
        let first = try sample.alert(
            "b", on: "host:h2", line: 2, title: "een\nevent: x\r\nid: y\rretry: 0\r\n\r\ndata: <script>")
        let second = try sample.alert("c", on: "host:h3", line: 3)
        let reply = try await sample.ask(
            "GET", "/live/signalen?sinds=\(LiveQueueTests.since)&niveau=high", as: who, until: second)
        #expect(reply.status == 200 && reply.fields[.contentType] == "text/event-stream")
        #expect(reply.fields[.cacheControl] == "no-store" && reply.fields[.xContentTypeOptions] == "nosniff")
        #expect(reply.fields[.contentSecurityPolicy] != nil && reply.fields[.strictTransportSecurity] != nil)
        #expect(reply.fields[.contentLength] == nil)
        let events = reply.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
        #expect(events.count == 3 && events[0] == "retry: 5000\nid: \(LiveQueueTests.since)")
        for (event, id) in zip(events.dropFirst(), [first, second]) {
            let lines = event.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String($0) }
            #expect(
                lines[0] == "event: row" && lines[1] == "id: \(id)" && lines[2].hasPrefix("data: <tr id=\"a-\(id)\""))
            #expect(lines.dropFirst(2).allSatisfy { $0.hasPrefix("data: ") } && !event.contains("<script>"))
        }
    }

    @Test("a browser that comes back gets what it missed, and nothing twice")
    func again() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .reader)
        let first = try sample.alert("a", on: "host:h1", line: 1)
        let second = try sample.alert("b", on: "host:h2", line: 2)
        let reply = try await sample.ask(
            "GET", "/live/signalen?sinds=\(LiveQueueTests.since)", as: who, fields: ["Last-Event-ID": first],
            until: second)
        #expect(!reply.text.contains("a-\(first)") && reply.text.contains("a-\(second)"))
        #expect(!reply.text.contains("name=\"signaal\""), "who only reads gets no box")
    }

    @Test("who logs out, or may no longer see the queue, gets no more rows")
    func loggedOut() async throws {
        let sample = try WebSample()
        let who = try await sample.person("an.bakker", .analyst)
        async let reply = sample.ask("GET", "/live/signalen?sinds=\(LiveQueueTests.since)", as: who)
        try await Task.sleep(for: .milliseconds(300))
        _ = try await sample.submit("/uitloggen", as: who, [])
        try sample.alert("a", on: "host:h1", line: 1)
        #expect(try await !reply.text.contains("event: row"))
    }
}
