// The formats of logs that can be read, and how to tell them apart by content.
// SPDX-License-Identifier: EUPL-1.2

/// A format of log records. The raw value is what the command line prints as `format`.
public enum Format: String, Sendable, CaseIterable {
    case jsonLines = "jsonl"
    case jsonArray = "json"
    case evtx
    case syslog
    case accessLog = "access_log"
    case netscaler
    case cef
    case leef
    case keyValue = "key_value"
    /// Lines of no known format: each is one field `message`.
    case text
}
