// Alerts in JSON of any system: by the names that people give to what is wrong, how bad it is, on whom and when.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents

extension ForeignAlert {
    static let plainRules = [
        "rule", "rule_name", "rulename", "alert_name", "alertname", "alert", "signature", "alert.signature", "regel",
        "alert.name", "rule_id", "ruleid",
    ]
    static let plainTitles = [
        "title", "titel", "summary", "subject", "alert_title", "alerttitle", "onderwerp", "samenvatting",
    ]
    static let plainNames = ["name", "naam", "message", "msg", "description", "bericht", "text", "omschrijving"]
    static let plainLevels = [
        "severity", "severity.name", "severity_name", "level", "criticality", "risk", "risk_level", "alert_level",
        "alert.severity", "labels.severity", "ernst", "niveau", "risico",
    ]
    /// The lower the number, the worse.
    static let plainPriorities = ["priority", "priority.name", "urgency", "prioriteit", "urgentie", "labels.priority"]
    /// From 0 to 100.
    static let plainScores = ["risk_score", "riskscore", "risicoscore"]

    static func plain(_ fields: ForeignFields, zone: ZoneRule) -> ForeignAlert? {
        if ForeignStates.isOver(fields.first(ForeignStates.names)) { return nil }
        let severity = fields.first(plainLevels).flatMap(ForeignLevels.severity)
        let priority = severity ?? fields.first(plainPriorities).flatMap(ForeignLevels.priority)
        return ForeignAlert(
            .plain, rule: fields.first(plainRules + plainTitles + plainNames),
            title: fields.first(plainTitles + plainNames + plainRules),
            level: priority ?? fields.first(plainScores).flatMap(ForeignLevels.risk),
            entity: named(fields) ?? plainEntities.primary(of: fields),
            written: ForeignTime(plainTimes.map { fields.first($0) }, zone: zone), id: fields.first(plainIDs))
    }

    /// As another watch writes it: a kind, and its value.
    private static func named(_ fields: ForeignFields) -> EntityRef? {
        guard let text = fields.first("entity"),
            let kind = fields.first("entity_kind").flatMap({ EntityRef.Kind(rawValue: $0.lowercased()) })
        else { return nil }
        return ForeignEntities.entity(kind, text)
    }

    private static let plainTimes = [
        "time", "timestamp", "@timestamp", "event_time", "eventtime", "startsat", "starts_at", "datetime", "date",
        "created", "created_at", "createdat", "ts", "tijd", "tijdstip", "datum", "_time", "last_seen", "first_seen",
    ]

    private static let plainIDs = [
        "id", "_id", "alert_id", "alertid", "event_id", "eventid", "incident_id", "incidentid", "uuid", "guid",
        "kenmerk",
    ]

    private static let plainEntities = ForeignEntities(
        accounts: [
            "user.name", "user", "username", "user_name", "account", "account.name", "accountname", "account_name",
            "userprincipalname", "upn", "entity.user", "entity.account", "src_user", "dest_user", "suser", "duser",
            "srcuser", "dstuser", "login", "actor", "user.email", "email", "gebruiker", "gebruikersnaam", "labels.user",
        ],
        hosts: [
            "host.name", "host", "hostname", "host_name", "computer", "computername", "device.name", "device",
            "devicename", "entity.host", "machine", "server", "dvchost", "agent.name", "systeem", "labels.host",
            "labels.hostname", "labels.instance", "instance", "dest", "dst", "src",
        ],
        addresses: [
            "ip", "ip_address", "ipaddress", "src_ip", "srcip", "source_ip", "sourceip", "source.ip", "src",
            "client_ip", "clientip", "remote_ip", "remoteip", "address", "adres", "host.ip", "dest_ip", "dstip",
            "destination.ip", "dest", "dst",
        ],
        services: ["service.name", "service", "service_name", "application", "app", "dienst", "labels.job"])
}
