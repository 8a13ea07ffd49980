// Tests what all line formats share: the ends of lines, BOM, limits, plain text, and that nothing is lost.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct LineFormatsTests {
    private let formats: [Format] = [.syslog, .accessLog, .netscaler, .cef, .leef, .keyValue]

    @Test("A line of text is one field, without its end")
    func text() {
        let line = read("\u{FEFF}hello  world \r\n", .text)
        #expect(line.isRead && line.fields == ["message": ["hello  world "]] && line.problems == ["time.missing"])
        #expect(read("", .text).fields == ["message": [""]])
    }

    @Test("A line that is not of the format is kept whole and names the format")
    func notOfFormat() {
        for format in formats {
            var event = Event()
            event.clear(format: format)
            withLine(Array("no such thing".utf8)) { line in
                #expect(!LineFormats.read(line, format: format, zone: .none, into: &event))
                #expect(event.problems.map(\.arguments) == [[format.rawValue]])
                #expect(event.text("message") == "no such thing")
            }
        }
    }

    @Test("JSON and EVTX have readers of their own")
    func otherReaders() {
        for format in [Format.jsonLines, .jsonArray, .evtx] {
            #expect(!read("{\"a\":1}", format).isRead)
        }
    }

    @Test("More fields than an event may have are left out and said so")
    func tooManyFields() {
        let pairs = (0..<(Limits.fieldsPerEvent + 10)).map { "k\($0)=v" }.joined(separator: " ")
        let line = read(pairs, .keyValue)
        #expect(line.names.count == Limits.fieldsPerEvent)
        #expect(line.problems.contains("event.too_many_fields"))
    }

    @Test("A line of a megabyte is read in time that grows with its length, whatever it is made of")
    func longLines() {
        let clock = ContinuousClock()
        let parts = [
            "\" ", "a=", " - ", "<1", "[", "\\", ": ", "CEF:0", "LEEF:1", "|", "\t", ",a", "03/19/2026:", "=\"", "'",
            "] ", "- \"",
        ]
        let heads = [
            "192.0.2.7 - - [19/Mar/2026:08:12:33 +0100] \"", "CEF:0|V|P|1|1|n|5|a=", "LEEF:2.0|V|P|1|1|^|a=",
            "<1>1 - - - - - [a b=\"", "a=",
            "03/19/2026:08:12:33 GMT n 0-PPE-0 : SSLVPN LOGIN 1 : User ", "Mar 19 08:12:33 ",
        ]
        var longest = Duration.zero
        for part in parts {
            for head in heads {
                let line = Array((head + String(repeating: part, count: 20_000)).utf8)
                for format in formats { longest = max(longest, clock.measure { _ = read(line, format) }) }
            }
        }
        #expect(longest < .seconds(3))
    }

    @Test("Every value is followed by readable bytes: those made by a reader lie in the event's arena")
    func readableAfter() {
        var event = Event()
        event.clear(format: .syslog)
        withLine(Array("<14>1 - h a - - [x@1 y=\"\\\"\"] é".utf8)) { line in
            _ = LineFormats.read(line, format: .syslog, zone: .none, into: &event)
            var sum = 0
            for index in 0..<event.count {
                let field = event.fields[index]
                for offset in 0..<16 { sum &+= Int(field.value[Int(field.valueCount) + offset]) }
            }
            #expect(sum >= 0)
        }
    }
}
