// On whom an event is: which fields name an account, a host, an address or a service, the most telling first.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events

/// The entity of an event, as an alert groups by it.
package enum EntityNames {
    /// By kind, in the order in which an alert chooses. Names match in any case.
    private static let fields: [(kind: EntityRef.Kind, names: [String])] = [
        (
            .account,
            [
                "userPrincipalName", "UserId", "TargetUserName", "SubjectUserName", "User", "Context_user", "suser",
                "duser",
                "usrName", "cs-username", "user", "account", "AccountName",
            ]
        ),
        (.host, ["Computer", "ComputerName", "Hostname", "HostName", "host", "dvchost", "DeviceName"]),
        (
            .address,
            [
                "IpAddress", "ipAddress", "IPAddress", "ClientIP", "Client_ip", "Remote_ip", "Source", "c-ip", "src",
                "src_ip",
            ]
        ),
        (.service, ["ServiceName", "Vserver", "device_product", "program", "module"]),
    ]

    private static let kinds: [String: EntityRef.Kind] = Dictionary(
        fields.flatMap { kind, names in names.map { ($0.lowercased(), kind) } }
    ) { first, _ in first }

    /// The first that the event has; the name of its source if it has none.
    package static func primary(of event: borrowing Event, source: String) -> EntityRef? {
        for (kind, names) in fields {
            for name in names {
                if let text = event.text(name), let entity = entity(kind, text) { return entity }
            }
        }
        return EntityRef(.source, source)
    }

    /// What a field of that name names; nil if nothing that alerts group by.
    package static func kind(ofField name: String) -> EntityRef.Kind? {
        kinds[name.lowercased()]
    }

    /// The first of the fields by which a correlation groups that names anything; nil if none does.
    package static func primary(of group: [(field: String, value: String)]) -> EntityRef? {
        let entities = group.compactMap { field, value in kinds[field.lowercased()].flatMap { entity($0, value) } }
        return EntityRef.Kind.allCases.lazy.compactMap { kind in entities.first { $0.kind == kind } }.first
    }

    /// What a text of that kind names. Accounts that stand for nobody are passed over.
    package static func entity(_ kind: EntityRef.Kind, _ text: String) -> EntityRef? {
        guard text.utf8.count <= 1_024, let entity = EntityRef(kind, text) else { return nil }
        if kind == .account, nobody.contains(entity.value) { return nil }
        return entity
    }

    private static let nobody: Set<String> = [
        "system", "anonymous logon", "anonymous", "local service", "network service", "n/a", "(null)", "null",
        "unknown",
        "nt authority\\system",
    ]
}
