// Entries of journals: one form of bytes, read back or refused.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Testing

@Suite("Entries of a journal")
struct EntryCodingTests {
    typealias Sample = IncidentSample

    /// One of each kind.
    static let contents: [EntryContent] = [
        .opened(title: "Ongewoon gebruik van een account"), .note(text: "Eerste beeld:\n\"vreemd\" \u{1F600}"),
        .merged(alerts: [Sample.id(1), Sample.id(2)]), .detached(alerts: [Sample.id(2)]),
        .alertsClosed(alerts: [Sample.id(3)], reason: .expected, note: "onderhoud"),
        .closed(reason: .handled, note: ""),
        .muted(rule: "r", entity: nil, until: Sample.at(3_600), reason: "scan van de leverancier"),
        .muted(rule: "r", entity: EntityRef(.host, "fs01"), until: Sample.at(1), reason: "x"), .undone(sequence: 3),
        .corrected(sequence: 2, text: "Tweede beeld"), .searchedPerson(query: "jan.smit"),
        .clockJumped(seconds: -3_600),
        .merged(alerts: []), .accountChanged(account: "anna", change: .added, role: "administrator"),
        .tokenChanged(label: "bewaking van de \"dijk\"", change: .disabled, role: "reader"),
        .memberAdded(account: "an.bakker", isRecipient: true), .memberAdded(account: "piet", isRecipient: false),
        .memberRemoved(account: "piet"), .openToHouse(true), .openToHouse(false),
        .momentRecorded(moment: .breachAware, reason: "lijst uitgelezen"), .noticeGiven(term: "AVG33", proof: "AP-1"),
        .sentence(part: .happened, text: "Er is ingelogd.", basis: [1, 3]),
        .sentence(part: .future, text: "x", basis: []),
        .glassBroken(account: "piet", reason: "nacht"), .packInstalled(Sample.pack()),
        .packInstalled(Sample.pack(licence: nil)), .packChosen(Sample.pack().reference),
        .packRemoved(Sample.pack().reference),
        .heldLogs(from: Sample.start, to: Sample.at(86_400)), .daysRemoved(from: 20_531, to: 20_533, lines: 1_234),
    ]

    @Test("every kind reads back as it was written", arguments: contents)
    func roundTrip(content: EntryContent) throws {
        for log in [JournalLog.organisation, .incident(try Sample.number(12))] {
            for actor in [
                Actor.program, .token("01HZY"), .token("program"), .person("an.bakker"), .person("program"),
                .person(""),
            ] {
                let entry = JournalEntry(
                    log: log, sequence: 7, recorded: Sample.at(5).advanced(byNanoseconds: 1_234_567),
                    occurred: Moment(Sample.at(-86_400), .day), actor: actor, tlp: .amberStrict,
                    visibility: .notShared, content: content)
                let bytes = try #require(entry.bytes)
                #expect(JournalEntry(bytes: bytes) == entry)
                #expect(entry.recorded.nanoseconds % 1_000_000 == 0)
            }
        }
    }

    @Test("the bytes are canonical JSON with names that do not change")
    func bytes() throws {
        let entry = JournalEntry(
            log: .incident(try Sample.number(12)), sequence: 2, recorded: Sample.start, actor: .person("an"),
            content: .note(text: "x"))
        let text = String(decoding: try #require(entry.bytes), as: UTF8.self)
        #expect(
            text == #"{"actor":"person:an","at":"2026-03-19T06:00:00Z","content":{"text":"x"},"kind":"note","#
                + #""log":"2026-0012","seq":2,"tlp":"amber","v":1,"visibility":"confidential"}"#)
        #expect(CanonicalJSON(bytes: Array(text.utf8)) != nil)
    }

    @Test("kinds have names of their own")
    func kinds() {
        #expect(Set(Self.contents.map(\.kind)).count == 25)
    }

    @Test("what is done with accounts and tokens has names that do not change")
    func changes() throws {
        #expect(
            AccountChange.allCases.map(\.rawValue) == [
                "added", "disabled", "enabled", "role", "reset", "password", "link",
            ])
        #expect(TokenChange.allCases.map(\.rawValue) == ["created", "disabled"])
        func content(_ content: EntryContent) throws -> String {
            let entry = JournalEntry(
                log: .organisation, sequence: 1, recorded: Sample.start, actor: .person("root"), content: content)
            return String(decoding: try #require(entry.bytes), as: UTF8.self)
        }
        for change in AccountChange.allCases {
            let text = try content(.accountChanged(account: "anna", change: change, role: "lead"))
            #expect(text.contains(#""content":{"account":"anna","change":"\#(change.rawValue)","role":"lead"}"#))
            #expect(JournalEntry(bytes: Array(text.utf8)) != nil)
            let unknown = text.replacing(#""change":"\#(change.rawValue)""#, with: #""change":"gekroond""#)
            #expect(JournalEntry(bytes: Array(unknown.utf8)) == nil)
        }
        let text = try content(.tokenChanged(label: "x", change: .created, role: "reader"))
        #expect(text.contains(#""content":{"change":"created","label":"x","role":"reader"},"kind":"token_changed""#))
        #expect(JournalEntry(bytes: Array(text.replacing("created", with: "gemaakt").utf8)) == nil)
        let long = String(repeating: "x", count: EntryContent.textBytes)
        #expect(!EntryContent.tokenChanged(label: long, change: .created, role: "reader").isWithinLimits)
        #expect(!EntryContent.accountChanged(account: long, change: .role, role: "reader").isWithinLimits)
    }

    @Test("an unknown moment stays unknown")
    func unknownMoment() throws {
        let entry = JournalEntry(
            log: .organisation, sequence: 1, recorded: Sample.start, occurred: .unknown, actor: .program,
            content: .note(text: "ooit"))
        #expect(JournalEntry(bytes: try #require(entry.bytes))?.occurred == .unknown)
    }

    @Test("an entry with anything changed, left out or added reads as another entry or not at all")
    func mutations() throws {
        var refused = 0
        for content in Self.contents {
            let entry = JournalEntry(
                log: .organisation, sequence: 1, recorded: Sample.start, occurred: Moment(Sample.start, .hour),
                actor: .person("an"), content: content)
            let bytes = try #require(entry.bytes)
            for index in bytes.indices {
                for change in [0x00, 0x20, 0x22, 0x30, 0x7B] as [UInt8] where bytes[index] != change {
                    var changed = bytes
                    changed[index] = change
                    let read = JournalEntry(bytes: changed)
                    if read == nil { refused += 1 }
                    #expect(read != entry && (read == nil || read?.bytes == changed))
                }
                #expect(JournalEntry(bytes: Array(bytes[..<index])) == nil)
            }
        }
        #expect(refused > 5_000)
    }

    @Test("an entry of a newer version, or with more in it, is refused and not half read")
    func newer() {
        let good =
            #"{"actor":"program","at":"2026-03-19T06:00:00Z","content":{"text":"x"},"kind":"note","#
            + #""log":"organisation","seq":1,"tlp":"amber","v":1,"visibility":"confidential"}"#
        func read(_ from: String, _ to: String) -> JournalEntry? {
            JournalEntry(bytes: Array(good.replacing(from, with: to).utf8))
        }
        #expect(read("x", "x") != nil)
        for (from, to) in [
            (#""v":1"#, #""v":2"#), (#"{"text":"x"}"#, #"{"extra":1,"text":"x"}"#), ("note", "nieuw"),
            ("amber", "white"),
            ("T06:00:00Z", "T06:00:00.100000Z"), ("T06:00:00Z", "T25:00:00Z"), (#""seq":1"#, #""seq":"1""#),
            ("organisation", "2026-12"), ("confidential", "secret"), (#""text":"x""#, #""text":1"#),
        ] { #expect(read(from, to) == nil, "\(to)") }
    }

    @Test("an entry that is longer than the limits is seen to be so")
    func limits() {
        let text = String(repeating: "x", count: EntryContent.textBytes)
        #expect(EntryContent.note(text: text).isWithinLimits && !EntryContent.note(text: text + "x").isWithinLimits)
        let alerts = (0..<UInt64(EntryContent.alerts)).map { Sample.id($0) }
        #expect(EntryContent.merged(alerts: alerts).isWithinLimits)
        #expect(!EntryContent.detached(alerts: alerts + [Sample.id(9)]).isWithinLimits)
        #expect(!EntryContent.muted(rule: "r", entity: nil, until: Sample.start, reason: text).isWithinLimits)
    }

    @Test("an incident's number is a year and at least four digits, one text for each")
    func numbers() throws {
        #expect(try Sample.number(12).description == "2026-0012" && IncidentNumber("2026-0012") == Sample.number(12))
        #expect(IncidentNumber("2026-123456")?.sequence == 123_456)
        for text in [
            "2026-12", "2026-00012", "2026-0000", "26-0001", "2026-1234567", "2026-+001", "2026", "2026-0001-1", "",
        ] {
            #expect(IncidentNumber(text) == nil, "\(text)")
        }
        #expect(try Sample.number(2) < Sample.number(10))
    }
}
