// Records of the Windows security log as JSON lines, with the names that Windows gives to the fields of each event.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

/// Who acts in an event of Windows.
struct Subject: Sendable {
    let sid: String
    let name: String
    let domain: String
    let logon: String

    static let system = Subject(sid: "S-1-5-18", name: "SYSTEM", domain: "NT AUTHORITY", logon: "0x3e7")
    static let nobody = Subject(sid: "S-1-0-0", name: "-", domain: "-", logon: "0x0")
}

extension Stage {
    /// A field of an event: text, or a number.
    typealias Field = (name: String, value: String)

    mutating func windows(
        _ host: Host, _ event: Int, task: Int, at time: Instant, failure: Bool = false,
        provider: String = "Microsoft-Windows-Security-Auditing", _ fields: [Field]
    ) {
        guard let file = securityLog(host) else { return }
        let time = time.withFraction(of: host.name)
        var json = JSONWriter()
        json.beginObject()
        json.name("TimeCreated")
        json.string(time.rfc3339)
        for (name, value) in [
            ("Provider_Name", provider), ("Channel", "Security"), ("Computer", organisation.computer(host)),
        ] {
            json.name(name)
            json.string(value)
        }
        json.name("EventID")
        json.number(event)
        json.name("EventRecordID")
        let numberAt = json.bytes.count
        json.raw("")
        json.name("Level")
        json.number(event == 1_102 ? 4 : 0)
        json.name("Task")
        json.number(task)
        json.name("Keywords")
        json.string(event == 1_102 ? "0x4020000000000000" : failure ? "0x8010000000000000" : "0x8020000000000000")
        json.name("Execution_ProcessID")
        json.number(host.role == .domainController ? 672 : 748)
        for field in fields {
            json.name(field.name)
            json.string(field.value)
        }
        json.endObject()
        logs.add(file, at: time, json.bytes, numberAt: numberAt)
    }

    func subject(_ person: Person, logon: String) -> Subject {
        Subject(
            sid: organisation.sid(person), name: person.account, domain: organisation.file.netbios, logon: logon)
    }

    /// An account that is not of a person: its number in the directory follows from its name.
    func subject(service name: String, logon: String) -> Subject {
        let number = 3_100 + Int(Fingerprint(name).value % 800)
        return Subject(
            sid: "\(organisation.domainIdentifier)-\(number)", name: name, domain: organisation.file.netbios,
            logon: logon)
    }

    func subjectFields(_ subject: Subject) -> [Field] {
        [
            ("SubjectUserSid", subject.sid), ("SubjectUserName", subject.name), ("SubjectDomainName", subject.domain),
            ("SubjectLogonId", subject.logon),
        ]
    }

    private func targetFields(_ target: Subject) -> [Field] {
        [
            ("TargetUserSid", target.sid), ("TargetUserName", target.name), ("TargetDomainName", target.domain),
            ("TargetLogonId", target.logon),
        ]
    }

    mutating func logon(
        _ target: Subject, on host: Host, type: Int, from address: String, workstation: String, at time: Instant,
        _ dice: inout Dice, package: String = "Kerberos"
    ) {
        let process = type == 10 ? "User32 " : package == "Kerberos" ? "Kerberos" : "NtLmSsp "
        windows(
            host, 4_624, task: 12_544, at: time,
            subjectFields(type == 10 ? machine(host) : .nobody) + targetFields(target) + [
                ("LogonType", "\(type)"), ("LogonProcessName", process), ("AuthenticationPackageName", package),
                ("WorkstationName", workstation), ("LogonGuid", "{\(dice.guid())}"), ("ProcessName", "-"),
                ("IpAddress", address), ("IpPort", "\(dice.between(49_152, 65_000))"), ("ElevatedToken", "%%1843"),
            ])
    }

    mutating func logonFailed(
        _ name: String, on host: Host, type: Int, from address: String, workstation: String, at time: Instant,
        status: String = "0xc000006a", _ dice: inout Dice
    ) {
        windows(
            host, 4_625, task: 12_544, at: time, failure: true,
            subjectFields(.nobody) + [
                ("TargetUserSid", "S-1-0-0"), ("TargetUserName", name),
                ("TargetDomainName", organisation.file.netbios), ("Status", "0xc000006d"),
                ("FailureReason", status == "0xc0000234" ? "%%2307" : "%%2313"), ("SubStatus", status),
                ("LogonType", "\(type)"), ("LogonProcessName", "NtLmSsp "), ("AuthenticationPackageName", "NTLM"),
                ("WorkstationName", workstation), ("IpAddress", address),
                ("IpPort", "\(dice.between(49_152, 65_000))"),
            ])
    }

    mutating func logoff(_ target: Subject, on host: Host, type: Int, at time: Instant) {
        windows(host, 4_634, task: 12_545, at: time, targetFields(target) + [("LogonType", "\(type)")])
    }

    /// Special rights at a new logon: administrators and services have them.
    mutating func specialRights(_ subject: Subject, on host: Host, at time: Instant) {
        windows(
            host, 4_672, task: 12_548, at: time,
            subjectFields(subject) + [
                ("PrivilegeList", "SeSecurityPrivilege\n\t\t\tSeBackupPrivilege\n\t\t\tSeDebugPrivilege")
            ])
    }

    mutating func explicitCredentials(
        _ subject: Subject, as name: String, to server: Host, on host: Host, at time: Instant
    ) {
        windows(
            host, 4_648, task: 12_544, at: time,
            subjectFields(subject) + [
                ("LogonGuid", "{00000000-0000-0000-0000-000000000000}"), ("TargetUserName", name),
                ("TargetDomainName", organisation.file.netbios), ("TargetServerName", organisation.computer(server)),
                ("TargetInfo", "cifs/\(organisation.computer(server))"), ("ProcessId", "0x4"), ("ProcessName", ""),
                ("IpAddress", "-"), ("IpPort", "-"),
            ])
    }

    mutating func process(
        _ subject: Subject, on host: Host, at time: Instant, _ image: String, _ commandLine: String, parent: String,
        _ dice: inout Dice
    ) {
        windows(
            host, 4_688, task: 13_312, at: time,
            subjectFields(subject) + [
                ("NewProcessId", "0x\(dice.hex(4))"), ("NewProcessName", image), ("TokenElevationType", "%%1938"),
                ("ProcessId", "0x\(dice.hex(4))"), ("CommandLine", commandLine), ("TargetUserSid", "S-1-0-0"),
                ("TargetUserName", "-"), ("TargetDomainName", "-"), ("TargetLogonId", "0x0"),
                ("ParentProcessName", parent), ("MandatoryLabel", "S-1-16-8192"),
            ])
    }

    func machine(_ host: Host) -> Subject {
        Subject(sid: "S-1-5-18", name: host.name + "$", domain: organisation.file.netbios, logon: "0x3e7")
    }
}
