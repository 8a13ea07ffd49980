// What someone does all day in mail, on sites, in the address list and on the intranet, wherever they sit.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    mutating func officeWork(
        _ person: Person, _ presence: Presence, start: Instant, length: Int, _ dice: inout Dice
    ) {
        func moment(_ dice: inout Dice) -> Instant { start.plus(90 + dice.below(max(length - 300, 60))) }
        for application in [CloudApplication.outlook, .teams, .sharePoint] {
            for _ in 0..<dice.between(1, 2) {
                let client =
                    application.id == CloudApplication.sharePoint.id
                    ? "Browser" : "Mobile Apps and Desktop clients"
                signIn(person, application, presence, at: moment(&dice), client: client, &dice)
            }
        }
        mailRead(
            person, presence, at: start.plus(dice.between(60, 200)), folder: "Inbox", messages: 0, sync: true,
            client: "Client=MSExchangeRPC", &dice)
        for _ in 0..<dice.between(2, 4) {
            let folder = dice.pick(["Inbox", "Inbox", "Inbox", "Archief", "Verzonden items"])
            mailRead(
                person, presence, at: moment(&dice), folder: folder, messages: dice.between(1, 4), sync: false,
                client: "Client=OutlookService;Outlook-Windows", &dice)
        }
        for _ in 0..<dice.mostlySmall(6) { mailSent(person, presence, at: moment(&dice), &dice) }
        for _ in 0..<dice.mostlySmall(9) {
            let department =
                dice.chance(920) ? organisation.department(person) : dice.pick(organisation.departments)
            let operation = dice.pick([
                "FileAccessed", "FileAccessed", "FileModified", "FilePreviewed", "FileSyncDownloadedFull",
                "FileDownloaded",
            ])
            siteFile(person, operation, department, presence, at: moment(&dice), &dice)
        }
        for _ in 0..<dice.between(1, 4) {
            let path = dice.pick([
                "/me/calendarView?$top=30", "/me/messages?$top=25&$select=subject,from", "/me/joinedTeams",
                "/users/\(dice.pick(organisation.people).userID)/presence", "/me/people?$top=10",
            ])
            graphCall(
                person, .teams, presence, at: moment(&dice), path, bytes: 600 + dice.mostlySmall(40_000),
                scopes: "Calendars.ReadWrite Mail.ReadWrite People.Read User.Read", &dice)
        }
        addressBook(person, presence, at: start.plus(dice.between(70, 600)), &dice)
        for _ in 0..<dice.between(1, 5) {
            webPage(
                person.workstation, user: person.account, at: moment(&dice),
                "GET /\(dice.pick(Names.subjects))/\(dice.below(120))", status: dice.chance(970) ? 200 : 404,
                bytes: 2_000 + dice.mostlySmall(90_000), agent: presence.agent, site: "intranet")
        }
    }

    /// Outlook fetches the whole address list once a day: the same act as a theft of it, and quite ordinary.
    private mutating func addressBook(_ person: Person, _ presence: Presence, at time: Instant, _ dice: inout Dice) {
        let folder = "/OAB/\(organisation.tenant)"
        webPage(
            presence.address, user: person.account, at: time, "GET \(folder)/oab.xml", status: 200, bytes: 3_140,
            agent: Browsers.outlook, site: "mail")
        webPage(
            presence.address, user: person.account, at: time.plus(1), "GET \(folder)/\(day.date)-data-1.lzx",
            status: 200, bytes: 184_000 + organisation.people.count * 310, agent: Browsers.outlook, site: "mail")
    }

    /// A look at the mail on the telephone, after work and from the network of the telephone.
    mutating func eveningMail(_ person: Person, _ time: Instant, _ dice: inout Dice) {
        let mobile = scenario.network("mobile")
        let presence = phonePresence(person, network: mobile, number: dice.below(60), session: dice.guid())
        signIn(person, .phoneMail, presence, at: time, client: "Mobile Apps and Desktop clients", &dice)
        mailRead(
            person, presence, at: time.plus(6), folder: "Inbox", messages: dice.between(1, 6), sync: false,
            client: "Client=OutlookService;Outlook-iOS", &dice)
        graphCall(
            person, .phoneMail, presence, at: time.plus(8), "/me/messages?$top=20", bytes: 9_000 + dice.below(30_000),
            scopes: "Mail.ReadWrite User.Read", &dice)
    }
}
