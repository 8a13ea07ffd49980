// From a happening in the scenario to the part of the generator that writes it.
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    /// Writes all happenings and steps that begin on this day, each record marked with the number of its happening.
    mutating func happenings() {
        let all = scenario.data.ordinary + scenario.data.steps
        for (index, happening) in all.enumerated() {
            let start = scenario.start(happening)
            guard day.at(0) <= start, start < day.at(86_400) else { continue }
            var dice = dice(happening.id)
            logs.setMark(index)
            if index < scenario.data.ordinary.count {
                ordinary(happening, at: start, &dice)
            } else {
                step(happening, at: start, &dice)
            }
            logs.setMark(-1)
        }
    }

    /// The sessions of the cast that begin today.
    mutating func castSessions() {
        for member in scenario.data.cast {
            for session in member.sessions ?? [] where session.from.hasPrefix(day.date) {
                guard let start = try? Scenario.instant(session.from), let end = try? Scenario.instant(session.to)
                else { continue }
                var dice = dice("cast " + member.account)
                let person = organisation.person(member.account)
                let opened = openSession(
                    person, from: person.homeAddress, start: start, end: end,
                    received: session.megabytes * 1_000_000 + 340_221,
                    method: "TimedOut", &dice)
                sessionTraffic(opened, from: person.homeAddress, &dice)
                desktopWork(
                    person, opened, start: start.plus(60), length: min(end.seconds(since: start) - 60, 30_000), &dice)
                sessions.append(opened)
            }
        }
    }

    private mutating func ordinary(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        switch happening.kind {
        case .mistypedPasswords: mistypedPasswords(happening, at: start, &dice)
        case .lockedOut: lockedOut(happening, at: start, &dice)
        case .nightChange: nightChange(happening, at: start, &dice)
        case .traveller: traveller(happening, at: start, &dice)
        case .departmentMoves: departmentMoves(happening, at: start, &dice)
        case .scan: scan(happening, at: start, &dice)
        case .supplierMaintenance: supplierMaintenance(happening, at: start, &dice)
        case .logRotation: logRotation(happening, at: start, &dice)
        case .twoNetworks: twoNetworks(happening, at: start, &dice)
        case .newColleague: newColleague(happening, at: start, &dice)
        case .tidyMailboxRule: tidyMailboxRule(happening, at: start, &dice)
        case .directoryReport: directoryReport(happening, at: start, &dice)
        case .addressChanges: addressChanges(happening, at: start, &dice)
        case .patchRound: patchRound(happening, at: start, &dice)
        default: step(happening, at: start, &dice)
        }
    }

    private mutating func step(_ happening: Happening, at start: Instant, _ dice: inout Dice) {
        switch happening.kind {
        case .lookAround: lookAround(happening, at: start, &dice)
        case .unreadableNames: unreadableNames(happening, at: start, &dice)
        case .sessionMoves: sessionMoves(happening, at: start, &dice)
        case .foreignCommand: foreignCommand(happening, at: start, &dice)
        case .loggingOff: loggingOff(happening, at: start, &dice)
        case .newPage: newPage(happening, at: start, &dice)
        case .spray: spray(happening, at: start, &dice)
        case .ticketsForServices: ticketsForServices(happening, at: start, &dice)
        case .remoteService: remoteService(happening, at: start, &dice)
        case .shareReading: shareReading(happening, at: start, &dice)
        case .addressList: addressList(happening, at: start, &dice)
        case .mailboxRule: mailboxRule(happening, at: start, &dice)
        case .mailboxReading: mailboxReading(happening, at: start, &dice)
        case .newAccount: newAccount(happening, at: start, &dice)
        case .logCleared: logCleared(happening, at: start, &dice)
        case .accountsDisabled: accountsDisabled(happening, at: start, &dice)
        case .gatewayClosed: gatewayClosed(happening, at: start, &dice)
        case .passwordsReset: passwordsReset(happening, at: start, &dice)
        default: ordinary(happening, at: start, &dice)
        }
    }
}
