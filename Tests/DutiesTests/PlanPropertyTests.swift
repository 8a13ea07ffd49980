// Random incidents at random organisations: what must hold of every clock of every plan.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Testing

@Suite("Plans at random")
struct PlanPropertyTests {
    private static let hour: Int64 = 3_600_000_000_000

    private func profile(_ seed: inout Seed) -> LegalProfile {
        let roles = [
            "controller", "processor", "trust_service", "manufacturer", "bank", "critical_entity", "verwerker", "?",
        ]
        return LegalProfile(
            organisation: "X", legalForm: seed.pick(["ministry", "om", "gemeente", "company", nil, "waterschap", "?"]),
            sector: seed.pick([nil, "health", "water", "?"]), cbw: seed.pick([nil, nil] + CbwStanding.allCases),
            roles: roles.filter { _ in seed.next(upTo: 2) == 0 })
    }

    /// An incident between August 2026 and June 2027, with now behind all of it. Times come twice when they are coarse.
    private func moments(_ seed: inout Seed, coarse: Bool = false) throws -> DutyMoments {
        let base = try at("2026-08-01T00:00:00+02:00")
        func time() -> Timestamp {
            let seconds = coarse ? seed.next(upTo: 6) * 200_000 : seed.next(upTo: 9_000_000)
            return base.advanced(byNanoseconds: Int64(seconds) * 1_000_000_000)
        }
        let pack = try LawData.pack.get()
        let last = seed.pick([9_100_000, 26_000_000])
        var moments = DutyMoments(now: base.advanced(byNanoseconds: Int64(last) * 1_000_000_000))
        for _ in 0..<(2 + seed.next(upTo: 10)) {
            let precision = seed.pick([.exact, .exact, .exact] + Moment.Precision.allCases)
            let when: Timestamp? = seed.next(upTo: 12) == 0 ? nil : time()
            moments.moments.append(DutyMoment(seed.pick(MomentKind.allCases), when, precision))
        }
        for _ in 0..<seed.next(upTo: 6) {
            let proof = seed.next(upTo: 2) == 0 ? "bewijs" : nil
            moments.submissions.append(Submission(seed.pick(pack.clocks).id, time(), proof: proof))
        }
        for name in ["risk", "actively_exploited", "product_security_affected", "service_affected", "cross_border"]
        where seed.next(upTo: 2) == 0 { moments.facts[name] = seed.pick(["true", "false", "high", "unlikely"]) }
        return moments
    }

    private func plan(_ profile: LegalProfile, _ moments: DutyMoments, lawAt: Timestamp? = nil) throws -> [DutyClock] {
        DutyPlan.clocks(of: profile, at: moments, under: try LawData.pack.get(), lawAt: lawAt)
    }

    /// The last moment that is in time: for hours the end to work towards, else the end of the last day.
    private func last(_ clock: DutyClock, _ term: Term) -> Timestamp? {
        term.unit == .hours ? clock.due : clock.dueStatutory
    }

    @Test("A clock is met only by what was sent in time, late only after its end, and open only before it")
    func states() throws {
        let pack = try LawData.pack.get()
        var seed = Seed(201)
        var seen: [DutyClock.State: Int] = [:]
        for _ in 0..<700 {
            let (profile, moments) = (profile(&seed), try moments(&seed))
            for clock in try plan(profile, moments) {
                let law = try #require(pack.clock(clock.id))
                let submitted = clock.submission?.time
                let last = capped(clock) ? clock.due.map { max($0, clock.dueStatutory ?? $0) } : last(clock, law.term)
                seen[clock.state, default: 0] += 1
                switch clock.state {
                case .met:
                    let time = try #require(submitted)
                    #expect(last.map { time <= $0 } ?? !law.term.hasEnd, "\(clock.id)")
                    #expect(DutchTime.date(at: moments.now) < pack.header.reviewBy)
                case .late:
                    let end = try #require(clock.due)
                    #expect(submitted ?? moments.now > end, "\(clock.id)")
                    if let last, !capped(clock) { #expect(submitted ?? moments.now > last) }
                case .running, .nearlyDue:
                    if submitted == nil, let last { #expect(moments.now <= last, "\(clock.id)") }
                    #expect(submitted == nil || clock.due == nil || clock.codes.contains(.packExpired))
                case .withdrawn: #expect(submitted == nil && clock.codes.contains(.withdrawn) && !clock.isOpen)
                case .superseded: #expect(clock.start != nil || clock.codes.contains(.startUnknown) || clock.due == nil)
                case .notApplicable: #expect(submitted == nil && clock.origin == nil && !clock.isOpen)
                }
                if let left = clock.remainingSeconds(at: moments.now) {
                    let due = try #require(clock.due)
                    #expect(clock.isOpen && (left < 0) == (moments.now > due))
                }
            }
        }
        #expect(DutyClock.State.allCases.allSatisfy { seen[$0, default: 0] > 10 }, "\(seen)")
    }

    private func capped(_ clock: DutyClock) -> Bool {
        clock.codes.contains(.capped) || clock.codes.contains(.extended)
    }

    @Test("The law of the day on which the term began counts: no clock runs from before its law, or after its end")
    func lawInForce() throws {
        var seed = Seed(202)
        var running = 0
        for _ in 0..<250 {
            let (profile, moments) = (profile(&seed), try moments(&seed))
            for clock in try plan(profile, moments) where clock.state != .notApplicable {
                let law = try #require(clock.law)
                let day = DutchTime.date(at: clock.start ?? moments.now)
                #expect(day >= law.from && law.until.map { day < $0 } ?? true, "\(clock.id) \(day)")
                running += 1
            }
            // On the day before, none of the clocks of that law runs, whatever happened since.
            for law in try LawData.pack.get().laws {
                let eve = try at("\(law.from.adding(days: -1))T12:00:00Z")
                for clock in try plan(profile, moments, lawAt: eve) where clock.law?.id == law.id {
                    #expect(clock.state == .notApplicable && clock.due == nil, "\(clock.id)")
                    #expect(clock.codes.contains { $0 == .notInForce || $0 == .nothingBefore })
                }
            }
        }
        #expect(running > 400)
    }

    @Test("Hours are added to the start as they pass; days, weeks and months end on a working day at the same hour")
    func terms() throws {
        let pack = try LawData.pack.get()
        var seed = Seed(203)
        var counted: [Term.Unit: Int] = [:]
        for _ in 0..<700 {
            let (profile, moments) = (profile(&seed), try moments(&seed))
            for clock in try plan(profile, moments) where !capped(clock) {
                guard let due = clock.due, let start = clock.start, let law = pack.clock(clock.id),
                    let count = law.term.count
                else { continue }
                counted[law.term.unit, default: 0] += 1
                if law.term.unit == .hours {
                    #expect(due.nanoseconds - start.nanoseconds == Int64(count) * Self.hour, "\(clock.id)")
                    continue
                }
                let (from, to) = (DutchTime.date(at: start), DutchTime.date(at: due))
                let wanted = law.term.unit == .months ? from.adding(months: count) : from.adding(days: 7 * count)
                if law.term.unit != .days { #expect(to == pack.holidays.workingDay(onOrAfter: wanted), "\(clock.id)") }
                #expect(pack.holidays.isWorkingDay(to))
                // No working day begins with the change of the clocks, which is on a Sunday.
                #expect(DutchTime.text(due).dropFirst(10).prefix(9) == DutchTime.text(start).dropFirst(10).prefix(9))
                #expect(clock.statutoryText?.dropFirst(10).prefix(9) == "T23:59:59")
            }
        }
        for unit in [Term.Unit.hours, .weeks, .months] { #expect(counted[unit, default: 0] > 30, "\(counted)") }
    }

    @Test("The plan does not depend on the order in which moments and submissions are told, also of equal times")
    func order() throws {
        var seed = Seed(204)
        for _ in 0..<300 {
            let (profile, moments) = (profile(&seed), try moments(&seed, coarse: true))
            var other = moments
            for index in other.moments.indices { other.moments.swapAt(index, seed.next(upTo: index + 1)) }
            other.submissions.reverse()
            for (clock, same) in zip(try plan(profile, moments), try plan(profile, other)) {
                #expect(clock.state == same.state && clock.start == same.start && clock.due == same.due, "\(clock.id)")
                #expect(clock.dueStatutory == same.dueStatutory && clock.fieldsMissing == same.fieldsMissing)
                #expect(clock.submission?.time == same.submission?.time && clock.recipients == same.recipients)
            }
        }
    }

    @Test(
        "Of moments and submissions at one time, known and not known, every order gives the same plan to the last word")
    func ties() throws {
        var seed = Seed(208)
        for _ in 0..<60 {
            let profile = profile(&seed)
            var moments = try moments(&seed)
            let (kinds, now) = ([MomentKind.significant, .notSignificant, .aware, .handled], moments.now)
            moments.moments = (0..<4).map { index in
                let kind = index < 2 ? seed.pick(kinds) : .significant
                return DutyMoment(
                    kind, seed.pick([now, now, nil]), seed.pick([.exact, .exact, .unknown, .hour]),
                    source: seed.pick([nil, "a", "b"]), organisation: seed.pick([nil, profile.organisation]))
            }
            moments.submissions = ["a", "b", nil].map { Submission("CBW26", now, proof: $0) }
            let wanted = try plan(profile, moments)
            for order in orders(moments.moments) {
                var other = moments
                other.moments = order
                other.submissions.reverse()
                #expect(try plan(profile, other) == wanted, "\(order)")
            }
        }
    }

    private func orders(_ moments: [DutyMoment]) -> [[DutyMoment]] {
        guard moments.count > 1 else { return [moments] }
        return moments.indices.flatMap { index in
            var rest = moments
            let one = rest.remove(at: index)
            return orders(rest).map { [one] + $0 }
        }
    }

    @Test("A decision at this moment counts, whether one whose time is not known is told before it or after it")
    func knownAndUnknown() throws {
        let now = "2026-09-10T12:00:00+02:00"
        let case1 = try Case(now: now).with(.significant, now)
        let unknown = DutyMoment(.significant, nil, source: "test")
        for isFirst in [true, false] {
            var one = case1
            one.moments.moments.insert(unknown, at: isFirst ? 0 : 1)
            #expect(try one.clock("CBW26").start == at(now))
        }
    }

    @Test("What is said of another organisation, or sent under a clock that is not there, changes nothing")
    func others() throws {
        var seed = Seed(205)
        let pack = try LawData.pack.get()
        for _ in 0..<200 {
            let (profile, moments) = (profile(&seed), try moments(&seed))
            let noise = try self.moments(&seed)
            var more = moments
            for moment in noise.moments {
                let other = DutyMoment(moment.kind, moment.earliest, moment.precision, organisation: "Y")
                more.moments.insert(other, at: seed.next(upTo: more.moments.count + 1))
            }
            for submission in noise.submissions {
                more.submissions.append(Submission(submission.clock, submission.time, organisation: "x"))
                more.submissions.append(Submission(submission.clock + "?", submission.time))
            }
            #expect(try plan(profile, more) == plan(profile, moments))
            let own = moments.moments.map {
                DutyMoment($0.kind, $0.earliest, $0.precision, source: $0.source, organisation: "X")
            }
            var said = moments
            said.moments = own
            let states = try plan(profile, said).map(\.state)
            #expect(try plan(profile, moments).map(\.state) == states && states.count == pack.clocks.count)
        }
    }

    @Test("Of several moments of a kind the first counts: one more that is later moves no start and no end")
    func laterOnes() throws {
        var seed = Seed(206)
        for _ in 0..<300 {
            let (profile, moments) = (profile(&seed), try moments(&seed))
            guard let moment = moments.moments.first(where: { $0.earliest != nil && $0.precision == .exact }),
                let time = moment.earliest
            else { continue }
            var more = moments
            let later = time.advanced(byNanoseconds: 1 + Int64(seed.next(upTo: 999_999_999)))
            more.moments.append(DutyMoment(moment.kind, later))
            for (clock, same) in zip(try plan(profile, moments), try plan(profile, more)) {
                #expect(clock.start == same.start && clock.due == same.due, "\(clock.id) \(moment.kind)")
                #expect(clock.submission == same.submission)
            }
        }
    }

    @Test("A second submission of a clock that comes later changes nothing in the plan")
    func laterSubmissions() throws {
        var seed = Seed(207)
        var asked = 0
        for _ in 0..<300 {
            let (profile, moments) = (profile(&seed), try moments(&seed))
            guard let first = moments.submissions.first else { continue }
            var more = moments
            more.submissions.append(Submission(first.clock, first.time.advanced(byNanoseconds: 1), proof: "later"))
            more.submissions.insert(Submission(first.clock, first.time.advanced(byNanoseconds: 2)), at: 0)
            #expect(try plan(profile, more) == plan(profile, moments))
            asked += 1
        }
        #expect(asked > 150)
    }
}
