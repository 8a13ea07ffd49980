// The numbers behind the names of facilities and severities (RFC 5424 6.2.1; the names are those of syslog.conf).
// SPDX-License-Identifier: EUPL-1.2

enum SyslogNames {
    private static let facilities: [StaticString] = [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
        "security", "console", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]
    private static let severities: [StaticString] = [
        "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug",
    ]

    static func facility(_ name: Bytes) -> Int? {
        facilities.firstIndex { name.equals($0) }
    }

    static func severity(_ name: Bytes) -> Int? {
        if name.equals("error") { return 3 }
        if name.equals("warn") { return 4 }
        return severities.firstIndex { name.equals($0) }
    }
}
