// Ordinary things that look odd: what a rule or a model must leave alone, or explain away with a look at the calendar.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    /// The persons of a happening.
    func people(_ happening: Happening) -> [Person] {
        (happening.who ?? []).map { organisation.person($0) }
    }

    mutating func mistypedPasswords(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            for slip in 0..<happening.times {
                let time = start.plus(slip * 14 + dice.below(5))
                gatewayRefusal(
                    Array(person.account.utf8), from: person.homeAddress, at: time, browser: Browsers.of(person))
                ticketRefused(person, from: organisation.host(.gateway).address, at: time, &dice)
            }
            let end = start.plus(happening.seconds + 7_200)
            let session = openSession(person, from: person.homeAddress, start: start.plus(90), end: end, &dice)
            sessionTraffic(session, from: person.homeAddress, &dice)
        }
    }

    /// After a change of password the telephone still knows the old one, until the account is locked.
    mutating func lockedOut(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let controller = organisation.host(.domainController)
            account(
                4_723, person.account, sid: organisation.sid(person), by: subject(person, logon: "0x\(dice.hex(6))"),
                on: controller, at: start, [("PrivilegeList", "-")])
            let presence = phonePresence(
                person, network: scenario.network("mobile"), number: person.number % 60, session: dice.guid())
            for attempt in 0..<happening.times {
                let time = start.plus(300 + attempt * 60)
                signIn(
                    person, .phoneMail, presence, at: time, error: attempt < happening.times - 2 ? 50_126 : 50_053,
                    client: "Exchange ActiveSync", secondFactor: false, &dice)
                ticketRefused(
                    person, from: "10.10.4.12", at: time.plus(0, milliseconds: 300),
                    status: attempt < happening.times - 2 ? "0x18" : "0x12", &dice)
            }
            let locked = start.plus(300 + happening.times * 60)
            account(
                4_740, person.account, sid: organisation.sid(person), by: machine(controller), on: controller,
                at: locked)
            let helpDesk = organisation.people.first { $0.isAdministrator && !$0.isCast } ?? person
            account(
                4_767, person.account, sid: organisation.sid(person),
                by: subject(helpDesk, logon: "0x\(dice.hex(6))"), on: controller, at: locked.plus(1_500))
        }
    }

    /// A provider gives a customer another address in the middle of a session: other address, same network.
    mutating func addressChanges(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for (index, person) in people(happening).enumerated() {
            let from = start.plus(index * 600)
            let session = openSession(
                person, from: person.homeAddress, start: from, end: from.plus(happening.seconds), &dice)
            let later = person.home.address(person.homeNumber + 31)
            desktopStart(session, from: later, at: from.plus(happening.seconds / 2), &dice)
            sessionTraffic(session, from: later, &dice)
            desktopWork(person, session, start: from.plus(60), length: happening.seconds - 120, &dice)
        }
    }

    /// An administrator works at night on a change that the calendar knows; the number stands in the command.
    mutating func nightChange(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let session = openSession(
                person, from: person.homeAddress, start: start.plus(-300), end: start.plus(happening.seconds), &dice)
            sessionTraffic(session, from: person.homeAddress, &dice)
            let jump = organisation.host(.jumpHost)
            administrator(person, on: jump, at: start, &dice)
            let change = happening.text ?? "change"
            for (step, work) in ["save ns config", "set ns hostName nsgw01", "show ns version"].enumerated() {
                command("CLI", person.account, from: jump.address, at: start.plus(300 + step * 240), work)
            }
            for host in organisation.hosts where [.linux, .web].contains(host.role) {
                let time = start.plus(1_200 + dice.below(1_800))
                sshLogin(person.account, from: jump.address, on: host.name.lowercased(), at: time, &dice)
                syslog(
                    host.name.lowercased(), "sudo", process: dice.between(2_000, 65_000), at: time.plus(40),
                    facility: 10,
                    severity: 5,
                    "\(person.account) : TTY=pts/0 ; PWD=/root ; USER=root ; "
                        + "COMMAND=/usr/bin/logger wijziging \(change)")
            }
        }
    }

    /// Someone abroad: the hotel by day, with the own laptop and a second factor each time.
    mutating func traveller(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let network = scenario.network(happening.from ?? "home-a")
            let address = network.address(person.number)
            let session = openSession(
                person, from: address, start: start, end: start.plus(happening.seconds), &dice)
            sessionTraffic(session, from: address, &dice)
            let presence = Presence(
                network: network, address: address, agent: Browsers.of(person), browser: Browsers.shortName(person),
                system: "Windows 11", device: (person.deviceID, person.device), session: dice.guid())
            signIn(person, .portal, presence, at: start.plus(60), interactive: true, &dice)
            officeWork(person, presence, start: start, length: happening.seconds, &dice)
        }
    }

    /// A department moves to another server: all of its files are read in an hour by someone who may.
    mutating func departmentMoves(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let department = organisation.department(person)
            let server = organisation.server(of: department)
            let user = subject(person, logon: "0x\(dice.hex(7))")
            let port = dice.between(49_152, 65_000)
            directoryLogin(person, from: person.workstation, at: start.plus(-20), &dice)
            logon(user, on: server, type: 3, from: person.workstation, workstation: "-", at: start, &dice)
            shareOpened(
                user, on: server, share: department.share, from: person.workstation, port: port, at: start.plus(1))
            for index in 0..<happening.times {
                shareFile(
                    user, on: server, share: department.share, path: document(department, &dice), .read,
                    from: person.workstation, port: port,
                    at: start.plus(2 + index * happening.seconds / happening.times))
            }
            logoff(user, on: server, type: 3, at: start.plus(happening.seconds + 30))
        }
    }

    /// The scanner of the organisation itself knocks on every door, from its own address and on its own evening.
    mutating func scan(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let scanner = organisation.host(.scanner)
        let agent = "Mozilla/5.0 (compatible; EigenScan/7; +https://intranet.\(organisation.file.domain)/scan)"
        for index in 0..<happening.times {
            let time = start.plus(index * happening.seconds / happening.times)
            let path = dice.pick([
                "/.git/HEAD", "/server-status", "/cgi-bin/test.cgi", "/index.php?id=1'", "/../../etc/passwd",
                "/backup.zip",
                "/manager/html", "/vpn/index.html", "/logon/LogonPoint/tmindex.html", "/info.php",
            ])
            if index % 3 == 0 {
                portalPage(
                    scanner.address, at: time, "GET \(path)",
                    status: path.hasPrefix("/vpn") || path.hasPrefix("/logon") ? 200 : 404, bytes: 340, agent: agent)
            } else {
                webPage(scanner.address, at: time, "GET \(path)", status: 404, bytes: 153, agent: agent, site: "www")
            }
            if index % 9 == 0 {
                gatewayRefusal(Array("scan-\(index)".utf8), from: scanner.address, at: time, browser: agent)
            }
            if index % 11 == 0 {
                let host = dice.pick(organisation.hosts.filter { securityLog($0) != nil })
                logonFailed(
                    "scan-gebruiker", on: host, type: 3, from: scanner.address, workstation: scanner.name, at: time,
                    status: "0xc0000064", &dice)
                syslog(
                    dice.pick(organisation.hosts(.linux)).name.lowercased(), "sshd",
                    process: dice.between(2_000, 65_000),
                    at: time, facility: 10, severity: 6,
                    "Connection closed by \(scanner.address) port \(dice.between(40_000, 62_000)) [preauth]")
            }
        }
    }

    /// The supplier works on the appliance, from its own range and with a number of the change.
    mutating func supplierMaintenance(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let address = scenario.network("supplier").address(4)
        let step = max(happening.seconds / 8, 1)
        for (index, work) in [
            "show ns runningConfig", "set ns config -comment \(happening.text ?? "onderhoud")",
            "add ssl certKey werkplek-2026 -cert werkplek-2026.pem -key werkplek-2026.key",
            "bind ssl vserver vs-werkplek -certkeyName werkplek-2026", "show ssl vserver vs-werkplek",
            "unbind system global syslog-oud", "bind system global syslog-oud -priority 100", "save ns config",
        ].enumerated() {
            command("CLI", "nsleverancier", from: address, at: start.plus(index * step + dice.below(30)), work)
        }
    }

    mutating func logRotation(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let name = host(named: happening.on, or: .linux).name.lowercased()
        syslog(
            name, "systemd", process: 1, at: start, facility: 3, severity: 6,
            "Stopping rsyslog.service - System Logging Service...")
        syslog(
            name, "rsyslogd", process: 811, at: start.plus(1), facility: 5, severity: 6,
            "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"811\"] exiting on signal 15.")
        syslog(
            name, "rsyslogd", process: 90_000 + dice.below(900), at: start.plus(4), facility: 5, severity: 6,
            "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\"] start")
    }

    /// First the network of the train, then the office: a new login on each, as it should be.
    mutating func twoNetworks(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for person in people(happening) {
            let train = scenario.network("train")
            let address = train.address(3 + person.number)
            let first = openSession(person, from: address, start: start, end: start.plus(2_700), &dice)
            sessionTraffic(first, from: address, &dice)
            let presence = Presence(
                network: train, address: address, agent: Browsers.of(person), browser: Browsers.shortName(person),
                system: "Windows 11", device: (person.deviceID, person.device), session: dice.guid())
            signIn(person, .portal, presence, at: start.plus(40), interactive: true, &dice)
            officeDay(person, start: start.plus(3_600), length: 25_000, &dice)
        }
    }
}
