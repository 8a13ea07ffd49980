// Where the systems that send alerts write title, severity, time and entity. All names in lower case.
// SPDX-License-Identifier: EUPL-1.2

import Incidents

/// One form of alert.
struct AlertShape: Sendable {
    let name: String
    /// It has this form if one of these is there.
    let signs: [String]
    let titles: [String]
    /// What names the rule; empty: the title.
    var rules: [String] = []
    let levels: [String]
    var times: [String] = []
    var accounts: [String] = []
    var hosts: [String] = []
    var addresses: [String] = []

    func fits(_ fields: AlertFields) -> Bool { signs.contains { fields[$0] != nil } }

    static let all = [elastic, wazuh, azure, sentinel, defender, splunk, plain]

    static let elastic = AlertShape(
        name: "elastic",
        signs: both(["kibana.alert.rule.name", "kibana.alert.uuid", "signal.rule.name"]) + ["rule.name"],
        titles: both(["kibana.alert.rule.name", "signal.rule.name"]) + ["rule.name", "kibana.alert.reason"],
        levels: both(["kibana.alert.severity", "signal.rule.severity", "kibana.alert.risk_score"])
            + ["rule.severity", "severity", "rule.params.severity"],
        times: both(["@timestamp", "kibana.alert.start"]) + ["date"], accounts: both(["user.name"]),
        hosts: both(["host.name", "host.hostname"]), addresses: both(["source.ip", "host.ip"]))

    static let wazuh = AlertShape(
        name: "wazuh", signs: ["rule.level", "all_fields.rule.level"],
        titles: ["rule.description", "all_fields.rule.description", "title"],
        rules: ["rule.id", "all_fields.rule.id", "rule_id"], levels: ["rule.level", "all_fields.rule.level"],
        times: ["timestamp", "all_fields.timestamp"],
        accounts: ["data.dstuser", "data.srcuser", "data.win.eventdata.targetusername", "all_fields.data.dstuser"],
        hosts: ["agent.name", "all_fields.agent.name"], addresses: ["data.srcip", "agent.ip", "all_fields.data.srcip"])

    static let azure = AlertShape(
        name: "azure", signs: ["data.essentials.alertrule", "data.essentials.alertid"],
        titles: ["data.essentials.alertrule", "data.essentials.description"], levels: ["data.essentials.severity"],
        times: ["data.essentials.fireddatetime"], hosts: ["data.essentials.configurationitems"])

    static let sentinel = AlertShape(
        name: "sentinel",
        signs: [
            "object.properties.title", "properties.title", "alertdisplayname", "properties.alertdisplayname",
            "object.properties.incidentnumber",
        ],
        titles: [
            "object.properties.title", "properties.title", "alertdisplayname", "properties.alertdisplayname",
        ],
        levels: [
            "object.properties.severity", "properties.severity", "alertseverity", "severity",
        ],
        times: [
            "object.properties.firstactivitytimeutc", "object.properties.createdtimeutc", "properties.createdtimeutc",
            "starttimeutc", "timegenerated",
        ],
        accounts: [
            "object.properties.relatedentities.properties.userprincipalname",
            "object.properties.relatedentities.properties.accountname",
        ],
        hosts: ["object.properties.relatedentities.properties.hostname", "compromisedentity"],
        addresses: ["object.properties.relatedentities.properties.address"])

    static let defender = AlertShape(
        name: "defender", signs: ["servicesource", "alertwebURL".lowercased()], titles: ["title"],
        levels: ["severity"], times: ["createddatetime"],
        accounts: ["evidence.useraccount.userprincipalname", "evidence.useraccount.accountname"],
        hosts: ["evidence.devicednsname"], addresses: ["evidence.ipaddress"])

    static let splunk = AlertShape(
        name: "splunk", signs: ["search_name", "results_link"], titles: ["search_name", "result.title"],
        levels: ["result.severity", "result.urgency", "result.alert.severity", "severity", "result.level"],
        times: ["result._time"], accounts: ["result.user", "result.src_user", "result.account"],
        hosts: ["result.host", "result.dest", "result.computername"], addresses: ["result.src_ip", "result.src"])

    static let plain = AlertShape(
        name: "plain",
        signs: ["title", "alert", "alertname", "alert_name", "rule", "rule_name", "labels.alertname"],
        titles: [
            "title", "alertname", "alert_name", "labels.alertname", "rule_name", "rule", "alert", "name", "summary",
            "message",
        ],
        rules: ["rule_id", "ruleid", "rule_name", "rule"],
        levels: ["severity", "level", "priority", "labels.severity", "risk", "criticality"])

    static let accounts = [
        "user", "username", "account", "userprincipalname", "entity.user", "entity.account", "user.name", "suser",
    ]
    static let hosts = ["host", "hostname", "computer", "computername", "device", "host.name", "entity.host"]
    static let addresses = ["src_ip", "source_ip", "ip", "ipaddress", "address", "source.ip", "src", "client_ip"]
    static let services = ["service", "service_name", "app", "application"]
    static let times = ["@timestamp", "time", "timestamp", "_time", "date", "created", "created_at", "startsat"]

    /// A document of Elasticsearch alone, or with what a search puts around it.
    private static func both(_ names: [String]) -> [String] { names + names.map { "_source." + $0 } }

    /// What a word or number says; nil if nothing.
    func level(_ text: String) -> AlertLevel? {
        let word = text.lowercased()
        if let number = Double(word), number.isFinite { return level(number) }
        switch word {
        case "critical", "crit", "fatal", "emergency", "very high", "sev0", "p1", "kritiek": return .critical
        case "high", "error", "major", "severe", "alert", "sev1", "p2", "hoog": return .high
        case "medium", "moderate", "warning", "warn", "minor", "sev2", "p3", "middel": return .medium
        case "low", "notice", "sev3", "p4", "laag": return .low
        case "informational", "information", "info", "none", "debug", "unknown", "sev4", "p5": return .informational
        default: return nil
        }
    }

    private func level(_ number: Double) -> AlertLevel {
        // Wazuh counts to 16; a risk score to 100; the severity of most others to 5 or 10.
        let parts: [Double] =
            if name == "wazuh" { [4, 7, 12, 15] } else if name == "splunk", number <= 6 {
                [2, 3, 5, 6]
            } else if number > 10 { [21, 47, 73, 99].map { $0 } } else if number <= 5 { [2, 3, 4, 5] } else {
                [2, 4, 7, 9]
            }
        let levels: [AlertLevel] = [.informational, .low, .medium, .high, .critical]
        return levels[parts.count { number >= $0 }]
    }
}
