// What all parts of the generator share while they write: the scenario, the organisation, the logs, the day.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

/// The state of one run of the generator. Each kind of log adds its own way of writing in an extension.
struct Stage {
    let scenario: Scenario
    let organisation: Organisation
    let seed: UInt64
    var logs: LogBook
    var day: WorkDay
    let applianceLog: LogBook.File
    let portalLog: LogBook.File
    let webLog: LogBook.File
    let signInLog: LogBook.File
    let auditLog: LogBook.File
    let graphLog: LogBook.File
    let linuxLog: LogBook.File
    /// The security log of each Windows computer, in the order of `organisation.hosts`; nil for the others.
    let securityLogs: [LogBook.File?]
    /// Sessions at the gateway of the cast, so that a step can go on with one.
    var sessions: [GatewaySession] = []
    /// When the scenario closes the gateway, if it does.
    let gatewayClosing: Instant?
    private var usedSessions: Set<Int> = []

    init(_ scenario: Scenario, seed: UInt64, scale: Int) {
        self.scenario = scenario
        self.seed = seed
        organisation = Organisation(scenario.data, seed: seed, scale: scale, days: scenario.days.count)
        day = scenario.days[0]
        gatewayClosing = scenario.data.steps.filter { $0.kind == .gatewayClosed }.map { scenario.start($0) }.min()
        var logs = LogBook()
        applianceLog = logs.open("logs/oefening-netscaler-ns.log", firstNumber: 4_411_870)
        portalLog = logs.open("logs/oefening-netscaler-httpaccess.log")
        webLog = logs.open("logs/oefening-web-access.log")
        signInLog = logs.open("logs/oefening-entra-signins.jsonl")
        auditLog = logs.open("logs/oefening-m365-audit.jsonl")
        graphLog = logs.open("logs/oefening-graph-activity.jsonl")
        linuxLog = logs.open("logs/oefening-linux-syslog.log")
        var security: [LogBook.File?] = []
        for (index, host) in organisation.hosts.enumerated() {
            switch host.role {
            case .domainController, .fileServer, .desktopServer, .jumpHost:
                let name = "logs/oefening-windows-security-\(host.name.lowercased()).jsonl"
                security.append(logs.open(name, firstNumber: 1_203_400 + index * 77_713))
            default: security.append(nil)
            }
        }
        securityLogs = security
        self.logs = logs
    }

    /// Dice for one purpose on this day.
    func dice(_ purpose: String, _ key: Int = 0) -> Dice {
        Dice(seed: seed, [Fingerprint(purpose).key, day.number, key])
    }

    /// A session number of the gateway that no other session has; they grow with time as those of the appliance do.
    mutating func newSessionNumber(at time: Instant) -> Int {
        var number = 31_000 + time.seconds(since: scenario.days[0].at(0, 0)) / 3
        while !usedSessions.insert(number).inserted { number += 1 }
        return number
    }

    func securityLog(_ host: Host) -> LogBook.File? {
        guard let index = organisation.hosts.firstIndex(where: { $0.name == host.name }) else { return nil }
        return securityLogs[index]
    }

    /// The computer with a name, or the first with a role.
    func host(named name: String?, or role: Host.Role) -> Host {
        organisation.hosts.first { $0.name == name } ?? organisation.host(role)
    }

    mutating func line(_ file: LogBook.File, at time: Instant, _ text: String) {
        logs.add(file, at: time, Array(text.utf8))
    }
}

/// A session at the gateway, from its login to its logout.
struct GatewaySession: Sendable {
    let number: Int
    let account: String
    let address: String
    let start: Instant
    let end: Instant
    let desktop: Host
    let browser: String
}
