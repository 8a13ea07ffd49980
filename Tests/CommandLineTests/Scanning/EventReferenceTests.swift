// The record that a user points at, by line, number or first of a file, and hosts and accounts of an event.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

@Suite struct EventReferenceTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func found(_ text: String) -> (texts: [String?], problem: Problem?) {
        var texts: [String?] = []
        let problem = EventReference(text).find(zone: .none) { texts.append($0.text("n") ?? $0.text("message")) }
        return (texts, problem)
    }

    @Test(
        "FILE:LINE and FILE#RECORD are told from names that hold a colon or a hash",
        arguments: [
            ("a.log", "a.log", "1"), ("a.log:12", "a.log", "12"), ("a.evtx#99", "a.evtx", "#99"), ("-", "-", "1"),
            ("a:b.log", "a:b.log", "1"), ("a:b.log:3", "a:b.log", "3"), ("a#b", "a#b", "1"), ("a#1#2", "a#1", "#2"),
            ("A.zip!in/a.log:4", "A.zip!in/a.log", "4"), ("a.log:", "a.log:", "1"), ("a.log#-1", "a.log#-1", "1"),
            ("a.log#99999999999999999999", "a.log#99999999999999999999", "1"), ("", "", "1"), (":", ":", "1"),
            ("a:99999999999999999999", "a:99999999999999999999", "1"),
        ])
    func parts(_ text: String, _ file: String, _ record: String) {
        let reference = EventReference(text)
        #expect(reference.file == file)
        #expect(reference.record == record)
    }

    @Test("A file that is there is meant, whatever its name looks like")
    func existing() throws {
        let path = try folder.write("a:2", #"{"n":"1"}"# + "\n" + #"{"n":"2"}"# + "\n")
        #expect(EventReference(path).file == path)
        #expect(found(path).texts == ["1"])
        #expect(found(path + ":2").texts == ["2"])
    }

    @Test("Physical lines count, blank ones too; without a line the first record is meant, once")
    func lines() throws {
        let path = try folder.write("a.jsonl", "\n{\"n\":\"1\"}\n\n{\"n\":\"2\"}\n")
        #expect(found(path).texts == ["1"])
        #expect(found(path + ":2").texts == ["1"])
        #expect(found(path + ":4").texts == ["2"])
        for line in ["0", "1", "3", "5", "-4"] { #expect(found(path + ":" + line).texts.isEmpty) }
        #expect(found(path + "#1").texts.isEmpty, "a line of text has no number of a record")
    }

    @Test("A record that is there and cannot be used is not called missing")
    func unusable() throws {
        let path = try folder.write("a.jsonl", "{\"n\":\"1\"}\n{\"n\":oops}\n[1]\n{\"n\":\"4\"}\n")
        #expect(found(path + ":2").texts.isEmpty)
        #expect(found(path + ":2").problem?.code == .jsonSyntax)
        #expect(found(path + ":2").problem?.place == Place(file: path, line: 2))
        #expect(found(path + ":3").problem?.code == .jsonNotObject)
        #expect(found(path + ":4").texts == ["4"] && found(path + ":4").problem == nil)
    }

    @Test("In an array the line where the element starts; of several the first")
    func arrays() throws {
        let path = try folder.write("a.json", "[\n{\"n\":\"1\"}, {\"n\":\"2\"},\n{\n\"n\":\"3\"}]\n")
        #expect(found(path + ":2").texts == ["1"])
        #expect(found(path + ":3").texts == ["3"])
        #expect(found(path + ":4").texts.isEmpty)
    }

    @Test("A member of an archive, named as a scan names it")
    func members() throws {
        let zip = folder.url("A.zip")
        archive(
            zip,
            [("x.jsonl", Array("{\"n\":\"x\"}\n".utf8)), ("in/y!.jsonl", Array("{\"n\":\"1\"}\n{\"n\":\"2\"}\n".utf8))])
        #expect(found(zip + "!in/y!.jsonl:2").texts == ["2"])
        #expect(found(zip + "!x.jsonl").texts == ["x"])
        #expect(found(zip + "!nothing:1").texts.isEmpty)
        #expect(found(folder.url("B.zip!x")).texts.isEmpty)
    }
}

@Suite struct EntityFieldsTests {
    @Test(
        "The most telling name wins, whatever the order in the log",
        arguments: [
            (#"{"host":"b","Computer":"a"}"#, "a", nil), (#"{"Hostname":"a"}"#, "a", nil), (#"{"x":"a"}"#, nil, nil),
            (#"{"SubjectUserName":"s","User":"u"}"#, nil, "u"), (#"{"userPrincipalName":"p","UserId":"i"}"#, nil, "p"),
            (#"{"deviceDetail":{"displayName":"d"},"cs-username":"c"}"#, "d", "c"),
        ])
    func order(_ json: String, _ host: String?, _ account: String?) {
        Fixture.with(json) { event in
            #expect(EntityFields.host(of: event) == host)
            #expect(EntityFields.account(of: event) == account)
        }
    }

    @Test("What names nobody is passed over: empty, a dash, null, and texts too long for a name")
    func nobody() {
        let long = String(repeating: "x", count: 257)
        for value in ["\"\"", "\"-\"", "null", "\"\(long)\""] {
            Fixture.with("{\"Computer\":\(value),\"host\":\"h\",\"User\":\(value)}") { event in
                #expect(EntityFields.host(of: event) == "h")
                #expect(EntityFields.account(of: event) == nil)
            }
        }
        Fixture.with("{\"Computer\":\"\(long.dropLast())\",\"host\":\"h\"}") { event in
            #expect(EntityFields.host(of: event)?.count == 256)
        }
    }
}
