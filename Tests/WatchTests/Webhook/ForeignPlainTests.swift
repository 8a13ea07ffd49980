// Alerts in plain JSON, lists of them, and what is no alert.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents
import Testing
import Watch

@Suite("Alerts in plain JSON")
struct ForeignPlainTests {
    @Test("a title, a severity, an entity and a time, in English and Dutch")
    func members() {
        let expected = "webhook/plain/Odd log-in | Odd log-in | high | account:j.smit | 2026-10-05T08:00:00Z"
        for text in [
            #"{"title":"Odd log-in","severity":"high","user":"j.smit","time":"2026-10-05T08:00:00Z"}"#,
            #"{"titel":"Odd log-in","ernst":"hoog","gebruiker":"J.Smit","tijd":"2026-10-05T10:00:00+02:00"}"#,
            #"{"Title":"Odd log-in","SEVERITY":"High","UserName":" j.smit ","Timestamp":1791187200}"#,
            #"{"name":"Odd log-in","level":8,"account":{"name":"j.smit"},"@timestamp":"1791187200000"}"#,
        ] {
            #expect(told(foreign(text).first) == expected, "\(text)")
        }
    }

    @Test("the rule is named by itself where it has a name, and the title need not be the same")
    func rule() {
        let text = #"{"rule":"R-17","title":"Log-in of jan at night","severity":"low","id":42}"#
        #expect(told(foreign(text).first) == "webhook/plain/R-17 | Log-in of jan at night | low | - | -")
        #expect(foreign(text).first?.id == "42" && foreign(text).first?.isUnique == true)
    }

    @Test("a level that is not known is medium")
    func unknownLevel() {
        for level in [#""so-so""#, "null", "7000", #""""#, "[]", "-3"] {
            #expect(foreign("{\"title\":\"t\",\"severity\":\(level)}").first?.level == .medium)
        }
        #expect(foreign(#"{"title":"t"}"#).first?.level == .medium)
    }

    @Test("a time without a zone is not guessed: its text stays, and the time of receipt counts")
    func zones() {
        let alert = foreign(#"{"title":"t","time":"2026-10-05 08:00:00"}"#).first
        #expect(alert?.time == nil && alert?.written?.text == "2026-10-05 08:00:00" && alert?.isUnique == true)
        let text = #"{"title":"t","time":"2026-10-05 08:00:00"}"#
        #expect(foreign(text, zone: .utc).first?.time?.description == "2026-10-05T08:00:00Z")
        #expect(foreign(text, zone: ZoneRule(offsetSeconds: 7_200)).first?.time?.description == "2026-10-05T06:00:00Z")
    }

    @Test("a time that cannot be read gives way to one that can")
    func secondTime() {
        let text = #"{"title":"t","time":"yesterday","date":"2026-10-05T08:00:00Z"}"#
        #expect(foreign(text).first?.time?.description == "2026-10-05T08:00:00Z")
        #expect(foreign(#"{"title":"t","time":"yesterday"}"#).first?.written?.text == "yesterday")
        #expect(foreign(#"{"title":"t"}"#).first?.written == nil && foreign(#"{"title":"t"}"#).first?.isUnique == false)
    }

    @Test("the entity is an account before a machine, an address and a service; words for nobody are passed over")
    func entities() {
        func entity(_ members: String) -> String? {
            foreign("{\"title\":\"t\",\(members)}").first?.entity?.description
        }
        #expect(entity(#""service":"vpn","ip":"192.0.2.1","host":"ws-1","user":"jan""#) == "account:jan")
        #expect(entity(#""service":"vpn","ip":"192.0.2.1","host":"WS-1.","user":"SYSTEM""#) == "host:ws-1")
        #expect(entity(#""service":"vpn","ip":"192.0.2.1","host":"unknown","user":"N/A""#) == "address:192.0.2.1")
        #expect(entity(#""host":"192.0.2.9","ip":"n/a","dienst":"vpn""#) == "address:192.0.2.9")
        #expect(entity(#""service":"VPN","ip":"0.0.0.0""#) == "service:vpn")
        #expect(entity(#""user":"-","host":" ","src":"null""#) == nil)
        #expect(entity(#""entity_kind":"host","entity":"DC01","user":"jan""#) == "host:dc01")
    }

    @Test(
        "what is over is no alert, in English and Dutch",
        arguments: ["resolved", "Closed", "RECOVERED", "opgelost", "Gesloten", "hersteld"])
    func over(word: String) {
        for name in ["status", "state", "toestand"] {
            #expect(foreign("{\"title\":\"t\",\"severity\":\"critical\",\"\(name)\":\"\(word)\"}").isEmpty)
        }
        #expect(foreign("{\"title\":\"t\",\"note\":\"\(word)\"}").count == 1)
    }

    @Test("what comes back from another watch is an alert once, and not again for ever")
    func loops() {
        let text = """
            {"version":1,"kind":"alerts","alerts":[{"title":"t","rule":"R","level":"high"},
            {"title":"t","rule":"webhook/plain/R","level":"high"}]}
            """
        #expect(foreign(text).map(\.rule) == ["webhook/plain/R"])
    }

    @Test(
        "what is no alert gives none",
        arguments: [
            #"{"message":"x"}"#, "[1]", "[]", "text", "", "{}", "{", "}", #"{"title":1"#, #"{"title":"t"}x"#, "null",
            "\u{FEFF}",
            #"{"title":""}"#, #"{"title":null}"#, #"{"title":" \n "}"#, #"{"title":{}}"#, #"{"alerts":[]}"#,
            #"{"name":"jan"}"#,
            #"{"alerts":[[],[]]}"#, #"{"alerts":{"title":"x"}}"#, #"{"value":[{"a":1}]}"#,
        ])
    func none(text: String) {
        #expect(foreign(text).isEmpty)
    }
}

@Suite("Lists of alerts within an object")
struct ForeignListTests {
    @Test(
        "each element of a known list is an alert",
        arguments: ["alerts", "value", "results", "Alerts", "incidents", "records"])
    func lists(name: String) {
        let text =
            "{\"count\":2,\"\(name)\":[{\"title\":\"A\",\"user\":\"jan\"},{\"title\":\"B\",\"severity\":\"high\"}]}"
        #expect(foreign(text).map(\.rule) == ["webhook/plain/A", "webhook/plain/B"])
    }

    @Test("a list within an object that says itself what is wrong is detail of it")
    func detail() {
        let text = """
            {"title":"Scan","severity":"low","user":"jan","results":[{"title":"A","severity":"critical"},{"title":"B"}]}
            """
        #expect(
            told(foreign(text).first) == "webhook/plain/Scan | Scan | low | account:jan | -" && foreign(text).count == 1
        )
    }

    @Test("an object around alerts of a system that is known counts for nothing")
    func around() {
        let text = """
            {"title":"2 alerts","severity":"low",
            "alerts":[{"kibana.alert.rule.name":"A"},{"rule":{"level":12,"id":"5"}}]}
            """
        #expect(foreign(text).map(\.rule) == ["webhook/elastic/A", "webhook/wazuh/5"])
    }

    @Test("two of the same rule on the same entity in one line are one, at the higher level")
    func same() {
        let text = """
            {"alerts":[{"title":"A","host":"h","severity":"low"},{"title":"A","host":"H","severity":"high"},
            {"title":"A","host":"h","severity":"medium"},{"title":"A","host":"i"}]}
            """
        #expect(foreign(text).map { "\($0.entity?.value ?? "") \($0.level)" } == ["h high", "i medium"])
    }

    @Test("what in a list is no alert takes nothing from the others")
    func mixed() {
        let text = #"{"alerts":[{"title":"A"},7,null,{"message":"x"},[],{"title":"B"}]}"#
        #expect(foreign(text).map(\.title) == ["A", "B"])
    }

    @Test("of one line no more alerts are read than the limit, nor more than may keep the line as evidence")
    func limits() {
        func line(_ count: Int, padding: Int = 0) -> String {
            let list = (0..<count).map { "{\"title\":\"\($0)\"}" }.joined(separator: ",")
            return "{\"pad\":\"\(String(repeating: "x", count: padding))\",\"alerts\":[\(list)]}"
        }
        #expect(foreign(line(100)).count == 100)
        let long = line(100, padding: ForeignLimits.sharedBytes / 50)
        #expect(foreign(long).count == ForeignLimits.sharedBytes / long.utf8.count)
        #expect(foreign(line(1, padding: ForeignLimits.sharedBytes / 2)).count == 1)
        // The line of so many alerts is longer than what they may share.
        let most = line(ForeignLimits.alertsPerList + 10)
        #expect(1...ForeignLimits.sharedBytes / most.utf8.count ~= foreign(most).count)
    }
}
