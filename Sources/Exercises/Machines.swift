// What computers do without people: monitoring, backup, clock daemons, log rotation, and the noise of the internet.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    /// Writes what the machines do on this day.
    mutating func machines(scale: Int) {
        var dice = dice("machines")
        monitor(&dice)
        backup(&dice, files: 40 + scale * 2)
        archive(&dice)
        linuxHosts(&dice)
        administrators(&dice)
        internetNoise(&dice, visits: 20 + scale * 2)
        citizens(&dice, visits: 60 + scale * 9)
    }

    /// The monitoring logs in at the gateway each minute, and asks the appliance for its state every five minutes.
    private mutating func monitor(_ dice: inout Dice) {
        let monitor = organisation.host(.monitor)
        let desktops = organisation.hosts(.desktopServer)
        for minute in 0..<1_440 {
            let time = day.at(minute * 60 + 7)
            if !gatewayIsClosed(at: time) {
                let session = GatewaySession(
                    number: newSessionNumber(at: time), account: "svc-bewaking", address: monitor.address, start: time,
                    end: time.plus(3), desktop: desktops[0], browser: Browsers.monitor)
                appliance(
                    "SSLVPN", "LOGIN", at: time,
                    "Context svc-bewaking@\(monitor.address) - SessionId: \(session.number) - User svc-bewaking - "
                        + "Client_ip \(monitor.address) - Nat_ip \"Mapped Ip\" - Vserver "
                        + "\(organisation.host(.gateway).address):443 - Browser_type \"\(Browsers.monitor)\" - "
                        + "SSLVPN_client_type Clientless - Group(s) \"Bewaking\"")
                gatewayLogout(session, received: 5_120, connections: 1)
            }
            guard minute % 5 == 0 else { continue }
            command(
                "API", "nsbewaking", from: monitor.address, at: time.plus(11), "show lb vserver vs-werkplek")
            if minute % 15 == 0 {
                webPage(
                    monitor.address, at: time.plus(14), "GET /gezond", status: 200, bytes: 15, agent: Browsers.monitor,
                    site: "intranet")
                portalPage(
                    monitor.address, at: time.plus(15), "GET /logon/LogonPoint/index.html", status: 200, bytes: 2_411,
                    agent: Browsers.monitor)
            }
            if minute % 30 == 0 { monitorFileServers(at: time.plus(20), &dice) }
        }
    }

    private mutating func monitorFileServers(at time: Instant, _ dice: inout Dice) {
        for server in organisation.hosts(.fileServer) {
            let user = subject(service: "svc-bewaking", logon: "0x\(dice.hex(7))")
            let monitor = organisation.host(.monitor)
            logon(user, on: server, type: 3, from: monitor.address, workstation: "-", at: time, &dice)
            logoff(user, on: server, type: 3, at: time.plus(2))
        }
    }

    /// The backup reads many files each night: much reading alone says nothing.
    private mutating func backup(_ dice: inout Dice, files: Int) {
        let source = organisation.host(.backup)
        for (number, server) in organisation.hosts(.fileServer).enumerated() {
            let start = day.at(1, 10 + number * 35)
            let user = subject(service: "svc-backup", logon: "0x\(dice.hex(7))")
            let shares = organisation.departments.filter { $0.server == server.name }
            guard !shares.isEmpty else { continue }
            ticket(for: user.name, sid: user.sid, from: source.address, at: start, &dice)
            serviceTicket(for: user.name, service: server.name + "$", from: source.address, at: start.plus(1), &dice)
            logon(user, on: server, type: 3, from: source.address, workstation: "-", at: start.plus(2), &dice)
            specialRights(user, on: server, at: start.plus(2, milliseconds: 5))
            let port = dice.between(49_152, 65_000)
            for index in 0..<files {
                let department = shares[index % shares.count]
                shareFile(
                    user, on: server, share: department.share, path: document(department, &dice), .read,
                    from: source.address, port: port, at: start.plus(4 + index * 1_400 / files))
            }
            logoff(user, on: server, type: 3, at: start.plus(1_500))
        }
    }

    /// The archive takes in what is finished, early each morning and always from the same host.
    private mutating func archive(_ dice: inout Dice) {
        guard let source = organisation.hosts(.linux).last else { return }
        for (number, department) in organisation.departments.enumerated() {
            let server = organisation.server(of: department)
            let start = day.at(4, 20 + number * 3)
            let user = subject(service: "svc-archief", logon: "0x\(dice.hex(7))")
            ticket(for: user.name, sid: user.sid, from: source.address, at: start.plus(-1), &dice)
            logon(user, on: server, type: 3, from: source.address, workstation: "-", at: start, &dice)
            let port = dice.between(49_152, 65_000)
            for _ in 0..<dice.between(3, 9) {
                shareFile(
                    user, on: server, share: department.share, path: document(department, &dice), .read,
                    from: source.address, port: port, at: start.plus(2 + dice.below(120)))
            }
            logoff(user, on: server, type: 3, at: start.plus(125))
        }
    }

    private mutating func linuxHosts(_ dice: inout Dice) {
        let monitor = organisation.host(.monitor).address
        for host in organisation.hosts where [.linux, .web, .monitor, .backup].contains(host.role) {
            let name = host.name.lowercased()
            for hour in 0..<24 {
                syslog(
                    name, "CRON", process: dice.between(2_000, 65_000), at: day.at(hour, 17).plus(1), facility: 9,
                    severity: 6, "(root) CMD (cd / && run-parts --report /etc/cron.hourly)")
                syslog(
                    name, "systemd", process: 1, at: day.at(hour, 12).plus(dice.below(600)), facility: 3, severity: 6,
                    "Started sysstat-collect.service - system activity accounting tool.")
                sshLogin("bewaking", from: monitor, on: name, at: day.at(hour, 31).plus(dice.below(20)), &dice)
            }
            let rotation = day.at(0, 5)
            syslog(
                name, "systemd", process: 1, at: rotation, facility: 3, severity: 6,
                "Starting logrotate.service - Rotate log files...")
            syslog(
                name, "rsyslogd", process: 811, at: rotation.plus(2), facility: 5, severity: 6,
                "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"811\"] rsyslogd was HUPed")
        }
    }

    /// Administrators work: on the jump host, on Linux hosts, in the directory and on the appliance.
    private mutating func administrators(_ dice: inout Dice) {
        guard !day.isWeekend else { return }
        let jump = organisation.host(.jumpHost)
        for person in organisation.people where person.isAdministrator {
            guard person.weekdays.contains(day.weekday), !isElsewhere(person), dice.chance(800) else { continue }
            let start = day.at(8, 30).plus(dice.below(24_000))
            administrator(person, on: jump, at: start, &dice)
            for _ in 0..<dice.between(1, 3) {
                let name = dice.pick(organisation.hosts.filter { [.linux, .web].contains($0.role) }).name.lowercased()
                let time = start.plus(600 + dice.below(5_000))
                sshLogin(person.account, from: jump.address, on: name, at: time, &dice)
                let work = dice.pick([
                    "/usr/bin/systemctl restart nginx", "/usr/bin/apt-get update", "/usr/bin/journalctl -u nginx",
                    "/usr/bin/tail -n 100 /var/log/syslog",
                ])
                syslog(
                    name, "sudo", process: dice.between(2_000, 65_000), at: time.plus(30), facility: 10, severity: 5,
                    "\(person.account) : TTY=pts/0 ; PWD=/home/\(person.account) ; USER=root ; COMMAND=\(work)")
            }
            if dice.chance(300) {
                for work in ["show ns info", "show vpn vserver vs-werkplek", "show ha node"] {
                    command(
                        "GUI", person.account, from: jump.address, at: start.plus(900 + dice.below(900)), work)
                }
            }
        }
    }

    /// A login with special rights on the jump host, and a little work there.
    mutating func administrator(_ person: Person, on host: Host, at start: Instant, _ dice: inout Dice) {
        let user = subject(person, logon: "0x\(dice.hex(7))")
        directoryLogin(person, from: host.address, at: start.plus(-2), &dice)
        logon(user, on: host, type: 10, from: person.workstation, workstation: host.name, at: start, &dice)
        specialRights(user, on: host, at: start.plus(0, milliseconds: 6))
        let tools = [
            ("C:\\Windows\\System32\\mmc.exe", "mmc.exe dsa.msc"),
            (
                "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
                "powershell.exe -File C:\\Beheer\\stand.ps1"
            ),
            ("C:\\Windows\\System32\\eventvwr.exe", "eventvwr.exe"),
        ]
        for _ in 0..<dice.between(1, 3) {
            let (image, line) = dice.pick(tools)
            process(
                user, on: host, at: start.plus(20 + dice.below(1_800)), image, line,
                parent: "C:\\Windows\\explorer.exe", &dice)
        }
        logoff(user, on: host, type: 10, at: start.plus(dice.between(2_000, 6_000)))
    }

    /// Any address on the internet is asked for pages that it does not have, and for passwords that do not fit.
    private mutating func internetNoise(_ dice: inout Dice, visits: Int) {
        let crawlers = scenario.network("crawlers")
        for _ in 0..<visits {
            let (time, address) = (day.at(dice.below(86_400)), crawlers.address(dice.below(30)))
            let path = dice.pick([
                "/wp-login.php", "/.env", "/robots.txt", "/favicon.ico", "/admin/index.php", "/.git/config",
                "/login.php",
                "/phpmyadmin/index.php", "/sitemap.xml", "/",
            ])
            let found = ["/", "/robots.txt", "/favicon.ico"].contains(path)
            if dice.chance(600) {
                webPage(
                    address, at: time, "GET \(path)", status: found ? 200 : 404, bytes: found ? 1_804 : 153,
                    agent: Browsers.linux, site: "www")
            } else {
                portalPage(
                    address, at: time, "GET \(path)", status: path == "/" ? 302 : 404, bytes: 212, agent: Browsers.linux
                )
            }
            if dice.chance(120), !gatewayIsClosed(at: time) {
                gatewayRefusal(
                    Array(dice.pick(["admin", "test", "user", "citrix", "vpn"]).utf8), from: address, at: time.plus(4),
                    browser: Browsers.linux)
            }
        }
    }

    /// The public site, by day more than by night.
    private mutating func citizens(_ dice: inout Dice, visits: Int) {
        let networks = ["home-a", "home-b", "mobile"].map { scenario.network($0) }
        for _ in 0..<(day.isWeekend ? visits / 3 : visits) {
            let network = dice.pick(networks)
            let address = dice.chance(300) ? network.address6(dice.below(9_000)) : network.address(dice.below(120))
            webPage(
                address, at: day.at(dice.around(50_000, 36_000)),
                "GET /onderwerpen/\(dice.pick(Names.subjects))", status: dice.chance(980) ? 200 : 404,
                bytes: 4_000 + dice.mostlySmall(160_000),
                agent: dice.pick([Browsers.edge, Browsers.chrome, Browsers.phone]),
                site: "www")
        }
    }
}
