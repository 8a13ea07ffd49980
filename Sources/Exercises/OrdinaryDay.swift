// The ordinary working day of one person, from the first login to the last look at the telephone.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    /// Writes the day of everybody who works today.
    mutating func ordinaryDay() {
        for person in organisation.people {
            var dice = dice("day", person.number)
            if works(person) {
                if dice.chance(950) || person.isCast { workDay(person, &dice) }
            } else if day.isWeekend, dice.chance(160) {
                eveningMail(person, day.at(dice.between(32_000, 80_000)), &dice)
            }
        }
    }

    private func works(_ person: Person) -> Bool {
        guard !person.leave.contains(day.number), person.weekdays.contains(day.weekday) else { return false }
        return !isElsewhere(person) && (disabling(person).map { day.at(person.startSecond + 7_200) < $0 } ?? true)
    }

    /// When the scenario disables the account of a person.
    private func disabling(_ person: Person) -> Instant? {
        guard person.isCast else { return nil }
        return scenario.data.steps.first { $0.kind == .accountsDisabled && $0.who?.contains(person.account) == true }
            .map { scenario.start($0) }
    }

    /// True when the scenario itself says what this person does today.
    func isElsewhere(_ person: Person) -> Bool {
        guard person.isCast else { return false }
        // Who travels or works at night has a fixed day; the rest of the cast only where the scenario says so.
        let fixed = scenario.data.cast.first { $0.account == person.account }?.sessions ?? []
        if fixed.contains(where: { $0.from.hasPrefix(day.date) }) { return true }
        return scenario.data.ordinary.contains { happening in
            [.traveller, .twoNetworks, .addressChanges, .mistypedPasswords].contains(happening.kind)
                && happening.who?.contains(person.account) == true
                && happening.at.hasPrefix(day.date)
        }
    }

    private mutating func workDay(_ person: Person, _ dice: inout Dice) {
        let start = day.at(dice.around(person.startSecond, 1_500))
        let end = disabling(person).map { $0.seconds(since: start) - 60 } ?? 86_400
        let length = min(dice.around(person.workSeconds, 3_000), end)
        let atHome = dice.chance(person.homeShare) && !gatewayIsClosed(at: start)
        if atHome {
            homeDay(person, start: start, length: length, &dice)
        } else {
            officeDay(person, start: start, length: length, &dice)
        }
        if dice.chance(350), length < end {
            eveningMail(person, start.plus(length + dice.between(1_800, 14_000)), &dice)
        }
    }

    /// True after the scenario closes the gateway.
    func gatewayIsClosed(at time: Instant) -> Bool {
        gatewayClosing.map { $0 <= time } ?? false
    }

    func officePresence(_ person: Person, session: String) -> Presence {
        let office = scenario.network("office")
        return Presence(
            network: office, address: office.address(3 + person.number % 3), agent: Browsers.of(person),
            browser: Browsers.shortName(person), system: "Windows 11", device: (person.deviceID, person.device),
            session: session)
    }

    func homePresence(_ person: Person, session: String) -> Presence {
        let six = person.browser % 3 == 1
        return Presence(
            network: person.home, address: six ? person.home.address6(person.number) : person.homeAddress,
            agent: Browsers.of(person), browser: Browsers.shortName(person), system: "Windows 11",
            device: (person.deviceID, person.device), session: session)
    }

    func phonePresence(_ person: Person, network: Network, number: Int, session: String) -> Presence {
        Presence(
            network: network, address: network.address(number), agent: Browsers.phone, browser: "Mobile Safari",
            system: "Ios 18.3", device: (person.phoneID, "PH\((2_000 + person.number).padded(4))"), session: session)
    }

    mutating func officeDay(_ person: Person, start: Instant, length: Int, _ dice: inout Dice) {
        let presence = officePresence(person, session: dice.guid())
        if dice.chance(45) {
            for slip in 0..<dice.between(1, 2) {
                ticketRefused(person, from: person.workstation, at: start.plus(-40 + slip * 12), &dice)
            }
        }
        directoryLogin(person, from: person.workstation, at: start, &dice)
        signIn(person, .portal, presence, at: start.plus(dice.between(20, 90)), interactive: true, &dice)
        fileWork(person, from: person.workstation, start: start, length: length, count: person.files, &dice)
        officeWork(person, presence, start: start, length: length, &dice)
    }

    /// A day at home: a session at the gateway with a desktop, from which the rest is done.
    mutating func homeDay(_ person: Person, start: Instant, length: Int, _ dice: inout Dice) {
        if dice.chance(70) {
            for slip in 0..<dice.between(1, 3) {
                gatewayRefusal(
                    Array(person.account.utf8), from: person.homeAddress, at: start.plus(-70 + slip * 15),
                    browser: Browsers.of(person))
            }
        }
        let session = openSession(person, from: person.homeAddress, start: start, end: start.plus(length), &dice)
        sessionTraffic(session, from: person.homeAddress, &dice)
        desktopWork(person, session, start: start.plus(dice.between(40, 120)), length: length, &dice)
    }

    /// A login at the gateway and the desktop behind it. The logout is written too, unless it must come later.
    mutating func openSession(
        _ person: Person, from address: String, start: Instant, end: Instant, received: Int? = nil,
        method: String = "Explicit", _ dice: inout Dice
    ) -> GatewaySession {
        var (end, method) = (end, method)
        if let closing = gatewayClosing, start < closing, closing < end {
            (end, method) = (closing.plus(dice.between(55, 70)), "InternalError")
        }
        let session = GatewaySession(
            number: newSessionNumber(at: start), account: person.account, address: address, start: start, end: end,
            desktop: dice.pick(organisation.hosts(.desktopServer)), browser: Browsers.of(person))
        gatewayLogin(session)
        desktopStart(session, from: address, at: start.plus(dice.between(8, 25)), &dice)
        let bytes = 2_000_000 + dice.mostlySmall(900_000_000)
        gatewayLogout(session, received: received ?? bytes, connections: dice.between(14, 160), method: method)
        return session
    }

    /// What a session shows at the gateway between its login and its logout.
    mutating func sessionTraffic(_ session: GatewaySession, from address: String, _ dice: inout Dice) {
        let length = max(session.end.seconds(since: session.start) - 300, 60)
        for _ in 0..<dice.between(3, 7) {
            connection(
                session, from: address, to: "\(session.desktop.address):2598",
                at: session.start.plus(60 + dice.below(length)), received: 4_000 + dice.mostlySmall(9_000_000), &dice)
        }
        for _ in 0..<dice.between(1, 4) {
            gatewayPage(
                session, from: address, site: "intranet.\(organisation.file.domain)",
                path: "/\(dice.pick(Names.subjects))/\(dice.below(90))", at: session.start.plus(60 + dice.below(length))
            )
        }
    }

    /// What someone does on a desktop behind the gateway.
    mutating func desktopWork(
        _ person: Person, _ session: GatewaySession, start: Instant, length: Int, _ dice: inout Dice
    ) {
        let desktop = session.desktop
        let user = subject(person, logon: "0x\(dice.hex(6))")
        directoryLogin(person, from: desktop.address, at: start, &dice)
        logon(
            user, on: desktop, type: 10, from: "10.10.1.11", workstation: desktop.name, at: start.plus(2), &dice)
        for (image, command) in [("explorer.exe", "explorer.exe"), ("OUTLOOK.EXE", "OUTLOOK.EXE /recycle")] {
            let folder = image == "explorer.exe" ? "Windows" : "Program Files\\Microsoft Office\\root\\Office16"
            process(
                user, on: desktop, at: start.plus(dice.between(5, 40)), "C:\\\(folder)\\\(image)",
                command, parent: "C:\\Windows\\System32\\userinit.exe", &dice)
        }
        logoff(user, on: desktop, type: 10, at: start.plus(length - 30))
        fileWork(person, from: desktop.address, start: start, length: length, count: person.files, &dice)
        var presence = officePresence(person, session: dice.guid())
        if dice.chance(300) { presence = homePresence(person, session: presence.session) }
        signIn(person, .portal, presence, at: start.plus(dice.between(30, 400)), interactive: true, &dice)
        officeWork(person, presence, start: start, length: length, &dice)
    }

    /// Tickets from the directory, as each login asks for them.
    mutating func directoryLogin(_ person: Person, from address: String, at time: Instant, _ dice: inout Dice) {
        ticket(for: person.account, sid: organisation.sid(person), from: address, at: time, &dice)
        let department = organisation.department(person)
        for service in ["\(department.server)$", "\(organisation.host(.domainController).name)$"] {
            serviceTicket(
                for: person.account, service: service, from: address, at: time.plus(1 + dice.below(5)), &dice)
        }
        if dice.chance(25) {
            // The print service is old: its tickets still have the cipher that others left behind.
            serviceTicket(
                for: person.account, service: "svc-print", from: address, at: time.plus(40), encryption: "0x17", &dice)
        }
    }

    /// Files on the share of the own department; now and then of another.
    mutating func fileWork(
        _ person: Person, from address: String, start: Instant, length: Int, count: Int, _ dice: inout Dice
    ) {
        var left = count
        while left > 0 {
            let own = dice.chance(960)
            let department = own ? organisation.department(person) : dice.pick(organisation.departments)
            let server = organisation.server(of: department)
            let user = subject(person, logon: "0x\(dice.hex(7))")
            let from = start.plus(120 + dice.below(max(length - 1_200, 60)))
            let port = dice.between(49_152, 65_000)
            logon(user, on: server, type: 3, from: address, workstation: "-", at: from, &dice)
            shareOpened(
                user, on: server, share: department.share, from: address, port: port, at: from.plus(0, milliseconds: 90)
            )
            let here = min(left, dice.between(2, 9))
            for _ in 0..<here {
                let access: FileAccess = dice.chance(560) ? .read : dice.chance(450) ? .list : .write
                shareFile(
                    user, on: server, share: department.share, path: document(department, &dice), access,
                    from: address, port: port, at: from.plus(1 + dice.below(900)))
            }
            logoff(user, on: server, type: 3, at: from.plus(dice.between(905, 1_100)))
            left -= here
        }
    }
}
