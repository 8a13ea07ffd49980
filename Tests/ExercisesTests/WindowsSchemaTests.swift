// Windows events have the fields that Windows gives them, and values of the right form.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Testing

/// The fields of an event, as the manifest of the security log names them.
struct WindowsSchema: Sendable {
    let event: Int
    let task: Int
    let needed: Set<String>
    let allowed: Set<String>

    init(_ event: Int, _ task: Int, _ needed: String, also: String = "") {
        self.event = event
        self.task = task
        self.needed = Set(needed.split(separator: " ").map(String.init))
        allowed = self.needed.union(also.split(separator: " ").map(String.init))
    }

    static let system: Set<String> = [
        "TimeCreated", "Provider_Name", "Channel", "Computer", "EventID", "EventRecordID", "Level", "Task", "Keywords",
        "Execution_ProcessID",
    ]
    private static let subject = "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId"
    private static let target = "TargetUserSid TargetUserName TargetDomainName TargetLogonId"
    private static let account = "TargetUserName TargetDomainName TargetSid " + subject
    private static let share =
        subject + " ObjectType IpAddress IpPort ShareName ShareLocalPath AccessMask AccessList"

    static let all: [WindowsSchema] = [
        WindowsSchema(1_102, 104, subject),
        WindowsSchema(
            4_624, 12_544,
            subject + " " + target
                + " LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid IpAddress IpPort",
            also: "TransmittedServices LmPackageName KeyLength ProcessId ProcessName ImpersonationLevel ElevatedToken "
                + "RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName VirtualAccount "
                + "TargetLinkedLogonId RemoteCredentialGuard"),
        WindowsSchema(
            4_625, 12_544,
            subject + " TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType "
                + "LogonProcessName AuthenticationPackageName WorkstationName IpAddress IpPort",
            also: "TransmittedServices LmPackageName KeyLength ProcessId ProcessName"),
        WindowsSchema(4_634, 12_545, target + " LogonType"),
        WindowsSchema(
            4_648, 12_544,
            subject + " LogonGuid TargetUserName TargetDomainName TargetServerName TargetInfo ProcessId ProcessName "
                + "IpAddress IpPort", also: "TargetLogonGuid"),
        WindowsSchema(4_672, 12_548, subject + " PrivilegeList"),
        WindowsSchema(
            4_688, 13_312,
            subject + " NewProcessId NewProcessName TokenElevationType ProcessId CommandLine TargetUserSid "
                + "TargetUserName TargetDomainName TargetLogonId ParentProcessName MandatoryLabel"),
        WindowsSchema(
            4_697, 12_289,
            subject + " ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount",
            also: "ClientProcessStartKey ClientProcessId ParentProcessId"),
        WindowsSchema(
            4_720, 13_824, account + " PrivilegeList SamAccountName UserAccountControl",
            also: "DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations "
                + "PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo OldUacValue NewUacValue "
                + "UserParameters SidHistory LogonHours"),
        WindowsSchema(4_722, 13_824, account),
        WindowsSchema(4_723, 13_824, account + " PrivilegeList"),
        WindowsSchema(4_724, 13_824, account),
        WindowsSchema(4_725, 13_824, account),
        WindowsSchema(4_732, 13_826, account + " MemberName MemberSid PrivilegeList"),
        WindowsSchema(4_740, 13_824, account),
        WindowsSchema(4_767, 13_824, account),
        WindowsSchema(
            4_768, 14_339,
            "TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions Status "
                + "TicketEncryptionType PreAuthType IpAddress IpPort",
            also: "CertIssuerName CertSerialNumber CertThumbprint"),
        WindowsSchema(
            4_769, 14_337,
            "TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions TicketEncryptionType IpAddress "
                + "IpPort Status LogonGuid TransmittedServices"),
        WindowsSchema(
            4_771, 14_339,
            "TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort",
            also: "CertIssuerName CertSerialNumber CertThumbprint"),
        WindowsSchema(5_140, 12_808, share),
        WindowsSchema(5_145, 12_811, share + " RelativeTargetName AccessReason"),
    ]
}

struct WindowsSchemaTests {
    private func all() throws -> [ReadRecord] { try ReadLogs.windows() }

    private func all(_ event: Int) throws -> [ReadRecord] { try all().filter { $0["EventID"] == "\(event)" } }

    @Test("No event is written of which the schema is not known here, and each of these is written")
    func events() throws {
        let written = Set(try all().map { $0["EventID"] })
        #expect(written == Set(WindowsSchema.all.map { "\($0.event)" }))
    }

    @Test("Each event has all fields that rules need, none that Windows does not know, and its own task")
    func fields() throws {
        var schemas: [String: WindowsSchema] = [:]
        for schema in WindowsSchema.all { schemas["\(schema.event)"] = schema }
        var seen: Set<String> = []
        for record in try all() {
            let names = Set(record.fields.keys).subtracting(WindowsSchema.system)
            guard let schema = schemas[record["EventID"]] else { continue }
            let key = "\(schema.event): \(names.sorted())"
            guard seen.insert(key).inserted else { continue }
            hold(names.isSuperset(of: schema.needed), "\(schema.event) \(schema.needed.subtracting(names))")
            hold(names.isSubset(of: schema.allowed), "\(schema.event) \(names.subtracting(schema.allowed))")
            hold(record["Task"] == "\(schema.task)", "\(schema.event)")
            hold(WindowsSchema.system.isSubset(of: Set(record.fields.keys)))
        }
        #expect(seen.count >= WindowsSchema.all.count)
    }

    @Test("Keywords say success or failure of an audit; the emptied log comes from the log service itself")
    func keywords() throws {
        for record in try all() {
            hold(record["Channel"] == "Security")
            switch record["EventID"] {
            case "4625", "4771": #expect(record["Keywords"] == "0x8010000000000000")
            case "1102":
                hold(record["Keywords"] == "0x4020000000000000")
                hold(record["Level"] == "4")
                hold(record["Provider_Name"] == "Microsoft-Windows-Eventlog")
            default:
                hold(record["Keywords"] == "0x8020000000000000", "\(record["EventID"])")
                hold(record["Level"] == "0")
            }
        }
    }

    @Test("Identifiers of accounts are SIDs, those of logons and processes hexadecimal")
    func forms() throws {
        func isHex(_ text: String) -> Bool {
            text.hasPrefix("0x") && text.count > 2 && text.dropFirst(2).allSatisfy(\.isHexDigit)
        }
        for record in try all() {
            for (name, value) in record.fields {
                if name.hasSuffix("Sid") {
                    guard value.hasPrefix("S-1-") else {
                        Issue.record("\(name) \(value)")
                        return
                    }
                }
                if name.hasSuffix("LogonId") || name == "AccessMask" || name == "TicketEncryptionType" {
                    guard isHex(value) else {
                        Issue.record("\(name) \(value)")
                        return
                    }
                }
            }
        }
        for record in try all(4_688) {
            hold(isHex(record["NewProcessId"]) && isHex(record["ProcessId"]))
            hold(record["NewProcessName"].hasPrefix("C:\\"))
            hold(record["ParentProcessName"].hasPrefix("C:\\"))
            hold(!record["CommandLine"].isEmpty)
        }
    }

    @Test("Computers stand under the domain of the directory, each in its own log")
    func computers() throws {
        for log in try ReadLogs.small.get() where log.name.contains("windows-security") {
            let names = Set(log.records.map { $0["Computer"] })
            hold(names.count == 1)
            let name = try #require(names.first)
            hold(name.hasSuffix(".intern.ministerie-van-dijken.example"))
            let short = name.prefix { $0 != "." }.lowercased()
            hold(log.name.hasSuffix("-\(short).jsonl"))
        }
    }

    @Test("Tickets are given out by domain controllers only, files are shared by file servers only")
    func roles() throws {
        for log in try ReadLogs.small.get() where log.name.contains("windows-security") {
            let events = Set(log.records.map { $0["EventID"] })
            let isController = log.name.contains("-dc0")
            let isFileServer = log.name.contains("-fs0")
            hold(events.isDisjoint(with: ["4768", "4769", "4771"]) != isController, "\(log.name)")
            hold(events.isDisjoint(with: ["5140", "5145"]) != isFileServer, "\(log.name)")
        }
    }

    @Test("A logon over the network has type 3, at a desktop 10; Kerberos, or NTLM from where the case is")
    func logons() throws {
        for record in try all(4_624) {
            hold(["3", "10"].contains(record["LogonType"]))
            hold(["Kerberos", "NTLM"].contains(record["AuthenticationPackageName"]))
            if record["LogonType"] == "3" { hold(record["SubjectUserSid"] == "S-1-0-0") }
        }
    }

    @Test("Addresses of tickets have the form of RFC 4291 2.5.5.2, as domain controllers write them")
    func ticketAddresses() throws {
        for event in [4_768, 4_769, 4_771] {
            for record in try all(event) {
                let address = record["IpAddress"]
                guard address.hasPrefix("::ffff:"), AddressRange(address.dropFirst(7) + "/32")?.isInvented == true
                else {
                    Issue.record("\(event) \(address)")
                    return
                }
            }
        }
    }

    @Test("What a wrong password says is its own code, and what an unknown account says another")
    func failures() throws {
        for record in try all(4_625) {
            hold(record["Status"] == "0xc000006d")
            hold(["0xc000006a", "0xc0000064", "0xc0000234"].contains(record["SubStatus"]))
        }
        #expect(try all(4_771).allSatisfy { ["0x18", "0x12"].contains($0["Status"]) })
    }

    @Test("A share is opened in its share, and a file below it is a path without the share")
    func paths() throws {
        for record in try all(5_145) {
            let share = record["ShareName"]
            guard share.hasPrefix("\\\\*\\"), record["ShareLocalPath"].hasPrefix("\\??\\"),
                !record["RelativeTargetName"].hasPrefix("\\")
            else {
                Issue.record("\(record.fields)")
                return
            }
            hold(["0x100081", "0x120089", "0x12019f"].contains(record["AccessMask"]))
        }
    }
}
