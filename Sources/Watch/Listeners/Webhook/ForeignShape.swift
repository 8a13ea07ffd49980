// Which system an alert comes from, told by its fields and never by its sender.
// SPDX-License-Identifier: EUPL-1.2

/// The known shapes. The raw value stands in the name of the rule.
package enum ForeignShape: String, Sendable, CaseIterable {
    /// The common alert schema of Azure Monitor.
    case azure
    /// An incident as a playbook of Microsoft Sentinel sends it, or a row of the table SecurityAlert.
    case sentinel
    /// An alert of the security interface of Microsoft Graph.
    case graph
    /// The webhook action of Splunk, or a notable event.
    case splunk
    case wazuh
    /// An alert document of Elastic Security, or a webhook action of Kibana.
    case elastic
    /// An alert of Alertmanager or Grafana.
    case prometheus
    /// An object with a name for what is wrong, and how bad it is.
    case plain

    /// The first shape that the fields have; nil if it is no alert.
    init?(_ fields: ForeignFields) {
        guard let shape = ForeignShape.allCases.first(where: { $0.fits(fields) }) else { return nil }
        self = shape
    }

    private func fits(_ fields: ForeignFields) -> Bool {
        switch self {
        case .azure: fields.has("data.essentials.alertrule")
        case .sentinel: ForeignShape.isSentinel(fields)
        case .graph: ForeignShape.isGraph(fields)
        case .splunk: ForeignShape.isSplunk(fields)
        case .wazuh:
            fields.container(ForeignAlert.wazuhContainers, of: "rule.level").map {
                fields.has("rule.description", "rule.id", under: $0)
            } ?? false
        case .elastic: ForeignShape.isElastic(fields)
        case .prometheus: fields.has("labels.alertname") && fields.has("startsat", "generatorurl", "fingerprint")
        case .plain: ForeignShape.isPlain(fields)
        }
    }

    /// The trigger of a playbook wraps the incident in `object`; the interface of Azure has it without.
    private static func isSentinel(_ fields: ForeignFields) -> Bool {
        if fields.has("object.properties.title", "properties.alertdisplayname") { return true }
        if fields.has("properties.title"), fields.has("properties.severity") { return true }
        return fields.has("alertname", "alertdisplayname")
            && fields.has("alertseverity", "systemalertid", "providername", "productname", "starttimeutc")
    }

    private static func isGraph(_ fields: ForeignFields) -> Bool {
        guard fields.has("severity") else { return false }
        return fields.has("title")
            && fields.has("provideralertid", "servicesource", "vendorinformation.provider", "alertweburl")
            || fields.has("displayname") && fields.has("incidentweburl")
    }

    /// The webhook action, or a notable event, which is told by its urgency.
    private static func isSplunk(_ fields: ForeignFields) -> Bool {
        if fields.has("results_link") { return true }
        if fields.has("search_name", "sid"), fields.holds("result") || fields.holds("results") { return true }
        if fields.has("sid"), fields.has("search_name") { return true }
        return fields.has("rule_name", "rule_title") && fields.has("urgency")
    }

    private static func isElastic(_ fields: ForeignFields) -> Bool {
        if fields.container(ForeignAlert.elasticContainers, of: "kibana.alert.rule.name") != nil { return true }
        if fields.container(ForeignAlert.elasticContainers, of: "signal.rule.name") != nil { return true }
        if fields.has("rule.name", "context.rule.name") { return true }
        return fields.has("rulename")
            && (fields.holds("context") || fields.has("alert.actiongroup", "alertactiongroup", "kibanabaseurl"))
    }

    /// A bare `name` or `message` may be anything: there must also be how bad it is.
    private static func isPlain(_ fields: ForeignFields) -> Bool {
        if fields.first(ForeignAlert.plainTitles + ForeignAlert.plainRules) != nil { return true }
        return fields.first(ForeignAlert.plainNames) != nil
            && fields.first(ForeignAlert.plainLevels + ForeignAlert.plainPriorities) != nil
    }

    /// Whether the object says itself what is wrong and how bad it is, so that a list within it is detail of it.
    static func isAlertByItself(_ fields: ForeignFields) -> Bool {
        guard let shape = ForeignShape(fields) else { return false }
        return shape != .plain || fields.first(ForeignAlert.plainLevels + ForeignAlert.plainPriorities) != nil
    }
}
