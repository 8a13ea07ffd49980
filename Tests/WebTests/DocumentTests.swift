// docs/openapi.json against the routes, in both directions, and real answers against its schemas.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Foundation
import HTTPTypes
import Incidents
import Store
import Testing
import Web

/// Holds values against the part of JSON Schema 2020-12 that the document uses.
struct SchemaCheck {
    let document: JSON

    /// What a reference points at.
    func resolve(_ value: JSON) -> JSON {
        guard let path = value["$ref"]?.text else { return value }
        return path.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }

    /// What is wrong with a value, by place.
    func findings(_ value: JSON, _ schema: JSON, at place: String = "$") -> [String] {
        let schema = resolve(schema)
        guard case .object(let keywords) = schema else { return ["\(place): no schema"] }
        let known: Set<String> = [
            "type", "enum", "pattern", "format", "description", "items", "properties", "required", "oneOf", "minimum",
            "maximum", "default", "additionalProperties", "minItems", "maxItems", "contentEncoding", "contentMediaType",
        ]
        var found = keywords.keys.filter { !known.contains($0) }.map { "\(place): keyword \($0) is not checked" }
        if let choices = schema["oneOf"] {
            let fits = choices.list.count { findings(value, $0, at: place).isEmpty }
            if fits != 1 { found.append("\(place): fits \(fits) of oneOf") }
        }
        if let type = schema["type"] {
            let types = type.list.isEmpty ? [type] : type.list
            if !types.contains(where: { isOf(value, $0.text ?? "") }) { found.append("\(place): is no \(types)") }
        }
        if let values = schema["enum"], !values.list.contains(value) { found.append("\(place): not of the enum") }
        switch value {
        case .string(let text): found += self.text(text, schema, place)
        case .number(let number):
            if let least = schema["minimum"]?.number, number < least { found.append("\(place): below the minimum") }
        case .array(let values):
            guard let items = schema["items"] else { break }
            found += values.enumerated().flatMap { findings($1, items, at: "\(place)[\($0)]") }
        case .object(let members): found += self.members(members, schema, place)
        default: break
        }
        return found
    }

    private func text(_ text: String, _ schema: JSON, _ place: String) -> [String] {
        var found: [String] = []
        if let pattern = schema["pattern"]?.text, let regex = try? Regex(pattern), text.firstMatch(of: regex) == nil {
            found.append("\(place): \(text) is not \(pattern)")
        }
        if schema["format"]?.text == "date-time",
            text.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/#) == nil
        {
            found.append("\(place): \(text) is no time in UTC")
        }
        return found
    }

    private func members(_ members: [String: JSON], _ schema: JSON, _ place: String) -> [String] {
        let properties = schema["properties"]?.members ?? [:]
        var found = (schema["required"]?.list ?? []).compactMap(\.text).filter { members[$0] == nil }
            .map { "\(place): \($0) is missing" }
        for (name, value) in members {
            if let property = properties[name] {
                found += findings(value, property, at: "\(place).\(name)")
            } else if schema["additionalProperties"] == .bool(false) {
                found.append("\(place): \(name) is not in the schema")
            }
        }
        return found
    }

    private func isOf(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
            ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }
}

@Suite("The OpenAPI document")
struct DocumentTests {
    private let bytes: [UInt8]
    private let check: SchemaCheck

    init() throws {
        bytes = Array(try Data(contentsOf: Repository.root.appending(path: "docs/openapi.json")))
        check = SchemaCheck(document: try JSON(bytes))
    }

    private var operations: [String: JSON] {
        var operations: [String: JSON] = [:]
        for (path, item) in check.document["paths"]?.members ?? [:] {
            for (method, operation) in item.members { operations["\(method.uppercased()) \(path)"] = operation }
        }
        return operations
    }

    @Test("each route is in the document, and each operation of the document is a route")
    func routes() throws {
        let sample = try WebSample(document: bytes)
        #expect(Set(operations.keys) == Set(sample.router.routes.map { "\($0.method) \($0.path)" }))
    }

    @Test("the program gives out the document as it is")
    func given() async throws {
        let sample = try WebSample(document: bytes)
        let reply = try await sample.get("/openapi.json")
        #expect(reply.bytes == bytes && reply.fields[.contentType] == "application/json")
        #expect(check.document["openapi"]?.text?.hasPrefix("3.1") == true)
    }

    @Test("the parameters of a path are described, each reference leads somewhere, and each operation has a name")
    func whole() throws {
        var names: Set<String> = []
        for (route, operation) in operations {
            let inPath = Set(route.matches(of: #/\{(\w+)\}/#).map { String($0.output.1) })
            let described = (operation["parameters"]?.list ?? []).filter { $0["in"]?.text == "path" }
            #expect(Set(described.compactMap { $0["name"]?.text }) == inPath, "\(route)")
            let isNew = names.insert(operation["operationId"]?.text ?? "").inserted
            #expect(isNew, "\(route)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        for match in text.matches(of: #/"\$ref": "([^"]+)"/#) {
            let target = check.resolve(.object(["$ref": .string(String(match.output.1))]))
            #expect(target != .null, "\(match.output.1)")
        }
        let schemas = check.document["components"]?["schemas"]?.members ?? [:]
        for name in schemas.keys { #expect(text.contains("#/components/schemas/\(name)\""), "\(name) is unused") }
    }

    /// What is wrong with an answer, by the document.
    private func findings(_ method: String, _ route: String, _ reply: Reply) -> [String] {
        guard let operation = operations["\(method) \(route)"] else { return ["\(method) \(route) is not there"] }
        guard let stated = operation["responses"]?[String(reply.status)] else {
            return ["\(method) \(route): \(reply.status) is not in the document: \(reply.text.prefix(200))"]
        }
        guard let content = check.resolve(stated)["content"]?.members.first else {
            return reply.bytes.isEmpty ? [] : ["\(method) \(route): has a body"]
        }
        let type = reply.fields[.contentType]?.split(separator: ";").first.map { String($0) }
        guard type == content.key else { return ["\(method) \(route): \(type ?? "") is not \(content.key)"] }
        guard type == "application/json" else { return [] }
        return check.findings(reply.json, content.value["schema"] ?? .null).map { "\(method) \(route): \($0)" }
    }

    @Test("real answers, of every endpoint to every role, are as the document says")
    func answers() async throws {
        let sample = try WebSample(document: bytes)
        try sample.account("lid", .reader)
        let position = try #require(try sample.append([Array("regel".utf8), [0xFF]]).last)
        var found: Set<String> = []
        var line: Int32 = 0
        var names = [
            "position": position.description.replacing("/", with: "."), "open": try sample.alert("o", line: 1),
        ]
        for role in Role.allCases {
            let who = try await sample.person("wie.\(role)", role)
            names["number"] = nil
            for route in RouteCase.all {
                line += 10
                if route.changesForOthers || names["number"] == nil {
                    names["inside"] = try sample.alert("i-\(line)", line: line)
                    names["number"] = try await incident(sample, role, names["inside"] ?? "")
                    names["closing"] = try sample.alert("c-\(line)", line: line + 2)
                    let mute = EntryContent.muted(
                        rule: "r", entity: EntityRef("host:a"), until: WebSample.start, reason: "\(line)")
                    names["mute"] = try await sample.journal.append(
                        EntryDraft(.log(.organisation), mute, by: .program)
                    ).entryID
                }
                for asker in [who, nil] {
                    let reply = try await sample.ask(
                        route.method, route.target(names), as: asker, route.filled(names))
                    found.formUnion(findings(route.method, route.route, reply))
                    if route.method == "DELETE" { break }
                }
            }
        }
        #expect(found.isEmpty, "\(found.sorted().joined(separator: "\n"))")
    }

    /// An incident with an alert, a note, and someone of a role among its members.
    private func incident(_ sample: WebSample, _ role: Role, _ alert: String) async throws -> String {
        var draft = EntryDraft(.newIncident, .opened(title: "Zaak"), by: .person("leider"), occurred: .unknown)
        draft.then = [
            .memberAdded(account: "wie.\(role)", isRecipient: true), .note(text: "x"),
            .merged(alerts: [try #require(ULID(alert))]), .glassBroken(account: "els", reason: "nacht"),
            .openToHouse(false), .undone(sequence: 3), .memberRemoved(account: "els"),
            .closed(reason: .handled, note: ""), .undone(sequence: 9), .note(text: "y"),
            .corrected(sequence: 11, text: "z"), .momentRecorded(moment: .aware, reason: "gezien"),
            .noticeGiven(term: "CBW26", proof: "N-1"), .sentence(part: .handled, text: "zin", basis: [3, 11]),
        ]
        return try await sample.journal.append(draft).log.name
    }

    @Test("refusals are as the document says")
    func refusals() async throws {
        let sample = try WebSample(document: bytes)
        let who = try sample.program(.lead)
        let other = try await sample.person("ander", .lead)
        for route in RouteCase.all {
            let target = route.target(["number": "2026-0099", "open": "x", "inside": "x", "position": "x", "id": "x"])
            var replies = [
                try await sample.ask(
                    route.method, target + (target.contains("?") ? "&" : "?") + "zz=1", as: who, route.body)
            ]
            if route.body != nil {
                replies.append(try await sample.post(target, as: who, "{"))
                replies.append(
                    try await sample.post(target, as: who, String(repeating: " ", count: WebLimits.bodyBytes + 1)))
                replies.append(
                    try await sample.ask(route.method, target, as: who, "{}", fields: ["Content-Type": "text/plain"]))
                replies.append(
                    try await sample.ask(route.method, target, as: other, "{}", fields: ["Origin": "https://x.example"])
                )
            }
            for reply in replies {
                #expect(reply.status >= 400)
                let found = findings(route.method, route.route, reply)
                #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
            }
        }
    }

    @Test("the check itself finds what is wrong")
    func finds() throws {
        let text = #"{"type":"object","properties":{"a":{"type":["integer","null"]}},"required":["a"],"#
        let schema = try JSON(Array((text + #""additionalProperties":false}"#).utf8))
        for (text, count) in [
            (#"{"a":1}"#, 0), (#"{"a":null}"#, 0), (#"{"a":1.5}"#, 1), (#"{}"#, 1), (#"{"a":1,"b":2}"#, 1), ("[]", 1),
        ] {
            #expect(check.findings(try JSON(Array(text.utf8)), schema).count == count, "\(text)")
        }
    }
}
