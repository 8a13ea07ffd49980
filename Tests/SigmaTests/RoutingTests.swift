// Which events reach which rules, with the routing tables of the program.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Foundation
import Sigma
import Testing

@Suite("Routing")
struct RoutingTests {
    static let sysmon = "Microsoft-Windows-Sysmon/Operational"

    /// A rule for a log source that every event of it meets.
    static func rule(_ logSource: String, _ item: String = "NoSuchField: null") throws -> Rule {
        try SigmaSample.rule(
            "title: '\(logSource)'\nlogsource: {\(logSource)}\ndetection:\n    s:\n        \(item)\n    condition: s\n")
    }

    static func engine(_ logSources: [String]) throws -> Engine {
        Engine(rules: try logSources.map { try rule($0) }, routing: try EngineSample.routing())
    }

    static let categories = [
        "process_creation", "file_change", "network_connection", "sysmon_status", "process_termination", "driver_load",
        "image_load", "create_remote_thread", "raw_access_thread", "process_access", "file_event", "registry_event",
        "registry_set", "registry_rename", "registry_add", "registry_delete", "create_stream_hash", "pipe_created",
        "wmi_event", "dns_query", "file_delete", "file_delete_detected", "clipboard_capture", "process_tampering",
        "file_block_executable", "file_block_shredding", "file_executable_detected", "sysmon_error", "ps_module",
        "ps_script", "ps_classic_start", "ps_classic_provider_start", "ps_classic_script",
    ]

    /// The categories that an event reaches.
    static func reached(_ json: String, format: Format = .jsonLines) throws -> Set<String> {
        let engine = try engine(categories.map { "product: windows, category: \($0)" })
        let prefix = "product: windows, category: ".count
        return Set(EngineSample.titles(engine, json, format: format).map { String($0.dropFirst(prefix)) })
    }

    @Test(
        "Sysmon event numbers are categories; an event has a set of them",
        arguments: [
            (1, ["process_creation"]), (2, ["file_change"]), (3, ["network_connection"]), (4, ["sysmon_status"]),
            (5, ["process_termination"]), (6, ["driver_load"]), (7, ["image_load"]), (8, ["create_remote_thread"]),
            (9, ["raw_access_thread"]), (10, ["process_access"]), (11, ["file_event"]),
            (13, ["registry_event", "registry_set"]), (14, ["registry_event", "registry_rename"]),
            (15, ["create_stream_hash"]), (16, ["sysmon_status"]), (17, ["pipe_created"]), (18, ["pipe_created"]),
            (19, ["wmi_event"]), (20, ["wmi_event"]), (21, ["wmi_event"]), (22, ["dns_query"]), (23, ["file_delete"]),
            (24, ["clipboard_capture"]), (25, ["process_tampering"]), (26, ["file_delete", "file_delete_detected"]),
            (27, ["file_block_executable"]), (28, ["file_block_shredding"]), (29, ["file_executable_detected"]),
            (255, ["sysmon_error"]), (99, []),
        ])
    func sysmonNumbers(_ number: Int, _ expected: [String]) throws {
        for id in ["\(number)", "\"\(number)\""] {
            let json = "{\"Channel\": \"\(Self.sysmon)\", \"EventID\": \(id)}"
            #expect(try Self.reached(json) == Set(expected))
            #expect(try Self.reached(json, format: .evtx) == Set(expected))
        }
    }

    @Test(
        "Sysmon event 12 is a key made or something deleted: EventType decides",
        arguments: [
            ("\"CreateKey\"", ["registry_event", "registry_add"]),
            ("\"DeleteKey\"", ["registry_event", "registry_delete"]),
            ("\"DeleteValue\"", ["registry_event", "registry_delete"]),
            ("\"INFO\"", ["registry_event", "registry_add", "registry_delete"]),
            ("null", ["registry_event", "registry_add", "registry_delete"]),
        ])
    func registryKeys(_ type: String, _ expected: [String]) throws {
        let json = "{\"Channel\": \"\(Self.sysmon)\", \"EventID\": 12, \"EventType\": \(type)}"
        #expect(try Self.reached(json) == Set(expected))
    }

    @Test("the same number in another channel or of another provider reaches nothing")
    func otherChannels() throws {
        #expect(try Self.reached(#"{"Channel": "Application", "EventID": 1}"#).isEmpty)
        #expect(try Self.reached(#"{"Channel": "System", "EventID": 4688}"#).isEmpty)
        #expect(try Self.reached(#"{"EventID": 1}"#).isEmpty)
        let audit = #""Channel": "Security", "EventID": 4688"#
        #expect(try Self.reached("{\(audit), \"Provider_Name\": \"Other\"}").isEmpty)
        #expect(try Self.reached("{\(audit), \"SourceName\": \"Other\"}").isEmpty)
        #expect(try Self.reached("{\(audit)}") == ["process_creation"])
        let named = "{\(audit), \"Provider_Name\": \"microsoft-windows-security-AUDITING\"}"
        #expect(try Self.reached(named) == ["process_creation"])
    }

    @Test("the case of a channel does not count")
    func channelCase() throws {
        let channel = Self.sysmon.uppercased()
        #expect(try Self.reached("{\"Channel\": \"\(channel)\", \"EventID\": 1}") == ["process_creation"])
    }

    @Test(
        "PowerShell events of Windows PowerShell and of PowerShell 7",
        arguments: [
            ("Microsoft-Windows-PowerShell/Operational", 4103, "ps_module"),
            ("PowerShellCore/Operational", 4103, "ps_module"),
            ("Microsoft-Windows-PowerShell/Operational", 4104, "ps_script"),
            ("PowerShellCore/Operational", 4104, "ps_script"), ("Windows PowerShell", 400, "ps_classic_start"),
            ("Windows PowerShell", 600, "ps_classic_provider_start"), ("Windows PowerShell", 800, "ps_classic_script"),
        ])
    func powerShell(_ channel: String, _ number: Int, _ category: String) throws {
        #expect(try Self.reached("{\"Channel\": \"\(channel)\", \"EventID\": \(number)}") == [category])
        #expect(try Self.reached("{\"Channel\": \"\(channel)\", \"EventID\": 1}").isEmpty)
    }

    @Test(
        "Security 4657 is a registry value set, made or deleted, by its operation",
        arguments: [
            ("%%1904", ["registry_event", "registry_set", "registry_add"]),
            ("%%1905", ["registry_event", "registry_set"]),
            ("%%1906", ["registry_event", "registry_delete"]),
        ])
    func registryAudit(_ operation: String, _ expected: [String]) throws {
        let json = "{\"Channel\": \"Security\", \"EventID\": 4657, \"OperationType\": \"\(operation)\"}"
        #expect(try Self.reached(json) == Set(expected))
    }

    private func hits(_ logSource: String, _ item: String, _ json: String, condition: String = "s") throws -> Bool {
        let rule = try SigmaSample.rule(
            "title: r\nlogsource: {\(logSource)}\ndetection:\n    s:\n        \(item)\n    condition: \(condition)\n")
        let engine = Engine(rules: [rule], routing: try EngineSample.routing())
        return EngineSample.titles(engine, json) == ["r"]
    }

    @Test("in a process of Security 4688 the fields have other names, also under a negation")
    func processMapping() throws {
        let json = #"""
            {"Channel": "Security", "EventID": 4688, "NewProcessName": "C:\\a\\cmd.exe", "ProcessId": "0x1",
            "ParentProcessName": "C:\\a\\p.exe", "NewProcessId": "0x2", "CommandLine": "cmd /c",
            "SubjectDomainName": "D", "SubjectUserName": "u"}
            """#
        let source = "product: windows, category: process_creation"
        #expect(try hits(source, #"Image|endswith: '\cmd.exe'"#, json))
        #expect(try !hits(source, #"Image|endswith: '\cmd.exe'"#, json, condition: "not s"))
        #expect(try hits(source, #"Image|endswith: '\other.exe'"#, json, condition: "not s"))
        #expect(try hits(source, #"ParentImage|endswith: '\p.exe'"#, json))
        #expect(try hits(source, "ProcessId: '0x2'", json))
        #expect(try !hits(source, "ProcessId: '0x1'", json))
        #expect(try hits(source, "ParentProcessId: '0x1'", json))
        #expect(try hits(source, #"User: 'd\u'"#, json))
        #expect(try hits(source, "User: u", json))
        #expect(try hits(source, "CommandLine|contains: '/c'", json))
        // A rule for the channel sees the record as it is written.
        #expect(try !hits("product: windows, service: security", #"Image|endswith: '\cmd.exe'"#, json))
        #expect(try hits("product: windows, service: security", #"NewProcessName|endswith: '\cmd.exe'"#, json))
    }

    @Test("in a registry value of Security 4657 key and value are joined")
    func registryMapping() throws {
        let json = #"""
            {"Channel": "Security", "EventID": 4657, "OperationType": "%%1905", "ObjectName": "HKLM\\Run",
            "ObjectValueName": "x", "NewValue": "evil.exe", "ProcessName": "C:\\a.exe"}
            """#
        let source = "product: windows, category: registry_set"
        #expect(try hits(source, #"TargetObject|endswith: '\Run\x'"#, json))
        #expect(try hits(source, "Details: evil.exe", json))
        #expect(try hits(source, #"Image|endswith: '\a.exe'"#, json))
    }

    @Test("without a channel no service fires, yet rules for the whole product do, once per event")
    func nullChannel() throws {
        let engine = try Self.engine([
            "product: windows", "product: windows, service: security", "product: windows, service: sysmon",
            "product: windows, category: process_creation",
        ])
        let json = #"{"Channel": null, "EventID": 4624, "Provider_Name": "Example-Tracing"}"#
        #expect(EngineSample.titles(engine, json) == ["product: windows"])
        #expect(EngineSample.titles(engine, json, format: .evtx) == ["product: windows"])
        #expect(EngineSample.titles(engine, #"{"EventID": 4624}"#, format: .evtx) == ["product: windows"])
        let security = #"{"Channel": "Security", "EventID": 4624, "Provider_Name": "P"}"#
        for format in [Format.jsonLines, .evtx] {
            #expect(
                EngineSample.titles(engine, security, format: format)
                    == ["product: windows", "product: windows, service: security"])
        }
        // A record of something else is not of Windows.
        #expect(EngineSample.titles(engine, #"{"a": 1}"#).isEmpty)
    }

    @Test("a rule with a category and a service wants both")
    func both() throws {
        let engine = try Self.engine([
            "product: windows, category: process_creation, service: sysmon",
            "product: windows, category: process_creation, service: security",
            "product: windows, category: process_creation, service: system",
        ])
        #expect(
            EngineSample.titles(engine, "{\"Channel\": \"\(Self.sysmon)\", \"EventID\": 1}")
                == ["product: windows, category: process_creation, service: sysmon"])
        #expect(
            EngineSample.titles(engine, #"{"Channel": "Security", "EventID": 4688}"#)
                == ["product: windows, category: process_creation, service: security"])
    }

    @Test("rules that no source serves are listed as unmapped")
    func unmapped() throws {
        let engine = try Self.engine([
            "product: windows, category: no_such_category", "product: windows, service: security",
            "product: windows, service: no_such_service", "product: no_such_product",
            "category: process_creation, product: windows, service: no_such_service", "category: webserver",
        ])
        #expect(engine.unmapped == [0, 2, 3, 4])
    }

    @Test("a rule that asks for networks is unmapped unless something is known of them")
    func networks() throws {
        let rule = try Self.rule("product: windows, service: security", "Ip@country: NL")
        let json = #"{"Channel": "Security", "EventID": 1, "Ip": "10.1.2.3"}"#
        let without = Engine(rules: [rule], routing: try EngineSample.routing())
        #expect(without.unmapped == [0] && EngineSample.titles(without, json).isEmpty)
        let with = Engine(rules: [rule], routing: try EngineSample.routing(), networks: GeneratedWords.networks)
        #expect(with.unmapped == [] && EngineSample.titles(with, json).count == 1)
    }

    @Test("joined fields of any number have room, also in an event that fills it")
    func manyJoins() throws {
        let joins = (0..<40).map { FieldMapping.Join(name: "j\($0)", parts: [.field("a"), .text("\($0)")]) }
        let table = RoutingTable(
            discriminators: [.init(name: "a", fields: ["a"])],
            sources: [
                .init(
                    LogSource(product: "windows"), conditions: [.init(discriminator: "a", values: ["*"])],
                    mapping: FieldMapping(joins: joins))
            ])
        let engine = Engine(rules: [try Self.rule("product: windows", "j39: x39")], routing: table)
        let filling = (0..<1_010).map { "\"k\($0)\": 1, " }.joined()
        #expect(EngineSample.titles(engine, "{\(filling)\"a\": \"x\"}").count == 1)
        #expect(EngineSample.titles(engine, "{\(filling)\"a\": \"y\"}").isEmpty)
    }
}
