// An alert of another system, read from its line alone: the same line always gives the same, also when it is looked at
// again in the archive.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
package import Incidents

/// What another system says is wrong.
package struct ForeignAlert: Sendable, Hashable {
    /// `webhook/<shape>/<rule there>`: the rule under which its hits stand.
    package let rule: String
    package let title: String
    package let level: AlertLevel
    /// On whom it is; nil if it says nothing of that: the source stands in.
    package let entity: EntityRef?
    /// When it was so, as it was written; nil if it does not say.
    package let written: ForeignTime?
    /// What its system calls this alert; nil if it does not say.
    package let id: String?

    /// Nil if it says no point in time: the time of receipt stands in.
    package var time: Timestamp? { written?.time }

    /// Whether the same bytes can only be the same alert again.
    package var isUnique: Bool { id != nil || written != nil }

    /// The alerts in a line; none if it is no alert, or says that something is over.
    ///
    /// - Parameter zone: how times without a zone are read, unless their system has one by definition.
    package static func read(_ line: Bytes, zone: ZoneRule = .none) -> [ForeignAlert] {
        guard line.count > 1, line.count <= Limits.recordBytes else { return [] }
        let json = ForeignJSON(line)
        return ForeignAlerts(json, json.whole, zone: zone).alerts
    }

    /// Nil if nothing names what is wrong, or it comes from a watch that had it by a webhook itself: two that tell each
    /// other would never end.
    init?(
        _ shape: ForeignShape, rule: String?, title: String?, level: AlertLevel?, entity: EntityRef?,
        written: ForeignTime?, id: String?
    ) {
        guard let rule = ForeignText.clean(rule) ?? ForeignText.clean(title), !rule.hasPrefix("webhook/") else {
            return nil
        }
        self.rule = "webhook/\(shape.rawValue)/\(rule)"
        self.title = ForeignText.clean(title) ?? rule
        self.level = level ?? ForeignLevels.unknown
        self.entity = entity
        self.written = written
        self.id = id
    }

    /// What an object says; nil if it says that something is over.
    static func read(
        _ fields: ForeignFields, as shape: ForeignShape, _ json: ForeignJSON, _ range: Range<Int>, zone: ZoneRule
    ) -> ForeignAlert? {
        switch shape {
        case .azure: azure(fields)
        case .sentinel: sentinel(fields, json, range)
        case .graph: graph(fields)
        case .splunk: splunk(fields, zone: zone)
        case .wazuh: wazuh(fields, zone: zone)
        case .elastic: elastic(fields, zone: zone)
        case .prometheus: prometheus(fields, zone: zone)
        case .plain: plain(fields, zone: zone)
        }
    }
}
