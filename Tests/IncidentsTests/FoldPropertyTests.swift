// Random journals: the state is what a plain second fold says, and undoing is exact.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Testing

@Suite("Folds over random journals")
struct FoldPropertyTests {
    typealias Sample = IncidentSample

    @Test("the state of any journal is that of a fold that asks each question of the whole journal")
    func secondFold() throws {
        let number = try Sample.number()
        var random = RandomJournal(1)
        var (undone, corrected, merged) = (0, 0, 0)
        for round in 0..<300 {
            let entries = random.journal(number, 1 + random.next(upTo: 50))
            let (state, plain) = (IncidentState(number, entries), PlainFold(entries))
            #expect(plain.differences(from: state).isEmpty, "journal \(round): \(plain.differences(from: state))")
            #expect(state.sequence == entries.count && state.number == number)
            undone += entries.count - plain.counting.count
            corrected += state.remarks.filter { !$0.corrections.isEmpty }.count
            merged += state.alerts.count
        }
        // Otherwise the journals would say little.
        #expect(undone > 500 && corrected > 30 && merged > 300)
    }

    @Test("what was known at a moment is the state of the journal as far as it went then, for every moment")
    func everyMoment() throws {
        let number = try Sample.number()
        var random = RandomJournal(2)
        for _ in 0..<25 {
            let entries = random.journal(number, 20)
            for seconds in Int64(-1)...42 {
                let time = Sample.at(seconds)
                let known = IncidentState(number, entries, asOf: time)
                #expect(known == IncidentState(number, entries.prefix { $0.recorded <= time }))
                #expect(PlainFold(entries, asOf: time).differences(from: known).isEmpty)
            }
            #expect(IncidentState(number, entries, asOf: Sample.at(90)) == IncidentState(number, entries))
        }
    }

    @Test("what is undone is as if it had said nothing, whatever stands after it")
    func undoingIsExact() throws {
        let number = try Sample.number()
        var random = RandomJournal(3)
        var changed = 0
        for _ in 0..<300 {
            let entries = random.journal(number, 25)
            let target = random.next(upTo: 25)
            let after = entries + [entry(number, 26, .undone(sequence: target + 1))]
            var without = entries
            without[target].content = .searchedPerson(query: "niemand")
            let state = IncidentState(number, after)
            #expect(PlainFold(without).differences(from: state).isEmpty)
            if !PlainFold(entries).differences(from: state).isEmpty { changed += 1 }
        }
        #expect(changed > 50)
    }

    @Test("undoing the undoing brings back what was, however often that is done")
    func backAndForth() throws {
        let number = try Sample.number()
        var random = RandomJournal(4)
        for _ in 0..<200 {
            let entries = random.journal(number, 20)
            let before = PlainFold(entries)
            var journal = entries + [entry(number, 21, .undone(sequence: 1 + random.next(upTo: 20)))]
            let after = PlainFold(journal)
            for sequence in 22..<30 {
                journal.append(entry(number, sequence, .undone(sequence: sequence - 1)))
                let state = IncidentState(number, journal)
                #expect((sequence.isMultiple(of: 2) ? before : after).differences(from: state).isEmpty)
                #expect(state.sequence == sequence)
            }
        }
    }

    @Test("an entry that undoes itself, what comes later or what is not there undoes nothing")
    func nothingToUndo() throws {
        let number = try Sample.number()
        var random = RandomJournal(5)
        for _ in 0..<100 {
            let entries = random.journal(number, 15)
            for target in [16, 17, 99, 0, -1, Int.max, Int.min] {
                let state = IncidentState(number, entries + [entry(number, 16, .undone(sequence: target))])
                #expect(PlainFold(entries).differences(from: state).isEmpty, "\(target)")
            }
        }
    }

    @Test("an entry of a kind that belongs to the organisation says nothing about an incident")
    func othersSayNothing() throws {
        let number = try Sample.number()
        var random = RandomJournal(6)
        let silent: [EntryContent] = [
            .alertsClosed(alerts: [Sample.id(1)], reason: .handled, note: ""),
            .muted(rule: "r", entity: nil, until: Sample.at(9), reason: "x"), .searchedPerson(query: "an"),
            .clockJumped(seconds: 5), .daysRemoved(from: 1, to: 2, lines: 3),
            .accountChanged(account: "an", change: .disabled, role: "lead"),
            .tokenChanged(label: "t", change: .disabled, role: "reader"), .packInstalled(Sample.pack()),
            .packChosen(Sample.pack().reference), .packRemoved(Sample.pack().reference),
        ]
        for _ in 0..<50 {
            let entries = random.journal(number, 15)
            for content in silent {
                let state = IncidentState(number, entries + [entry(number, 16, content)])
                #expect(PlainFold(entries).differences(from: state).isEmpty, "\(content.kind)")
            }
        }
    }

    @Test("people: a lead and a recipient is always a member, and who is removed is none of them")
    func peopleStayMembers() throws {
        let number = try Sample.number()
        var random = RandomJournal(7)
        for _ in 0..<300 {
            let entries = random.journal(number, 40)
            let people = IncidentState(number, entries).people
            #expect(people.recipients.isSubset(of: people.members) && people.leads.isSubset(of: people.members))
            let gone = people.members.sorted().enumerated().map { index, account in
                entry(number, 41 + index, .memberRemoved(account: account))
            }
            let after = IncidentState(number, entries + gone).people
            #expect(after.members.isEmpty && after.recipients.isEmpty && after.leads.isEmpty)
            #expect(after.isOpen == people.isOpen)
        }
    }

    // MARK: the queue

    @Test("an alert is where its incident is, or else as the last word of the organisation has it, or open")
    func queue() throws {
        var random = RandomJournal(8)
        let entities = try ["an", "els"].map { try #require(EntityRef(.account, $0)) }
        var seen: Set<String> = []
        for _ in 0..<200 {
            let organisation = random.organisation(20, rules: ["a", "b"], entities: entities)
            let incidents = try (1...3).map { sequence in
                let number = try Sample.number(sequence)
                return IncidentState(number, random.journal(number, 12))
            }
            let queue = QueueState(organisation: organisation, incidents: incidents)
            let counting = PlainFold(organisation).counting
            for alert in (0..<13).map({ Sample.id($0) }) {
                var expected: Alert.State?
                if let incident = incidents.last(where: { $0.alerts.contains(alert) }) {
                    expected = .merged(incident.number)
                    if let reason = incident.closed { expected = .closed(reason, in: incident.number) }
                } else {
                    expected =
                        counting.compactMap { entry -> Alert.State? in
                            guard case .alertsClosed(let alerts, let reason, _) = entry.content else { return nil }
                            return alerts.contains(alert) ? .closed(reason) : nil
                        }.last
                }
                #expect(queue.states[alert] == expected)
                #expect(queue.states[alert]?.incident == expected?.incident)
                seen.insert(expected.map { String("\($0)".prefix(6)) } ?? "open")
            }
        }
        #expect(seen == ["open", "merged", "closed"])
    }

    @Test("a mute holds from when it was written until its end, for its rule, and for its entity or all")
    func mutes() throws {
        var random = RandomJournal(9)
        let entities = try ["an", "els"].map { try #require(EntityRef(.account, $0)) }
        var muted = 0
        for _ in 0..<60 {
            let organisation = random.organisation(20, rules: ["a", "b"], entities: entities)
            let queue = QueueState(organisation: organisation, incidents: [])
            let counting = PlainFold(organisation).counting
            for (rule, entity) in [("a", entities[0]), ("b", entities[1]), ("c", entities[0])] {
                for seconds in Int64(0)...92 {
                    let expected = counting.contains { entry in
                        guard case .muted(rule, let on, let until, _) = entry.content else { return false }
                        return (on == nil || on == entity)
                            && (entry.recorded..<max(entry.recorded, until)).contains(Sample.at(seconds))
                    }
                    let key = AlertKey(rule: rule, entity: entity)
                    #expect(queue.isMuted(key, at: Sample.at(seconds)) == expected)
                    if expected { muted += 1 }
                }
            }
        }
        #expect(muted > 1_000)
    }

    private func entry(_ number: IncidentNumber, _ sequence: Int, _ content: EntryContent) -> JournalEntry {
        JournalEntry(
            log: .incident(number), sequence: sequence, recorded: Sample.at(200 + Int64(sequence)),
            actor: .person("an"), content: content)
    }
}
