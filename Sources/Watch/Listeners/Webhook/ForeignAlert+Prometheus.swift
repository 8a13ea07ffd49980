// Alerts of Prometheus as Alertmanager sends them (version 4), and of Grafana, which took over the form.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents

extension ForeignAlert {
    /// One element of `alerts`. Labels and annotations are free: these are the usual names.
    static func prometheus(_ fields: ForeignFields, zone: ZoneRule) -> ForeignAlert? {
        if ForeignStates.isOver(fields.first("status")) { return nil }
        let rule = fields.first("labels.alertname")
        let level =
            fields.first("labels.severity", "labels.level").flatMap(ForeignLevels.severity)
            ?? fields.first("labels.priority").flatMap(ForeignLevels.priority)
        return ForeignAlert(
            .prometheus, rule: rule,
            title: fields.first("annotations.summary", "annotations.title", "annotations.message") ?? rule,
            level: level, entity: prometheusEntities.primary(of: fields),
            written: ForeignTime([fields.first("startsat")], zone: zone), id: nil)
    }

    private static let prometheusEntities = ForeignEntities(
        accounts: ["labels.user", "labels.username", "labels.account"],
        hosts: ["labels.host", "labels.hostname", "labels.nodename", "labels.node", "labels.instance"],
        addresses: ["labels.ip", "labels.src_ip", "labels.source_ip"],
        services: ["labels.service", "labels.job", "labels.namespace"])
}
