// The problems that commands report. Their texts stand in Words/ under `problem.<name>`.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Problem.Code {
    static let networkLine = Problem.Code("network.line")
    static let networkTooMany = Problem.Code("network.too_many")
    static let networkDatabase = Problem.Code("network.database")
    static let networkUnreadable = Problem.Code("network.unreadable")
    static let rulesUnreadable = Problem.Code("rules.unreadable")
    static let moreRejected = Problem.Code("rules.more")
    static let someRejected = Problem.Code("rules.some_rejected")
    static let allUnmapped = Problem.Code("rules.all_unmapped")
    static let rulesUnmapped = Problem.Code("rules.rules_unmapped")
    static let unknownRule = Problem.Code("rules.unknown")
    static let needsNetworks = Problem.Code("rules.networks")
    static let unmapped = Problem.Code("rules.unmapped")
    static let noSuchEvent = Problem.Code("input.no_such_event")
    static let exerciseFolder = Problem.Code("exercise.folder")
    static let exerciseData = Problem.Code("exercise.data")
    static let exerciseUnwritable = Problem.Code("exercise.unwritable")
    static let noRules = Problem.Code("rules.none")
    static let noInput = Problem.Code("input.none")
    static let timeUnknown = Problem.Code("time.unknown")
    static let regexLimit = Problem.Code("regex.limit")
    static let correlationForgotten = Problem.Code("correlation.forgotten")
    static let correlationWithoutTime = Problem.Code("correlation.no_time")
    static let summaryUnwritable = Problem.Code("summary.unwritable")
    static let configurationUnreadable = Problem.Code("configuration.unreadable")
    static let configurationSecretUnreadable = Problem.Code("configuration.secret_unreadable")
    static let pseudonymKeyUnusable = Problem.Code("data.pseudonym_key")
    static let dataUnusable = Problem.Code("data.unusable")
    static let accountsMissing = Problem.Code("accounts.missing")
    static let passwordNotText = Problem.Code("accounts.password_text")
    static let passwordsDiffer = Problem.Code("accounts.passwords_differ")
    static let passwordMissing = Problem.Code("accounts.password_missing")
}
