// How much is the matter with an entity: what its alerts weigh together.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// Risk adds up per entity: different rules add their whole weight, the same again and again adds little.
public enum Risk {
    /// What an alert adds: its level's weight, and a tenth of that for each doubling of its hits.
    public static func of(_ alert: Alert) -> Int {
        let doublings = alert.count > 1 ? Int.bitWidth - 1 - alert.count.leadingZeroBitCount : 0
        return alert.level.weight + alert.level.weight * doublings / 10
    }

    /// The risk of each entity that has open alerts.
    public static func byEntity(_ alerts: some Sequence<Alert>) -> [EntityRef: Int] {
        var risks: [EntityRef: Int] = [:]
        for alert in alerts where alert.state == .open { risks[alert.key.entity, default: 0] += of(alert) }
        return risks
    }

    /// Open alerts with what is most the matter first: by the risk of the entity, then the alert's own, then the
    /// newest.
    public static func ranked(_ alerts: some Sequence<Alert>) -> [Alert] {
        let open = alerts.filter { $0.state == .open }
        let risks = byEntity(open)
        return open.sorted { a, b in
            let (riskA, riskB) = (risks[a.key.entity] ?? 0, risks[b.key.entity] ?? 0)
            if riskA != riskB { return riskA > riskB }
            let (ownA, ownB) = (of(a), of(b))
            if ownA != ownB { return ownA > ownB }
            return a.lastSeen != b.lastSeen ? a.lastSeen > b.lastSeen : a.id > b.id
        }
    }
}
