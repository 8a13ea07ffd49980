// The alerts of one line: the object itself, or each element of the list that it holds.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// What one line says.
struct ForeignAlerts {
    /// Of several on the same rule and entity, the one with the highest level.
    private(set) var alerts: [ForeignAlert] = []
    /// False if the list is longer than the limit, or would keep too much as evidence: `alerts` are the first ones.
    private(set) var isWhole = true
    /// The list from which they come; nil if the object is the alert.
    private(set) var list: ForeignList?
    /// Whether each element says the same without the object around it.
    private(set) var standAlone = true

    private var places: [AlertOfLine: Int] = [:]

    init(_ json: ForeignJSON, _ range: Range<Int>, zone: ZoneRule) {
        guard json.begins(range, with: "{") else { return }
        for list in ForeignList.all(in: range, of: json) where readList(list, json, range, zone) {
            self.list = list
            return
        }
        standAlone = false
        guard let fields = ForeignFields(json, range), let shape = ForeignShape(fields) else { return }
        if let alert = ForeignAlert.read(fields, as: shape, json, range, zone: zone) { alerts = [alert] }
    }

    /// - Returns: false if no element is an alert, and the list is detail of the object; or if that is damaged.
    private mutating func readList(
        _ list: ForeignList, _ json: ForeignJSON, _ object: Range<Int>, _ zone: ZoneRule
    ) -> Bool {
        guard let outer = list.around(object, in: json) else { return false }
        let isAlert = ForeignShape.isAlertByItself(outer)
        let isOver = ForeignStates.isOver(outer.first(ForeignStates.names))
        let most = max(1, min(ForeignLimits.alertsPerList, ForeignLimits.sharedBytes / max(1, object.count)))
        isWhole = list.elements.count <= ForeignLimits.alertsPerList
        var isRead = false
        for element in list.elements {
            guard let fields = ForeignFields(json, element) else {
                standAlone = false
                continue
            }
            var alert: ForeignAlert?
            if let shape = ForeignShape(fields), shape != .plain || !isAlert {
                isRead = true
                // A list that is over may hold alerts that do not say so themselves.
                if isOver, fields.first(ForeignStates.names) == nil {
                    standAlone = false
                    continue
                }
                alert = ForeignAlert.read(fields, as: shape, json, element, zone: zone)
            } else if let (all, shape) = ForeignAlerts.joined(outer, fields, list) {
                isRead = true
                standAlone = false
                alert = ForeignAlert.read(all, as: shape, json, object, zone: zone)
            } else {
                standAlone = false
            }
            guard let alert else { continue }
            if alerts.count == most { isWhole = false } else { add(alert) }
        }
        if !isRead { (isWhole, standAlone) = (true, true) }
        return isRead
    }

    /// The object with that element alone, where the two together are an alert.
    private static func joined(
        _ outer: ForeignFields, _ element: ForeignFields, _ list: ForeignList
    ) -> (ForeignFields, ForeignShape)? {
        let all = outer.with(element, under: list.prefix)
        guard let shape = ForeignShape(all), shape == .splunk || shape == .elastic else { return nil }
        return (all, shape)
    }

    /// One line counts once for an alert, however often it says it.
    private mutating func add(_ alert: ForeignAlert) {
        let key = AlertOfLine(rule: alert.rule, entity: alert.entity)
        if let place = places[key] {
            if alert.level > alerts[place].level { alerts[place] = alert }
        } else {
            places[key] = alerts.count
            alerts.append(alert)
        }
    }
}

/// What makes two alerts of a line one.
private struct AlertOfLine: Hashable {
    var rule: String
    var entity: EntityRef?
}
