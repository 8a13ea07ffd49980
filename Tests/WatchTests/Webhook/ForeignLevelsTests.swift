// How bad other systems say it is: words in two languages, and scales of which some are reversed.
// SPDX-License-Identifier: EUPL-1.2

import Incidents
import Testing
import Watch

@Suite("Levels of other systems")
struct ForeignLevelsTests {
    @Test(
        "words in English and Dutch, in any case and with spaces around them",
        arguments: [
            ("critical", AlertLevel.critical), ("CRITICAL", .critical), ("Very-High", .critical), ("fatal", .critical),
            ("kritiek", .critical), ("Kritisch", .critical), ("zeer hoog", .critical), ("high", .high),
            ("severe", .high), ("Error", .high), ("hoog", .high), (" Hoog ", .high), ("ernstig", .high),
            ("medium", .medium), ("moderate", .medium), ("warning", .medium), ("midden", .medium), ("middel", .medium),
            ("Gemiddeld", .medium), ("matig", .medium), ("low", .low), ("minor", .low), ("laag", .low),
            ("zeer_laag", .low), ("informational", .informational), ("info", .informational), ("none", .informational),
            ("informatief", .informational), ("1 - Critical", .critical), ("3 - Laag", .low),
        ])
    func words(text: String, level: AlertLevel) {
        #expect(ForeignLevels.word(text) == level)
        #expect(ForeignLevels.severity(text) == level)
    }

    @Test(
        "a word that says nothing gives none",
        arguments: ["", "so-so", "unknown", "onbekend", "highest of all things in this house", "-", " - "])
    func unknownWords(text: String) {
        #expect(ForeignLevels.word(text) == nil && ForeignLevels.severity(text) == nil)
        #expect(ForeignLevels.priority(text) == nil && ForeignLevels.splunk(text) == nil)
    }

    @Test(
        "severities from 0 to 10 as in CEF, above that to 100",
        arguments: [
            ("0", AlertLevel.informational), ("1", .low), ("3", .low), ("3.9", .low), ("4", .medium), ("6", .medium),
            ("7", .high), ("8.9", .high), ("9", .critical), ("10", .critical), ("1e1", .critical), ("21", .low),
            ("22", .medium), ("47", .medium), ("48", .high), ("73", .high), ("74", .critical), ("100", .critical),
        ])
    func severities(text: String, level: AlertLevel) {
        #expect(ForeignLevels.severity(text) == level)
    }

    @Test(
        "numbers outside a scale, and what only Swift takes for a number, say nothing",
        arguments: [
            "-1", "101", "1e400", "nan", "inf", "0x5", "5_0", "--", "1 2", "٣", String(repeating: "9", count: 400),
        ])
    func strangeNumbers(text: String) {
        #expect(ForeignLevels.severity(text) == nil && ForeignLevels.risk(text) == nil)
        #expect(ForeignLevels.wazuh(text) == nil && ForeignLevels.splunk(text) == nil)
    }

    @Test(
        "the order of priorities is reversed: 1 is the worst",
        arguments: [
            ("1", AlertLevel.critical), ("2", .high), ("3", .medium), ("4", .low), ("5", .informational),
            ("P1", .critical), ("p3", .medium), ("Sev0", .critical), ("sev1", .high), ("SEV4", .informational),
            ("hoog", .high), ("2 - High", .high),
        ])
    func priorities(text: String, level: AlertLevel) {
        #expect(ForeignLevels.priority(text) == level)
    }

    @Test("a priority outside 0 to 5 says nothing")
    func strangePriorities() {
        for text in ["6", "-1", "10", "1.5", ""] { #expect(ForeignLevels.priority(text) == nil) }
    }

    @Test(
        "levels of Wazuh, from 0 to 16",
        arguments: [
            (0, AlertLevel.informational), (3, .informational), (4, .low), (6, .low), (7, .medium), (11, .medium),
            (12, .high), (14, .high), (15, .critical), (16, .critical),
        ])
    func wazuh(number: Int, level: AlertLevel) {
        #expect(ForeignLevels.wazuh("\(number)") == level)
        let line = #"{"rule":{"level":\#(number),"id":"5712","description":"d"}}"#
        #expect(foreign(line).first?.level == level)
    }

    @Test("a level of Wazuh above 16 or below 0 is none, and its alert is medium")
    func strangeWazuh() {
        for number in [17, 99, -1] {
            #expect(ForeignLevels.wazuh("\(number)") == nil)
            #expect(foreign(#"{"rule":{"level":\#(number),"id":"1"}}"#).first?.level == .medium)
        }
    }

    @Test(
        "severities of saved searches of Splunk",
        arguments: [
            ("1", AlertLevel.informational), ("2", .low), ("3", .medium), ("4", .high), ("5", .critical),
            ("6", .critical), ("80", .critical), ("high", .high),
        ])
    func splunk(text: String, level: AlertLevel) {
        #expect(ForeignLevels.splunk(text) == level)
    }

    @Test("of plain JSON a severity counts before a priority, and a priority before a score")
    func order() {
        let names = [
            (#""severity":"low","priority":1,"risk_score":99"#, AlertLevel.low),
            (#""priority":1,"risk_score":5"#, .critical),
            (#""prioriteit":"5","risicoscore":99"#, .informational), (#""risk_score":5"#, .low),
            (#""urgency":2"#, .high),
            (#""ernst":"Kritiek""#, .critical), (#""niveau":"gemiddeld""#, .medium),
            (#""severity":"?","priority":4"#, .low),
            (#""severity":8"#, .high), (#""severity":"80""#, .critical), (#""severity":null"#, .medium),
            (#""severity":[]"#, .medium), (#""severity":true"#, .medium), (#""severity":{"name":"high"}"#, .high),
        ]
        for (members, level) in names {
            #expect(foreign(#"{"title":"t",\#(members)}"#).first?.level == level, "\(members)")
        }
    }
}
