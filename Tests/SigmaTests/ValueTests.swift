// What a value of a rule means: case, escapes, wildcards, null, numbers, keywords.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Sigma
import Testing

@Suite struct ValueTests {
    @Test("Values are compared without case, beyond ASCII; names of fields are exact")
    func letterCase() throws {
        #expect(try SigmaSample.item("A: 'ÉCOLE Straße'", #"{"A": "école STRAßE"}"#))
        #expect(try SigmaSample.item("A: ΣΊΣΥΦΟΣ", #"{"A": "σίσυφος"}"#))
        #expect(try !SigmaSample.item("a: x", #"{"A": "x"}"#))
        #expect(try SigmaSample.item("A|contains: ÉCO", #"{"A": "une école"}"#))
        #expect(try !SigmaSample.item("A|cased: ÉCO", #"{"A": "éco"}"#))
        #expect(try !SigmaSample.item("A|re: ABC", #"{"A": "abc"}"#))
    }

    @Test(
        "A backslash is plain unless it stands before a star, a question mark or a backslash",
        arguments: [
            (#"a\b"#, #"a\b"#, true), (#"a\\b"#, #"a\b"#, true), (#"a\\b"#, #"a\\b"#, false),
            (#"a\\\\b"#, #"a\\b"#, true), (#"a\\\b"#, #"a\\b"#, true), (#"a\*b"#, "a*b", true),
            (#"a\*b"#, "axb", false), (#"a\?b"#, "a?b", true), (#"a\?b"#, "axb", false),
            (#"a\\*"#, #"a\xyz"#, true), (#"a\\*"#, #"a*"#, false), (#"a\\\*"#, #"a\*"#, true),
            (#"a\\\*"#, #"a\x"#, false), (#"a\"#, #"a\"#, true), (#"C:\Users\x"#, #"c:\users\X"#, true),
        ])
    func escapes(pattern: String, value: String, isMet: Bool) throws {
        let json = value.replacing("\\", with: "\\\\")
        #expect(try SigmaSample.item("A: '\(pattern)'", #"{"A": "\#(json)"}"#) == isMet)
    }

    @Test("A star is any run of characters, also none and also newlines; a question mark is exactly one")
    func wildcards() throws {
        #expect(try SigmaSample.item("A: 'a*z'", #"{"A": "az"}"#))
        #expect(try SigmaSample.item("A: 'a*z'", #"{"A": "a\n\r\nz"}"#))
        #expect(try SigmaSample.item("A: 'a?z'", #"{"A": "a€z"}"#))
        #expect(try SigmaSample.item("A: 'a?z'", #"{"A": "a\nz"}"#))
        #expect(try SigmaSample.item("A: 'a?z'", #"{"A": "a😀z"}"#))
        #expect(try !SigmaSample.item("A: 'a?z'", #"{"A": "az"}"#))
        #expect(try !SigmaSample.item("A: 'a?z'", #"{"A": "abbz"}"#))
        #expect(try SigmaSample.item("A: '*a*b*c*'", #"{"A": "xxaxxbxxcxx"}"#))
        #expect(try !SigmaSample.item("A: '*a*b*c*'", #"{"A": "xxaxxcxxbxx"}"#))
    }

    @Test("Wildcards inside contains, startswith and endswith stay wildcards")
    func innerWildcards() throws {
        #expect(try SigmaSample.item("A|contains: 'b*d'", #"{"A": "abccde"}"#))
        #expect(try SigmaSample.item("A|startswith: 'a?c'", #"{"A": "abcde"}"#))
        #expect(try SigmaSample.item("A|endswith: 'c*e'", #"{"A": "abcde"}"#))
        #expect(try !SigmaSample.item("A|endswith: 'c*d'", #"{"A": "abcde"}"#))
    }

    @Test("null is missing or null; an empty value is present and empty; exists looks at presence only")
    func nullAndEmpty() throws {
        for json in ["{}", #"{"A": null}"#] {
            #expect(try SigmaSample.item("A: null", json))
            #expect(try SigmaSample.item("A:", json))
            #expect(try SigmaSample.item("A: ~", json))
            #expect(try !SigmaSample.item("A: ''", json))
        }
        #expect(try !SigmaSample.item("A: null", #"{"A": ""}"#))
        #expect(try SigmaSample.item("A: ''", #"{"A": ""}"#))
        #expect(try !SigmaSample.item("A: 'null'", #"{"A": null}"#))
        #expect(try SigmaSample.item("A: 'null'", #"{"A": "null"}"#))
        #expect(try SigmaSample.item("A|exists: true", #"{"A": null}"#))
        #expect(try SigmaSample.item("A|exists: true", #"{"A": ""}"#))
        #expect(try !SigmaSample.item("A|exists: true", "{}"))
        #expect(try SigmaSample.item("A|exists: false", "{}"))
        #expect(try !SigmaSample.item("A|exists: false", #"{"A": null}"#))
    }

    @Test("An array or object with nothing in it is present, but holds no value to meet")
    func emptyContainers() throws {
        for json in [#"{"A": []}"#, #"{"A": {}}"#] {
            #expect(try SigmaSample.item("A|exists: true", json))
            for item in ["A: ''", "A: '*'", "A|contains: ''", "A: null", "A: '[]'", "A|re: '.*'", "A|fieldref: A"] {
                #expect(try !SigmaSample.item(item, json), "\(item) \(json)")
            }
            #expect(try SigmaSample.item("A|neq: ''", json))
        }
        #expect(try SigmaSample.item("A: ''", #"{"A": [[], ""]}"#))
    }

    @Test("In EVTX an element without text meets both null and an empty value")
    func emptyElement() throws {
        for json in [#"{"A": null}"#, #"{"A": ""}"#] {
            #expect(try SigmaSample.item("A: null", json, format: .evtx))
            #expect(try SigmaSample.item("A: ''", json, format: .evtx))
        }
        #expect(try !SigmaSample.item("A: ''", "{}", format: .evtx))
        #expect(try !SigmaSample.item("A: null", #"{"A": "-"}"#, format: .evtx))
    }

    @Test("Contains of an empty value meets any value that is present")
    func emptyContains() throws {
        #expect(try SigmaSample.item("A|contains: ''", #"{"A": "x"}"#))
        #expect(try SigmaSample.item("A|contains: ''", #"{"A": ""}"#))
        #expect(try !SigmaSample.item("A|contains: ''", #"{"A": null}"#))
        #expect(try !SigmaSample.item("A|contains: ''", "{}"))
    }

    @Test("Rule 4624 meets the text and the number 4624; values with 0x or leading zeros stay text")
    func numbers() throws {
        for rule in ["4624", "'4624'"] {
            #expect(try SigmaSample.item("A: \(rule)", #"{"A": 4624}"#))
            #expect(try SigmaSample.item("A: \(rule)", #"{"A": "4624"}"#))
            #expect(try !SigmaSample.item("A: \(rule)", #"{"A": "04624"}"#))
            #expect(try !SigmaSample.item("A: \(rule)", #"{"A": 46240}"#))
        }
        #expect(try SigmaSample.item("A: 4624", #"{"A": 4624.0}"#))
        #expect(try SigmaSample.item("A: -1", #"{"A": -1}"#))
        #expect(try SigmaSample.item("A: 0x10", #"{"A": "0x10"}"#))
        #expect(try !SigmaSample.item("A: 0x10", #"{"A": 16}"#))
        #expect(try SigmaSample.item("A: 007", #"{"A": "007"}"#))
        #expect(try !SigmaSample.item("A: 007", #"{"A": 7}"#))
        #expect(try !SigmaSample.item("A: 9007199254740993", #"{"A": 9007199254740992}"#))
    }

    @Test("Booleans in an event equal the texts true and false in any case")
    func booleans() throws {
        for rule in ["true", "'True'", "TRUE"] {
            #expect(try SigmaSample.item("A: \(rule)", #"{"A": true}"#))
            #expect(try SigmaSample.item("A: \(rule)", #"{"A": "true"}"#))
            #expect(try !SigmaSample.item("A: \(rule)", #"{"A": false}"#))
        }
    }

    @Test("yes, no and dates stay what the author wrote")
    func plainScalars() throws {
        #expect(try SigmaSample.item("A: yes", #"{"A": "Yes"}"#))
        #expect(try !SigmaSample.item("A: yes", #"{"A": true}"#))
        #expect(try SigmaSample.item("A: no", #"{"A": "no"}"#))
        #expect(try SigmaSample.item("A: 2026-03-19", #"{"A": "2026-03-19"}"#))
        #expect(try SigmaSample.item("A: 12:30:45", #"{"A": "12:30:45"}"#))
        #expect(try SigmaSample.item("A: 1_000", #"{"A": "1_000"}"#))
        #expect(try SigmaSample.item("A: 1e3", #"{"A": "1e3"}"#))
        #expect(try !SigmaSample.item("A: 1e3", #"{"A": 1000}"#))
    }

    @Test("Any of repeated values may meet each pattern; with all, different values may meet different patterns")
    func repeatedValues() throws {
        let json = #"{"A": ["alpha", "beta"], "B": {"C": [{"D": 1}, {"D": 2}]}}"#
        #expect(try SigmaSample.item("A: beta", json))
        #expect(try SigmaSample.item("A|all:\n        - alpha\n        - beta", json))
        #expect(try !SigmaSample.item("A|all:\n        - alpha\n        - gamma", json))
        #expect(try SigmaSample.item("B.C.D: 2", json))
    }

    @Test("Keywords are searched in every value, also nested ones and elements, but not in names")
    func keywords() throws {
        let json = #"{"name1": "The mimikatz tool", "b": {"c": ["x", "Event::Clear"]}, "n": 4711, "f": true}"#
        #expect(try SigmaSample.meets("s:\n    - nothing\n    - MIMIKATZ", json))
        #expect(try SigmaSample.meets("s:\n    - 'event::clear'", json))
        #expect(try SigmaSample.meets("s: mimi*tool", json))
        #expect(try SigmaSample.meets("s:\n    - 471", json))
        #expect(try !SigmaSample.meets("s:\n    - name1", json))
        #expect(try !SigmaSample.meets("s:\n    - nothing", json))
    }

    @Test("Keywords with all may be met in different fields")
    func allKeywords() throws {
        let json = #"{"a": "Set-OabVirtualDirectory", "b": "-ExternalUrl http"}"#
        #expect(try SigmaSample.item("'|all':\n        - OabVirtualDirectory\n        - ExternalUrl", json))
        #expect(try !SigmaSample.item("'|all':\n        - OabVirtualDirectory\n        - other", json))
        #expect(try SigmaSample.item("'|re':\n        - '^-Ext'", json))
        #expect(try SigmaSample.item("'|startswith': -external", json))
        #expect(try !SigmaSample.item("'|cased': externalurl", json))
    }

    @Test("A list may hold maps and keywords together")
    func mixedList() throws {
        let list = "s:\n    - word\n    - A: 1\n      B: 2\n    - C: 3\n    - other"
        #expect(try SigmaSample.meets(list, #"{"X": "a word"}"#))
        #expect(try SigmaSample.meets(list, #"{"X": "another"}"#))
        #expect(try SigmaSample.meets(list, #"{"A": 1, "B": 2}"#))
        #expect(try SigmaSample.meets(list, #"{"C": 3}"#))
        #expect(try !SigmaSample.meets(list, #"{"A": 1, "B": 3}"#))
    }

    @Test("A field name with @country asks for the network of the address")
    func networks() throws {
        let networks: NetworkLookup = { property, address in
            property == .country && address == "192.0.2.1" ? "NL" : nil
        }
        func meets(_ item: String, _ json: String) throws -> Bool {
            try SigmaSample.meets("s:\n    \(item)", json, networks: networks)
        }
        #expect(try meets("Ip@country: nl", #"{"Ip": "192.0.2.1"}"#))
        #expect(try !meets("Ip@country: be", #"{"Ip": "192.0.2.1"}"#))
        #expect(try !meets("Ip@asn: 1", #"{"Ip": "192.0.2.1"}"#))
        #expect(try meets("Ip@country|neq: nl", #"{"Ip": "198.51.100.1"}"#))
        #expect(try meets("'@timestamp': x", #"{"@timestamp": "x"}"#))
    }
}
