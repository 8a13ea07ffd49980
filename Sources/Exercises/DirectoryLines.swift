// Records of Windows about tickets (Kerberos), shares and accounts.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    private func domainController(_ dice: inout Dice) -> Host { dice.pick(organisation.hosts(.domainController)) }

    /// 4768: a ticket with which an account gets others.
    mutating func ticket(for name: String, sid: String, from address: String, at time: Instant, _ dice: inout Dice) {
        windows(
            domainController(&dice), 4_768, task: 14_339, at: time,
            [
                ("TargetUserName", name), ("TargetDomainName", organisation.realm), ("TargetSid", sid),
                ("ServiceName", "krbtgt"), ("ServiceSid", "\(organisation.domainIdentifier)-502"),
                ("TicketOptions", "0x40810010"), ("Status", "0x0"), ("TicketEncryptionType", "0x12"),
                ("PreAuthType", "2"), ("IpAddress", "::ffff:\(address)"), ("IpPort", "\(dice.between(49_152, 65_000))"),
            ])
    }

    /// 4769: a ticket for one service.
    mutating func serviceTicket(
        for name: String, service: String, from address: String, at time: Instant, encryption: String = "0x12",
        options: String = "0x40810000", _ dice: inout Dice
    ) {
        windows(
            domainController(&dice), 4_769, task: 14_337, at: time,
            [
                ("TargetUserName", "\(name)@\(organisation.realm)"), ("TargetDomainName", organisation.realm),
                ("ServiceName", service),
                ("ServiceSid", "\(organisation.domainIdentifier)-\(3_100 + Int(Fingerprint(service).value % 800))"),
                ("TicketOptions", options), ("TicketEncryptionType", encryption),
                ("IpAddress", "::ffff:\(address)"), ("IpPort", "\(dice.between(49_152, 65_000))"), ("Status", "0x0"),
                ("LogonGuid", "{\(dice.guid())}"), ("TransmittedServices", "-"),
            ])
    }

    /// 4771: the password for a ticket was wrong (0x18), or the account is locked or disabled (0x12).
    mutating func ticketRefused(
        _ person: Person, from address: String, at time: Instant, status: String = "0x18", _ dice: inout Dice
    ) {
        windows(
            domainController(&dice), 4_771, task: 14_339, at: time, failure: true,
            [
                ("TargetUserName", person.account), ("TargetSid", organisation.sid(person)),
                ("ServiceName", "krbtgt/\(organisation.realm)"), ("TicketOptions", "0x40810010"), ("Status", status),
                ("PreAuthType", "2"), ("IpAddress", "::ffff:\(address)"), ("IpPort", "\(dice.between(49_152, 65_000))"),
            ])
    }

    mutating func shareOpened(
        _ subject: Subject, on host: Host, share: String, from address: String, port: Int, at time: Instant
    ) {
        windows(
            host, 5_140, task: 12_808, at: time,
            subjectFields(subject) + [
                ("ObjectType", "File"), ("IpAddress", address), ("IpPort", "\(port)"), ("ShareName", "\\\\*\\\(share)"),
                ("ShareLocalPath", "\\??\\E:\\Data\\\(share)"), ("AccessMask", "0x1"), ("AccessList", "%%4416"),
            ])
    }

    /// What was asked of a file on a share.
    enum FileAccess: Sendable {
        case list
        case read
        case write

        var mask: String {
            switch self {
            case .list: "0x100081"
            case .read: "0x120089"
            case .write: "0x12019f"
            }
        }

        var list: String {
            switch self {
            case .list: "%%1541 %%4416 %%4423"
            case .read: "%%1538 %%1541 %%4416 %%4419 %%4423"
            case .write: "%%1538 %%1541 %%4416 %%4417 %%4418 %%4419 %%4420 %%4423 %%4424"
            }
        }
    }

    mutating func shareFile(
        _ subject: Subject, on host: Host, share: String, path: String, _ access: FileAccess, from address: String,
        port: Int, at time: Instant
    ) {
        windows(
            host, 5_145, task: 12_811, at: time,
            subjectFields(subject) + [
                ("ObjectType", "File"), ("IpAddress", address), ("IpPort", "\(port)"), ("ShareName", "\\\\*\\\(share)"),
                ("ShareLocalPath", "\\??\\E:\\Data\\\(share)"), ("RelativeTargetName", path),
                ("AccessMask", access.mask), ("AccessList", access.list), ("AccessReason", "-"),
            ])
    }

    /// 4720 to 4740: something was done with an account.
    mutating func account(
        _ event: Int, _ name: String, sid: String, by subject: Subject, on host: Host, at time: Instant,
        _ more: [Field] = []
    ) {
        // 4731 to 4735 are about groups on one computer: another task than that about accounts.
        windows(
            host, event, task: 4_731...4_735 ~= event ? 13_826 : 13_824, at: time,
            [
                ("TargetUserName", name), ("TargetDomainName", organisation.file.netbios), ("TargetSid", sid),
            ] + subjectFields(subject) + more)
    }

    /// A file of a department: some are opened by everybody, most by few.
    func document(_ department: Department, _ dice: inout Dice) -> String {
        let number = dice.mostlySmall(900)
        let subject = Names.subjects[number % Names.subjects.count]
        let kind = ["docx", "xlsx", "pdf", "docx", "pptx"][number % 5]
        return "\(department.name)\\2026\\dossier \((number / 12).padded(3))\\\(subject) \(number.padded(4)).\(kind)"
    }
}
