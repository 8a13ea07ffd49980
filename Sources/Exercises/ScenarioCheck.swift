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
            if let v6 = network.v6, !(v6.hasPrefix("2001:db8:") && v6.hasSuffix("::/48")) {
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

    private func domains() throws(Problem) {
        for domain in [data.organisation.domain, data.organisation.gateway] where !domain.hasSuffix(".example") {
            throw Problem(.scenarioRealDomain, [domain])
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
        for account in happening.who ?? [] where !data.cast.contains(where: { $0.account == account }) {
            throw Problem(.scenarioUnknownName, [happening.id, account])
        }
    }
}
