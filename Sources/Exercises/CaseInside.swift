// The case inside: on servers, shares, in the directory and in the cloud.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    /// Where the session of a person of the cast runs at a time.
    private func desktop(_ account: String, at time: Instant) -> Host {
        sessions.last { $0.account == account && $0.start < time }?.desktop ?? organisation.host(.desktopServer)
    }

    private func strangerPresence(_ happening: Happening, _ number: Int, session: String) -> Presence {
        let network = scenario.network(happening.from ?? "crawlers")
        return Presence(
            network: network, address: network.address(20 + number % max(happening.addresses ?? 1, 1)),
            agent: Browsers.linux, browser: "Chrome 133.0.0", system: "Linux", device: nil, session: session)
    }

    /// One wrong password on each of many accounts, then a right one on a few.
    mutating func spray(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let staff = organisation.people.filter { !$0.isCast }
        let first = dice.below(staff.count)
        for index in 0..<min(happening.times, staff.count) {
            signIn(
                staff[(first + index) % staff.count], .exchange, strangerPresence(happening, index, session: ""),
                at: start.plus(index * happening.seconds / happening.times + dice.below(7)), error: 50_126,
                interactive: true, client: "Authenticated SMTP", secondFactor: false, &dice)
        }
        for (index, person) in people(happening).enumerated() {
            let presence = strangerPresence(happening, index, session: "")
            let time = start.plus(happening.seconds * (index + 1) / 4)
            signIn(
                person, .exchange, presence, at: time, error: 50_126, interactive: true,
                client: "Authenticated SMTP", secondFactor: false, &dice)
            let again = strangerPresence(happening, index, session: dice.guid())
            signIn(
                person, .exchange, again, at: time.plus(happening.seconds), interactive: true,
                client: index == 0 ? "Browser" : "IMAP4", secondFactor: false, &dice)
        }
    }

    /// Tickets for many services in two minutes, with a cipher that the directory no longer uses by itself.
    mutating func ticketsForServices(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let services = ["archief", "sql01", "sql02", "print", "zaak", "rooster", "scan", "koppel", "intranet"]
        for person in people(happening) {
            let source = desktop(person.account, at: start)
            for index in 0..<happening.times {
                serviceTicket(
                    for: person.account, service: "svc-\(services[index % services.count])", from: source.address,
                    at: start.plus(index * happening.seconds / happening.times), encryption: "0x17",
                    options: "0x40810010", &dice)
            }
        }
    }

    /// With the account of a service to a file server, and a service of one's own started there.
    mutating func remoteService(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let target = host(named: happening.on, or: .fileServer)
        for person in people(happening) {
            let source = desktop(person.account, at: start)
            let user = subject(person, logon: "0x\(dice.hex(7))")
            let service = subject(service: "svc-archief", logon: "0x\(dice.hex(7))")
            explicitCredentials(user, as: service.name, to: target, on: source, at: start)
            ticket(
                for: service.name, sid: service.sid, from: source.address, at: start.plus(0, milliseconds: 50), &dice)
            logon(
                service, on: target, type: 3, from: source.address, workstation: source.name, at: start.plus(1), &dice,
                package: "NTLM")
            specialRights(service, on: target, at: start.plus(1, milliseconds: 4))
            shareOpened(
                service, on: target, share: "ADMIN$", from: source.address, port: 50_311, at: start.plus(2))
            windows(
                target, 4_697, task: 12_289, at: start.plus(6),
                subjectFields(service) + [
                    ("ServiceName", "IndexDienst"), ("ServiceFileName", "%SystemRoot%\\Temp\\idx64.exe"),
                    ("ServiceType", "0x10"), ("ServiceStartType", "3"), ("ServiceAccount", "LocalSystem"),
                ])
            process(
                machine(target), on: target, at: start.plus(7), "C:\\Windows\\Temp\\idx64.exe",
                "C:\\Windows\\Temp\\idx64.exe", parent: "C:\\Windows\\System32\\services.exe", &dice)
        }
    }

    /// One account reads share after share, folder after folder.
    mutating func shareReading(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let server = host(named: happening.on, or: .fileServer)
        let shares = organisation.departments.filter { $0.server == server.name }
        guard !shares.isEmpty else { return }
        for person in people(happening) {
            let source = desktop(person.account, at: start)
            let service = subject(service: "svc-archief", logon: "0x\(dice.hex(7))")
            logon(
                service, on: server, type: 3, from: source.address, workstation: source.name, at: start, &dice,
                package: "NTLM")
            let port = dice.between(49_152, 65_000)
            for (index, department) in shares.enumerated() {
                shareOpened(
                    service, on: server, share: department.share, from: source.address, port: port,
                    at: start.plus(1 + index * happening.seconds / shares.count))
            }
            for index in 0..<happening.times {
                let department = shares[index * shares.count / happening.times]
                shareFile(
                    service, on: server, share: department.share, path: document(department, &dice),
                    index % 12 == 0 ? .list : .read, from: source.address, port: port,
                    at: start.plus(2 + index * happening.seconds / happening.times))
            }
            process(
                subject(person, logon: "0x\(dice.hex(7))"), on: source, at: start.plus(happening.seconds + 45),
                "C:\\Windows\\System32\\tar.exe", "tar -c -f C:\\Users\\Public\\d.tar C:\\Users\\Public\\d",
                parent: "C:\\Windows\\System32\\cmd.exe", &dice)
        }
    }

    /// The address list, page after page, and then the photographs.
    mutating func addressList(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let presence = strangerPresence(happening, 0, session: dice.guid())
            signIn(
                person, .commandLine, presence, at: start.plus(-40), interactive: true, secondFactor: false, &dice)
            let page = 25
            let pages = (organisation.people.count + page - 1) / page
            for number in 0..<pages {
                graphCall(
                    person, .commandLine, presence, at: start.plus(number * 8),
                    "/users?$top=\(page)&$select=displayName,mail,mobilePhone,jobTitle,officeLocation"
                        + (number == 0 ? "" : "&$skiptoken=\(dice.hex(32))"),
                    bytes: min(page, organisation.people.count - number * page) * 418 + 204,
                    scopes: "User.Read.All Directory.Read.All", &dice)
            }
            for index in 0..<min(happening.times, organisation.people.count) {
                graphCall(
                    person, .commandLine, presence, at: start.plus(pages * 8 + 20 + index * 2),
                    "/users/\(organisation.people[index].userID)/photo/$value", status: index % 7 == 6 ? 404 : 200,
                    bytes: index % 7 == 6 ? 240 : 9_000 + dice.below(30_000),
                    scopes: "User.Read.All Directory.Read.All",
                    &dice)
            }
        }
    }

    /// A rule that sends mail out of the house.
    mutating func mailboxRule(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let presence = strangerPresence(happening, 0, session: dice.guid())
            signIn(person, .exchange, presence, at: start.plus(-50), interactive: true, secondFactor: false, &dice)
            inboxRule(
                person, presence, at: start,
                [
                    ("Name", "."), ("ForwardTo", happening.text ?? "archief@post-elders.example"),
                    ("SubjectOrBodyContainsWords", "begroting;raming;vertrouwelijk"), ("StopProcessingRules", "True"),
                ], &dice)
        }
    }

    /// A mailbox is taken in folder by folder.
    mutating func mailboxReading(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let folders = ["Inbox", "Verzonden items", "Archief", "Concepten", "Kabinet", "Begroting", "Personeel"]
        for person in people(happening) {
            let presence = strangerPresence(happening, 0, session: dice.guid())
            for index in 0..<happening.times {
                mailRead(
                    person, presence, at: start.plus(index * happening.seconds / happening.times),
                    folder: folders[index % folders.count], messages: dice.between(3, 9), sync: index % 2 == 0,
                    client: "Client=POP3/IMAP4;Protocol=IMAP4", &dice)
            }
        }
    }

    /// A local account that nobody asked for, and its place among the administrators.
    mutating func newAccount(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let target = host(named: happening.on, or: .jumpHost)
        let name = happening.text ?? "hulpdienst"
        let service = subject(service: "svc-archief", logon: "0x\(dice.hex(7))")
        let sid = "S-1-5-21-\(dice.below(1 << 30))-\(dice.below(1 << 30))-\(dice.below(1 << 30))-1004"
        account(
            4_720, name, sid: sid, by: service, on: target, at: start,
            [("PrivilegeList", "-"), ("SamAccountName", name), ("UserAccountControl", "%%2080")])
        account(4_722, name, sid: sid, by: service, on: target, at: start.plus(1))
        account(
            4_732, "Administrators", sid: "S-1-5-32-544", by: service, on: target, at: start.plus(4),
            [("MemberName", "-"), ("MemberSid", sid), ("PrivilegeList", "-")])
    }

    /// The security log of one computer is emptied; the copy that was sent away is not.
    mutating func logCleared(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let target = happening.on.map { host(named: $0, or: .desktopServer) } ?? desktop(person.account, at: start)
            windows(
                target, 1_102, task: 104, at: start, provider: "Microsoft-Windows-Eventlog",
                subjectFields(subject(person, logon: "0x\(dice.hex(7))")))
        }
    }
}
