// Profiles and moments come from people and programs: what is wrong is named, and nothing is guessed.
// SPDX-License-Identifier: EUPL-1.2

import Base
public import Duties
import Foundation
import Testing

/// Nodes in short.
private func map(_ pairs: (String, DutyNode)...) -> DutyNode { DutyNode(.map(pairs.map { .init($0, $1) })) }
private func list(_ elements: DutyNode...) -> DutyNode { DutyNode(.list(elements)) }

extension DutyNode: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(.text(value)) }
}

@Suite("Reading profiles and moments")
struct ReadingTests {
    private func moments(_ node: DutyNode) throws -> DutyReading<DutyMoments> {
        DutyMoments.read(node, pack: try LawData.pack.get())
    }

    private func profiles(_ node: DutyNode) throws -> DutyReading<[LegalProfile]> {
        LegalProfile.read(node, pack: try LawData.pack.get())
    }

    private func codes(_ problems: [Problem]) -> [String] { problems.map(\.code.name) }

    /// Each problem has a text in both languages that says what to do.
    private func explained(_ problems: [Problem]) throws {
        for problem in problems {
            for language in Language.allCases {
                let line = try LawData.words(language).line(for: problem)
                #expect(!line.contains("problem.") && !line.contains("{"), "\(line)")
                #expect(line.last == "." || line.last == "?", "\(line)")
            }
        }
    }

    // MARK: times

    @Test(
        "RFC 3339 5.6: a time with an offset is a moment",
        arguments: [
            ("2026-03-19T09:12:00+01:00", "2026-03-19T08:12:00Z", 3_600),
            ("2026-03-19T09:12Z", "2026-03-19T09:12:00Z", 0),
            ("2026-03-19t09:12:00.5z", "2026-03-19T09:12:00.500Z", 0),
            ("2026-03-19 09:12:00-0530", "2026-03-19T14:42:00Z", -19_800),
            ("2026-03-19T23:59:60+00:00", "2026-03-19T23:59:59Z", 0),
            ("2026-03-19T09:12:00.123456789999Z", "2026-03-19T09:12:00.123456789Z", 0),
        ])
    func time(text: String, utc: String, offset: Int) throws {
        let written = try WrittenTime(text)
        #expect(written.time.description == utc && written.offsetSeconds == offset)
    }

    @Test(
        "A time without an offset is no moment, and is not guessed",
        arguments: ["2026-03-19T09:12:00", "2026-03-19", "2026-03-19T09:12", "2026-03-19T09:12:00.5"])
    func noOffset(text: String) throws {
        #expect(throws: WrittenTime.Refusal.noOffset) { try WrittenTime(text) }
        let reading = try moments(
            map(
                ("now", "2026-03-20T09:12:00Z"),
                ("moments", list(map(("kind", "aware"), ("time", .init(stringLiteral: text)))))))
        #expect(reading.value == nil && codes(reading.refusals) == ["duty.offset"])
        try explained(reading.refusals)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "now", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-03-19T24:00:00Z",
            "2026-03-19T09:12:00+24:00", "2026-03-19T09:12:00+01:60", "2026-03-19T09:12:00+1:00",
            "2026-03-19T09:12:00.Z", "2026-03-19T09:12:00ZZ", "26-03-19T09:12:00Z", "1773907920",
            "-2026-03-19T09:12:00Z",
            "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "1995-12-31T23:59:59Z", "2201-01-01T00:00:00Z",
            "99999999999999999999-01-01T00:00:00Z", "２026-03-19T09:12:00Z", "2026-03-19T09:12:00 Europe/Amsterdam",
        ])
    func noTime(text: String) throws {
        #expect(throws: WrittenTime.Refusal.unreadable) { try WrittenTime(text) }
        let reading = try moments(map(("now", .init(stringLiteral: text))))
        #expect(reading.value == nil && codes(reading.refusals) == ["duty.time"])
        try explained(reading.refusals)
    }

    @Test("None lies after now: moments and submissions that do make the file unusable, all of them named")
    func future() throws {
        let reading = try moments(
            map(
                ("now", "2026-03-19T09:12:00+01:00"),
                (
                    "moments",
                    list(
                        map(("kind", "aware"), ("time", "2026-03-19T08:12:00Z")),
                        map(("kind", "aware"), ("time", "2026-03-19T09:12:01+01:00")),
                        map(("kind", "aware"), ("time", "2026-03-19T23:00:00+01:00"), ("precision", "day")),
                        map(("kind", "aware"), ("time", "2026-03-20T00:00:00+01:00"), ("precision", "day")))
                ),
                ("submissions", list(map(("clock", "AVG33"), ("time", "2026-03-19T09:13:00+01:00"))))))
        #expect(reading.value == nil)
        #expect(codes(reading.refusals) == ["duty.future", "duty.future", "duty.future"])
        try explained(reading.refusals)
    }

    // MARK: moments

    @Test("A whole file")
    func whole() throws {
        let reading = try moments(
            map(
                ("now", "2026-03-20T09:12:00+01:00"), ("incident_kind", "data_breach"),
                (
                    "facts",
                    map(
                        ("Records-count", "1200"), ("indicators", list("a")), ("none", list()),
                        ("gone", DutyNode(.null)))
                ),
                (
                    "moments",
                    list(
                        map(("kind", "Breach-aware"), ("time", "2026-03-19T09:12:00+01:00"), ("source", "memo 3")),
                        map(("kind", "started"), ("precision", "unknown")),
                        map(
                            ("kind", "aware"), ("time", "2026-03-19T09:12:00+01:00"), ("precision", "hour"),
                            ("organisation", "A")))
                ),
                ("submissions", list(map(("clock", "avg33"), ("time", "2026-03-19T12:00:00Z"), ("proof", "AP-1"))))))
        let value = try #require(reading.value)
        #expect(reading.problems.isEmpty)
        #expect(value.facts == ["records_count": "1200", "indicators": "…"])
        #expect(value.incidentKind == "data_breach")
        #expect(value.moments.map(\.kind) == [.breachAware, .started, .aware])
        #expect(value.moments.map(\.precision) == [.exact, .unknown, .hour])
        #expect(value.moments[1].earliest == nil && value.moments[0].source == "memo 3")
        #expect(
            value.moments[2].earliest == (try at("2026-03-19T09:00:00+01:00")) && value.moments[2].organisation == "A")
        #expect(value.submissions == [Submission("AVG33", try at("2026-03-19T12:00:00Z"), proof: "AP-1")])
    }

    @Test("What is not known is left out and named, with what was meant; the rest counts")
    func unknown() throws {
        let reading = try moments(
            map(
                ("now", "2026-03-20T09:12:00+01:00"), ("momants", list()), ("weather", "wet"),
                (
                    "moments",
                    list(
                        map(("kind", "awarre"), ("time", "2026-03-19T09:12:00+01:00")),
                        map(("kind", "full moon"), ("time", "2026-03-19T09:12:00+01:00")),
                        map(("kind", "aware"), ("time", "2026-03-19T09:12:00+01:00"), ("prec", "day")),
                        map(("kind", "detected"), ("time", "2026-03-19T09:12:00+01:00"), ("precision", "roughly")),
                        map(("time", "2026-03-19T09:12:00+01:00")), "aware")
                ),
                (
                    "submissions",
                    list(
                        map(("clock", "AVG-33"), ("time", "2026-03-19T12:00:00Z")),
                        map(("clock", "something"), ("time", "2026-03-19T12:00:00Z")))
                )))
        #expect(
            codes(reading.problems) == [
                "duty.misspelt", "duty.unknown_name", "duty.misspelt", "duty.unknown_name", "duty.unknown_name",
                "duty.value", "duty.missing", "duty.shape", "duty.unknown_clock", "duty.unknown_clock",
            ])
        #expect(reading.problems[0].arguments == ["momants", "moments"])
        #expect(reading.problems[2].arguments == ["awarre", "aware"])
        #expect(reading.problems[8].arguments == ["AVG-33", "AVG33"])
        let value = try #require(reading.value)
        #expect(value.moments.map(\.kind) == [.aware, .detected])
        #expect(value.moments[1].precision == .day)
        #expect(value.submissions.isEmpty)
        try explained(reading.problems)
    }

    @Test("Without now there is nothing to count against; without a time a moment is only known to have been")
    func missing() throws {
        #expect(codes(try moments(map()).refusals) == ["duty.missing"])
        #expect(codes(try moments("text").refusals) == ["duty.shape"])
        #expect(codes(try moments(list()).refusals) == ["duty.shape"])
        let now = ("now", "2026-03-20T09:12:00+01:00" as DutyNode)
        #expect(codes(try moments(map(now, ("moments", list(map(("kind", "aware")))))).refusals) == ["duty.missing"])
        #expect(
            codes(try moments(map(now, ("submissions", list(map(("clock", "AVG33")))))).refusals) == ["duty.missing"])
        #expect(
            codes(try moments(map(now, ("moments", list(map(("kind", "aware"), ("time", list())))))).refusals) == [
                "duty.time"
            ])
        #expect(codes(try moments(map(now, ("facts", "many"))).problems) == ["duty.shape"])
    }

    @Test("A time that is wrong makes the file unusable also at a moment whose kind is not known")
    func wrongTimeOfUnknownKind() throws {
        let reading = try moments(
            map(("now", "2026-03-20T09:12:00+01:00"), ("moments", list(map(("kind", "moon"), ("time", "noon"))))))
        #expect(reading.value == nil && codes(reading.refusals) == ["duty.time"])
    }

    @Test("Over the limits: lists, texts, problems")
    func limits() throws {
        let now = ("now", "2026-03-20T09:12:00+01:00" as DutyNode)
        let one = map(("kind", "aware"), ("time", "2026-03-19T09:12:00+01:00"))
        func many(_ count: Int) -> DutyNode { DutyNode(.list([DutyNode](repeating: one, count: count))) }
        #expect(try moments(map(now, ("moments", many(DutyLimits.entries)))).value?.moments.count == 1_000)
        #expect(codes(try moments(map(now, ("moments", many(DutyLimits.entries + 1)))).refusals) == ["duty.too_much"])
        let facts = DutyNode(.map((0...DutyLimits.entries).map { .init("f\($0)", "x") }))
        #expect(codes(try moments(map(now, ("facts", facts))).refusals) == ["duty.too_much"])
        let long = DutyNode(.text(String(repeating: "x", count: DutyLimits.textBytes + 1)))
        let reading = try moments(map(now, ("facts", map(("a", long), ("b", "x")))))
        #expect(codes(reading.problems) == ["duty.too_much"] && reading.value?.facts == ["b": "x"])
        let noise = DutyNode(.map((0..<90).map { .init("unheard-of-\($0)", "x") } + [.init("now", now.1)]))
        let counted = try moments(noise)
        #expect(counted.problems.count == DutyLimits.problems + 1)
        #expect(counted.problems.last == Problem(.dutyMoreProblems, ["70"]))
        let profile = map(("organisation", "A"))
        let profiles = DutyNode(.list([DutyNode](repeating: profile, count: DutyLimits.profiles + 1)))
        #expect(codes(try self.profiles(profiles).refusals) == ["duty.too_much"])
    }

    // MARK: profiles

    @Test("One profile or a list of them; words in Dutch or English")
    func profile() throws {
        let one = map(
            ("organisation", "Gemeente Dijken"), ("legal_form", "Gemeente"), ("sector", "overheid"),
            ("cbw", "Essential"),
            ("roles", list("verwerkingsverantwoordelijke", "trust-service")), ("member_states", "NL"))
        let value = try #require(try profiles(one).value?.first)
        #expect(value.cbw == .essential && value.memberStates == ["NL"] && value.roles.count == 2)
        #expect(try profiles(one).problems.isEmpty)
        #expect(try profiles(list(one, one)).value?.count == 2)
        #expect(try LawData.pack.get().role("Verwerker") == "processor")
    }

    @Test("A profile that cannot be used is named and does not stop the others; without any the file is unusable")
    func badProfile() throws {
        let good = map(("organisation", "A"))
        let bad: [DutyNode] = [
            map(("organisation", "")), map(("legal_form", "ministry")), "text", list(),
            map(("organisation", "B"), ("cbw", "vital")), map(("organisation", list("B"))),
        ]
        for node in bad {
            let reading = try profiles(DutyNode(.list([node, good])))
            #expect(reading.value?.map(\.organisation) == ["A"] && !reading.problems.isEmpty)
            try explained(reading.problems)
            let alone = try profiles(DutyNode(.list([node])))
            #expect(alone.value == nil && codes(alone.refusals) == ["duty.no_profile"])
            try explained(alone.refusals)
        }
    }

    @Test("A role, a legal form or a name that is not known is told: it would start no clock in silence")
    func unknownRole() throws {
        let reading = try profiles(
            map(("organisation", "A"), ("roles", list("controler")), ("legal_form", "castle"), ("rolse", "x")))
        #expect(codes(reading.problems) == ["duty.misspelt", "duty.unknown_form", "duty.unknown_role"])
        #expect(reading.value?.count == 1)
        try explained(reading.problems)
    }

    @Test("Nodes of any shape are read to an end, and what comes of them can be counted with")
    func anyShape() throws {
        let pack = try LawData.pack.get()
        var seed = Seed(7)
        let names = [
            "now", "facts", "moments", "submissions", "kind", "time", "precision", "clock", "organisation", "cbw",
            "roles",
            "legal_form", "x",
        ]
        let texts = [
            "2026-11-19T09:12:00+01:00", "2026-11-18T09:12:00Z", "aware", "significant", "day", "CBW27", "essential",
            "controller", "ministry", "", "9223372036854775808", "-1e400", "\u{0}", "🌊",
        ]
        func node(_ depth: Int) -> DutyNode {
            switch seed.next(upTo: depth > 4 ? 2 : 5) {
            case 0: DutyNode(.null)
            case 1: DutyNode(.text(seed.pick(texts)))
            case 2: DutyNode(.list((0..<seed.next(upTo: 4)).map { _ in node(depth + 1) }))
            default: DutyNode(.map((0..<seed.next(upTo: 7)).map { _ in .init(seed.pick(names), node(depth + 1)) }))
            }
        }
        var counted = 0
        for _ in 0..<4_000 {
            let now = DutyNode.Pair("now", "2026-11-20T09:12:00+01:00")
            guard let moments = DutyMoments.read(DutyNode(.map([now] + (node(0).pairsForTest))), pack: pack).value
            else {
                continue
            }
            let profile = LegalProfile.read(node(0), pack: pack).value?.first
            let clocks = DutyPlan.clocks(
                of: profile ?? LegalProfile(organisation: "A", legalForm: "ministry"), at: moments, under: pack)
            #expect(clocks.count == pack.clocks.count)
            counted += 1
        }
        #expect(counted > 400)
    }
}

extension DutyNode {
    fileprivate var pairsForTest: [Pair] {
        if case .map(let pairs) = content { pairs } else { [] }
    }
}
