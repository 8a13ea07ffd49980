// An exercise on its pages and in what is taken along: the word everywhere, its own clock in the band, and who comes in
// by the clock of the machine.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import HTTPTypes
import Incidents
import Synchronization
import Testing
import Web

/// How fast the clock of a test goes, until it is set.
private final class Pace: Sendable {
    private let pace: Mutex<Double?>

    init(_ pace: Double?) {
        self.pace = Mutex(pace)
    }

    var now: Double? { pace.withLock { $0 } }

    func set(_ new: Double?) {
        pace.withLock { $0 = new }
    }
}

@Suite("Pages: an exercise")
struct ExercisePageTests {
    private static let titles: [Language: String] = [.dutch: "Storm <op> zee", .english: "Storm & sea"]
    private static let end = WebSample.start.advanced(byNanoseconds: 7_200_000_000_000)

    private func exercise(_ pace: Pace) -> ShownExercise {
        ShownExercise(
            titles: ExercisePageTests.titles,
            clock: ShownExercise.Clock(pace: { pace.now }, end: ExercisePageTests.end))
    }

    /// The band of a page, as one reads it.
    private func band(_ page: ShownPage) -> String? {
        page.text.firstMatch(of: #/<p class="exercise">(.*?)</p>/#.dotMatchesNewlines()).map { match in
            HTMLText.decode(String(match.1).replacing(#/<[^>]*>/#, with: ""))
                .replacing(#/\s+/#, with: " ")
        }
    }

    // MARK: The band

    @Test("in an exercise a band says OEFENING on every page: inside, at the door, and where something is wrong")
    func everyPage() async throws {
        let sample = try WebSample(hasStore: true, laws: true, exercise: exercise(Pace(60)))
        let admin = try await sample.person("bea.heer", .administrator)
        let lead = try await sample.person("an.bakker", .lead)
        let line = try #require(sample.append([Array("<13>1 2026-03-19T06:00:00Z h a - - - x".utf8)]).first)
        let position = line.description.replacing("/", with: ".")
        let alert = try sample.alert("a", line: 1)
        let number = try await sample.open("Zaak", as: lead)
        let inside = [
            "/signalen", "/signalen/\(alert)", "/onderzoek", "/onderzoek/account/jan.smit", "/regel/\(position)",
            "/incidenten", "/incidenten/\(number)", "/incidenten/\(number)/brief", "/regels", "/bronnen",
            "/gezondheid", "/beheer/journaal", "/hulp", "/wachtwoord",
        ]
        for target in inside {
            let page = try await sample.page(target, as: lead)
            #expect(band(page)?.hasPrefix("OEFENING. Storm <op> zee.") == true, "\(target): \(band(page) ?? "none")")
        }
        for target in ["/beheer", "/beheer/accounts/bea.heer", "/beheer/tokens"] {
            #expect(try await band(sample.page(target, as: admin))?.hasPrefix("OEFENING.") == true, "\(target)")
        }
        let secret = String(repeating: "A", count: 43)
        for (target, status) in [("/inloggen", 200), ("/login/\(secret)", 200), ("/nergens", 404)] {
            let page = try await sample.page(target, status: status)
            #expect(band(page)?.hasPrefix("OEFENING. Storm <op> zee.") == true, "\(target)")
        }
        let refused = try await sample.submit("/beheer/accounts", as: lead, [("naam", "x"), ("rol", "reader")])
        #expect(refused.status == 403 && refused.text.contains("OEFENING."))
    }

    @Test("the band has the title and the words of the language that is asked, as text and not as HTML")
    func languages() async throws {
        let sample = try WebSample(exercise: exercise(Pace(60)))
        let english = try await sample.page("/inloggen", fields: ["Accept-Language": "en"])
        #expect(band(english)?.hasPrefix("EXERCISE. Storm & sea. Time in the exercise: 19 Mar 2026") == true)
        let dutch = try await sample.page("/inloggen", fields: ["Accept-Language": "nl"])
        #expect(dutch.text.contains("Storm &lt;op&gt; zee.") && !dutch.text.contains("<op>"))
    }

    @Test("its own clock: the time in the exercise with its zone and the speed, also without scripts")
    func clock() async throws {
        let pace = Pace(60)
        let sample = try WebSample(exercise: exercise(pace))
        func shown(_ language: String = "nl") async throws -> String {
            try await band(sample.page("/inloggen", fields: ["Accept-Language": language])) ?? ""
        }
        // 06:00 UTC on 19 March 2026, before the clocks go forward.
        #expect(try await shown().contains("19 mrt 2026 07:00:00 Europe/Amsterdam, 60 keer zo snel als in het echt."))
        sample.time.advance(seconds: 3_661)
        #expect(try await shown().contains("19 mrt 2026 08:01:01 Europe/Amsterdam"))
        let paces: [(Double?, String, String)] = [
            (0.5, "0,5 keer zo snel als in het echt.", "0.5 times as fast as life."),
            (1, ", zo snel als in het echt.", ", as fast as life."),
            (nil, "zo snel als deze machine kan.", "as fast as this machine can."),
        ]
        for (value, dutch, english) in paces {
            pace.set(value)
            #expect(try await shown().contains(dutch), "\(dutch)")
            #expect(try await shown("en").contains(english), "\(english)")
        }
    }

    @Test(
        "a script gets the time on the clock, the pace, and what is left at that pace; a clock that jumps does not tick"
    )
    func ticking() async throws {
        let pace = Pace(60)
        let sample = try WebSample(exercise: exercise(pace))
        let start = try await sample.page("/inloggen").text
        // One hour east of UTC; two hours to go.
        let shown = (WebSample.start.nanoseconds / 1_000_000) + 3_600_000
        #expect(start.contains("data-own=\"\(shown)\" data-pace=\"60.0\" data-rest=\"7200000\""))
        #expect(start.contains("data-months=\"jan feb mrt apr mei jun jul aug sep okt nov dec\""))
        sample.time.advance(seconds: 9_000)
        pace.set(1)
        #expect(try await sample.page("/inloggen").text.contains("data-pace=\"1.0\" data-rest=\"0\""))
        pace.set(nil)
        #expect(try await !sample.page("/inloggen").text.contains("data-own"))
    }

    @Test(
        "a demonstration has the word and the title, and no clock beside that of the machine; a real house has nothing")
    func without() async throws {
        let demo = try WebSample(exercise: ShownExercise(titles: ExercisePageTests.titles))
        #expect(
            try await band(demo.page("/inloggen")) == "OEFENING. Storm <op> zee. Alles op deze pagina's is verzonnen.")
        let real = try await WebSample().page("/inloggen")
        #expect(band(real) == nil && !real.text.contains("OEFENING") && !real.text.contains("data-own"))
    }

    @Test("rows that come live begin so much earlier as the exercise is faster: none is missed between page and stream")
    func live() async throws {
        let pace = Pace(60)
        let sample = try WebSample(exercise: exercise(pace))
        let who = try await sample.person("an.bakker", .analyst)
        try sample.alert("a", line: 1)
        for (value, seconds) in [(60.0, 300), (1, 5), (0.5, 5), (nil, 18_000)] as [(Double?, Int64)] {
            pace.set(value)
            let since = ULID(
                time: WebSample.start.advanced(byNanoseconds: -seconds * 1_000_000_000), random: (0, 0))
            #expect(try await sample.page("/signalen", as: who).text.contains("sinds=\(since)"), "\(seconds)")
        }
    }

    // MARK: What is taken along

    /// Every list that can be taken along, and who may.
    private static let lists: [(target: String, isForAdmin: Bool)] = [
        ("/signalen/uitvoer?stand=all", false), ("/onderzoek/uitvoer", false),
        ("/onderzoek/account/jan.smit/uitvoer", false), ("/regels/uitvoer", false),
        ("/regels/dempingen/uitvoer", false), ("/beheer/uitvoer", true), ("/beheer/tokens/uitvoer", true),
        ("/beheer/journaal/uitvoer", true),
    ]

    private func address(_ target: String, _ form: String) -> String {
        "\(target)\(target.contains("?") ? "&" : "?")vorm=\(form)"
    }

    /// A record in which no list is empty, but for the rules, which this sample has not.
    private func filled(_ exercise: ShownExercise?) async throws -> (WebSample, lead: WebSample.Who, WebSample.Who) {
        let sample = try WebSample(hasStore: true, exercise: exercise)
        let admin = try await sample.person("bea.heer", .administrator)
        let lead = try await sample.person("an.bakker", .lead)
        try sample.append([Array(#"{"user":"jan.smit"}"#.utf8), Array("twee".utf8)])
        let alert = try sample.alert("a", line: 1)
        let muted = [("signaal", alert), ("doe", "mute"), ("dagen", "7"), ("waarom", "proef"), ("terug", "/signalen")]
        _ = try await sample.submit("/signalen", as: lead, muted)
        _ = try await sample.send("/beheer/tokens", as: admin, [("label", "x"), ("rol", "reader"), ("dagen", "9")])
        return (sample, lead, admin)
    }

    @Test("in an exercise every list carries the word: in the name of the file, on top of CSV, in each line of JSON")
    func exports() async throws {
        let (sample, lead, admin) = try await filled(ShownExercise())
        let routes = Set(sample.router.pageRoutes.map(\.path).filter { $0.hasSuffix("/uitvoer") })
        #expect(routes.count == ExercisePageTests.lists.count, "a list is not tried here: \(routes)")
        var objects = 0
        for (target, isForAdmin) in ExercisePageTests.lists {
            let who = isForAdmin ? admin : lead
            let csv = try await sample.get(address(target, "csv"), as: who)
            #expect(csv.status == 200, "\(target): \(csv.text.prefix(300))")
            #expect(
                csv.fields[.contentDisposition]?.hasPrefix("attachment; filename=\"OEFENING-") == true, "\(target)")
            #expect(csv.text.hasPrefix("\u{FEFF}\"OEFENING. Alles op deze pagina's is verzonnen.\"\r\n"), "\(target)")
            let lines = try await sample.get(address(target, "jsonl"), as: who)
            #expect(
                lines.fields[.contentDisposition]?.hasPrefix("attachment; filename=\"OEFENING-") == true, "\(target)")
            for line in lines.text.split(separator: "\n") {
                #expect(try JSON(Array(line.utf8))["exercise"] == .bool(true), "\(target): \(line)")
                objects += 1
            }
        }
        #expect(objects >= 8, "the lists are empty")
    }

    @Test("outside an exercise no list, no file and no line of the archive says that it is one")
    func realExports() async throws {
        let (sample, lead, admin) = try await filled(nil)
        for (target, isForAdmin) in ExercisePageTests.lists {
            for form in ["csv", "jsonl"] {
                let reply = try await sample.get(address(target, form), as: isForAdmin ? admin : lead)
                #expect(reply.status == 200 && !reply.text.contains("\"exercise\""), "\(target)")
                #expect(!reply.text.contains("OEFENING") && reply.fields[.contentDisposition]?.contains("OEF") == false)
            }
        }
    }

    @Test("the bytes of a line are those that came; the name of their file carries the word, from the page and the API")
    func rawLine() async throws {
        let sample = try WebSample(exercise: ShownExercise())
        let who = try await sample.person("an.bakker", .analyst)
        let line = try #require(sample.append([Array("een regel".utf8)]).first)
        let position = line.description.replacing("/", with: ".")
        for target in ["/regel/\(position)/bestand", "/api/v1/events/\(position)/raw"] {
            let reply = try await sample.get(target, as: who)
            #expect(reply.status == 200 && reply.text == "een regel", "\(target)")
            #expect(
                reply.fields[.contentDisposition]?.hasPrefix("attachment; filename=\"OEFENING-regel") == true,
                "\(target)")
        }
        let real = try WebSample()
        let other = try await real.person("an.bakker", .analyst)
        let same = try #require(real.append([Array("een regel".utf8)]).first).description.replacing("/", with: ".")
        let reply = try await real.get("/api/v1/events/\(same)/raw", as: other)
        #expect(reply.fields[.contentDisposition] == "attachment")
    }

    // MARK: Two clocks

    @Test("a session lives by the clock of the machine, while pages and the record have that of the exercise")
    func sessions() async throws {
        let wall = Time(WebSample.start.advanced(byNanoseconds: 250 * 86_400_000_000_000))
        let sample = try WebSample(exercise: exercise(Pace(nil)), wall: wall)
        let who = try await sample.person("an.bakker", .lead)
        let began = try #require(try sample.accounts.sessions().first)
        #expect(began.began == wall.now)
        sample.time.advance(seconds: 10 * 86_400)
        #expect(try await band(sample.page("/signalen", as: who))?.contains("29 mrt 2026 08:00:00") == true)
        let number = try await sample.open("Zaak", as: who)
        let log = try #require(JournalLog(name: number))
        #expect(try sample.records.entries(log).allSatisfy { $0.recorded == sample.time.now })
        let ends = try await sample.get("/api/v1/session", as: who).json["ends"]?.text
        #expect(ends.map { $0 > wall.now.description } == true, "\(ends ?? "none")")
        wall.advance(seconds: 1_801)
        #expect(try await sample.get("/signalen", as: who).status == 303, "half an hour without a request is over")
    }

    @Test("tries to log in wait by the clock of the machine, whatever the exercise does meanwhile")
    func tries() async throws {
        let wall = Time(WebSample.start)
        let sample = try WebSample(exercise: exercise(Pace(nil)), wall: wall)
        try sample.account("an.bakker", .lead)
        func log(in password: String) async throws -> Int {
            try await sample.post("/api/v1/session", #"{"name":"an.bakker","password":"\#(password)"}"#).status
        }
        for _ in 0..<5 {
            _ = try await log(in: "verkeerd wachtwoord")
            wall.advance(seconds: 2)
        }
        _ = try await log(in: "verkeerd wachtwoord")
        #expect(try await log(in: WebSample.password) == 429)
        sample.time.advance(seconds: 30 * 86_400)
        #expect(try await log(in: WebSample.password) == 429, "a month in the exercise is no second here")
        wall.advance(seconds: 86_400)
        #expect(try await log(in: WebSample.password) == 200)
    }

    @Test("tokens, links and changed passwords count by the clock of the machine")
    func access() async throws {
        let wall = Time(WebSample.start)
        let sample = try WebSample(hasStore: true, exercise: exercise(Pace(nil)), wall: wall)
        let admin = try await sample.person("bea.heer", .administrator)
        let made = try await sample.send("/beheer/accounts", as: admin, [("naam", "nieuw"), ("rol", "analyst")])
        let link = try #require(made.secret?.split(separator: "/").last.map(String.init))
        let token = try await sample.send(
            "/beheer/tokens", as: admin, [("label", "x"), ("rol", "reader"), ("dagen", "1")])
        let program = WebSample.Who.token(try #require(token.secret))
        sample.time.advance(seconds: 300 * 86_400)
        #expect(try await sample.get("/api/v1/session", as: program).status == 200)
        #expect(try await sample.get("/beheer/tokens", as: admin).text.contains("<td>actief</td>"))
        let (who, _) = try await sample.enter(link: link)
        let new = "vijf andere woorden daar"
        wall.advance(seconds: 1)
        let changed = try await sample.send(
            "/wachtwoord", as: who, [("password_new", new), ("password_again", new)])
        let cookie = try #require(changed.cookie, "\(changed.text.prefix(300))")
        #expect(try await sample.get("/hulp", as: .cookie(cookie, key: "")).status == 200, "the new session stands")
        #expect(try await sample.get("/hulp", as: who).status == 303, "and the old one does not")
        wall.advance(seconds: 86_401)
        #expect(try await sample.get("/api/v1/session", as: program).status == 401)
    }
}
