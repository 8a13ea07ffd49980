// The problems that decisions about access report. Texts: Words/*/access.json.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Problem.Code {
    static let nameInvalid = Problem.Code("access.name")
    static let passwordShort = Problem.Code("access.password_short")
    static let passwordLong = Problem.Code("access.password_long")
    static let passwordIsName = Problem.Code("access.password_name")
    static let passwordSimple = Problem.Code("access.password_simple")
    static let passwordKnown = Problem.Code("access.password_known")
    static let passwordNotHashed = Problem.Code("access.password_memory")
    static let labelInvalid = Problem.Code("access.label")
    /// One text for a wrong name, a wrong password and a disabled account: the difference is nobody's business.
    static let logInRefused = Problem.Code("access.log_in")
    static let logInWait = Problem.Code("access.wait")
    static let logInBusy = Problem.Code("access.busy")
    /// One text for what is not there and for what this person may not see.
    static let notFound = Problem.Code("access.not_found")
}
