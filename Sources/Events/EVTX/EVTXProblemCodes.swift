// The problems of Windows event logs. Their texts stand in Words/*/evtx.json under `problem.<name>`.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension Problem.Code {
    public static let evtxNotALog = Problem.Code("evtx.not_a_log")
    public static let evtxChunkDamaged = Problem.Code("evtx.chunk_damaged")
    public static let evtxRecordDamaged = Problem.Code("evtx.record_damaged")
    public static let evtxRecordOverLimit = Problem.Code("evtx.record_over_limit")
    public static let evtxLoneSurrogate = Problem.Code("evtx.lone_surrogate")
    public static let evtxValueUnreadable = Problem.Code("evtx.value_unreadable")
    public static let evtxTruncated = Problem.Code("evtx.truncated")
}

/// Why a record cannot be read. The raw value fills the text of the problem.
enum EVTXDamage: String, Error {
    case size = "size"
    case token = "token"
    case bounds = "bounds"
    case name = "name"
    case template = "template"
    case empty = "empty"
    case depth = "depth"
    case nesting = "nesting"
    case substitutions = "substitutions"
    case elements = "elements"
    case expandedBytes = "expanded_bytes"
    case templateBytes = "template_bytes"

    /// Whether it is one of our limits that stopped the record, rather than the bytes being wrong.
    var isLimit: Bool {
        switch self {
        case .depth, .nesting, .substitutions, .elements, .expandedBytes, .templateBytes: true
        default: false
        }
    }
}
