// Alerts as Sentinel, Azure Monitor, Defender and Graph give them. All content is invented.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents
import Testing
import Watch

@Suite("Alerts of Microsoft")
struct ForeignMicrosoftTests {
    private func incident(status: String = "New", entities: String = "[]") -> String {
        """
        {"id":"/subscriptions/1/Incidents/edb4","name":"edb4","etag":"\\"1\\"",
        "type":"Microsoft.SecurityInsights/Incidents",
        "properties":{"title":"Mass download","severity":"High","status":"\(status)","incidentNumber":84,
        "firstActivityTimeUtc":"2026-10-05T07:30:00Z","lastActivityTimeUtc":"2026-10-05T08:00:00.5Z",
        "createdTimeUtc":"2026-10-05T08:05:00Z","owner":{"userPrincipalName":"analyst@soc.example"},
        "alerts":[{"properties":{"severity":"Low","alertDisplayName":"x"}}],"relatedEntities":\(entities)}}
        """
    }

    private let entities = """
        [{"id":"1","kind":"Ip","properties":{"address":"203.0.113.9"}},
        {"kind":"Host","properties":{"hostName":"FS01","dnsDomain":"fin.example"}},
        {"kind":"Account","properties":{"accountName":"jan","upnSuffix":"fin.example","ntDomain":"FIN"}},
        {"kind":"FileHash","properties":{"hashValue":"00"}},"x",null]
        """

    @Test("an incident, bare and as the trigger of a playbook wraps it")
    func incidents() {
        let expected = """
            webhook/sentinel/Mass download | Mass download | high | account:jan@fin.example | 2026-10-05T08:00:00.500Z
            """
        let bare = incident(entities: entities)
        #expect(told(foreign(bare).first) == expected)
        let wrapped = "{\"eventUniqueId\":\"9\",\"objectSchemaType\":\"Incident\",\"object\":\(bare)}"
        #expect(told(foreign(wrapped).first) == expected && foreign(wrapped).count == 1)
        #expect(foreign(wrapped).first?.id == "/subscriptions/1/Incidents/edb4")
    }

    @Test("who works on an incident is not on whom it is")
    func owner() {
        #expect(foreign(incident()).first?.entity == nil && foreign(incident()).count == 1)
    }

    @Test("an incident that was closed is no alert", arguments: ["Closed", "closed", "Resolved"])
    func closed(status: String) {
        #expect(foreign(incident(status: status, entities: entities)).isEmpty)
    }

    @Test("a list of incidents is one alert each")
    func list() {
        let body = "{\"value\":[\(incident()),\(incident(status: "Closed")),\(incident(entities: entities))]}"
        // Two on different entities, and one that is over.
        #expect(foreign(body).map { $0.entity?.description } == [nil, "account:jan@fin.example"])
    }

    private func securityAlert(_ entities: String, status: String = "New") -> String {
        """
        {"TimeGenerated":"2026-10-05T08:01:00","AlertName":"Suspicious inbox rule","DisplayName":"Inbox rule of jan",
        "AlertSeverity":"Medium","ProviderName":"OATP","SystemAlertId":"5b6c","Status":"\(status)",
        "StartTime":"2026-10-05T07:00:00Z","EndTime":"2026-10-05T08:00:00Z","CompromisedEntity":"FIN\\\\jan",
        "Entities":\(entities)}
        """
    }

    @Test("a row of SecurityAlert, with its entities as a list and as JSON in a string")
    func rows() throws {
        let list = """
            [{"$id":"2","Address":"203.0.113.9","Type":"ip"},{"$ref":"2"},
            {"$id":"3","Name":"jan","UPNSuffix":"fin.example","Type":"account"}]
            """
        let text = "\"" + list.replacing("\"", with: "\\\"").replacing("\n", with: "") + "\""
        let expected = """
            webhook/sentinel/Suspicious inbox rule | Inbox rule of jan | medium | account:jan@fin.example \
            | 2026-10-05T08:00:00Z
            """
        for entities in [list, text] { #expect(told(foreign(securityAlert(entities)).first) == expected) }
        #expect(foreign(securityAlert(list)).first?.id == "5b6c")
        #expect(foreign(securityAlert(list, status: "Resolved")).isEmpty)
        #expect(foreign(securityAlert(list, status: "Dismissed")).isEmpty)
    }

    @Test(
        "without entities the one that is compromised counts",
        arguments: ["[]", "null", "\"[\"", "\"[]\"", "7", "\"{}\""])
    func compromised(entities: String) {
        #expect(foreign(securityAlert(entities)).first?.entity?.description == "account:fin\\jan")
    }

    @Test("an account that stands for nobody is passed over, whatever its domain")
    func nobody() {
        let list = """
            [{"Name":"SYSTEM","NTDomain":"NT AUTHORITY","Type":"account"},
            {"HostName":"ws-12","NTDomain":"FIN","Type":"host"},{"Name":"unknown","Type":"account"}]
            """
        #expect(foreign(securityAlert(list)).first?.entity?.description == "host:ws-12")
    }

    @Test("no more entities are looked at than the limit")
    func entityLimit() {
        let ip = #"{"Address":"203.0.113.9","Type":"ip"}"#
        let account = #"{"Name":"jan","NTDomain":"FIN","Type":"account"}"#
        func entity(after count: Int) -> String? {
            let list = (Array(repeating: ip, count: count) + [account]).joined(separator: ",")
            return foreign(securityAlert("[\(list)]")).first?.entity?.description
        }
        #expect(entity(after: ForeignLimits.entitiesPerAlert - 1) == "account:fin\\jan")
        #expect(entity(after: ForeignLimits.entitiesPerAlert) == "address:203.0.113.9")
    }

    @Test("JSON in a string is read up to its limit")
    func innerLimit() {
        func entity(padding: Int) -> String? {
            let list = #"[{\"Name\":\"jan\",\"UPNSuffix\":\"fin.example\",\"Type\":\"account\"}]"#
            let text = "\"" + String(repeating: " ", count: padding) + list + "\""
            return foreign(securityAlert(text)).first?.entity?.description
        }
        #expect(entity(padding: 1_000) == "account:jan@fin.example")
        #expect(entity(padding: ForeignLimits.innerBytes) == "account:fin\\jan")
    }

    @Test("an export of Defender for Cloud")
    func defenderForCloud() {
        let text = """
            {"id":"/subscriptions/1/alerts/2","properties":{"alertDisplayName":"Crypto miner","severity":"High",
            "status":"Active","compromisedEntity":"vm-01","timeGeneratedUtc":"2026-10-05T08:00:00.1Z",
            "systemAlertId":"251","entities":[{"type":"host","hostName":"VM-01"}]}}
            """
        #expect(
            told(foreign(text).first)
                == "webhook/sentinel/Crypto miner | Crypto miner | high | host:vm-01 | 2026-10-05T08:00:00.100Z")
    }

    @Test(
        "the common alert schema of Azure Monitor",
        arguments: [
            ("Sev0", AlertLevel.critical), ("Sev1", .high), ("Sev2", .medium), ("Sev3", .low), ("Sev4", .informational),
            ("Sev9", .medium),
        ])
    func azure(severity: String, level: AlertLevel) {
        func text(_ condition: String) -> String {
            """
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/a/1","alertRule":"Log-ins",
            "severity":"\(severity)","monitorCondition":"\(condition)","firedDateTime":"2026-10-05T08:00:00Z",
            "alertTargetIDs":["/subscriptions/1/providers/Microsoft.Compute/virtualMachines/vm-01"],
            "configurationItems":["vm-01"]},"alertContext":{}}}
            """
        }
        #expect(
            told(foreign(text("Fired")).first)
                == "webhook/azure/Log-ins | Log-ins | \(level.rawValue) | host:vm-01 | 2026-10-05T08:00:00Z"
        )
        #expect(foreign(text("Resolved")).isEmpty)
    }

    @Test("a resource of Azure that is no machine is a service")
    func azureService() {
        let text = """
            {"data":{"essentials":{"alertRule":"r","severity":"Sev1",
            "alertTargetIDs":["/subscriptions/1/providers/Microsoft.Storage/storageAccounts/Store1"]}}}
            """
        #expect(foreign(text).first?.entity?.description == "service:store1")
    }

    @Test("an alert of Graph, and a list of them; an incident stands for its alerts")
    func graph() {
        func alert(_ user: String, status: String = "new") -> String {
            """
            {"id":"da6","providerAlertId":"x","serviceSource":"microsoftDefenderForEndpoint","title":"Credential theft",
            "severity":"high","status":"\(status)","createdDateTime":"2026-10-05T08:00:00Z",
            "evidence":[{"@odata.type":"#x.userEvidence","userAccount":{"accountName":"\(user)"}}]}
            """
        }
        let jan = "webhook/graph/Credential theft | Credential theft | high | account:jan | 2026-10-05T08:00:00Z"
        #expect(told(foreign(alert("jan")).first) == jan)
        #expect(foreign(alert("jan", status: "resolved")).isEmpty)
        #expect(foreign("{\"value\":[\(alert("jan")),\(alert("piet"))]}").count == 2)
        let incident = """
            {"id":"29","displayName":"Multi-stage incident","incidentWebUrl":"https://security.example/29",
            "severity":"high","status":"active"
            """
        #expect(foreign(incident + "}").first?.rule == "webhook/graph/Multi-stage incident")
        let alerts = foreign(incident + ",\"alerts\":[\(alert("jan")),\(alert("piet"))]}")
        #expect(alerts.map { $0.entity?.description } == ["account:jan", "account:piet"])
    }

    @Test("a notice of Graph that something changed is no alert")
    func changeNotice() {
        let text = #"{"value":[{"subscriptionId":"1","changeType":"updated","resource":"security/alerts","id":"2"}]}"#
        #expect(foreign(text).isEmpty)
    }
}
