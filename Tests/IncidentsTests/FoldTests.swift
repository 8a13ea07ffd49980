// What journals come to: incidents, the queue, and undoing.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Testing

@Suite("Folds over journals")
struct FoldTests {
    typealias Sample = IncidentSample

    private func incident(_ contents: [EntryContent], asOf minutes: Int64? = nil) throws -> IncidentState {
        let number = try Sample.number()
        return IncidentState(
            number, Sample.entries(.incident(number), contents), asOf: minutes.map { Sample.at($0 * 60) })
    }

    @Test("merging many alerts, taking some apart again, without losing or doubling an id")
    func merging() throws {
        let state = try incident([
            .opened(title: "Zaak"), .merged(alerts: [Sample.id(1), Sample.id(2)]),
            .merged(alerts: [Sample.id(2), Sample.id(3), Sample.id(3)]),
            .detached(alerts: [Sample.id(1), Sample.id(9)]),
        ])
        #expect(state.title == "Zaak" && state.opened == Sample.start && state.sequence == 4)
        #expect(state.alerts == [Sample.id(2), Sample.id(3)])
    }

    @Test("who opens an incident is a member, a recipient and leads it; others come and go by name")
    func people() throws {
        let base: [EntryContent] = [
            .opened(title: "Zaak"), .memberAdded(account: "piet", isRecipient: false),
            .memberAdded(account: "els", isRecipient: true), .openToHouse(true),
        ]
        let people = try incident(base).people
        #expect(people.members == ["an.bakker", "piet", "els"] && people.recipients == ["an.bakker", "els"])
        #expect(people.leads == ["an.bakker"] && people.isOpen)
        let gone = try incident(
            base + [.memberRemoved(account: "els"), .memberRemoved(account: "an.bakker"), .openToHouse(false)]
        ).people
        #expect(gone.members == ["piet"] && gone.recipients.isEmpty && gone.leads.isEmpty && !gone.isOpen)
        // Who is taken in again leads no more; the last word on a recipient counts.
        let back = try incident(
            base + [
                .memberRemoved(account: "an.bakker"), .memberAdded(account: "an.bakker", isRecipient: true),
                .memberAdded(account: "els", isRecipient: false),
            ]
        ).people
        #expect(back.leads.isEmpty && back.recipients == ["an.bakker"])
        #expect(try incident(base + [.undone(sequence: 2)]).people.members == ["an.bakker", "els"])
    }

    @Test("breaking the glass makes a member and no recipient; opened by a token or the program has no member")
    func glass() throws {
        let people = try incident([.opened(title: "Zaak"), .glassBroken(account: "piet", reason: "nacht")]).people
        #expect(people.members == ["an.bakker", "piet"] && people.recipients == ["an.bakker"])
        let number = try Sample.number()
        for actor in [Actor.program, .token("an.bakker")] {
            let entry = JournalEntry(
                log: .incident(number), sequence: 1, recorded: Sample.start, actor: actor, tlp: .red,
                content: .opened(title: "Zaak"))
            let state = IncidentState(number, [entry])
            #expect(state.people == IncidentState.People() && state.tlp == .red)
        }
    }

    @Test("each action can be undone, and undoing can be undone")
    func undo() throws {
        let base: [EntryContent] = [
            .opened(title: "Zaak"), .merged(alerts: [Sample.id(1)]), .closed(reason: .handled, note: ""),
        ]
        #expect(try incident(base).closed == .handled)
        let reopened = try incident(base + [.undone(sequence: 3)])
        #expect(reopened.closed == nil && reopened.alerts == [Sample.id(1)])
        #expect(try incident(base + [.undone(sequence: 3), .undone(sequence: 4)]).closed == .handled)
        #expect(try incident(base + [.undone(sequence: 3), .undone(sequence: 4), .undone(sequence: 5)]).closed == nil)
        #expect(try incident(base + [.undone(sequence: 2)]).alerts.isEmpty)
        // Only what stands before it.
        #expect(try incident([.opened(title: "Zaak"), .undone(sequence: 3), .note(text: "x")]).remarks.count == 1)
    }

    @Test("what was known at a moment is the fold up to that moment")
    func asOf() throws {
        let contents: [EntryContent] = [
            .opened(title: "Zaak"), .note(text: "een"), .note(text: "twee"), .undone(sequence: 2),
            .closed(reason: .handled, note: ""),
        ]
        #expect(try incident(contents, asOf: 0).remarks.isEmpty)
        #expect(try incident(contents, asOf: 1).remarks.map(\.text) == ["een"])
        #expect(try incident(contents, asOf: 2).remarks.map(\.text) == ["een", "twee"])
        #expect(try incident(contents, asOf: 3).remarks.map(\.text) == ["twee"])
        #expect(try incident(contents, asOf: 3).closed == nil && incident(contents).closed == .handled)
        #expect(try incident(contents, asOf: -1).opened == nil)
    }

    @Test("a correction is a new entry: the text is the new one, and both places are known")
    func correction() throws {
        let state = try incident([
            .opened(title: "Zaak"), .note(text: "twaalf mensen"), .corrected(sequence: 2, text: "elf mensen"),
            .corrected(sequence: 2, text: "tien mensen"), .corrected(sequence: 99, text: "nergens"),
            .undone(sequence: 4),
        ])
        #expect(state.remarks.count == 1)
        #expect(state.remarks[0].text == "elf mensen" && state.remarks[0].corrections == [3])
    }

    @Test(
        "moments of the law stay in their order, undone ones do not; without a time it was so when written"
    )
    func moments() throws {
        let state = try incident([
            .opened(title: "Zaak"), .momentRecorded(moment: .aware, reason: "melding SOC"),
            .momentRecorded(moment: .breachAware, reason: "lijst gezien"),
            .momentRecorded(moment: .aware, reason: "eerder dan gedacht"), .undone(sequence: 3),
            .noticeGiven(term: "AVG33", proof: "AP-123"),
        ])
        #expect(state.moments.map(\.moment) == [.aware, .aware])
        #expect(state.moments.map(\.reason) == ["melding SOC", "eerder dan gedacht"])
        #expect(state.moments.map(\.sequence) == [2, 4])
        #expect(state.moments[0].occurred == Moment(state.moments[0].recorded))
        #expect(state.notices.map(\.term) == ["AVG33"] && state.notices[0].proof == "AP-123")
        let number = try Sample.number()
        let entry = JournalEntry(
            log: .incident(number), sequence: 1, recorded: Sample.start, occurred: Moment(Sample.at(-7_200), .hour),
            actor: .person("an.bakker"), content: .momentRecorded(moment: .detected, reason: "x"))
        #expect(IncidentState(number, [entry]).moments.first?.occurred == Moment(Sample.at(-7_200), .hour))
    }

    @Test("a sentence for the letter keeps its sources; a correction replaces its text, undoing takes it out")
    func sentences() throws {
        let base: [EntryContent] = [
            .opened(title: "Zaak"), .note(text: "een"), .sentence(part: .happened, text: "Eerst.", basis: [2]),
            .sentence(part: .future, text: "Later.", basis: []), .corrected(sequence: 3, text: "Eerst dit."),
        ]
        let state = try incident(base)
        #expect(state.sentences.map(\.text) == ["Eerst dit.", "Later."])
        #expect(state.sentences.map(\.basis) == [[2], []] && state.sentences.map(\.part) == [.happened, .future])
        #expect(state.sentences.allSatisfy { $0.visibility == .confidential })
        #expect(try incident(base + [.undone(sequence: 3)]).sentences.map(\.text) == ["Later."])
    }

    @Test(
        "alerts of an incident are merged, and closed with it; for others the organisation decides"
    )
    func queue() throws {
        let open = try incident([.opened(title: "a"), .merged(alerts: [Sample.id(1)])])
        let number = try Sample.number(2)
        let closed = IncidentState(
            number,
            Sample.entries(
                .incident(number),
                [.opened(title: "b"), .merged(alerts: [Sample.id(2)]), .closed(reason: .falseAlarm, note: "")]))
        let organisation = Sample.entries(
            .organisation,
            [
                .alertsClosed(alerts: [Sample.id(3), Sample.id(4)], reason: .expected, note: "test"),
                .alertsClosed(alerts: [Sample.id(5)], reason: .duplicate, note: ""), .undone(sequence: 2),
            ])
        let state = QueueState(organisation: organisation, incidents: [open, closed])
        #expect(
            state.states[Sample.id(1)] == .merged(open.number)
                && state.states[Sample.id(2)] == .closed(.falseAlarm, in: closed.number))
        #expect(state.states[Sample.id(3)] == .closed(.expected) && state.states[Sample.id(5)] == nil)
    }

    @Test("a mute has an end and a reason, is for one entity or for all, and can be undone")
    func mutes() throws {
        let jan = try #require(EntityRef(.account, "jan"))
        let organisation = Sample.entries(
            .organisation,
            [
                .muted(rule: "a", entity: nil, until: Sample.at(600), reason: "scan"),
                .muted(rule: "b", entity: jan, until: Sample.at(600), reason: "verhuizing"),
                .muted(rule: "c", entity: nil, until: Sample.at(600), reason: "fout"), .undone(sequence: 3),
            ])
        let state = QueueState(organisation: organisation, incidents: [])
        func isMuted(_ rule: String, _ account: String, _ seconds: Int64) throws -> Bool {
            state.isMuted(try Sample.key(rule, account), at: Sample.at(seconds))
        }
        #expect(try isMuted("a", "piet", 0) && isMuted("a", "jan", 599))
        #expect(try !isMuted("a", "piet", 600) && !isMuted("a", "piet", -1))
        #expect(try isMuted("b", "jan", 60) && !isMuted("b", "piet", 60) && !isMuted("b", "jan", 59))
        #expect(try !isMuted("c", "jan", 120))
        #expect(state.mutes.map(\.reason) == ["scan", "verhuizing"])
    }

    @Test("logs are held until the entry is undone, also when the incident is closed")
    func holds() throws {
        let contents: [EntryContent] = [
            .opened(title: "Zaak"), .heldLogs(from: Sample.at(0), to: Sample.at(600)),
            .heldLogs(from: Sample.at(60), to: Sample.at(61)), .closed(reason: .handled, note: ""),
            .undone(sequence: 2),
        ]
        #expect(try incident(contents, asOf: 3).holds.map(\.sequence) == [2, 3])
        let holds = try incident(contents).holds
        #expect(holds.map(\.sequence) == [3] && holds[0].from == Sample.at(60) && holds[0].to == Sample.at(61))
        #expect(try incident(contents, asOf: 0).holds.isEmpty)
        #expect(try incident(contents + [.undone(sequence: 5)]).holds.count == 2)
        #expect(try incident([.opened(title: "x"), .daysRemoved(from: 1, to: 2, lines: 3)]).holds.isEmpty)
    }

    @Test("a journal of 100,000 entries folds in under a second")
    func speed() throws {
        let number = try Sample.number()
        let contents = (0..<100_000).map { index in
            index % 3 == 0 ? EntryContent.merged(alerts: [Sample.id(UInt64(index))]) : .note(text: "regel \(index)")
        }
        let entries = Sample.entries(.incident(number), [.opened(title: "Zaak")] + contents)
        var state: IncidentState?
        let time = ContinuousClock().measure { state = IncidentState(number, entries) }
        #expect(state?.alerts.count == 33_334 && state?.remarks.count == 66_666)
        #expect(time < .seconds(1))
    }
}
