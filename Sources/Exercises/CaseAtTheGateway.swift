// The case at the gateway. No log of a product names what it does not know: all that is to be seen is strange use.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    private func stranger(_ happening: Happening, _ number: Int) -> String {
        scenario.network(happening.from ?? "crawlers").address(20 + number % max(happening.addresses ?? 1, 1))
    }

    /// Which version runs here? A few pages of the gateway tell it.
    mutating func lookAround(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let pages = [
            "/", "/logon/LogonPoint/index.html", "/logon/LogonPoint/init.js", "/vpn/js/rdx/core/lang/rdx_en.json.gz",
            "/logon/LogonPoint/receiver/images/common/icon_vpn.ico", "/vpn/pluginlist.xml",
        ]
        for index in 0..<happening.times {
            let page = pages[index % pages.count]
            portalPage(
                stranger(happening, index),
                at: start.plus(index * happening.seconds / happening.times + dice.below(20)),
                "GET \(page)", status: page == "/" ? 302 : 200, bytes: 200 + page.utf8.count * 97, agent: Browsers.linux
            )
        }
    }

    /// Logins with names that are no text: bytes from somewhere in memory, most of them above 127.
    mutating func unreadableNames(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for index in 0..<happening.times {
            let time = start.plus(index * happening.seconds / happening.times + dice.below(6))
            var name: [UInt8] = []
            for _ in 0..<dice.between(9, 34) {
                name.append(UInt8(dice.chance(780) ? dice.between(0x80, 0xFE) : dice.between(0x23, 0x2C)))
            }
            let (address, server) = (stranger(happening, index), organisation.host(.gateway).address)
            if index % 4 == 3 {
                appliance(
                    "AAA", "Message", at: time,
                    Array(" \"Authentication is rejected for ".utf8) + name
                        + Array(" (client ip : \(address), vserver ip : \(server))\"".utf8),
                    level: "notice")
            } else {
                gatewayRefusal(name, from: address, at: time, browser: Browsers.linux)
            }
            if index % 5 == 0 {
                portalPage(
                    address, at: time, "POST /p/u/doAuthentication.do", status: 200, bytes: 1_604 + dice.below(900),
                    agent: Browsers.linux)
            }
        }
    }

    /// A session that someone opened at home goes on from elsewhere, without a new login.
    mutating func sessionMoves(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        for account in happening.who ?? [] {
            guard let open = sessions.last(where: { $0.account == account && $0.start < start && start < $0.end })
            else { continue }
            let address = stranger(happening, 0)
            desktopStart(open, from: address, at: start, &dice)
            let megabytes = Int(happening.text ?? "40") ?? 40
            for index in 0..<happening.times {
                let time = start.plus(30 + index * happening.seconds / happening.times + dice.below(20))
                connection(
                    open, from: address, to: "\(open.desktop.address):2598", at: time,
                    received: megabytes * 1_000_000 / happening.times + dice.below(90_000), &dice)
                if index % 3 == 1 {
                    gatewayPage(
                        open, from: address, site: "intranet.\(organisation.file.domain)",
                        path: "/\(dice.pick(["organisatie", "smoelenboek", "dossiers", "beheer"]))/\(index)", at: time)
                }
            }
            let user = subject(organisation.person(account), logon: "0x\(dice.hex(7))")
            logon(
                user, on: open.desktop, type: 10, from: "10.10.1.11", workstation: open.desktop.name,
                at: start.plus(3), &dice)
            for (index, line) in ["whoami /all", "net group /domain", "nltest /dclist:"].enumerated() {
                let name = line.split(separator: " ")[0]
                process(
                    user, on: open.desktop, at: start.plus(95 + index * 41), "C:\\Windows\\System32\\\(name).exe", line,
                    parent: "C:\\Windows\\System32\\cmd.exe", &dice)
            }
        }
    }

    /// A command of an administrator that comes neither from the organisation nor from its supplier.
    mutating func foreignCommand(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let works = [
            "show ns runningConfig", "show system user", "add system user nsupdate ********",
            "bind system user nsupdate superuser 100", "show aaa session", "save ns config",
        ]
        for index in 0..<happening.times {
            command(
                index % 2 == 0 ? "GUI" : "API", "nsroot", from: stranger(happening, 0),
                at: start.plus(index * happening.seconds / happening.times + dice.below(9)), works[index % works.count])
        }
    }

    /// The appliance stops sending its log, for as long as the happening lasts.
    mutating func loggingOff(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let address = stranger(happening, 0)
        command("API", "nsupdate", from: address, at: start, "unbind system global syslog-centraal")
        let back = start.plus(happening.seconds)
        command(
            "API", "nsupdate", from: address, at: back, "bind system global syslog-centraal -priority 100")
        logs.silence(applianceLog, from: start.plus(1), to: back)
    }

    /// A page under those of the gateway that nobody asked for before, and that now takes orders.
    mutating func newPage(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let page = happening.text ?? "/logon/LogonPoint/custom/thema.php"
        for index in 0..<happening.times {
            portalPage(
                stranger(happening, index),
                at: start.plus(index * happening.seconds / happening.times + dice.below(40)),
                "\(index == 0 ? "GET" : "POST") \(page)", status: 200, bytes: index == 0 ? 0 : 90 + dice.below(6_000),
                agent: Browsers.linux)
        }
    }
}
