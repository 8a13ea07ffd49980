// What an attacker may write into an alert: text that steers, depth, length, damage.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Incidents
import Testing
import Watch

@Suite("Hostile alerts of other systems")
struct ForeignHostileTests {
    private func title(_ json: String) -> String? { foreign("{\"title\":\"\(json)\"}").first?.title }

    @Test("a title is one line that steers nothing")
    func steering() {
        #expect(title(#"a\nb\tc\r\n d"#) == "a b c d")
        #expect(title(#"a\u001b[0mb"#) == "a\u{FFFD}[0mb" && title(#"a\u0000b"#) == "a\u{FFFD}b")
        #expect(title(#"cod\u202efdp.exe"#) == "cod\u{FFFD}fdp.exe" && title(#"a\u2028b"#) == "a b")
        #expect(title(#"\ud83d\ude00"#) == "\u{1F600}" && title(#"\ud83d"#) == nil)
        #expect(title(#"\u202e\u0007"#) == nil)
    }

    @Test("the name of a rule is as harmless as a title")
    func rules() {
        #expect(
            foreign(#"{"rule":"R\u001b]0;x\u0007\n17","title":"t"}"#).first?.rule
                == "webhook/plain/R\u{FFFD}]0;x\u{FFFD} 17")
        #expect(foreign(#"{"rule":"\u202e","title":"t"}"#).first?.rule == "webhook/plain/t")
    }

    @Test("a long title is cut between two code points, and shows that it was")
    func long() throws {
        for character in ["a", "é", "€", "\u{1F600}", "e\u{301}"] {
            let cut = try #require(title(String(repeating: character, count: 5_000)))
            #expect(cut.unicodeScalars.count <= ForeignLimits.alertTextScalars && cut.hasSuffix("…"))
            #expect(!cut.contains("\u{FFFD}"))
            let rule = try #require(
                foreign("{\"title\":\"\(String(repeating: character, count: 5_000))\"}").first?.rule)
            #expect(rule == "webhook/plain/" + cut)
        }
        let whole = String(repeating: "é", count: ForeignLimits.alertTextScalars - 1)
        #expect(title(whole) == whole && title(whole + "   ") == whole)
        #expect(title(whole + " x") == whole.dropLast() + "é…" && title(whole + "x")?.hasSuffix("é…") == true)
    }

    @Test("a title of bytes that are no UTF-8 is repaired")
    func badBytes() {
        var bytes = Array(#"{"title":"ab"}"#.utf8)
        bytes.insert(contentsOf: [0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80], at: 11)
        let alert = foreign(bytes).first
        #expect(alert?.title.hasPrefix("a\u{FFFD}(") == true && alert?.title.hasSuffix("b") == true)
    }

    @Test("an entity of any length and kind stays within its limit")
    func entities() {
        let long = String(repeating: "\u{1F600}", count: 250)
        let entity = foreign(#"{"title":"t","user":"\#(long)"}"#).first?.entity
        #expect((entity?.value.utf8.count ?? 0) <= EntityRef.valueBytes && entity != nil)
        let longer = String(repeating: "x", count: 2_000)
        #expect(foreign(#"{"title":"t","user":"\#(longer)","host":"\#(longer)"}"#).first?.entity == nil)
        #expect(foreign(#"{"title":"t","user":"\#(longer)","ip":"192.0.2.1"}"#).first?.entity?.kind == .address)
    }

    @Test("depth costs no stack")
    func depth() {
        for count in [100, 1_000, 100_000] {
            let open = String(repeating: "{\"alerts\":[", count: count)
            _ = foreign(open)
            _ = foreign(open + "{\"title\":\"t\"}" + String(repeating: "]}", count: count))
            _ = foreign("{\"title\":\"t\",\"a\":" + String(repeating: "[", count: count))
        }
        let deep = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        #expect(foreign("{\"title\":\"t\",\"a\":\(deep)}").first?.title == "t")
        #expect(
            foreign("{\"title\":\"t\",\"AlertName\":\"x\",\"SystemAlertId\":\"1\",\"Entities\":\(deep)}").count == 1)
    }

    @Test("time is linear: a long line of brackets, quotes or lists is read at once")
    func linear() {
        let began = ContinuousClock.now
        for part in ["{", "[", "\"", "\\", "{\"a\":", "[{},", "{\"alerts\":[{}],"] {
            let text = String(repeating: part, count: 40_000)
            _ = foreign(text)
            _ = WebhookElements.ranges(in: Array(text.utf8))
            _ = WebhookElements.ranges(in: Array(String(repeating: part + "\n", count: 10_000).utf8))
        }
        // Seconds in a debug build on a busy machine; what is not linear takes many minutes.
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    private static let samples = [
        #"{"title":"Odd","severity":"high","user":"j.smit","time":"2026-10-05T08:00:00Z","status":"new"}"#,
        #"{"sid":"s","search_name":"B","results":[{"user":"a","_time":"1791187200","urgency":"5"},{"src":"::1"}]}"#,
        #"{"rule":{"level":10,"id":"5712","description":"d"},"agent":{"name":"w"},"data":{"srcip":"192.0.2.1"}}"#,
        #"{"kibana.alert.rule.name":"R","kibana.alert":{"severity":"low","risk_score":47},"host":{"name":"h"}}"#,
        #"{"object":{"properties":{"title":"I","severity":"Low","relatedEntities":[{"kind":"Ip","address":"::1"}]}}}"#,
        #"{"AlertName":"A","SystemAlertId":"1","Entities":"[{\"Name\":\"j\",\"Type\":\"account\"}]","Status":"New"}"#,
        #"{"status":"firing","alerts":[{"labels":{"alertname":"A","instance":"[::1]:9"},"startsAt":"x"},{"name":""}]}"#,
        #"{"hits":{"hits":[{"_source":{"signal":{"rule":{"name":"S","severity":"high"}}}}]},"value":[{"a":[]}]}"#,
    ]

    @Test("however an alert is damaged, reading ends, stays in its bounds, and says the same twice")
    func mutations() {
        var random = SeededRandom(20_261_005)
        let spice = Array("{}[]\",:\\u0\u{0}\u{7F}é\u{FEFF}-9e".utf8) + [0xFF, 0xC0, 0xED]
        for sample in Self.samples {
            for _ in 0..<600 {
                var bytes = Array(sample.utf8)
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let at = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: bytes[at] = spice.randomElement(using: &random) ?? 0
                    case 1: bytes.insert(spice.randomElement(using: &random) ?? 0, at: at)
                    case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + Int.random(in: 0..<8, using: &random)))
                    default: bytes.append(contentsOf: bytes[at..<min(bytes.count, at + 20)])
                    }
                    if bytes.isEmpty { bytes = [0x7B] }
                }
                for alert in foreign(bytes) {
                    #expect(alert.title.unicodeScalars.count <= ForeignLimits.alertTextScalars && !alert.title.isEmpty)
                    #expect(alert.title.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
                    #expect(alert.rule.hasPrefix("webhook/"))
                }
            }
        }
    }

    @Test("each beginning of an alert is read, and none but the whole is one")
    func prefixes() {
        for sample in Self.samples {
            let bytes = Array(sample.utf8)
            for count in 0..<bytes.count { #expect(foreign(Array(bytes[..<count])).isEmpty) }
            #expect(!foreign(bytes).isEmpty)
        }
    }
}
