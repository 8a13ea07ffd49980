// Each modifier of the specification, alone and in the combinations that have meaning.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Sigma
import Testing

@Suite struct ModifierTests {
    @Test("contains, startswith and endswith put wildcards where they say")
    func positions() throws {
        let json = #"{"A": "one two three"}"#
        #expect(try SigmaSample.item("A|contains: TWO", json))
        #expect(try SigmaSample.item("A|startswith: ONE", json))
        #expect(try SigmaSample.item("A|endswith: THREE", json))
        #expect(try !SigmaSample.item("A|startswith: two", json))
        #expect(try !SigmaSample.item("A|endswith: two", json))
        #expect(try SigmaSample.item("A|contains: 4", #"{"A": 147}"#))
        #expect(try SigmaSample.item("A|contains|all:\n        - three\n        - one", json))
        #expect(try SigmaSample.item("A|all: one two three", json))
    }

    @Test("Regular expressions search anywhere, with case, and take the flags i, m and s")
    func regularExpressions() throws {
        let json = #"{"A": "first Line\nsecond line"}"#
        #expect(try SigmaSample.item("A|re: 'st\\s[A-Z]'", json))
        #expect(try !SigmaSample.item("A|re: FIRST", json))
        #expect(try SigmaSample.item("A|re|i: FIRST", json))
        #expect(try !SigmaSample.item("A|re: '^second'", json))
        #expect(try SigmaSample.item("A|re|m: '^second'", json))
        #expect(try !SigmaSample.item("A|re: 'first.*second'", json))
        #expect(try SigmaSample.item("A|re|s: 'first.*second'", json))
        #expect(try SigmaSample.item("A|re|i|m|s: 'FIRST.*^SECOND'", json))
        #expect(try SigmaSample.item("A|re: '4.24'", #"{"A": 4624}"#))
        #expect(try SigmaSample.item("A|re|startswith: 'two|first'", json))
        #expect(try !SigmaSample.item("A|re|startswith: 'Line'", json))
        #expect(try SigmaSample.item("A|re|endswith: 'line|x'", json))
        #expect(try !SigmaSample.item("A|re|endswith: 'second'", json))
        #expect(try SigmaSample.item("A|re|i: 'ÉCOLE'", #"{"A": "école"}"#))
        #expect(try SigmaSample.item("A|re: '^.$'", #"{"A": "€"}"#))
    }

    @Test("A regular expression that goes astray stops at a limit")
    func regexLimit() throws {
        let regex = try CompiledRegex(Regex("^(a+)+$"))
        let value = Array(String(repeating: "a", count: 40).utf8) + [0x62]
        let outcome = value.withUnsafeBufferPointer { regex.match($0) }
        #expect(outcome == .limitHit)
        let interpreted = try CompiledRegex(Regex("^(a+)+$"), compilesToMachineCode: false)
        #expect(value.withUnsafeBufferPointer { interpreted.match($0) } == .limitHit)
        #expect(Array("b".utf8).withUnsafeBufferPointer { regex.match($0) } == .notMatched)
        #expect(Array("aa".utf8).withUnsafeBufferPointer { regex.match($0) } == .matched)
        #expect(Bytes(start: nil, count: 0).isEmpty)
        #expect(try CompiledRegex(Regex("^$")).match(Bytes(start: nil, count: 0)) == .matched)
    }

    @Test("neq is true if the item without it is false, also for a missing field")
    func notEqual() throws {
        #expect(try SigmaSample.item("A|neq: x", #"{"A": "y"}"#))
        #expect(try !SigmaSample.item("A|neq: x", #"{"A": "X"}"#))
        #expect(try SigmaSample.item("A|neq: x", "{}"))
        #expect(try !SigmaSample.item("A|neq:\n        - x\n        - y", #"{"A": "y"}"#))
        #expect(try !SigmaSample.item("A|neq: 5", #"{"A": "5"}"#))
        #expect(try !SigmaSample.item("A|contains|neq: x", #"{"A": "axb"}"#))
        #expect(try !SigmaSample.item("A|neq: null", "{}"))
        #expect(try SigmaSample.item("A|windash|contains|all|neq:\n        - '-x'\n        - '-y'", #"{"A": "/x"}"#))
    }

    @Test("lt, lte, gt and gte compare numbers, also in text, and are false on other text")
    func comparisons() throws {
        let outcomes = [("lt", [true, false, false]), ("lte", [true, true, false]), ("gt", [false, false, true])]
        for (modifier, expected) in outcomes + [("gte", [false, true, true])] {
            for (value, isMet) in zip(["9", "10", "11"], expected) {
                #expect(try SigmaSample.item("A|\(modifier): 10", #"{"A": \#(value)}"#) == isMet)
                #expect(try SigmaSample.item("A|\(modifier): 10", #"{"A": "\#(value)"}"#) == isMet)
            }
            for value in [#""ten""#, #""0x0b""#, "null", #""""#, "true", #""10 ""#] {
                #expect(try !SigmaSample.item("A|\(modifier): 10", #"{"A": \#(value)}"#))
            }
            #expect(try !SigmaSample.item("A|\(modifier): 10", "{}"))
        }
        #expect(try SigmaSample.item("A|gt: -1.5", #"{"A": "-1"}"#))
        #expect(try SigmaSample.item("A|gt: 5", #"{"A": "007"}"#))
    }

    @Test("Parts of a date are taken as written, alone or compared")
    func timeParts() throws {
        let json = #"{"A": "2026-03-19T22:41:05.123Z", "B": "2026-03-19 06:00:00", "C": "no date", "D": "2026-02-30"}"#
        for item in ["minute: 41", "hour: 22", "day: 19", "week: 12", "month: 3", "year: 2026"] {
            #expect(try SigmaSample.item("A|\(item)", json))
            #expect(try !SigmaSample.item("C|\(item)", json))
            #expect(try !SigmaSample.item("D|\(item)", json))
        }
        #expect(try SigmaSample.item("A|hour|gte: 22", json))
        #expect(try !SigmaSample.item("A|hour|gt: 22", json))
        #expect(try SigmaSample.item("B|hour|lt: 7", json))
        #expect(try SigmaSample.item("A|day:\n        - 1\n        - 19", json))
    }

    @Test("base64 encodes the value; base64offset gives its three forms within longer text")
    func base64() throws {
        #expect(try SigmaSample.item("A|base64|contains: 'ping'", #"{"A": "x cGluZw== y"}"#))
        let encoded = ["Zm9vYmFyaGVsbG93b3JsZA==", "eGZvb2JhcmhlbGxvd29ybGQ=", "eHhmb29iYXJoZWxsb3dvcmxk"]
        for text in encoded {
            #expect(try SigmaSample.item("A|base64offset|contains: foobarhello", #"{"A": "\#(text)"}"#))
        }
        #expect(try !SigmaSample.item("A|base64offset|contains: foobarhello", #"{"A": "foobarhello"}"#))
        #expect(try SigmaSample.item("A|base64: ping", #"{"A": "CGLUZW=="}"#))
        #expect(try !SigmaSample.item("A|base64|cased: ping", #"{"A": "CGLUZW=="}"#))
    }

    @Test("wide, utf16be and utf16 change the bytes before base64; utf16 puts a byte order mark in front")
    func utf16() throws {
        for modifier in ["wide", "utf16le"] {
            #expect(try SigmaSample.item("A|\(modifier)|base64: ping", #"{"A": "cABpAG4AZwA="}"#))
            #expect(try SigmaSample.item("A|\(modifier)|base64offset|contains: ping", #"{"A": "xx cABpAG4AZwA= yy"}"#))
        }
        #expect(try SigmaSample.item("A|utf16be|base64: ping", #"{"A": "AHAAaQBuAGc="}"#))
        #expect(try SigmaSample.item("A|utf16|base64: ping", #"{"A": "//5wAGkAbgBnAA=="}"#))
        #expect(try SigmaSample.item("A|wide|base64: é", #"{"A": "6QA="}"#))
        #expect(try SigmaSample.item("A|wide: ab", #"{"A": "a\u0000b\u0000"}"#))
    }

    @Test("windash meets each of five dashes, whichever the rule has")
    func windash() throws {
        let dashes = ["-", "/", "–", "—", "―"]
        for written in dashes {
            for found in dashes {
                #expect(try SigmaSample.item("A|windash|contains: ' \(written)exec '", #"{"A": "ps \#(found)Exec x"}"#))
            }
        }
        #expect(try SigmaSample.item("A|contains|windash: '-a -b'", #"{"A": "x /a —b"}"#))
        #expect(try !SigmaSample.item("A|windash|contains: 'param-name'", #"{"A": "param/name"}"#))
        #expect(try SigmaSample.item("A|windash|contains: '-param-name'", #"{"A": "/param-name"}"#))
        #expect(try SigmaSample.item("A|windash|base64: '-a'", #"{"A": "L2E="}"#))
        #expect(try SigmaSample.item("A|windash|endswith: 'x -e'", #"{"A": "x /e"}"#))
    }

    @Test("windash with all asks for every value in any of its forms")
    func windashAll() throws {
        let item = "A|windash|contains|all:\n        - ' -e '\n        - ' -w '"
        #expect(try SigmaSample.item(item, #"{"A": "ps /e x –w y"}"#))
        #expect(try !SigmaSample.item(item, #"{"A": "ps /e x -v y"}"#))
    }

    @Test("cidr is numeric for IPv4 and IPv6, never a prefix of text")
    func cidr() throws {
        #expect(try SigmaSample.item("A|cidr: 192.0.2.0/25", #"{"A": "192.0.2.127"}"#))
        #expect(try !SigmaSample.item("A|cidr: 192.0.2.0/25", #"{"A": "192.0.2.128"}"#))
        #expect(try !SigmaSample.item("A|cidr: 10.0.0.0/8", #"{"A": "10.example"}"#))
        #expect(try SigmaSample.item("A|cidr: fc00::/7", #"{"A": "fd00:0:0::1"}"#))
        #expect(try !SigmaSample.item("A|cidr: fc00::/7", #"{"A": "fc"}"#))
        #expect(try SigmaSample.item("A|cidr: 2001:db8::/32", #"{"A": "2001:0DB8:0000::00ff"}"#))
        #expect(try !SigmaSample.item("A|cidr: 2001:db8::/32", #"{"A": "2001:db9::1"}"#))
        #expect(try !SigmaSample.item("A|cidr: 0.0.0.0/0", #"{"A": "::1"}"#))
        #expect(try SigmaSample.item("A|cidr:\n        - 192.0.2.0/24\n        - ::1/128", #"{"A": "::1"}"#))
    }

    @Test("fieldref compares with another field of the event; missing on either side is false")
    func fieldReference() throws {
        let json = #"{"A": "Alice", "B": "ALICE", "C": "xalicey", "D": null, "E": "ali", "F": ""}"#
        #expect(try SigmaSample.item("A|fieldref: B", json))
        #expect(try !SigmaSample.item("A|fieldref|cased: B", json))
        #expect(try !SigmaSample.item("A|fieldref: C", json))
        #expect(try SigmaSample.item("C|fieldref|contains: A", json))
        #expect(try SigmaSample.item("A|fieldref|startswith: E", json))
        #expect(try !SigmaSample.item("A|fieldref|endswith: E", json))
        #expect(try SigmaSample.item("A|endswith|fieldref: B", json))
        for other in ["D", "Missing"] {
            #expect(try !SigmaSample.item("A|fieldref: \(other)", json))
            #expect(try !SigmaSample.item("\(other)|fieldref: A", json))
            // Two-valued: `neq` turns the false of a missing field into true, as any other item.
            #expect(try SigmaSample.item("A|fieldref|neq: \(other)", json))
        }
        #expect(try !SigmaSample.item("A|fieldref|neq: B", json))
        #expect(try SigmaSample.item("A|fieldref|neq: C", json))
    }
}
