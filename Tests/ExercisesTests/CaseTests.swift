// The case is there, whole and marked, and nothing in the logs calls it by its name.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct CaseTests {
    private func run() throws -> Run { try Run.small.get() }

    private func part(_ id: String) throws -> ExerciseTruth.Part {
        try #require(try run().truth.parts.first { $0.id == id })
    }

    private func lines(_ id: String) throws -> [String] {
        let run = try run()
        return try part(id).records.map { run.texts($0.file)[$0.line - 1] }
    }

    @Test("Every step, measure and ordinary happening has records, and each points at a line that exists")
    func truthPoints() throws {
        let run = try run()
        var counts: [String: Int] = [:]
        for file in run.files { counts[file.name] = file.lines.count }
        for part in run.truth.parts {
            #expect(!part.records.isEmpty, "\(part.id)")
            for record in part.records { #expect(1...(counts[record.file] ?? 0) ~= record.line) }
        }
        let records = run.files.filter { $0.name.hasPrefix("logs/") }.reduce(0) { $0 + (counts[$1.name] ?? 0) }
        #expect(run.truth.recordCount == records)
    }

    @Test("The lines that the truth names are those of the step")
    func truthIsRight() throws {
        #expect(try lines("s06-silence").allSatisfy { $0.contains("system global syslog-centraal") })
        #expect(try lines("s07-page").allSatisfy { $0.contains("thema_nl.php") && $0.contains(" 200 ") })
        #expect(try lines("s10-tickets").allSatisfy { $0.contains("\"EventID\":4769") && $0.contains("0x17") })
        #expect(try lines("s12-reading").filter { $0.contains("\"EventID\":5145") }.count == 1_400)
        #expect(try lines("s14-rule").contains { $0.contains("ForwardTo") && $0.contains("post-elders.example") })
        #expect(try lines("s17-cleared").allSatisfy { $0.contains("\"EventID\":1102") })
    }

    @Test("Names with bytes above 127 come from the case alone, and are no UTF-8")
    func unreadable() throws {
        let odd = try run().lines("ns.log").filter { $0.contains { $0 > 127 } }
        #expect(odd.count == 200)
        #expect(odd.allSatisfy { String(validating: $0, as: UTF8.self) == nil })
    }

    @Test("The gateway is silent for 28 minutes; at no other time is it silent for five")
    func silence() throws {
        let shape = try Regex("(\\d\\d)/(\\d\\d)/2026:(\\d\\d):(\\d\\d):(\\d\\d)")
        let times = try run().texts("ns.log").compactMap { line -> Int? in
            guard let match = line.firstMatch(of: shape) else { return nil }
            let numbers = (1...5).compactMap { Int(match.output[$0].substring ?? "") }
            return (numbers[1] * 24 + numbers[2]) * 3_600 + numbers[3] * 60 + numbers[4]
        }
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }.filter { $0 > 300 }
        #expect(gaps == [28 * 60])
    }

    @Test("The session goes on from a network on which nobody logged in with it")
    func session() throws {
        for id in ["s04-session", "s09-session"] {
            let moved = try lines(id).filter { $0.contains("TCPCONNSTAT") }
            #expect(moved.count >= 9)
            for line in moved {
                #expect(line.contains("Client_ip 198.51.100."))
                #expect(line.contains("Source 203.0.113."))
            }
        }
        let logins = try run().texts("ns.log").filter { $0.contains("SSLVPN LOGIN ") && $0.contains("@203.0.113.2") }
        #expect(logins == [])
    }

    @Test("The page of the case was never asked for before the case")
    func page() throws {
        let asked = try run().texts("httpaccess.log").filter { $0.contains("thema_nl.php") }
        #expect(asked.count == 14)
        #expect(asked.allSatisfy { $0.contains("19/Mar/2026") })
    }

    @Test("No log names what no product knew")
    func noNames() throws {
        let words = [
            "exploit", "attack", "hack", "malware", "zero-day", "zeroday", "aanval", "oefening", "exercise", "cve-",
        ]
        for file in try run().files where file.name.hasPrefix("logs/") {
            let text = String(decoding: file.bytes, as: UTF8.self).lowercased()
            for word in words { #expect(!text.contains(word), "\(file.name): \(word)") }
        }
    }

    @Test("Design 8.4: an exercise marks all that it makes")
    func marked() throws {
        let run = try run()
        let mark = try #require(run.files.first)
        #expect(mark.name == "EXERCISE.txt")
        #expect(String(decoding: mark.bytes, as: UTF8.self).hasPrefix("DIT IS EEN OEFENING / THIS IS AN EXERCISE"))
        #expect(run.files.filter { $0.name.hasPrefix("logs/") }.allSatisfy { $0.name.hasPrefix("logs/oefening-") })
        #expect(!run.files.contains { $0.name.contains("truth") })
        let networks = run.texts("networks.csv")
        #expect(networks.first == "network,asn,provider,country")
        #expect(networks.count > 12)
    }

    @Test("The truth as JSON has all parts by role, with their records")
    func truthJSON() throws {
        let truth = try run().truth
        let object = try JSONSerialization.jsonObject(with: Data(truth.json)) as? [String: Any]
        let steps = try #require(object?["steps"] as? [[String: Any]])
        #expect(steps.count == 17)
        #expect((object?["measures"] as? [Any])?.count == 3)
        #expect((object?["ordinary"] as? [Any])?.count == truth.parts.filter { $0.role == .ordinary }.count)
        #expect(steps.allSatisfy { $0["expect_nl"] != nil && $0["first_time"] != nil })
        #expect((steps[11]["records"] as? [Any])?.count == (try part("s12-reading").records.count))
    }
}
