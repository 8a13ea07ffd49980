// More ordinary things that look odd: in the directory, in mail and in the address list.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    /// New staff get an account, by an administrator and on the jump host's account.
    mutating func newColleague(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let controller = organisation.host(.domainController)
        for administrator in people(happening) {
            let user = subject(administrator, logon: "0x\(dice.hex(6))")
            for number in 0..<happening.times {
                let name = "\(dice.pick(Names.given)).\(dice.pick(Names.family)).nieuw".lowercased()
                let sid = "\(organisation.domainIdentifier)-\(9_000 + day.number * 10 + number)"
                let time = start.plus(number * 180)
                account(
                    4_720, name, sid: sid, by: user, on: controller, at: time,
                    [
                        ("PrivilegeList", "-"), ("SamAccountName", name), ("DisplayName", name),
                        ("UserPrincipalName", "\(name)@\(organisation.file.domain)"), ("UserAccountControl", "%%2080"),
                    ])
                account(4_722, name, sid: sid, by: user, on: controller, at: time.plus(2))
                account(4_724, name, sid: sid, by: user, on: controller, at: time.plus(3))
            }
        }
    }

    /// A rule that puts mail into a folder of the same mailbox, or sends it to a colleague (`text`): most new rules are
    /// like this.
    mutating func tidyMailboxRule(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for (index, person) in people(happening).enumerated() {
            let presence = officePresence(person, session: dice.guid())
            let time = start.plus(index * 1_300)
            signIn(person, .outlook, presence, at: time.plus(-60), interactive: true, &dice)
            if let colleague = happening.text {
                inboxRule(
                    person, presence, at: time,
                    [
                        ("Name", "Waarneming"), ("ForwardTo", "\(colleague)@\(organisation.file.domain)"),
                        ("StopProcessingRules", "False"),
                    ], &dice)
                continue
            }
            inboxRule(
                person, presence, at: time,
                [
                    ("Name", "Nieuwsbrieven"), ("From", "nieuwsbrief@\(organisation.file.domain)"),
                    ("MoveToFolder", "Nieuwsbrieven"), ("StopProcessingRules", "False"),
                ], &dice)
        }
    }

    /// The monthly updates: on each Windows server an installer runs and leaves a new service.
    mutating func patchRound(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let servers = organisation.hosts.filter { securityLog($0) != nil }
        for (index, host) in servers.enumerated() {
            let time = start.plus(index * happening.seconds / servers.count)
            process(
                machine(host), on: host, at: time, "C:\\Windows\\System32\\msiexec.exe",
                "C:\\Windows\\System32\\msiexec.exe /V", parent: "C:\\Windows\\System32\\services.exe", &dice)
            windows(
                host, 4_697, task: 12_289, at: time.plus(20),
                subjectFields(machine(host)) + [
                    ("ServiceName", "BeheerAgent"),
                    ("ServiceFileName", "\"C:\\Program Files\\Beheer\\agent.exe\" /service"),
                    ("ServiceType", "0x10"), ("ServiceStartType", "2"), ("ServiceAccount", "LocalSystem"),
                ])
        }
    }

    /// Communications makes a report of all staff every month, from the office and with the program it always uses.
    mutating func directoryReport(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let presence = officePresence(person, session: dice.guid())
            signIn(person, .report, presence, at: start.plus(-30), interactive: true, &dice)
            let page = 100
            for number in 0..<(organisation.people.count + page - 1) / page {
                graphCall(
                    person, .report, presence, at: start.plus(number * 3),
                    "/users?$top=\(page)&$select=displayName,department,mail"
                        + (number == 0 ? "" : "&$skiptoken=\(dice.hex(32))"),
                    bytes: min(page, organisation.people.count - number * page) * 212 + 180,
                    scopes: "User.Read.All", &dice)
            }
        }
    }
}
