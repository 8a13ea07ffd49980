// Alerts of Microsoft: the common alert schema of Azure Monitor; incidents and the table SecurityAlert of Sentinel; the
// security interface of Graph. Field names from the vendor's documentation.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents

extension ForeignAlert {
    /// `data.essentials`. That a condition is over is no alert.
    static func azure(_ fields: ForeignFields) -> ForeignAlert? {
        let place = "data.essentials."
        if ForeignStates.isOver(fields.first("monitorcondition", under: place)) { return nil }
        let rule = fields.first("alertrule", under: place)
        return ForeignAlert(
            .azure, rule: rule, title: rule,
            level: fields.first("severity", under: place).flatMap { ForeignLevels.rank($0) ?? ForeignLevels.word($0) },
            entity: azureEntity(fields, place),
            written: ForeignTime([fields.first("fireddatetime", under: place)], zone: .utc),
            id: fields.first("alertid", under: place))
    }

    /// The resource that is amiss: a machine is a host, anything else a service.
    private static func azureEntity(_ fields: ForeignFields, _ place: String) -> EntityRef? {
        let target = fields.first("alerttargetids", under: place)
        let last = target?.split(separator: "/").last.map(String.init)
        guard let name = fields.first("configurationitems", under: place) ?? last else { return nil }
        let isService = target.map { target in
            !["/virtualmachines/", "/machines/"].contains { target.lowercased().contains($0) }
        }
        return isService == true ? ForeignEntities.entity(.service, name) : ForeignEntities.machine(name)
    }

    /// The trigger of a playbook wraps the incident in `object`; the interface of Azure has it without.
    static func sentinel(_ fields: ForeignFields, _ json: ForeignJSON, _ range: Range<Int>) -> ForeignAlert? {
        if fields.has("object.properties.title") {
            let object = json.member("object", of: range, with: "{")
            return incident(fields, "object.", json, object)
        }
        if fields.has("properties.title") { return incident(fields, "", json, range) }
        let place = fields.has("properties.alertdisplayname") ? "properties." : ""
        let object = place.isEmpty ? range : json.member("properties", of: range, with: "{")
        return securityAlert(fields, place, json, object)
    }

    /// An incident of Sentinel. One that was closed there is no alert here.
    private static func incident(
        _ fields: ForeignFields, _ outer: String, _ json: ForeignJSON, _ object: Range<Int>?
    ) -> ForeignAlert? {
        let place = outer + "properties."
        if ForeignStates.isOver(fields.first("status", under: place)) { return nil }
        let title = fields.first("title", under: place)
        let properties = object.flatMap { json.member("properties", of: $0, with: "{") }
        let list = properties.flatMap { json.member("relatedentities", of: $0, with: "[") }
        return ForeignAlert(
            .sentinel, rule: title, title: title,
            level: fields.first("severity", under: place).flatMap(ForeignLevels.word),
            entity: list.flatMap { ForeignEntities.primary(ofList: $0, in: json) },
            written: ForeignTime(
                [
                    fields.first("lastactivitytimeutc", under: place),
                    fields.first("firstactivitytimeutc", under: place), fields.first("createdtimeutc", under: place),
                ], zone: .utc),
            id: fields.first("id", "name", under: outer) ?? fields.first("incidentnumber", under: place))
    }

    /// A row of the table SecurityAlert, the trigger of a playbook on an alert, or an export of Defender for Cloud.
    private static func securityAlert(
        _ fields: ForeignFields, _ place: String, _ json: ForeignJSON, _ object: Range<Int>?
    ) -> ForeignAlert? {
        if ForeignStates.isOver(fields.first("status", under: place)) { return nil }
        return ForeignAlert(
            .sentinel, rule: fields.first("alertname", "alertdisplayname", under: place),
            title: fields.first("displayname", "alertdisplayname", "alertname", under: place),
            level: fields.first("alertseverity", "severity", under: place).flatMap(ForeignLevels.word),
            entity: alertEntities(fields, place, json, object)
                ?? fields.first("compromisedentity", under: place).flatMap(compromised),
            written: ForeignTime(
                [
                    fields.first("endtime", "endtimeutc", under: place),
                    fields.first("starttime", "starttimeutc", under: place),
                    fields.first("timegenerated", "timegeneratedutc", under: place),
                ], zone: .utc),
            id: fields.first("systemalertid", "provideralertid", "vendororiginalid", under: place))
    }

    /// `Entities` is a list, or JSON in a string.
    private static func alertEntities(
        _ fields: ForeignFields, _ place: String, _ json: ForeignJSON, _ object: Range<Int>?
    ) -> EntityRef? {
        if let text = fields.first("entities", under: place), text.utf8.count <= ForeignLimits.innerBytes {
            let inner = ForeignJSON(text.utf8)
            if let entity = ForeignEntities.primary(ofList: inner.whole, in: inner) { return entity }
        }
        let list = object.flatMap { json.member("entities", of: $0, with: "[") }
        return list.flatMap { ForeignEntities.primary(ofList: $0, in: json) }
    }

    /// The vendor does not say of what kind it is: accounts have a domain in one of two notations.
    private static func compromised(_ text: String) -> EntityRef? {
        text.contains("@") || text.contains("\\")
            ? ForeignEntities.entity(.account, text) : ForeignEntities.machine(text)
    }

    /// Both versions of the interface (`evidence` in the new one, the `States` in the old), and incidents.
    static func graph(_ fields: ForeignFields) -> ForeignAlert? {
        if ForeignStates.isOver(fields.first("status")) { return nil }
        let title = fields.first("title", "displayname")
        return ForeignAlert(
            .graph, rule: title, title: title, level: fields.first("severity").flatMap(ForeignLevels.word),
            entity: graphEntities.primary(of: fields, under: ["", "alerts."]),
            written: ForeignTime(
                [
                    fields.first("lastactivitydatetime"), fields.first("eventdatetime"),
                    fields.first("createddatetime"),
                ], zone: .utc),
            id: fields.first("id"))
    }

    private static let graphEntities = ForeignEntities(
        accounts: [
            "evidence.useraccount.userprincipalname", "evidence.useraccount.accountname",
            "userstates.userprincipalname", "userstates.accountname",
        ],
        hosts: ["evidence.devicednsname", "evidence.hostname", "hoststates.fqdn", "hoststates.netbiosname"],
        addresses: ["evidence.ipaddress", "evidence.ipinterfaces", "networkconnections.sourceaddress"],
        services: ["evidence.displayname", "cloudappstates.destinationservicename"])
}
