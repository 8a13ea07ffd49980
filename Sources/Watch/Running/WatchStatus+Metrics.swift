// The health of a watch in the text format of Prometheus, version 0.0.4.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Store

extension WatchStatus {
    /// All figures as samples with their types and help. No name of a person or host stands in it.
    public var metrics: String {
        var text = MetricsText()
        text.add("up", "gauge", "Whether lines are stored.", isHealthy ? 1 : 0)
        text.add("lines_total", "counter", "Lines that were stored.", figures.lines)
        text.add("bytes_total", "counter", "Bytes of lines that came.", figures.bytes)
        text.add("duplicates_total", "counter", "Lines that came again.", figures.duplicates)
        text.add("commits_total", "counter", "Commits of the archive.", figures.commits)
        text.add("alerts_total", "counter", "Alerts that began.", figures.alertsBegun)
        text.add("correlations_incomplete_total", "counter", "Hits left out of a count.", figures.incomplete)
        text.add("intake_waiting_bytes", "gauge", "Bytes of lines that are not on disk.", waiting)
        text.add("intake_limit_bytes", "gauge", "The most of them.", waitingLimit)
        text.add("commit_seconds", "gauge", "How long the last commit took.", figures.lag)
        text.add("archive_bytes", "gauge", "Bytes of the archive on disk.", days.reduce(0) { $0 + $1.bytes })
        text.add("archive_days", "gauge", "Days of the archive.", days.count)
        text.add("outbox_waiting", "gauge", "Messages that wait.", outbox.waiting)
        text.add("outbox_failed", "gauge", "Messages that were given up.", outbox.failed)
        text.add("followed_bytes_behind", "gauge", "Bytes of files not read.", files.reduce(0) { $0 + $1.bytesBehind })
        text.add("sources", "gauge", "Sources that are told apart.", sources.count)
        text.add("sources_silent", "gauge", "Sources that fell silent.", sources.count { $0.isSilent })
        text.add("sources_clock_skew", "gauge", "Sources whose clock is off.", sources.count { $0.hasClockSkew })
        if let freeBytes { text.add("disk_free_bytes", "gauge", "Free bytes of the disk.", freeBytes) }
        let names = ListenerFigures().numbers.map(\.name)
        for (index, name) in names.enumerated() {
            let type = name == "connections" ? "gauge" : "counter"
            text.head("listener_\(name)", type, "Of listeners: \(name).")
            for way in ways {
                text.sample(
                    "listener_\(name)", labels: [("kind", way.kind), ("address", way.address)],
                    "\(way.figures.numbers[index].value)")
            }
        }
        return text.text
    }
}

/// Samples in the text format.
private struct MetricsText {
    private(set) var text = ""

    mutating func add(_ name: String, _ type: String, _ help: String, _ value: some CustomStringConvertible) {
        head(name, type, help)
        sample(name, labels: [], value.description)
    }

    mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP dijkwacht_\(name) \(help)\n# TYPE dijkwacht_\(name) \(type)\n"
    }

    mutating func sample(_ name: String, labels: [(String, String)], _ value: String) {
        let labels = labels.map { "\($0)=\"\(MetricsText.escaped($1))\"" }.joined(separator: ",")
        text += "dijkwacht_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
