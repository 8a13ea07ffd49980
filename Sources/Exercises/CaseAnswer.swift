// What the organisation does on the day itself and the day after: measures leave traces too.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    private func helpDesk() -> Person {
        organisation.people.first { $0.isAdministrator } ?? organisation.people[0]
    }

    mutating func accountsDisabled(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let controller = organisation.host(.domainController)
        let administrator = helpDesk()
        for (index, person) in people(happening).enumerated() {
            account(
                4_725, person.account, sid: organisation.sid(person),
                by: subject(administrator, logon: "0x\(dice.hex(6))"), on: controller, at: start.plus(index * 40))
            directoryChange(
                administrator, "Disable account.", of: person, from: "10.10.5.20", at: start.plus(index * 40 + 15),
                &dice)
        }
    }

    /// The supplier ends all sessions and closes the gateway, from its own range.
    mutating func gatewayClosed(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let address = scenario.network("supplier").address(4)
        for (index, work) in [
            "show aaa session", "kill aaa session -all", "disable vpn vserver vs-werkplek", "rm system user nsupdate",
            "set ns config -comment \(happening.text ?? "spoed")", "save ns config",
        ].enumerated() {
            command("CLI", "nsleverancier", from: address, at: start.plus(index * 50 + dice.below(20)), work)
        }
    }

    /// All passwords are set anew: many changes, and many who still type the old one.
    mutating func passwordsReset(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        let controller = organisation.host(.domainController)
        let administrator = subject(helpDesk(), logon: "0x\(dice.hex(6))")
        let staff = organisation.people
        for (index, person) in staff.enumerated() {
            account(
                4_724, person.account, sid: organisation.sid(person), by: administrator, on: controller,
                at: start.plus(index * happening.seconds / staff.count))
        }
        for person in staff where dice.chance(400) {
            for slip in 0..<dice.between(1, 3) {
                ticketRefused(
                    person, from: person.workstation, at: start.plus(happening.seconds + dice.below(7_000) + slip * 20),
                    &dice)
            }
        }
    }
}
