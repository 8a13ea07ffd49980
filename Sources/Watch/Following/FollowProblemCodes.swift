// The problems of followed files. Texts: Words/*/following.json.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension Problem.Code {
    static let followMissing = Problem.Code("follow.missing")
    static let followDenied = Problem.Code("follow.denied")
    static let followUnreadable = Problem.Code("follow.unreadable")
    static let followNotAFile = Problem.Code("follow.not_a_file")
    static let followTooMany = Problem.Code("follow.many")
    static let followBinary = Problem.Code("follow.binary")
    static let followUTF16 = Problem.Code("follow.utf16")
    static let followEVTX = Problem.Code("follow.evtx")
    static let followJSONArray = Problem.Code("follow.json_array")
    static let followLost = Problem.Code("follow.lost")
    static let followCut = Problem.Code("follow.cut")
}
