// Alerts of Splunk (webhook action, notable events), Wazuh and Elastic (alert documents, actions of Kibana). The names
// of fields are from the documentation of each.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents

extension ForeignAlert {
    /// The webhook action sends the first row as `result`, others more rows as `results`; a notable event may also be
    /// the object itself. Of a search that hands on notable events the rule is that of the event.
    static func splunk(_ fields: ForeignFields, zone: ZoneRule) -> ForeignAlert? {
        let rows = ["result.", "results.", ""]
        func row(_ names: String...) -> String? {
            rows.lazy.compactMap { fields.first(names, under: $0) }.first
        }
        let notable = row("rule_name")
        // The state of a notable event; any other event may have a `status` of its own.
        if notable != nil || row("rule_title") != nil {
            let state = row("status_label", "status_group") ?? row("status")
            if ForeignStates.isOver(state) || state == "4" || state == "5" { return nil }
        }
        // A search without a name is known by its app.
        let app = fields.first("app").map { "Splunk: " + $0 } ?? "Splunk"
        let search = fields.first("search_name") ?? row("search_name", "source_search") ?? app
        let severity = row("urgency") ?? row("severity", "alert_severity", "alert.severity", "severity_id", "level")
        return ForeignAlert(
            .splunk, rule: notable ?? search, title: row("rule_title") ?? notable ?? search,
            level: severity.flatMap(ForeignLevels.splunk) ?? row("risk_score").flatMap(ForeignLevels.risk),
            entity: splunkEntities.primary(of: fields, under: rows),
            written: ForeignTime([row("_time"), row("time", "timestamp")], zone: zone),
            id: row("event_id") ?? fields.first("sid"))
    }

    /// Names of the Common Information Model. `src` and `dest` are names or addresses.
    private static let splunkEntities = ForeignEntities(
        accounts: ["user", "src_user", "dest_user", "user_name", "username", "account_name", "account"],
        hosts: [
            "host_name", "dest_host", "computername", "computer", "dvc_host", "dest_name", "dest_nt_host", "dest",
            "src",
            "orig_host", "dvc", "host",
        ],
        addresses: ["src_ip", "src", "dest_ip", "dest", "dvc_ip", "dvc", "ip", "clientip", "host"],
        services: ["service", "service_name"])

    static let wazuhContainers = ["", "_source.", "all_fields."]

    /// `rule.description` may hold values of the event: the rule is its number.
    static func wazuh(_ fields: ForeignFields, zone: ZoneRule) -> ForeignAlert? {
        guard let place = fields.container(wazuhContainers, of: "rule.level") else { return nil }
        return ForeignAlert(
            .wazuh, rule: fields.first("rule.id", "rule.description", under: place),
            title: fields.first("rule.description", "rule.id", under: place),
            level: fields.first("rule.level", under: place).flatMap(ForeignLevels.wazuh),
            entity: wazuhEntities.primary(of: fields, under: [place]),
            written: ForeignTime(
                [fields.first("timestamp", under: place), fields.first("@timestamp", under: place)], zone: zone),
            id: fields.first("id", under: place))
    }

    private static let wazuhEntities = ForeignEntities(
        accounts: [
            "data.dstuser", "data.srcuser", "data.win.eventdata.targetusername",
            "data.win.eventdata.subjectusername", "data.win.eventdata.user", "data.office365.userid",
            "data.aws.useridentity.username", "data.user", "syscheck.uname_after",
        ],
        hosts: ["data.win.system.computer", "agent.name", "predecoder.hostname"],
        addresses: ["data.srcip", "data.src_ip", "data.win.eventdata.ipaddress", "data.dstip", "agent.ip"],
        services: ["data.service", "predecoder.program_name", "location"])

    static let elasticContainers = [
        "", "_source.", "alerts.", "alerts._source.", "context.alerts.", "context.alerts._source.", "context.",
        "alert.",
    ]

    /// An alert document has its rule under `kibana.alert`, before version 8 under `signal`; a webhook action has what
    /// its author put into the body, with Kibana's own variables.
    static func elastic(_ fields: ForeignFields, zone: ZoneRule) -> ForeignAlert? {
        let document = fields.container(elasticContainers, of: "kibana.alert.rule.name")
        let place = document ?? fields.container(elasticContainers, of: "signal.rule.name") ?? ""
        let states = [
            fields.first("kibana.alert.status", under: place), fields.first("signal.status", under: place),
            fields.first("kibana.alert.workflow_status", under: place),
            fields.first("alert.actiongroup", "alertactiongroup", "alert.actiongroupname"),
        ]
        if states.contains(where: ForeignStates.isOver) { return nil }
        let rule =
            fields.first("kibana.alert.rule.name", "signal.rule.name", under: place)
            ?? fields.first("rule.name", "context.rule.name", "rulename")
        let severity =
            fields.first("kibana.alert.severity", "kibana.alert.rule.severity", "signal.rule.severity", under: place)
            ?? fields.first(
                "context.rule.severity", "rule.params.severity", "rule.severity", "severity", "event.severity_name")
        let risk =
            fields.first(
                "kibana.alert.risk_score", "kibana.alert.rule.risk_score", "signal.rule.risk_score", under: place)
            ?? fields.first(
                "context.rule.risk_score", "rule.params.riskscore", "rule.risk_score", "risk_score", "event.severity")
        let containers = [place] + elasticContainers.filter { $0 != place }
        return ForeignAlert(
            .elastic, rule: rule, title: rule,
            level: severity.flatMap(ForeignLevels.word) ?? risk.flatMap(ForeignLevels.risk)
                ?? severity.flatMap(ForeignLevels.risk),
            entity: elasticEntities.primary(of: fields, under: containers),
            written: ForeignTime(
                [
                    fields.first("kibana.alert.original_time", "signal.original_time", under: place),
                    containers.lazy.compactMap { fields.first("@timestamp", under: $0) }.first,
                    fields.first("date", "context.date", "timestamp"),
                ], zone: zone),
            id: fields.first("kibana.alert.uuid", under: place) ?? fields.first("_id", "alert.uuid"))
    }

    /// Names of the Elastic Common Schema.
    private static let elasticEntities = ForeignEntities(
        accounts: ["user.name", "user.email", "winlog.event_data.targetusername", "user.target.name", "user.id"],
        hosts: ["host.name", "host.hostname", "agent.name"],
        addresses: ["source.ip", "client.ip", "host.ip", "destination.ip"],
        services: ["service.name"])
}
