// The lines that make a program or device send its logs here, from the documentation of each. They hold no secret: a
// token is a word to be replaced.
// SPDX-License-Identifier: EUPL-1.2

import Watch

/// Text to copy.
struct SenderText: Sendable, Hashable {
    /// The word in the texts that says where it goes.
    let place: String
    let text: String

    /// What is to be replaced by the token of the listener.
    static let token = "TOKEN"

    /// All texts for one sender, in the order in which they are needed.
    static func texts(_ sender: Sender, _ target: SenderTarget) -> [SenderText] {
        switch sender {
        case .rsyslog: [SenderText(place: "rsyslog", text: rsyslog(target))]
        case .syslogNG: [SenderText(place: "syslog-ng", text: syslogNG(target))]
        case .nxlog: [SenderText(place: "nxlog", text: nxlog(target))]
        case .netscaler: [SenderText(place: "netscaler", text: netscaler(target))]
        case .fortigate: [SenderText(place: "fortigate", text: fortigate(target))]
        case .winlogbeat: [SenderText(place: "winlogbeat", text: winlogbeat(target))]
        case .elastic:
            [
                SenderText(place: "filebeat", text: filebeat(target)),
                SenderText(place: "elastic-agent", text: elasticAgent(target)),
            ]
        case .fluentBit:
            [
                SenderText(place: "fluent-bit.yaml", text: fluentBitYAML(target)),
                SenderText(place: "fluent-bit.conf", text: fluentBit(target)),
            ]
        case .webhook: webhooks(target)
        case .file: []
        }
    }

    /// The lines of `dijkwacht.yaml` for a listener of that kind.
    static func configuration(_ kind: ListenerKind) -> String {
        let target = SenderTarget(proposed: kind, asked: nil)
        var lines = ["listeners:", "  - kind: \(kind.rawValue)", "    address: \"[::]:\(target.port)\""]
        lines.append("    zone: Europe/Amsterdam")
        if kind.takesToken { lines.append("    token_file: /etc/dijkwacht/\(kind.rawValue).token") }
        if target.isEncrypted {
            lines += [
                "    tls:", "      certificate: /etc/dijkwacht/dijkwacht.crt",
                "      key: /etc/dijkwacht/dijkwacht.key",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The lines of `dijkwacht.yaml` for a file.
    static let followed = """
        follow:
          - path: /var/log/auth.log
            zone: Europe/Amsterdam

        """

    // MARK: Syslog

    /// rsyslog, "omfwd: syslog Forwarding Output Module" and "openssl Network Stream Driver"; the ways over TCP are
    /// those that `check_senders.py` tries.
    private static func rsyslog(_ target: SenderTarget) -> String {
        let head = "*.* action(type=\"omfwd\" target=\"\(target.host)\" port=\"\(target.port)\" "
        let format = "           template=\"RSYSLOG_SyslogProtocol23Format\""
        if target.kind == .syslogUDP { return head + "protocol=\"udp\"\n\(format))\n" }
        let queue = """
            \(format) action.resumeRetryCount="-1"
                       queue.type="LinkedList" queue.filename="dijkwacht" queue.saveOnShutdown="on"
                       queue.maxDiskSpace="1g" queue.dequeueBatchSize="16")

            """
        let tcp = head + "protocol=\"tcp\" TCP_Framing=\"octet-counted\"\n"
        guard target.isEncrypted else { return tcp + queue }
        let own =
            target.asksCertificate
            ? """

                   defaultNetstreamDriverCertFile="/etc/ssl/certs/rsyslog.crt"
                   defaultNetstreamDriverKeyFile="/etc/ssl/private/rsyslog.key"
            """ : ""
        return """
            global(defaultNetstreamDriverCAFile="/etc/ssl/certs/ca-certificates.crt"\(own))
            \(tcp)           StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
                       StreamDriverPermittedPeers="\(target.host)"
            \(queue)
            """
    }

    /// syslog-ng Open Source Edition, "syslog: Send messages using the IETF-syslog protocol" and "TLS options".
    private static func syslogNG(_ target: SenderTarget) -> String {
        let transport =
            switch target.kind {
            case .syslogUDP: "udp"
            default: target.isEncrypted ? "tls" : "tcp"
            }
        let own =
            target.asksCertificate
            ? "\n            cert-file(\"/etc/syslog-ng/dijkwacht.crt\") key-file(\"/etc/syslog-ng/dijkwacht.key\")"
            : ""
        let tls =
            target.isEncrypted
            ? "\n        tls(ca-file(\"/etc/ssl/certs/ca-certificates.crt\") peer-verify(required-trusted)\(own))" : ""
        return """
            destination d_dijkwacht {
                syslog("\(target.host)" transport("\(transport)") port(\(target.port))\(tls));
            };
            log { source(s_src); destination(d_dijkwacht); };

            """
    }

    /// NXLog, "Converting to JSON" and "TLS/SSL (om_ssl)": events of Windows as JSON in a syslog line, whose fields are
    /// read.
    private static func nxlog(_ target: SenderTarget) -> String {
        let module =
            switch target.kind {
            case .syslogUDP: "om_udp"
            default: target.isEncrypted ? "om_ssl" : "om_tcp"
            }
        var tls = ""
        if target.isEncrypted {
            tls = "\n    OutputType  Syslog_TLS\n    CAFile      %ROOT%\\cert\\ca.pem\n    AllowUntrusted FALSE"
            if target.asksCertificate {
                tls += "\n    CertFile    %ROOT%\\cert\\nxlog.pem\n    CertKeyFile %ROOT%\\cert\\nxlog.key"
            }
        }
        return """
            <Extension json>
                Module      xm_json
            </Extension>

            <Extension syslog>
                Module      xm_syslog
            </Extension>

            <Input windows>
                Module      im_msvistalog
            </Input>

            <Output dijkwacht>
                Module      \(module)
                Host        \(target.host)
                Port        \(target.port)\(tls)
                Exec        $Message = to_json(); to_syslog_bsd();
            </Output>

            <Route dijkwacht>
                Path        windows => dijkwacht
            </Route>

            """
    }

    /// NetScaler, "Configuring audit logging" and the command reference of `audit syslogAction`. The date with the year
    /// first is read the same on every day of the month.
    private static func netscaler(_ target: SenderTarget) -> String {
        """
        add audit syslogAction dijkwacht \(target.host) -serverPort \(target.port) -logLevel ALL \
        -dateFormat YYYYMMDD -timeZone GMT_TIME -transport \(target.kind == .syslogUDP ? "UDP" : "TCP")
        add audit syslogPolicy dijkwacht true dijkwacht
        bind audit syslogGlobal -policyName dijkwacht -priority 100
        save ns config

        """
    }

    /// FortiOS, CLI reference, "config log syslogd setting": `reliable` is TCP in the form of RFC 6587, with TLS if an
    /// algorithm is set.
    private static func fortigate(_ target: SenderTarget) -> String {
        let isUDP = target.kind == .syslogUDP
        let algorithm = target.isEncrypted ? "high" : "disable"
        let encryption = isUDP ? "" : "\n    set enc-algorithm \(algorithm)"
        return """
            config log syslogd setting
                set status enable
                set server "\(target.host)"
                set port \(target.port)
                set mode \(isUDP ? "udp" : "reliable")\(encryption)
                set format default
            end

            """
    }

    // MARK: _bulk

    /// Elastic, "Configure the Elasticsearch output" of the Beats; dots in names stand for nesting.
    private static func beatOutput(_ target: SenderTarget, authority: String) -> String {
        var lines = ["output.elasticsearch:", "  hosts: [\"\(target.url)\"]"]
        if target.asksToken { lines += ["  username: \"dijkwacht\"", "  password: \"\(token)\""] }
        if target.isEncrypted { lines.append("  ssl.certificate_authorities: [\"\(authority)\"]") }
        lines += [
            "  allow_older_versions: true", "setup.template.enabled: false", "setup.ilm.enabled: false",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func winlogbeat(_ target: SenderTarget) -> String {
        """
        winlogbeat.event_logs:
          - name: Security
          - name: System
          - name: Application
          - name: Windows PowerShell
          - name: Microsoft-Windows-PowerShell/Operational
        \(beatOutput(target, authority: "C:/ProgramData/winlogbeat/ca.crt"))
        """
    }

    private static func filebeat(_ target: SenderTarget) -> String {
        """
        filebeat.inputs:
          - type: filestream
            id: dijkwacht
            paths:
              - /var/log/*.log
        \(beatOutput(target, authority: "/etc/ssl/certs/ca-certificates.crt"))
        """
    }

    /// Elastic, "Configure outputs for standalone Elastic Agents".
    private static func elasticAgent(_ target: SenderTarget) -> String {
        var lines = ["outputs:", "  default:", "    type: elasticsearch", "    hosts: [\"\(target.url)\"]"]
        if target.asksToken { lines += ["    username: \"dijkwacht\"", "    password: \"\(token)\""] }
        if target.isEncrypted {
            lines.append("    ssl.certificate_authorities: [\"/etc/ssl/certs/ca-certificates.crt\"]")
        }
        lines += [
            "    allow_older_versions: true", "inputs:", "  - type: filestream", "    id: dijkwacht",
            "    use_output: default", "    streams:", "      - id: dijkwacht-logs", "        data_stream:",
            "          dataset: dijkwacht", "        paths:", "          - /var/log/*.log",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Fluent Bit, "Elasticsearch" (outputs) and "TLS". Its own ids are made of the content: two equal lines would be
    /// one.
    private static func fluentBitSettings(_ target: SenderTarget) -> [(name: String, value: String)] {
        var settings = [
            ("name", "es"), ("match", "*"), ("host", target.host), ("port", "\(target.port)"), ("index", "dijkwacht"),
            ("suppress_type_name", "on"), ("generate_id", "off"),
        ]
        if target.asksToken { settings += [("http_user", "dijkwacht"), ("http_passwd", token)] }
        if target.isEncrypted {
            settings += [
                ("tls", "on"), ("tls.verify", "on"), ("tls.ca_file", "/etc/ssl/certs/ca-certificates.crt"),
            ]
        }
        return settings + [("retry_limit", "no_limits")]
    }

    private static func fluentBitYAML(_ target: SenderTarget) -> String {
        let lines = fluentBitSettings(target).enumerated().map { index, setting in
            "    \(index == 0 ? "- " : "  ")\(setting.name): \(setting.value == "*" ? "'*'" : setting.value)"
        }
        return "pipeline:\n  outputs:\n" + lines.joined(separator: "\n") + "\n"
    }

    private static func fluentBit(_ target: SenderTarget) -> String {
        "[OUTPUT]\n" + fluentBitSettings(target).map { "    \($0.name) \($0.value)\n" }.joined()
    }

    // MARK: Webhooks

    /// As in `docs/formats/webhooks.md`.
    private static func webhooks(_ target: SenderTarget) -> [SenderText] {
        let header = target.asksToken ? " \\\n  -H \"Authorization: Bearer \(token)\"" : ""
        let body = #"{"title":"Proef","severity":"low","user":"j.smit","id":"proef-1"}"#
        let key = target.asksToken ? "\n  <api_key>\(token)</api_key>" : ""
        let argument = target.asksToken ? " -H \"Authorization: Bearer $2\"" : ""
        let credentials =
            target.asksToken
            ? """

                    http_config:
                      authorization:
                        credentials_file: /etc/alertmanager/dijkwacht.token
            """ : ""
        let sentinel = target.asksToken ? "Authorization: Bearer \(token)\n" : ""
        return [
            SenderText(
                place: "webhook.curl", text: "curl --fail-with-body \(target.url)/\(header) \\\n  -d '\(body)'\n"),
            SenderText(
                place: "webhook.sentinel", text: "POST \(target.url)/\n\(sentinel)\n@triggerBody()\n"),
            SenderText(
                place: "webhook.wazuh",
                text: """
                    <integration>
                      <name>custom-dijkwacht</name>
                      <hook_url>\(target.url)/</hook_url>\(key)
                      <level>7</level>
                      <alert_format>json</alert_format>
                    </integration>

                    """),
            SenderText(
                place: "webhook.wazuh.program",
                text: """
                    #!/bin/sh
                    exec curl -sS --fail --retry 5 --retry-all-errors\(argument) --data-binary "@$1" "$3"

                    """),
            SenderText(
                place: "webhook.alertmanager",
                text: """
                    receivers:
                      - name: dijkwacht
                        webhook_configs:
                          - url: \(target.url)/\(credentials)

                    """),
            SenderText(place: "webhook.elastic", text: "{{#context.alerts}}{{{.}}}{{/context.alerts}}\n"),
        ]
    }
}
