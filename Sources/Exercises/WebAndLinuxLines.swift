// Lines of the web servers (combined log format with key=value at the end) and of Linux hosts (RFC 5424).
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    /// A request to the web server of the organisation. Bytes, host and the time it took are known by key.
    mutating func webPage(
        _ address: String, user: String = "-", at time: Instant, _ request: String, status: Int, bytes: Int,
        agent: String, site: String
    ) {
        let name = "\(site).\(organisation.file.domain)"
        let took = 2 + bytes % 97
        line(
            webLog, at: time,
            "\(address) - \(user) [\(time.webTime)] \"\(request) HTTP/1.1\" \(status) \(bytes) \"-\" \"\(agent)\" "
                + "vhost=\(name) rt_ms=\(took) tls=TLSv1.3")
    }

    /// A message of a program on a Linux host. Facility 4 and 10 are security, 9 is the clock daemon (RFC 5424 6.2.1).
    mutating func syslog(
        _ host: String, _ program: String, process: Int, at time: Instant, facility: Int, severity: Int,
        _ message: String
    ) {
        let time = time.withFraction(of: host)
        line(
            linuxLog, at: time,
            "<\(facility * 8 + severity)>1 \(time.syslogTime) \(host) \(program) \(process) - - \(message)")
    }

    mutating func sshLogin(_ user: String, from address: String, on host: String, at time: Instant, _ dice: inout Dice)
    {
        let process = dice.between(1_800, 65_000)
        let print = dice.hex(43)
        syslog(
            host, "sshd", process: process, at: time, facility: 10, severity: 6,
            "Accepted publickey for \(user) from \(address) port \(dice.between(40_000, 62_000)) ssh2: "
                + "ED25519 SHA256:\(print)")
        syslog(
            host, "sshd", process: process, at: time.plus(0, milliseconds: 40), facility: 10, severity: 6,
            "pam_unix(sshd:session): session opened for user \(user)(uid=\(1_000 + user.utf8.count)) by \(user)(uid=0)")
    }
}
