// The form of a scenario file (JSON, RFC 8259). docs/exercises.md describes each field for who writes one.
// SPDX-License-Identifier: EUPL-1.2

/// What a scenario file holds.
struct ScenarioFile: Sendable, Decodable {
    let name: String
    let title: BothLanguages
    let about: BothLanguages
    let from: String
    let to: String
    /// When somebody first saw that something is wrong; a demonstration lays this moment some hours back.
    let detected: String?
    let organisation: OrganisationFile
    let networks: [Network]
    let hosts: [Host]
    let departments: [Department]
    let cast: [CastMember]
    let ordinary: [Happening]
    let steps: [Happening]
}

/// The organisation as the file has it.
struct OrganisationFile: Sendable, Decodable {
    let name: String
    let domain: String
    let netbios: String
    let employees: Int
    let gateway: String
    let supplier: String
}

/// A computer that keeps a log.
package struct Host: Sendable, Decodable {
    package enum Role: String, Sendable, Decodable {
        case domainController = "domain_controller"
        case fileServer = "file_server"
        case desktopServer = "desktop_server"
        case jumpHost = "jump_host"
        case gateway
        case web
        case linux
        case monitor
        case backup
        case scanner
    }

    package let name: String
    package let address: String
    package let role: Role
}

/// A part of the organisation with its share of the staff and its share on a file server.
package struct Department: Sendable, Decodable {
    package let id: String
    package let name: String
    package let parts: Int
    package let server: String
    package let share: String
}

/// Someone whom the scenario names. The rest of the staff is made up from the seed.
package struct CastMember: Sendable, Decodable {
    package struct Session: Sendable, Decodable {
        package let from: String
        package let to: String
        package let megabytes: Int
    }

    package let account: String
    package let name: String
    package let department: String
    package let role: String?
    /// Sessions at the gateway on fixed times. On the days on which they begin the person does not work elsewhere.
    package let sessions: [Session]?
}

/// Something that happens at a time: an ordinary thing that looks odd, or a step of the case.
struct Happening: Sendable, Decodable {
    let id: String
    let kind: HappeningKind
    let at: String
    let minutes: Int?
    let count: Int?
    let who: [String]?
    let from: String?
    let addresses: Int?
    let on: String?
    let text: String?
    let title: BothLanguages
    let expect: BothLanguages?

    var seconds: Int { (minutes ?? 1) * 60 }
    var times: Int { count ?? 1 }
}

/// The kinds of happenings that the program knows how to write into logs.
enum HappeningKind: String, Sendable, Decodable, CaseIterable {
    // Ordinary, though it looks odd.
    case mistypedPasswords = "mistyped_passwords"
    case lockedOut = "locked_out"
    case nightChange = "night_change"
    case traveller
    case departmentMoves = "department_moves"
    case scan
    case supplierMaintenance = "supplier_maintenance"
    case logRotation = "log_rotation"
    case twoNetworks = "two_networks"
    case newColleague = "new_colleague"
    case tidyMailboxRule = "tidy_mailbox_rule"
    case directoryReport = "directory_report"
    case addressChanges = "address_changes"
    case patchRound = "patch_round"
    // The case.
    case lookAround = "look_around"
    case unreadableNames = "unreadable_names"
    case sessionMoves = "session_moves"
    case foreignCommand = "foreign_command"
    case loggingOff = "logging_off"
    case newPage = "new_page"
    case spray
    case ticketsForServices = "tickets_for_services"
    case remoteService = "remote_service"
    case shareReading = "share_reading"
    case addressList = "address_list"
    case mailboxRule = "mailbox_rule"
    case mailboxReading = "mailbox_reading"
    case newAccount = "new_account"
    case logCleared = "log_cleared"
    // What the organisation does about it.
    case accountsDisabled = "accounts_disabled"
    case gatewayClosed = "gateway_closed"
    case passwordsReset = "passwords_reset"

    /// True for what the organisation does about the case.
    var isMeasure: Bool { [.accountsDisabled, .gatewayClosed, .passwordsReset].contains(self) }
}
