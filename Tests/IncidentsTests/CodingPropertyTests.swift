// Entries with texts that mean harm: what is written is read back, has one form, and no other bytes are an entry.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Testing

@Suite("Entries with hostile texts")
struct CodingPropertyTests {
    typealias Sample = IncidentSample

    /// One of every kind, with random texts, numbers and times.
    private func contents(_ random: inout RandomJournal) -> [EntryContent] {
        var number: Int { random.next(upTo: 1 << 53) * (random.isTrue() ? 1 : -1) }
        let entity = EntityRef(random.pick(EntityRef.Kind.allCases), "n\(random.next(upTo: 99))")
        return [
            .opened(title: random.text()), .note(text: random.text(40)), .merged(alerts: random.alerts(of: .max)),
            .detached(alerts: random.alerts(of: .max)),
            .alertsClosed(
                alerts: random.alerts(of: .max), reason: random.pick(CloseReason.allCases), note: random.text()),
            .closed(reason: random.pick(CloseReason.allCases), note: random.text()),
            .muted(rule: random.text(), entity: random.isTrue() ? entity : nil, until: random.time(), reason: "x"),
            .undone(sequence: number), .corrected(sequence: number, text: random.text()),
            .searchedPerson(query: random.text()),
            .accountChanged(
                account: random.text(), change: random.pick(AccountChange.allCases), role: random.text()),
            .tokenChanged(label: random.text(), change: random.pick(TokenChange.allCases), role: random.text()),
            .clockJumped(seconds: number), .heldLogs(from: random.time(), to: random.time()),
            .daysRemoved(
                from: Int32(random.next(upTo: 80_000)), to: Int32(random.next(upTo: 80_000)), lines: number),
            .memberAdded(account: random.text(), isRecipient: random.isTrue()),
            .memberRemoved(account: random.text()), .openToHouse(random.isTrue()),
            .glassBroken(account: random.text(), reason: random.text()),
            .momentRecorded(moment: random.pick(MomentKind.allCases), reason: random.text()),
            .noticeGiven(term: random.text(), proof: random.text()),
            .sentence(part: random.pick(LetterPart.allCases), text: random.text(), basis: [number, number]),
            .packInstalled(pack(&random)), .packChosen(pack(&random).reference),
            .packRemoved(pack(&random).reference),
        ]
    }

    /// A pack with texts as reading one makes them of whatever it says.
    private func pack(_ random: inout RandomJournal) -> RulePack {
        let digit = random.pick(Array("0123456789abcdef"))
        var pack = Sample.pack(
            "n\(random.next(upTo: 9))", "v\(random.next(upTo: 9))", digit: digit,
            licence: RulePackText.line(random.text(40)), rules: random.next(upTo: 1 << 40))
        pack.form = random.pick(RulePack.Form.allCases)
        (pack.source, pack.about) = (RulePackText.line(random.text(40)), RulePackText.line(random.text(40)))
        return pack
    }

    private func entry(_ content: EntryContent, _ random: inout RandomJournal) throws -> JournalEntry {
        let number = try #require(
            IncidentNumber(year: 1_000 + random.next(upTo: 9_000), sequence: 1 + random.next(upTo: 999_999)))
        return JournalEntry(
            log: random.isTrue() ? .organisation : .incident(number), sequence: random.next(upTo: 1 << 53),
            recorded: random.time(), occurred: random.isTrue() ? random.moment() : nil,
            actor: random.pick([.person(random.name()), .token(random.name()), .program]),
            tlp: random.pick(TLP.allCases), visibility: random.pick(Visibility.allCases), content: content)
    }

    /// The bytes of the texts: texts that only look the same are equal in Swift, and are not the same bytes.
    private func bytes(of content: EntryContent) -> [[UInt8]] { content.texts.map { Array($0.utf8) } }

    @Test("every kind comes back from its bytes to the byte, with any text, number and time in it")
    func roundTrip() throws {
        var random = RandomJournal(11)
        var kinds: Set<String> = []
        for _ in 0..<150 {
            for content in contents(&random) {
                let entry = try entry(content, &random)
                let written = try #require(entry.bytes, "\(content.kind)")
                let read = try #require(JournalEntry(bytes: written), "\(entry)")
                #expect(read == entry && read.bytes == written)
                #expect(bytes(of: read.content) == bytes(of: content))
                kinds.insert(content.kind)
            }
        }
        #expect(kinds.count == 25)
    }

    @Test("RFC 8785: the bytes are the canonical form, on one line, with no byte below a space")
    func canonical() throws {
        var random = RandomJournal(12)
        for _ in 0..<60 {
            for content in contents(&random) {
                let written = try #require(try entry(content, &random).bytes)
                let value = try #require(CanonicalJSON(bytes: written))
                guard case .object(let members) = value, case .object(let inner)? = members["content"] else {
                    Issue.record("no object")
                    continue
                }
                #expect(members["kind"] == .string(content.kind) && !inner.isEmpty)
                #expect(written.allSatisfy { $0 >= 0x20 } && value.bytes == written)
            }
        }
    }

    @Test("two entries that differ in anything have different bytes")
    func injective() throws {
        var random = RandomJournal(13)
        var entries: [[UInt8]: JournalEntry] = [:]
        for _ in 0..<100 {
            for content in contents(&random) {
                var entry = try entry(content, &random)
                for round in 0..<3 {
                    if round == 1 { entry.tlp = entry.tlp == .red ? .clear : .red }
                    if round == 2 { entry.occurred = entry.occurred == nil ? .unknown : nil }
                    let written = try #require(entry.bytes)
                    if let other = entries.updateValue(entry, forKey: written) { #expect(other == entry) }
                }
            }
        }
        #expect(entries.count > 5_000)
    }

    @Test("a byte changed, left out, doubled or put in makes another entry or none, and never this one")
    func mutations() throws {
        var random = RandomJournal(14)
        var (refused, other) = (0, 0)
        for content in contents(&random) + contents(&random) {
            let entry = try entry(content, &random)
            let written = try #require(entry.bytes)
            for _ in 0..<120 {
                var changed = written
                let index = random.next(upTo: changed.count)
                switch random.next(upTo: 4) {
                case 0: changed[index] ^= 1 << UInt8(random.next(upTo: 8))
                case 1: changed.remove(at: index)
                case 2: changed.insert(changed[index], at: index)
                default: changed.insert(UInt8(random.next(upTo: 256)), at: index)
                }
                guard changed != written else { continue }
                if let read = JournalEntry(bytes: changed) {
                    #expect(read.bytes == changed)
                    other += 1
                } else {
                    refused += 1
                }
            }
        }
        #expect(refused > 2_000 && other > 100)
    }

    @Test("members that change places, or stand there twice, or are one too many, make no entry")
    func members() throws {
        var random = RandomJournal(15)
        for content in contents(&random) {
            let written = try #require(try entry(content, &random).bytes)
            let text = String(decoding: written, as: UTF8.self)
            for (from, to) in [
                (#"{"actor":"#, #"{"a":1,"actor":"#), (#","kind":"#, #","kind":"note","kind":"#),
                (#""visibility":"#, #""v":1,"visibility":"#), (#","v":1,"#, #","v":1.0,"#), (#","v":1,"#, #","v": 1,"#),
                (#","v":1,"#, #","v":true,"#), (#","tlp":"#, #","unknown":null,"tlp":"#),
                (#""content":{"#, #""content":{"":0,"#), (#""content":{"#, #""content":{"zz":null,"#),
            ] {
                let changed = text.replacing(from, with: to, maxReplacements: 1)
                #expect(changed != text, "\(from) is not there")
                #expect(JournalEntry(bytes: Array(changed.utf8)) == nil, "\(content.kind) \(to)")
            }
            #expect(JournalEntry(bytes: Array("[\(text)]".utf8)) == nil)
            #expect(JournalEntry(bytes: Array("\(text)\n".utf8)) == nil)
            #expect(JournalEntry(bytes: [0xEF, 0xBB, 0xBF] + written) == nil)
        }
    }

    @Test("RFC 7493 2.2: a number that a reader may round has no bytes, wherever it stands")
    func largeNumbers() {
        func bytes(_ content: EntryContent, sequence: Int = 1) -> [UInt8]? {
            JournalEntry(
                log: .organisation, sequence: sequence, recorded: Sample.start, actor: .program, content: content
            ).bytes
        }
        let largest = Int(CanonicalJSON.largestInteger)
        for number in [largest, -largest] {
            #expect(bytes(.clockJumped(seconds: number)) != nil && bytes(.undone(sequence: number)) != nil)
        }
        for number in [largest + 1, -largest - 1, .max, .min] {
            #expect(bytes(.clockJumped(seconds: number)) == nil && bytes(.undone(sequence: number)) == nil)
            #expect(bytes(.corrected(sequence: number, text: "x")) == nil)
            #expect(bytes(.daysRemoved(from: 1, to: 2, lines: number)) == nil)
            #expect(bytes(.sentence(part: .happened, text: "x", basis: [1, number])) == nil)
            #expect(bytes(.note(text: "x"), sequence: number) == nil)
        }
    }

    @Test("a time is to be written as this program writes it: one text for each moment")
    func times() {
        let (before, after) = (
            #"{"actor":"program","at":""#,
            #"","content":{"text":"x"},"kind":"note","log":"organisation","seq":1,"tlp":"red","v":1,"#
                + #""visibility":"public"}"#
        )
        func isRead(_ time: String) -> Bool { JournalEntry(bytes: Array((before + time + after).utf8)) != nil }
        for time in ["2026-03-19T06:00:00Z", "2026-03-19T06:00:00.120Z", "1969-12-31T23:59:59.999Z"] {
            #expect(isRead(time), "\(time)")
        }
        for time in [
            "2026-03-19T06:00:00.000Z", "2026-03-19T06:00:00.12Z", "2026-03-19T06:00:60Z", "2026-02-29T06:00:00Z",
            "2026-03-19T24:00:00Z", "2026-03-19T06:00:00+00:00", "2026-03-19t06:00:00z", "2026-03-19 06:00:00Z",
            "20260319T060000Z", "2026-03-19T06:00Z", "2026-03-19T06:00:00", "2026-03-19T06:00:00.Z", "",
            "2026-03-19T06:00:00.1234Z", "2026-03-19T06:00:00.1234567890Z", "+026-03-19T06:00:00Z", "٢٠٢٦-03-19T06:00Z",
            "1677-12-31T23:59:59Z", "2262-01-01T00:00:00Z", "2026-03-19T06:00:00.123456Z", "2026-03-19T06:00:00Z ",
        ] { #expect(!isRead(time), "\(time)") }
    }

    @Test("a moment that is less than its precision says is refused: a day has no hour, the unknown has no time")
    func precisions() {
        func isRead(_ time: String, _ precision: String) -> Bool {
            let text =
                #"{"actor":"program","at":"2026-03-19T06:00:00Z","content":{"text":"x"},"kind":"note","#
                + #""log":"organisation","occurred":{"precision":"\#(precision)","time":"\#(time)"},"seq":1,"#
                + #""tlp":"red","v":1,"visibility":"public"}"#
            return JournalEntry(bytes: Array(text.utf8)) != nil
        }
        #expect(isRead("2026-03-19T00:00:00Z", "day") && !isRead("2026-03-19T01:00:00Z", "day"))
        #expect(isRead("2026-03-19T01:00:00Z", "hour") && !isRead("2026-03-19T01:00:00.001Z", "hour"))
        #expect(isRead("1969-12-31T23:00:00Z", "hour") && !isRead("1969-12-31T23:30:00Z", "hour"))
        #expect(isRead("1970-01-01T00:00:00Z", "unknown") && !isRead("2026-03-19T00:00:00Z", "unknown"))
        #expect(isRead("2026-03-19T01:02:03.000000004Z", "exact") && !isRead("2026-03-19T01:02:03Z", "minute"))
    }

    @Test("the limit counts all texts of an entry together, in bytes and not in characters")
    func limits() throws {
        let half = EntryContent.textBytes / 2
        func text(_ bytes: Int) -> String { String(repeating: "é", count: bytes / 2) }
        #expect(EntryContent.noticeGiven(term: text(half), proof: text(half)).isWithinLimits)
        #expect(!EntryContent.noticeGiven(term: text(half), proof: text(half) + "x").isWithinLimits)
        #expect(!EntryContent.glassBroken(account: "x", reason: text(half * 2)).isWithinLimits)
        #expect(EntryContent.corrected(sequence: 1, text: text(half * 2)).isWithinLimits)
        #expect(!EntryContent.searchedPerson(query: text(half * 2) + "x").isWithinLimits)
        let entity = try #require(EntityRef(.host, "fs01"))
        let room = EntryContent.textBytes - entity.description.utf8.count
        for (more, isWithin) in [(0, true), (1, false)] {
            let reason = String(repeating: "x", count: room - 1 + more)
            let content = EntryContent.muted(rule: "r", entity: entity, until: Sample.start, reason: reason)
            #expect(content.isWithinLimits == isWithin)
        }
        let basis = Array(0..<EntryContent.alerts)
        #expect(EntryContent.sentence(part: .future, text: "", basis: basis).isWithinLimits)
        #expect(!EntryContent.sentence(part: .future, text: "", basis: basis + [1]).isWithinLimits)
    }
}
