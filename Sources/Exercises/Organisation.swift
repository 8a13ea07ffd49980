// The people and computers of an exercise, made from the scenario and the seed.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

/// Someone who works at the organisation, with the habits that make a log look lived in.
struct Person: Sendable {
    let number: Int
    let account: String
    let name: String
    let department: Int
    let isAdministrator: Bool
    let isCast: Bool
    /// Days of the week on which the person works, 1 for Monday.
    let weekdays: Set<Int>
    let startSecond: Int
    let workSeconds: Int
    /// Of a thousand working days, how many at home.
    let homeShare: Int
    let home: Network
    let homeNumber: Int
    let browser: Int
    /// Files opened on an ordinary day.
    let files: Int
    /// The days of leave.
    let leave: Range<Int>
    let userID: String
    let deviceID: String
    let phoneID: String

    var device: String { "LT\((2_000 + number).padded(4))" }
    var workstation: String { "10.20.\(number / 200).\(number % 200 + 20)" }
    var homeAddress: String { home.address(homeNumber) }
    var relativeIdentifier: Int { 1_100 + number }
}

/// The organisation: its staff, and its computers by what they are for.
struct Organisation: Sendable {
    let file: OrganisationFile
    let departments: [Department]
    let hosts: [Host]
    let people: [Person]
    let tenant: String
    let domainIdentifier: String

    init(_ data: ScenarioFile, seed: UInt64, scale: Int, days: Int) {
        file = data.organisation
        departments = data.departments
        hosts = data.hosts
        var dice = Dice(seed: seed, [Fingerprint("organisation").key])
        tenant = dice.guid()
        let (a, b, c) = (dice.below(1 << 30), dice.below(1 << 30), dice.below(1 << 30))
        domainIdentifier = "S-1-5-21-\(a)-\(b)-\(c)"
        let size = max(data.organisation.employees * scale / 100, data.cast.count + 24)
        people = Staff(data, seed: seed, days: days).hire(size)
    }

    func upn(_ person: Person) -> String { "\(person.account)@\(file.domain)" }

    func sid(_ person: Person) -> String { "\(domainIdentifier)-\(person.relativeIdentifier)" }

    /// The full name of a computer in the directory.
    func computer(_ host: Host) -> String { "\(host.name).intern.\(file.domain)" }

    var realm: String { "INTERN." + file.domain.uppercased() }

    func hosts(_ role: Host.Role) -> [Host] { hosts.filter { $0.role == role } }

    /// The first computer with a role; the check of the scenario makes sure that the needed ones exist.
    func host(_ role: Host.Role) -> Host { hosts.first { $0.role == role } ?? hosts[0] }

    func person(_ account: String) -> Person { people.first { $0.account == account } ?? people[0] }

    func department(_ person: Person) -> Department { departments[person.department] }

    func server(of department: Department) -> Host { hosts.first { $0.name == department.server } ?? hosts[0] }
}

/// Makes up the staff.
private struct Staff {
    let data: ScenarioFile
    let seed: UInt64
    let days: Int

    init(_ data: ScenarioFile, seed: UInt64, days: Int) {
        self.data = data
        self.seed = seed
        self.days = days
    }

    func hire(_ size: Int) -> [Person] {
        var taken: Set<String> = []
        var people: [Person] = []
        let slots = data.departments.indices.flatMap { Array(repeating: $0, count: data.departments[$0].parts) }
        for member in data.cast {
            taken.insert(member.account)
            let department = data.departments.firstIndex { $0.id == member.department } ?? 0
            people.append(person(people.count, member.account, member.name, department, member))
        }
        while people.count < size {
            var dice = Dice(seed: seed, [Fingerprint("name").key, people.count])
            let (given, family) = (dice.pick(Names.given), dice.pick(Names.family))
            var account = "\(given).\(family)".lowercased()
            var next = 2
            while !taken.insert(account).inserted {
                account = "\(given).\(family)\(next)".lowercased()
                next += 1
            }
            people.append(person(people.count, account, "\(given) \(family)", dice.pick(slots), nil))
        }
        return people
    }

    private func person(
        _ number: Int, _ account: String, _ name: String, _ department: Int, _ member: CastMember?
    ) -> Person {
        var dice = Dice(seed: seed, [Fingerprint("person").key, number])
        let provider = dice.chance(550) ? "home-a" : "home-b"
        let home = data.networks.first { $0.id == provider } ?? data.networks[0]
        var weekdays: Set<Int> = [1, 2, 3, 4, 5]
        if member == nil, dice.chance(420) { weekdays.remove(dice.between(1, 5)) }
        if member == nil, dice.chance(150) { weekdays.remove(dice.between(1, 5)) }
        let away = dice.chance(60) && member == nil ? dice.below(max(days - 4, 1)) : days
        let isAdministrator = member?.role == "administrator" || (member == nil && number % 31 == 7)
        return Person(
            number: number, account: account, name: name, department: department, isAdministrator: isAdministrator,
            isCast: member != nil, weekdays: weekdays, startSecond: dice.around(30_600, 5_400),
            workSeconds: dice.around(29_700, 4_800), homeShare: dice.below(650), home: home,
            homeNumber: dice.below(120), browser: dice.below(10), files: 3 + dice.mostlySmall(36),
            leave: away..<away + dice.between(3, 5), userID: dice.guid(), deviceID: dice.guid(), phoneID: dice.guid())
    }
}
