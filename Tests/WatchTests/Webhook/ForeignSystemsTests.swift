// Alerts as Splunk, Wazuh, Elastic, Alertmanager and Grafana send them. All content is invented.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents
import Testing
import Watch

@Suite("Alerts of Splunk")
struct ForeignSplunkTests {
    private func action(_ row: String, name: String = "\"Brute force\"") -> String {
        """
        {"sid":"scheduler__admin__search__1","search_name":\(name),"app":"search","owner":"admin",
        "results_link":"https://splunk.example/app/search/@go?sid=1","result":{\(row)}}
        """
    }

    @Test("the webhook action: the saved search is the rule, the first row says on whom")
    func webhookAction() {
        let line = action(
            #""user":"admin","src_ip":"198.51.100.7","severity":"critical","_time":"1791187200.250","count":"8""#)
        #expect(
            told(foreign(line).first)
                == "webhook/splunk/Brute force | Brute force | critical | account:admin | 2026-10-05T08:00:00.250Z")
        #expect(foreign(line).first?.id == "scheduler__admin__search__1")
    }

    @Test("a search that was not saved has no name: its app stands in")
    func unnamed() {
        #expect(foreign(action(#""count":"8""#, name: "null")).first?.rule == "webhook/splunk/Splunk: search")
    }

    @Test("src and dest are names or addresses, and a name counts first")
    func machines() {
        let rows = [
            (#""src":"203.0.113.9","dest":"fs01""#, "host:fs01"), (#""src":"203.0.113.9""#, "address:203.0.113.9"),
            (#""src":"ws-12""#, "host:ws-12"), (#""dest":"2001:db8::1""#, "address:2001:db8::1"),
            (#""user":"unknown","dest":"n/a","src":"ws-12""#, "host:ws-12"), (#""user":["jan","piet"]"#, "account:jan"),
            (#""host":"192.0.2.1""#, "address:192.0.2.1"),
        ]
        for (row, entity) in rows { #expect(foreign(action(row)).first?.entity?.description == entity, "\(row)") }
    }

    @Test("a notable event: its own rule, title and urgency, alone and as a row")
    func notable() {
        let event = """
            "rule_name":"Access - Excessive Failed Logins - Rule","rule_title":"Excessive failed logins for jan",
            "urgency":"high","severity":"medium","src":"203.0.113.9","user":"jan","status_label":"New",
            "event_id":"A1@@notable@@b2","_time":"2026-10-05T10:00:00.000+02:00"
            """
        let expected = """
            webhook/splunk/Access - Excessive Failed Logins - Rule | Excessive failed logins for jan | high \
            | account:jan | 2026-10-05T08:00:00Z
            """
        for line in ["{\(event)}", action(event)] {
            #expect(told(foreign(line).first) == expected)
            #expect(foreign(line).first?.id == "A1@@notable@@b2")
        }
    }

    @Test("a notable event that is over is no alert; the state of another event means nothing")
    func closed() {
        for state in [#""status_label":"Closed""#, #""status_label":"Resolved""#, #""status":"5""#, #""status":4"#] {
            #expect(foreign("{\"rule_name\":\"r\",\"urgency\":\"high\",\(state)}").isEmpty)
        }
        #expect(foreign("{\"rule_name\":\"r\",\"urgency\":\"high\",\"status\":\"1\"}").count == 1)
        #expect(foreign(action(#""status":"closed","dest_port":"443""#)).count == 1)
    }

    @Test("each row under results is an alert of the search")
    func rows() {
        let line = """
            {"search_name":"Brute force","sid":"s1","results":[{"user":"jan","severity":"4"},{"user":"piet"},
            {"user":"jan","severity":"5"},7]}
            """
        #expect(
            foreign(line).map { told($0) } == [
                "webhook/splunk/Brute force | Brute force | critical | account:jan | -",
                "webhook/splunk/Brute force | Brute force | medium | account:piet | -",
            ])
    }
}

@Suite("Alerts of Wazuh")
struct ForeignWazuhTests {
    private let alert = """
        {"timestamp":"2026-10-05T08:00:00.000+0000","rule":{"level":10,"id":"5712",
        "description":"sshd: brute force from 198.51.100.7","groups":["syslog","sshd"]},
        "agent":{"id":"001","name":"web01","ip":"192.0.2.5"},
        "manager":{"name":"wazuh"},"id":"1791187200.42","data":{"srcip":"198.51.100.7","srcport":"40022"},
        "location":"/var/log/auth.log"}
        """

    @Test("the number of the rule is the rule, since a description may hold values")
    func alone() {
        #expect(
            told(foreign(alert).first) == """
                webhook/wazuh/5712 | sshd: brute force from 198.51.100.7 | medium | host:web01 | 2026-10-05T08:00:00Z
                """)
        #expect(foreign(alert).first?.id == "1791187200.42")
    }

    @Test("within what the integrator and the index put around it")
    func wrapped() {
        let inner = told(foreign(alert).first)
        #expect(told(foreign("{\"_index\":\"wazuh-alerts\",\"_source\":\(alert)}").first) == inner)
        let shuffle = "{\"severity\":2,\"pretext\":\"WAZUH Alert\",\"title\":\"x\",\"all_fields\":\(alert)}"
        #expect(told(foreign(shuffle).first) == inner)
    }

    @Test("an account comes before the machine, a machine before an address")
    func entities() {
        func entity(_ members: String) -> String? {
            foreign("{\"rule\":{\"level\":5,\"id\":\"1\"},\(members)}").first?.entity?.description
        }
        #expect(entity(#""data":{"dstuser":"root","srcip":"192.0.2.1"},"agent":{"name":"a"}"#) == "account:root")
        #expect(entity(#""data":{"win":{"eventdata":{"targetUserName":"JAN"}}}"#) == "account:jan")
        #expect(entity(#""data":{"srcip":"192.0.2.1"}"#) == "address:192.0.2.1")
        #expect(entity(#""data":{"dstuser":"SYSTEM"},"agent":{"name":"WS-9"}"#) == "host:ws-9")
        #expect(entity(#""location":"osquery""#) == "service:osquery")
    }

    @Test("a rule without a description or number is no alert of Wazuh")
    func needsRule() {
        #expect(foreign(#"{"rule":{"level":10}}"#).isEmpty)
    }
}

@Suite("Alerts of Elastic")
struct ForeignElasticTests {
    @Test("an alert document with joined names, nested, mixed, and as a search gives it")
    func document() {
        let time = #""@timestamp":"2026-10-05T08:00:00Z""#
        let texts = [
            "{\(time),\"kibana.alert.rule.name\":\"R\",\"kibana.alert.severity\":\"low\",\"host.name\":\"h1\"}",
            "{\(time)," + #""kibana":{"alert":{"rule":{"name":"R"},"severity":"low"}},"host":{"name":"h1"}}"#,
            "{\(time)," + #""kibana.alert.rule.name":"R","kibana.alert":{"severity":"low"},"host":{"name":"h1"}}"#,
            "{\"_id\":\"7\",\"_source\":{\(time),"
                + #""kibana.alert.rule.name":"R","kibana.alert.risk_score":21,"host.name":"h1"}}"#,
            "{\(time),\"signal\":{\"rule\":{\"name\":\"R\",\"severity\":\"low\"}},\"host\":{\"name\":\"h1\"}}",
        ]
        for text in texts {
            #expect(
                told(foreign(text).first) == "webhook/elastic/R | R | low | host:h1 | 2026-10-05T08:00:00Z", "\(text)")
        }
    }

    @Test(
        "the risk score counts where there is no severity",
        arguments: [(21, AlertLevel.low), (47, .medium), (73, .high), (99, .critical)])
    func risk(score: Int, level: AlertLevel) {
        let text = #"{"kibana.alert.rule.name":"R","kibana.alert.risk_score":\#(score),"kibana.alert.uuid":"u1"}"#
        #expect(foreign(text).first?.level == level && foreign(text).first?.id == "u1")
    }

    @Test("the body of a rule action, made of Kibana's own variables")
    func action() {
        let text = """
            {"rule":{"id":"1","name":"Odd log-in"},"alert":{"id":"a","uuid":"u","actionGroup":"default"},
            "date":"2026-10-05T08:00:00.000Z","context":{"rule":{"severity":"high"},"alerts":[
            {"@timestamp":"2026-10-05T07:59:00Z","user":{"name":"jan"},"host":{"name":"h1"}},
            {"@timestamp":"2026-10-05T07:59:30Z","user":{"name":"piet"}}]}}
            """
        #expect(
            foreign(text).map { told($0) } == [
                "webhook/elastic/Odd log-in | Odd log-in | high | account:jan | 2026-10-05T07:59:00Z",
                "webhook/elastic/Odd log-in | Odd log-in | high | account:piet | 2026-10-05T07:59:30Z",
            ])
        let short = #"{"rule.name":"Odd log-in","rule.severity":"critical","kibanaBaseUrl":"https://kibana.example"}"#
        #expect(told(foreign(short).first) == "webhook/elastic/Odd log-in | Odd log-in | critical | - | -")
    }

    @Test(
        "what recovered or was closed is no alert",
        arguments: [
            #""kibana.alert.status":"recovered""#, #""kibana.alert.workflow_status":"closed""#,
            #""signal.status":"closed""#,
            #""alert":{"actionGroup":"recovered"}"#,
        ])
    func over(state: String) {
        #expect(
            foreign(#"{"kibana.alert.rule.name":"R","signal.rule.name":"R","kibana.alert.severity":"high"}"#).count == 1
        )
        #expect(
            foreign("{\"kibana.alert.rule.name\":\"R\",\"kibana.alert.severity\":\"high\",\(state)}").isEmpty)
    }

    @Test("an answer of a search is as many alerts as it has hits")
    func hits() {
        let one = #"{"_id":"1","_source":{"kibana.alert.rule.name":"A"}}"#
        let two = #"{"_id":"2","_source":{"kibana.alert.rule.name":"B"}}"#
        let rules = foreign("{\"took\":1,\"hits\":{\"total\":{\"value\":2},\"hits\":[\(one),\(two)]}}").map(\.rule)
        #expect(rules == ["webhook/elastic/A", "webhook/elastic/B"])
    }
}

@Suite("Alerts of Alertmanager and Grafana")
struct ForeignPrometheusTests {
    private func body(_ alerts: String, status: String = "firing") -> String {
        """
        {"receiver":"dijkwacht","status":"\(status)","version":"4","groupKey":"{}:{}","truncatedAlerts":0,
        "title":"[FIRING:2] disks","state":"alerting","commonLabels":{"alertname":"DiskFull","severity":"critical"},
        "groupLabels":{"alertname":"DiskFull"},"externalURL":"https://am.example","alerts":[\(alerts)]}
        """
    }

    private func alert(_ instance: String, status: String = "firing", severity: String = "critical") -> String {
        """
        {"status":"\(status)","labels":{"alertname":"DiskFull","instance":"\(instance)","job":"node",
        "severity":"\(severity)"},"annotations":{"summary":"Disk of \(instance) is full"},
        "startsAt":"2026-10-05T10:00:00.5+02:00","endsAt":"0001-01-01T00:00:00Z","fingerprint":"c6eadffa33fcdf37"}
        """
    }

    @Test("each alert of a notification is one, on its own machine")
    func each() {
        #expect(
            foreign(body(alert("fs01:9100") + "," + alert("fs02:9100", severity: "warning"))).map { told($0) } == [
                """
                webhook/prometheus/DiskFull | Disk of fs01:9100 is full | critical | host:fs01 \
                | 2026-10-05T08:00:00.500Z
                """,
                """
                webhook/prometheus/DiskFull | Disk of fs02:9100 is full | medium | host:fs02 | 2026-10-05T08:00:00.500Z
                """,
            ])
    }

    @Test("of one notification the alerts that are resolved are left out, all of them if it is resolved")
    func resolved() {
        let mixed = body(alert("fs01") + "," + alert("fs02", status: "resolved"))
        #expect(foreign(mixed).map { $0.entity?.description } == ["host:fs01"])
        #expect(foreign(body(alert("fs01", status: "resolved"), status: "resolved")).isEmpty)
        let silent = alert("fs01").replacing("\"status\":\"firing\",", with: "")
        #expect(foreign(body(silent, status: "resolved")).isEmpty)
        #expect(foreign(body(silent)).count == 1)
    }

    @Test(
        "the machine of an instance is without scheme, port and path",
        arguments: [
            ("https://server.example.org/x?y", "host:server.example.org"), ("192.0.2.7:9100", "address:192.0.2.7"),
            ("[2001:db8::1]:9100", "address:2001:db8::1"), ("2001:db8::1", "address:2001:db8::1"),
            ("localhost:9090", "host:localhost"), ("://:", "service:node"),
        ])
    func instances(instance: String, entity: String) {
        #expect(foreign(body(alert(instance))).first?.entity?.description == entity)
    }
}
