// Ordinary days hold what looks odd and is not: a rule that cries at it is no use to anybody.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Testing

struct OrdinaryTests {
    private func run() throws -> Run { try Run.small.get() }

    @Test("Wrong passwords, a locked account, and a login after all")
    func passwords() throws {
        let run = try run()
        #expect(run.texts("ns.log").filter { $0.contains("LOGIN_FAILED") && $0.contains("ans.terpstra") }.count >= 4)
        #expect(run.texts("ns.log").contains { $0.contains("SSLVPN LOGIN ") && $0.contains("ans.terpstra") })
        #expect(run.texts("dc01.jsonl").contains { $0.contains("\"EventID\":4740") && $0.contains("milan.rutgers") })
    }

    @Test("Much is read by who may: a department that moves, the backup, the archive")
    func reading() throws {
        let files = try run().texts("fs01.jsonl")
        #expect(files.filter { $0.contains("lucia.bergman") && $0.contains("\"EventID\":5145") }.count >= 1_100)
        #expect(files.contains { $0.contains("svc-backup") && $0.contains("0x120089") })
        #expect(files.contains { $0.contains("svc-archief") && $0.contains("10.10.4.42") })
    }

    @Test("Outlook fetches the whole address list each day, from the office and from home")
    func addressBook() throws {
        let fetched = try run().texts("web-access.log").filter { $0.contains(".lzx") }
        #expect(fetched.count > 100)
        #expect(fetched.contains { $0.hasPrefix("192.0.2.") })
    }

    @Test("The supplier gives commands from its own range only")
    func supplier() throws {
        let commands = try run().texts("ns.log").filter { $0.contains("User nsleverancier") }
        #expect(commands.count >= 14)
        #expect(commands.allSatisfy { $0.contains("Remote_ip 192.0.2.3") })
    }

    @Test("The monitoring logs in each minute of each day until the gateway closes")
    func monitoring() throws {
        let logins = try run().texts("ns.log").filter { $0.contains("SSLVPN LOGIN ") && $0.contains("svc-bewaking@") }
        // From midnight on 9 March to 17:36 on 19 March, without the 28 minutes of silence.
        #expect(logins.count == 10 * 1_440 + 17 * 60 + 36 - 28)
    }

    @Test("A rule of a mailbox is mostly a tidy one, and mail to a colleague is mail inside")
    func rules() throws {
        let rules = try run().texts("m365-audit.jsonl").filter { $0.contains("New-InboxRule") }
        #expect(rules.filter { $0.contains("MoveToFolder") }.count == 2)
        #expect(
            rules.filter { $0.contains("ForwardTo") && $0.contains("@ministerie-van-dijken.example\"}") }.count == 1)
        #expect(rules.count == 4)
    }

    @Test("Tickets with the old cipher exist for the print service, and accounts are made by who may")
    func directory() throws {
        let run = try run()
        let tickets = run.texts("dc01.jsonl") + run.texts("dc02.jsonl")
        #expect(tickets.contains { $0.contains("svc-print") && $0.contains("\"0x17\"") && !$0.contains("judith") })
        #expect(tickets.filter { $0.contains("\"EventID\":4720") && $0.contains("hedwig.terlouw") }.count == 3)
    }

    @Test("On ordinary days a session stays in the network in which it began")
    func sessions() throws {
        let shape = try Regex("Client_ip (\\S+) .* - Source ([0-9.]+):\\d+ ")
        var changed = 0
        for line in try run().texts("ns.log") where line.contains("TCPCONNSTAT") && !line.contains("Source 203.0.113.2")
        {
            let match = try #require(line.firstMatch(of: shape))
            let (client, source) = (match.output[1].substring ?? "", match.output[2].substring ?? "")
            if client != source { changed += 1 }
            #expect(client.split(separator: ".").dropLast() == source.split(separator: ".").dropLast())
        }
        #expect(changed > 2)
    }

    @Test("A period over the change to summer time has logs with both offsets")
    func summerTime() throws {
        let run = try Run(
            ScenarioData.changed(
                "\"from\": \"2026-03-09\"", "\"from\": \"2026-03-28\"", "\"to\": \"2026-03-21\"",
                "\"to\": \"2026-03-31\"", "\"detected\": \"2026-03-19T09:12\"", "\"detected\": null"),
            scale: 1)
        let lines = run.texts("linux-syslog.log")
        #expect(lines.contains { $0.contains("2026-03-29T01:17:") && $0.contains("+01:00") })
        #expect(lines.contains { $0.contains("2026-03-29T03:17:") && $0.contains("+02:00") })
        #expect(!lines.contains { $0.contains("2026-03-29T02:") })
        #expect(run.texts("web-access.log").contains { $0.contains("30/Mar/2026") && $0.contains("+0200]") })
    }
}
