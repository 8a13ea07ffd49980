// A whole API over a record, an archive and accounts of one test, asked in process.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Duties
import Events
import Foundation
import HTTPTypes
import Hummingbird
import Incidents
import Logging
import NIOCore
import Store
import Synchronization
import Testing
import Watch
import Web

/// An answer as it came.
struct Reply: Sendable {
    let status: Int
    let fields: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Null if it is no JSON.
    var json: JSON { (try? JSON(bytes)) ?? .null }
    var code: String? { json["problem"]?["code"]?.text }
    /// The value of the cookie that it sets.
    var cookie: String? {
        fields[.setCookie]?.split(separator: ";").first?.split(separator: "=").dropFirst().first.map { String($0) }
    }
}

final class WebSample: Sendable {
    static let start = Timestamp(seconds: 1_773_900_000)
    /// The same in every sample, since all pages of a program know their files together.
    static let assets = ["style.css": Array("p { margin: 0 }".utf8), "icon.svg": Array("<svg/>".utf8)]
    /// Enough to be scrypt, and quick.
    static let cost = ScryptParameters(logN: 4, r: 8, p: 1) ?? .lowMemory

    let folder: URL
    let accounts = MemoryAccounts()
    /// The accounts on disk, for what changes them; nil: those in memory.
    let store: AccountStore?
    let records: Records
    let journal: JournalWriter
    let archive: Archive
    let router: WebRouter
    private let writer: Mutex<ArchiveWriter>

    /// - Parameter wall: the clock of the machine; nil: it is that of what is shown.
    init(
        isEncrypted: Bool = true, document: [UInt8] = [], hasStore: Bool = false, handbook: [String: [UInt8]] = [:],
        pseudonyms: Pseudonyms? = nil, isExercise: Bool = false, laws: Bool = false, profile: LegalProfile? = nil,
        people: [AccountName] = [], dutch: [String: RuleSays] = [:], exercise: ShownExercise? = nil,
        wall: Time? = nil
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("dijkwacht-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        records = try Records(file: folder.appendingPathComponent("record.sqlite"))
        archive = try Archive(folder: folder.appendingPathComponent("archive"))
        writer = Mutex(ArchiveWriter(archive))
        store = hasStore ? try AccountStore(file: folder.appendingPathComponent("accounts/access.sqlite")) : nil
        let time = Time(WebSample.start)
        journal = JournalWriter(records) { time.now }
        var services = WebServices(
            records: records, journal: journal, archive: archive, accounts: store ?? accounts,
            health: { Health(isReady: true, json: #"{"state":"running"}"#) },
            metrics: { "dijkwacht_up 1\n" }, now: { time.now })
        services.isEncrypted = isEncrypted
        services.passwordCost = WebSample.cost
        services.document = document
        if let wall { services.wallNow = { wall.now } }
        services.exercise = exercise ?? (isExercise ? ShownExercise() : nil)
        services.people = people
        services.isDemonstration = !people.isEmpty
        if laws { services.laws = try WebSample.laws() }
        services.profile = { profile }
        services.assets = WebSample.assets
        services.words = try WebSample.words()
        services.handbook = handbook
        services.ruleSays = { $1 == .dutch ? dutch[$0] : nil }
        services.pseudonyms = pseudonyms
        if let store { services.administration = AccountAdministration(store, journal) }
        router = try WebRouter(services)
        self.time = time
    }

    let time: Time

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The law pack of the repository.
    private static func laws() throws -> LawPack {
        let folder = Repository.root.appending(path: "Laws/nl")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        return try LawPack(
            try names.sorted().map { name in
                LawPack.File(
                    name: "Laws/nl/\(name)", bytes: [UInt8](try Data(contentsOf: folder.appending(path: name))))
            })
    }

    private static func words() throws -> [Language: Words] {
        var words: [Language: Words] = [:]
        for language in Language.allCases {
            var texts: [String: String] = [:]
            for topic in [
                "access", "accounts", "commands", "duties", "events", "letters", "packs", "pages", "store", "web",
            ] {
                let file = Repository.root.appending(path: "Words/\(language.rawValue)/\(topic).json")
                texts.merge(try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))) { $1 }
            }
            words[language] = Words(language, texts: texts)
        }
        return words
    }

    // MARK: asking

    /// Asks with a token of a program or a person's cookie; nil: as nobody.
    ///
    /// - Parameters:
    ///   - isCut: whether the connection ends within the body.
    ///   - stop: text behind which the answer is not waited for.
    func ask(
        _ method: String, _ target: String, as who: Who? = nil, _ body: String? = nil,
        fields more: [String: String] = [:], from address: String = "203.0.113.9",
        isCut: Bool = false, until stop: String? = nil
    ) async throws -> Reply {
        var fields = HTTPFields()
        if body != nil { fields[.contentType] = "application/json" }
        switch who {
        case .token(let token): fields[.authorization] = "Bearer \(token)"
        case .cookie(let cookie, let key):
            fields[.cookie] = "__Host-dijkwacht=\(cookie)"
            if method != "GET" {
                fields[.origin] = "https://dijkwacht.example"
                if let name = HTTPField.Name("X-CSRF-Token") { fields[name] = key }
            }
        case nil: break
        }
        for (name, value) in more {
            guard let name = HTTPField.Name(name) else { continue }
            fields[name] = value.isEmpty ? nil : value
        }
        let head = HTTPRequest(
            method: try #require(HTTPRequest.Method(method)), scheme: "https", authority: "dijkwacht.example",
            path: target, headerFields: fields)
        let bytes = ByteBuffer(string: body ?? "")
        let cut = AsyncThrowingStream<ByteBuffer, any Error> { stream in
            stream.yield(bytes)
            stream.finish(throwing: BodyCut())
        }
        let request = Request(
            head: head, body: isCut ? RequestBody(asyncSequence: cut) : RequestBody(buffer: bytes))
        var logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        logger[metadataKey: "hb.request.id"] = "1"
        let response = try await router.responder.respond(
            to: request, context: WebContext(address: address, logger: logger))
        let collected = Collected()
        do {
            try await response.body.write(CollectingWriter(collected: collected, stop: stop))
        } catch is CollectingWriter.Enough {}
        return Reply(
            status: response.status.code, fields: response.headers, bytes: collected.bytes.withLock { $0 })
    }

    func get(_ target: String, as who: Who? = nil) async throws -> Reply {
        try await ask("GET", target, as: who)
    }

    func post(_ target: String, as who: Who? = nil, _ body: String) async throws -> Reply {
        try await ask("POST", target, as: who, body)
    }

    // MARK: people

    /// Who asks.
    enum Who: Sendable {
        case token(String)
        case cookie(String, key: String)
    }

    static let password = "vier losse woorden hier"

    /// A person with an account, logged in.
    func person(_ name: String, _ role: Role) async throws -> Who {
        try account(name, role)
        return try await logIn(name)
    }

    func account(_ name: String, _ role: Role, isDisabled: Bool = false) throws {
        var random = SystemRandomNumberGenerator()
        let hash = PasswordHash(
            try #require(Password(WebSample.password)), parameters: WebSample.cost, random: &random)
        let account = Account(name: try AccountName(name), role: role, isDisabled: isDisabled, password: hash)
        if let store { try store.save(account) } else { accounts.put(account) }
    }

    func logIn(_ name: String, from address: String = "203.0.113.9") async throws -> Who {
        let reply = try await ask(
            "POST", "/api/v1/session", as: nil, #"{"name":"\#(name)","password":"\#(WebSample.password)"}"#,
            from: address)
        #expect(reply.status == 200, "\(reply.text)")
        return .cookie(try #require(reply.cookie), key: try #require(reply.json["csrf_token"]?.text))
    }

    /// A program with a token.
    func program(_ role: Role) throws -> Who {
        var random = SystemRandomNumberGenerator()
        let (token, text) = try APIToken.make(
            label: "proef", role: role, now: WebSample.start,
            expires: WebSample.start.advanced(byNanoseconds: 86_400_000_000_000), random: &random)
        accounts.put(token)
        return .token(text)
    }

    // MARK: content

    @discardableResult
    func append(_ lines: [[UInt8]], from source: String = "udp") throws -> [ArchivePosition] {
        let now = time.now
        var batch = LineBatch()
        var reader = LineReader()
        var event = Event()
        for line in lines {
            (line + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
                let bytes = Bytes(rebasing: padded[..<line.count])
                _ = reader.read(bytes, format: nil, zone: .utc, into: &event)
                batch.append(bytes, source: 0, received: now, event: event)
            }
        }
        let first = try writer.withLock {
            try $0.append(batch, sources: [ArchiveSource(name: source)], marks: [:], now: now)
        }
        return lines.indices.map {
            ArchivePosition(day: first.day, block: first.block, position: first.position + Int32($0))
        }
    }

    /// An alert with one line of evidence.
    @discardableResult
    func alert(
        _ rule: String, on entity: String = "account:jan.smit", level: AlertLevel = .high, line: Int32,
        title: String? = nil, raw: [UInt8]? = nil
    ) throws -> String {
        let ref = EventRef(
            position: ArchivePosition(day: 20_531, block: 0, position: line),
            digest: [UInt8](repeating: UInt8(truncatingIfNeeded: line), count: 32))
        let key = AlertKey(rule: rule, entity: try #require(EntityRef(entity)))
        let hit = AlertHit(
            key: key, title: title ?? "Titel van \(rule)", level: level,
            time: WebSample.start.advanced(byNanoseconds: Int64(line) * 1_000_000_000), evidence: [ref])
        let id = ULID(time: WebSample.start, random: (0, UInt64(line)))
        let changes = try records.take(
            [HitWithLines(hit, lines: [raw ?? Array("regel \(line)".utf8)])], progress: "x"
        ) { id }
        return try #require(changes.first).alert.id.description
    }

    /// Opens an incident and gives its number.
    func open(_ title: String, as who: Who, tlp: String = "amber", alerts: [String] = []) async throws -> String {
        let list = alerts.map { "\"\($0)\"" }.joined(separator: ",")
        let reply = try await post(
            "/api/v1/incidents", as: who,
            #"{"title":"\#(title)","tlp":"\#(tlp)"\#(alerts.isEmpty ? "" : #","alerts":[\#(list)]"#)}"#)
        #expect(reply.status == 201, "\(reply.text)")
        return try #require(reply.json["number"]?.text)
    }
}

/// A clock that stands still until it is set.
final class Time: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp) {
        time = Mutex(start)
    }

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) {
        time.withLock { $0 = $0.advanced(byNanoseconds: seconds * 1_000_000_000) }
    }
}

enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
}

private final class Collected: Sendable {
    let bytes = Mutex<[UInt8]>([])
}

private struct CollectingWriter: ResponseBodyWriter {
    struct Enough: Error {}

    let collected: Collected
    let stop: String?

    func write(_ buffer: ByteBuffer) async throws {
        let bytes = collected.bytes.withLock { bytes in
            bytes += buffer.readableBytesView
            return bytes
        }
        if let stop, String(decoding: bytes, as: UTF8.self).contains(stop) { throw Enough() }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
