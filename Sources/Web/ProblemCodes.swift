// What can be wrong with a request. Texts: Words/*/web.json.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Problem.Code {
    /// As `Access` has it: one text for what is not there and for what this person may not see.
    static let notThere = Problem.Code("access.not_found")
    static let cursorInvalid = Problem.Code("query.cursor")
    static let logInNeeded = Problem.Code("web.log_in_needed")
    static let forbidden = Problem.Code("web.forbidden")
    static let crossSite = Problem.Code("web.cross_site")
    static let insecure = Problem.Code("web.insecure")
    static let noSession = Problem.Code("web.no_session")
    static let targetTooLong = Problem.Code("web.target_long")
    static let parameterInvalid = Problem.Code("web.parameter")
    static let parameterUnknown = Problem.Code("web.parameter_unknown")
    static let bodyInvalid = Problem.Code("web.body")
    static let bodyTooLong = Problem.Code("web.body_long")
    static let bodyType = Problem.Code("web.body_type")
    static let formType = Problem.Code("web.form_type")
    static let memberUnknown = Problem.Code("web.member_unknown")
    static let memberMissing = Problem.Code("web.member_missing")
    static let memberInvalid = Problem.Code("web.member")
    static let methodUnknown = Problem.Code("web.method")
    static let changedMeanwhile = Problem.Code("web.changed")
    static let closedAlready = Problem.Code("web.closed")
    static let lastMember = Problem.Code("web.last_member")
    static let accountUnknown = Problem.Code("web.account")
    static let passwordWrong = Problem.Code("web.password_wrong")
    static let tokenDays = Problem.Code("web.token_days")
    static let passwordsDiffer = Problem.Code("web.passwords_differ")
    static let actionNeeded = Problem.Code("web.action_needed")
    static let noneChosen = Problem.Code("web.none_chosen")
    /// As `Store` has it.
    static let alertTaken = Problem.Code("alert.taken")
    static let alertDecided = Problem.Code("web.alert_decided")
    static let alertGone = Problem.Code("web.alert_gone")
    static let incidentClosed = Problem.Code("web.incident_closed")
    static let reasonNeeded = Problem.Code("web.reason_needed")
    static let timeAhead = Problem.Code("web.time_ahead")
    static let timeNeeded = Problem.Code("web.time_needed")
    static let notUndoable = Problem.Code("web.not_undoable")
    static let notOpenable = Problem.Code("web.not_openable")
    static let uploadInvalid = Problem.Code("web.upload")
    static let fileNeeded = Problem.Code("web.file_needed")
    static let unavailable = Problem.Code("web.unavailable")
    static let busy = Problem.Code("web.busy")
}
