// Lines of the appliance in front of the workplaces: ns.log and the access log of its own pages.
// The messages follow the NetScaler syslog message reference (modules SSLVPN, AAA, GUI, CLI, API).
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    private var virtualServer: String { organisation.host(.gateway).address }

    /// One message of the appliance; `body` is what follows the record number.
    mutating func appliance(_ module: String, _ event: String, at time: Instant, _ body: String, level: String = "info")
    {
        appliance(module, event, at: time, Array(body.utf8), level: level)
    }

    /// The same for a message that need not be text: the appliance writes what it was sent.
    mutating func appliance(_ module: String, _ event: String, at time: Instant, _ body: [UInt8], level: String) {
        let core = (time.milliseconds / 1_000) & 1
        var bytes = Array(
            "\(time.bsdTime) <local0.\(level)> 10.10.1.11  \(time.applianceTime) nsgw01 0-PPE-\(core) : default ".utf8)
        bytes.append(contentsOf: "\(module) \(event) ".utf8)
        let numberAt = bytes.count
        bytes.append(contentsOf: " 0 : ".utf8)
        bytes.append(contentsOf: body)
        logs.add(applianceLog, at: time, bytes, numberAt: numberAt)
    }

    private func who(_ account: String, _ address: String, _ session: Int) -> String {
        "Context \(account)@\(address) - SessionId: \(session) - User \(account) - Client_ip \(address) - "
            + "Nat_ip \"Mapped Ip\" - Vserver \(virtualServer):443 - "
    }

    mutating func gatewayLogin(_ session: GatewaySession) {
        appliance(
            "AAA", "Message", at: session.start.plus(-1),
            " \"AAA LOGIN REQ: parsed data; username: <\(session.account)>, pwdlen <Non-Zero>, pwdlen2 <Non-Zero>, "
                + "flags: <0x40000>, flags3: <0x0>\"", level: "debug")
        appliance(
            "SSLVPN", "LOGIN", at: session.start,
            who(session.account, session.address, session.number)
                + "Browser_type \"\(session.browser)\" - SSLVPN_client_type ICA - Group(s) \"N/A\"")
    }

    mutating func desktopStart(_ session: GatewaySession, from address: String, at time: Instant, _ dice: inout Dice) {
        appliance(
            "SSLVPN", "ICASTART", at: time,
            " Source \(address):\(dice.between(49_152, 65_000)) - Destination \(session.desktop.address):2598 - "
                + "customername  - username:domainname \(session.account):\(organisation.file.netbios) - "
                + "applicationName Werkplek $S1-2 - startTime \"\(time.applianceTime)\" - "
                + "connectionId \(dice.between(6_000_000, 9_999_999))")
    }

    /// What one connection inside a session carried.
    mutating func connection(
        _ session: GatewaySession, from address: String, to target: String, at time: Instant, received: Int,
        _ dice: inout Dice
    ) {
        let seconds = dice.below(40)
        appliance(
            "SSLVPN", "TCPCONNSTAT", at: time,
            who(session.account, session.address, session.number)
                + "Source \(address):\(dice.between(49_152, 65_000)) - Destination \(target) - "
                + "Start_time \"\(time.plus(-seconds).applianceTime)\" - End_time \"\(time.applianceTime)\" - "
                + "Duration 00:00:\(seconds.padded(2))  - Total_bytes_send \(received / 19 + 310) - "
                + "Total_bytes_recv \(received) - Total_compressedbytes_send 0 - Total_compressedbytes_recv 0 - "
                + "Compression_ratio_send 0.00% - Compression_ratio_recv 0.00% - Access Allowed - Group(s) \"N/A\"")
    }

    /// A page that someone opens through the gateway without a desktop.
    mutating func gatewayPage(
        _ session: GatewaySession, from address: String, site: String, path: String, at time: Instant
    ) {
        appliance(
            "SSLVPN", "HTTPREQUEST", at: time,
            "Context \(session.account)@\(address) - SessionId: \(session.number) - \(site) User \(session.account) : "
                + "Group(s) N/A : Vserver \(virtualServer):443 - \(time.applianceTime) : SSO is ON : "
                + "GET \(path) HTTP/1.1 - -")
    }

    mutating func gatewayLogout(
        _ session: GatewaySession, received: Int, connections: Int, method: String = "Explicit"
    ) {
        let seconds = session.end.seconds(since: session.start)
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        appliance(
            "SSLVPN", "LOGOUT", at: session.end,
            who(session.account, session.address, session.number)
                + "Start_time \"\(session.start.applianceTime)\" - End_time \"\(session.end.applianceTime)\" - "
                + "Duration \(hours.padded(2)):\(minutes.padded(2)):\((seconds % 60).padded(2))  - "
                + "Http_resources_accessed \(connections / 3) - NonHttp_services_accessed 0 - "
                + "Total_TCP_connections \(connections) - Total_UDP_flows 0 - Total_policies_allowed \(connections) - "
                + "Total_policies_denied 0 - Total_bytes_send \(received / 21) - Total_bytes_recv \(received) - "
                + "Total_compressedbytes_send 0 - Total_compressedbytes_recv 0 - Compression_ratio_send 0.00% - "
                + "Compression_ratio_recv 0.00% - LogoutMethod \"\(method)\" - Group(s) \"N/A\"")
    }

    /// A login that was refused. The name is bytes: whoever logs in may send anything.
    mutating func gatewayRefusal(
        _ name: [UInt8], from address: String, at time: Instant, browser: String,
        reason: String = "External authentication server denied access"
    ) {
        appliance(
            "AAA", "LOGIN_FAILED", at: time,
            Array(" User ".utf8) + name
                + Array(
                    " - Client_ip \(address) - Failure_reason \"\(reason)\" - Browser \(browser)".utf8), level: "alert")
    }

    /// A command of an administrator, by `CLI`, `GUI` or `API`.
    mutating func command(
        _ module: String, _ user: String, from address: String, at time: Instant, _ command: String,
        status: String = "Success"
    ) {
        appliance(
            module, "CMD_EXECUTED", at: time,
            " User \(user) - ADM_User NONE - Remote_ip \(address) - Command \"\(command)\" - Status \"\(status)\"")
    }

    /// A request for a page of the gateway itself, in the combined log format.
    mutating func portalPage(
        _ address: String, at time: Instant, _ request: String, status: Int, bytes: Int, referer: String = "-",
        agent: String
    ) {
        line(
            portalLog, at: time,
            "\(address) - - [\(time.webTime)] \"\(request) HTTP/1.1\" \(status) \(bytes) \"\(referer)\" \"\(agent)\"")
    }
}
