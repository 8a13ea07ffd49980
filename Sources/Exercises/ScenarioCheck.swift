// Checks a scenario against itself: names that it uses exist, networks and domains are invented, numbers within limits.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

/// An exercise may never point at a real network or a real organisation (docs/exercises.md); this is where that holds.
struct ScenarioCheck {
    let data: ScenarioFile

    init(_ data: ScenarioFile) {
        self.data = data
    }

    func run() throws(Problem) {
        try numbers()
        try networks()
        try domains()
        try names()
        try sessions()
        // Dates have one form, so that text decides; the last day ends where `to` begins.
        if let seen = data.detected, seen < data.from || seen >= data.to {
            throw Problem(.scenarioDetected, [seen, data.from, data.to])
        }
        for happening in data.ordinary + data.steps { try check(happening) }
        for member in data.cast where !data.departments.contains(where: { $0.id == member.department }) {
            throw Problem(.scenarioUnknownName, [member.account, member.department])
        }
        for department in data.departments where !data.hosts.contains(where: { $0.name == department.server }) {
            throw Problem(.scenarioUnknownName, [department.id, department.server])
        }
        for role in [Host.Role.domainController, .fileServer, .desktopServer, .jumpHost, .gateway, .web, .linux]
        where !data.hosts.contains(where: { $0.role == role }) {
            throw Problem(.scenarioUnknownName, ["hosts", role.rawValue])
        }
    }

    private func numbers() throws(Problem) {
        try limit("employees", data.organisation.employees, ExerciseLimits.employees)
        let lists = [
            ("networks", data.networks.count), ("hosts", data.hosts.count), ("cast", data.cast.count),
            ("departments", data.departments.count),
        ]
        for (name, count) in lists { try limit(name, count, ExerciseLimits.listEntries) }
        for (name, count) in [("ordinary", data.ordinary.count), ("steps", data.steps.count)] where count > 0 {
            try limit(name, count, ExerciseLimits.listEntries)
        }
        for department in data.departments { try limit(department.id, department.parts, 1_000) }
    }

    private func limit(_ name: String, _ value: Int, _ most: Int) throws(Problem) {
        guard 1...most ~= value else { throw Problem(.scenarioNumber, [name, "\(value)", "\(most)"]) }
    }

    private func networks() throws(Problem) {
        for network in data.networks {
            guard AddressRange(network.cidr)?.isInvented == true else {
                throw Problem(.scenarioRealNetwork, [network.id, network.cidr])
            }
            if let v6 = network.v6, !ScenarioCheck.isInvented(v6: v6) {
                throw Problem(.scenarioRealNetwork, [network.id, v6])
            }
        }
        for host in data.hosts where AddressRange(host.address + "/32")?.isInvented != true {
            throw Problem(.scenarioRealNetwork, [host.name, host.address])
        }
        for id in ["office", "home-a", "home-b", "mobile", "train", "supplier", "crawlers"]
        where !data.networks.contains(where: { $0.id == id }) {
            throw Problem(.scenarioUnknownName, ["networks", id])
        }
    }

    /// RFC 3849, with one group of at most four digits between the prefix for documentation and `::/48`.
    private static func isInvented(v6: String) -> Bool {
        guard v6.hasPrefix("2001:db8:"), v6.hasSuffix("::/48") else { return false }
        let group = v6.dropFirst(9).dropLast(5)
        return 1...4 ~= group.count && group.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    private func domains() throws(Problem) {
        for domain in [data.organisation.domain, data.organisation.gateway] { try invented(domain) }
        // The only text that becomes an address elsewhere: where a rule of a mailbox sends mail to.
        for happening in data.ordinary + data.steps where happening.kind == .mailboxRule {
            guard let text = happening.text else { continue }
            try invented(text.split(separator: "@", omittingEmptySubsequences: false).last.map(String.init) ?? text)
        }
    }

    private func invented(_ domain: String) throws(Problem) {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, labels.last == "example",
            labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(ScenarioCheck.isNameByte) })
        else { throw Problem(.scenarioRealDomain, [domain]) }
    }

    /// Names become names of files and words in lines: each is one plain word, and stands in its list once.
    private func names() throws(Problem) {
        let lists: [(String, [String], String)] = [
            ("name", [data.name], ""), ("hosts", data.hosts.map { $0.name.lowercased() }, ""),
            ("networks", data.networks.map(\.id), ""), ("departments", data.departments.map(\.id), ""),
            ("netbios", [data.organisation.netbios], ""), ("cast", data.cast.map(\.account), "."),
            ("ordinary, steps", (data.ordinary + data.steps).map(\.id), ""),
        ]
        for (list, names, more) in lists {
            var seen: Set<String> = []
            for name in names {
                let isWord = name.utf8.allSatisfy { ScenarioCheck.isNameByte($0) || more.utf8.contains($0) }
                guard isWord, !name.isEmpty, seen.insert(name).inserted else {
                    throw Problem(.scenarioName, [list, name])
                }
            }
        }
        // These stand in a table with commas between its columns.
        for network in data.networks {
            for text in [network.provider, network.country] {
                guard !text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") })
                else { throw Problem(.scenarioName, [network.id, text]) }
            }
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private func sessions() throws(Problem) {
        for member in data.cast {
            for session in member.sessions ?? [] {
                let (start, end) = (try Scenario.instant(session.from), try Scenario.instant(session.to))
                guard start < end else { throw Problem(.scenarioTime, ["\(session.from) - \(session.to)"]) }
                try limit(member.account, end.seconds(since: start) / 60, ExerciseLimits.minutes)
                try limit(member.account, session.megabytes, ExerciseLimits.megabytes)
            }
        }
    }

    private func check(_ happening: Happening) throws(Problem) {
        if let count = happening.count { try limit(happening.id, count, ExerciseLimits.count) }
        if let minutes = happening.minutes { try limit(happening.id, minutes, ExerciseLimits.minutes) }
        if let addresses = happening.addresses { try limit(happening.id, addresses, 200) }
        if let from = happening.from, !data.networks.contains(where: { $0.id == from }) {
            throw Problem(.scenarioUnknownName, [happening.id, from])
        }
        if let on = happening.on, !data.hosts.contains(where: { $0.name == on }) {
            throw Problem(.scenarioUnknownName, [happening.id, on])
        }
        if let text = happening.text, text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") }) {
            throw Problem(.scenarioName, [happening.id, text])
        }
        if happening.kind == .sessionMoves, let megabytes = Int(happening.text ?? "") {
            try limit(happening.id, megabytes, ExerciseLimits.megabytes)
        }
        for account in happening.who ?? [] where !data.cast.contains(where: { $0.account == account }) {
            throw Problem(.scenarioUnknownName, [happening.id, account])
        }
    }
}
