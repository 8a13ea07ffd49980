// The problems of the running watch, first those of its configuration. Texts: Words/*/watch.json.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Problem.Code {
    // The file as a whole.
    static let configurationTooLong = Problem.Code("configuration.long")
    static let configurationTooManyProblems = Problem.Code("configuration.more")
    static let configurationSecondDocument = Problem.Code("configuration.second_document")

    // One key or value.
    static let configurationUnknownKey = Problem.Code("configuration.unknown_key")
    static let configurationMisspeltKey = Problem.Code("configuration.misspelt_key")
    static let configurationMissingKey = Problem.Code("configuration.missing_key")
    static let configurationMap = Problem.Code("configuration.map")
    static let configurationList = Problem.Code("configuration.list")
    static let configurationOne = Problem.Code("configuration.one")
    static let configurationChoice = Problem.Code("configuration.choice")
    static let configurationRange = Problem.Code("configuration.range")
    static let configurationTooMany = Problem.Code("configuration.many")
    static let configurationText = Problem.Code("configuration.text")
    static let configurationEnvironment = Problem.Code("configuration.environment")
    static let configurationAddress = Problem.Code("configuration.address")
    static let configurationZone = Problem.Code("configuration.zone")
    static let configurationTime = Problem.Code("configuration.time")
    static let configurationMailAddress = Problem.Code("configuration.mail_address")
    static let configurationURL = Problem.Code("configuration.url")
    static let configurationURLRefused = Problem.Code("configuration.url_refused")
    static let configurationToken = Problem.Code("configuration.token")

    // Values that do not go together.
    static let configurationDuplicateAddress = Problem.Code("configuration.duplicate_address")
    static let configurationOverlap = Problem.Code("configuration.overlap")
    static let configurationDuplicate = Problem.Code("configuration.duplicate")
    static let configurationExclusive = Problem.Code("configuration.exclusive")
    static let configurationTogether = Problem.Code("configuration.together")
    static let configurationNotForKind = Problem.Code("configuration.not_for_kind")
    static let configurationNeededForKind = Problem.Code("configuration.needed_for_kind")
    static let configurationQuietNever = Problem.Code("configuration.quiet_never")

    // Warnings: the watch starts all the same.
    static let configurationNotYet = Problem.Code("configuration.not_yet")
    static let configurationReadableSecret = Problem.Code("configuration.readable_secret")
    static let configurationReadableSecretFile = Problem.Code("configuration.readable_secret_file")
    static let configurationShortToken = Problem.Code("configuration.short_token")
    static let configurationOpenListener = Problem.Code("configuration.open_listener")
    static let configurationPlainSecret = Problem.Code("configuration.plain_secret")
    static let configurationNobodyHears = Problem.Code("configuration.nobody_hears")

    // The running watch.
    static let intakeClosed = Problem.Code("intake.closed")
    static let intakeHeld = Problem.Code("intake.held")
    static let certificateUnusable = Problem.Code("certificate.unusable")
    static let listenerUnusable = Problem.Code("listener.unusable")

    // Telling people.
    static let outboxGone = Problem.Code("outbox.gone")
    static let outboxSecret = Problem.Code("outbox.secret")
    static let outboxSecretForm = Problem.Code("outbox.secret_form")
    static let smtpConnection = Problem.Code("smtp.connection")
    static let smtpTimeout = Problem.Code("smtp.timeout")
    static let smtpClosed = Problem.Code("smtp.closed")
    static let smtpReply = Problem.Code("smtp.reply")
    static let smtpRefused = Problem.Code("smtp.refused")
    static let smtpNoSTARTTLS = Problem.Code("smtp.no_starttls")
    static let smtpTLS = Problem.Code("smtp.tls")
    static let smtpInjected = Problem.Code("smtp.injected")
    static let smtpPlainPassword = Problem.Code("smtp.plain_password")
    static let smtpNoAuth = Problem.Code("smtp.no_auth")
    static let webhookForbidden = Problem.Code("webhook.forbidden")
    static let webhookLookup = Problem.Code("webhook.lookup")
    static let webhookConnection = Problem.Code("webhook.connection")
    static let webhookTimeout = Problem.Code("webhook.timeout")
    static let webhookStatus = Problem.Code("webhook.status")
}
