// Each line has the shape of its format, stands in time order, and points nowhere real.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct LogShapeTests {
    private func run() throws -> Run { try Run.small.get() }

    @Test("ns.log: date, facility, appliance, time in GMT, core, partition, module, event, number")
    func netScaler() throws {
        let shape = try Regex(
            "^[A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d <local0\\.[a-z]+> 10\\.10\\.1\\.11  "
                + "\\d\\d/\\d\\d/2026:\\d\\d:\\d\\d:\\d\\d GMT nsgw01 0-PPE-[01] : default "
                + "(SSLVPN (LOGIN|LOGOUT|ICASTART|TCPCONNSTAT|HTTPREQUEST)|AAA (LOGIN_FAILED|Message)|"
                + "(CLI|GUI|API) CMD_EXECUTED) \\d+ 0 : .+")
        var last = 0
        for line in try run().texts("ns.log") {
            guard line.contains(shape) else {
                Issue.record("\(line)")
                return
            }
            let number = Int(line.components(separatedBy: " 0 : ")[0].split(separator: " ").last ?? "") ?? 0
            #expect(number > last)
            last = number
        }
        #expect(last > 4_411_870)
    }

    @Test("Access logs: the combined log format, then key=value", arguments: ["web-access.log", "httpaccess.log"])
    func access(_ name: String) throws {
        let shape = try Regex(
            "^[0-9a-f.:]+ - \\S+ \\[\\d\\d/Mar/2026:\\d\\d:\\d\\d:\\d\\d \\+0100\\] "
                + "\"[A-Z]+ \\S+ HTTP/1\\.1\" \\d{3} \\d+ "
                + "\"[^\"]*\" \"[^\"]*\"( vhost=\\S+ rt_ms=\\d+ tls=TLSv1\\.3)?$")
        let odd = try run().texts(name).filter { !$0.contains(shape) }
        #expect(odd.prefix(3) == [])
    }

    @Test("RFC 5424 section 6: PRI, version, time with offset, host, program, process, no id, no data, message")
    func syslog() throws {
        let shape = try Regex(
            "^<\\d{1,3}>1 2026-03-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+01:00 [a-z0-9]+ [A-Za-z]+ \\d+ - - .+$")
        let odd = try run().texts("linux-syslog.log").filter { !$0.contains(shape) }
        #expect(odd.prefix(3) == [])
    }

    @Test("JSON logs: one object per line, with the fields that its schema always has")
    func json() throws {
        let needed = [
            (
                "entra-signins.jsonl",
                ["id", "createdDateTime", "userPrincipalName", "ipAddress", "status", "deviceDetail"]
            ),
            ("m365-audit.jsonl", ["CreationTime", "Id", "Operation", "RecordType", "UserId", "Workload", "ClientIP"]),
            ("graph-activity.jsonl", ["TimeGenerated", "RequestUri", "UserId", "AppId", "ResponseSizeBytes"]),
            (
                "security-dc01.jsonl",
                ["TimeCreated", "EventID", "Channel", "Computer", "EventRecordID", "Provider_Name"]
            ),
            (
                "security-fs02.jsonl",
                ["TimeCreated", "EventID", "Channel", "Computer", "EventRecordID", "Provider_Name"]
            ),
            ("security-vda03.jsonl", ["TimeCreated", "EventID", "Channel", "Computer", "EventRecordID"]),
        ]
        for (name, fields) in needed {
            let lines = try run().lines(name)
            #expect(lines.count > 10)
            for line in lines {
                let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
                guard let object, fields.allSatisfy({ object[$0] != nil }) else {
                    Issue.record("\(name): \(String(decoding: line, as: UTF8.self))")
                    return
                }
            }
        }
    }

    @Test(
        "Each log stands in order of time",
        arguments: [
            ("ns.log", "\\d\\d/\\d\\d/2026:\\d\\d:\\d\\d:\\d\\d"), ("linux-syslog.log", "2026-03-\\S+"),
            ("entra-signins.jsonl", "\"createdDateTime\":\"[^\"]+"), ("m365-audit.jsonl", "\"CreationTime\":\"[^\"]+"),
            ("graph-activity.jsonl", "\"TimeGenerated\":\"[^\"]+"),
            ("web-access.log", "\\d\\d/Mar/2026:\\d\\d:\\d\\d:\\d\\d"),
            ("security-fs01.jsonl", "\"TimeCreated\":\"[^\"]+"), ("security-fs02.jsonl", "\"TimeCreated\":\"[^\"]+"),
            ("security-dc02.jsonl", "\"TimeCreated\":\"[^\"]+"),
            ("httpaccess.log", "\\d\\d/Mar/2026:\\d\\d:\\d\\d:\\d\\d"),
        ])
    func order(_ name: String, _ pattern: String) throws {
        let shape = try Regex(pattern)
        let times = try run().texts(name).compactMap { line in line.firstMatch(of: shape).map { String(line[$0.range]) }
        }
        #expect(times.count == (try run().lines(name).count))
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test("RFC 5737, RFC 1918, RFC 3849: every address is invented")
    func addresses() throws {
        // Versions of programs in user agents have the form of an address and are none.
        let versions: Set<String> = ["145.0.0.0", "133.0.0.0", "26.020.0202.0003"]
        for file in try run().files {
            for address in Words.of(file.bytes, where: { 48...57 ~= $0 || $0 == 46 }).subtracting(versions) {
                let parts = address.split(separator: ".", omittingEmptySubsequences: false)
                guard parts.count == 4, let range = AddressRange(address + "/32") else { continue }
                #expect(range.isInvented, "\(file.name): \(address)")
            }
            let hex = Words.of(file.bytes) { 48...58 ~= $0 || 97...102 ~= $0 }
            for address in hex where address.contains("::") && address.first?.isHexDigit == true {
                #expect(address.hasPrefix("2001:db8:"), "\(file.name): \(address)")
            }
        }
    }

    @Test("RFC 2606: every domain ends in .example, but for the endpoint of Microsoft Graph itself")
    func domains() throws {
        for file in try run().files where file.name.hasPrefix("logs/") {
            let words = Words.of(file.bytes) { 45...58 ~= $0 || 64...90 ~= $0 || 97...122 ~= $0 || $0 == 61 }
            for word in words {
                for mark in ["@", "://", "vhost="] {
                    for after in word.components(separatedBy: mark).dropFirst() {
                        let name = after.prefix { $0.isLetter || $0.isNumber || ".-".contains($0) }.lowercased()
                        guard name.contains("."), AddressRange(name + "/32") == nil else { continue }
                        #expect(name.hasSuffix(".example") || name == "graph.microsoft.com", "\(file.name): \(name)")
                    }
                }
            }
        }
    }
}

/// The different words of a text: runs of the bytes that belong to one, if they are long enough for an address.
private enum Words {
    static func of(_ bytes: Data, where belongs: (UInt8) -> Bool) -> Set<String> {
        let table = (0...255).map { belongs(UInt8($0)) }
        var words: Set<[UInt8]> = []
        var word: [UInt8] = []
        bytes.withUnsafeBytes { bytes in
            for byte in bytes {
                if table[Int(byte)] {
                    word.append(byte)
                } else if !word.isEmpty {
                    if word.count > 6 { words.insert(word) }
                    word.removeAll(keepingCapacity: true)
                }
            }
        }
        return Set(words.map { String(decoding: $0, as: UTF8.self) })
    }
}
