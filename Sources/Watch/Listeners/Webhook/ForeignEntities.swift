// On whom an alert of another system is: an account before a host, an address, a service, as in alerts of rules.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma

/// Names of fields by what they name, the most telling first. In lower case.
struct ForeignEntities {
    var accounts: [String] = []
    /// Those that hold the address of a machine count as addresses.
    var hosts: [String] = []
    var addresses: [String] = []
    var services: [String] = []

    /// The first that names anything.
    func primary(of fields: ForeignFields, under prefixes: [String] = [""]) -> EntityRef? {
        let kinds: [(EntityRef.Kind, [String])] = [
            (.account, accounts), (.host, hosts), (.address, addresses + hosts), (.service, services),
        ]
        for (kind, names) in kinds {
            for prefix in prefixes {
                for name in names {
                    guard let text = fields.first(name, under: prefix) else { continue }
                    let entity =
                        kind == .host || kind == .address
                        ? ForeignEntities.machine(text) : ForeignEntities.entity(kind, text)
                    if let entity, entity.kind == kind { return entity }
                }
            }
        }
        return nil
    }

    /// What a text of that kind names. Words for nobody and nothing are passed over.
    static func entity(_ kind: EntityRef.Kind, _ text: String) -> EntityRef? {
        guard let entity = EntityNames.entity(kind, text), !nothing.contains(entity.value) else { return nil }
        return entity
    }

    private static let nothing: Set<String> = [
        "unknown", "n/a", "na", "null", "(null)", "none", "nil", "undefined", "onbekend", "0.0.0.0", "::",
    ]

    /// A machine by its address or its name; a scheme, a port and a path are no part of it.
    static func machine(_ text: String) -> EntityRef? {
        guard entity(.host, text) != nil else { return nil }
        if IPAddress(text) != nil { return entity(.address, text) }
        var name = text[...]
        if let scheme = name.firstRange(of: "://") { name = name[scheme.upperBound...] }
        name = name.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if name.first == "[", let end = name.firstIndex(of: "]") {
            name = name[..<end].dropFirst()
        } else if name.count(where: { $0 == ":" }) == 1 {
            name = name.prefix { $0 != ":" }
        }
        return entity(IPAddress(String(name)) == nil ? .host : .address, String(name))
    }

    /// The first by kind of a list of entities of Microsoft (Sentinel's reference of entity types): objects that say
    /// of what kind they are, with their properties in them or, in incidents, one level deeper.
    static func primary(ofList range: Range<Int>, in json: ForeignJSON) -> EntityRef? {
        var found: EntityRef?
        let elements = json.elements(of: range, limit: ForeignLimits.entitiesPerAlert) ?? []
        for element in elements.prefix(ForeignLimits.entitiesPerAlert) {
            guard let fields = ForeignFields(json, element), let entity = listed(fields) else { continue }
            if found.map({ rank(entity.kind) < rank($0.kind) }) ?? true { found = entity }
        }
        return found
    }

    private static func rank(_ kind: EntityRef.Kind) -> Int {
        EntityRef.Kind.allCases.firstIndex(of: kind) ?? EntityRef.Kind.allCases.count
    }

    private static func listed(_ fields: ForeignFields) -> EntityRef? {
        let prefix = fields.holds("properties") ? "properties." : ""
        switch fields.first("kind", "type")?.lowercased() {
        case "account": return account(fields, prefix)
        case "host": return host(fields, prefix)
        case "ip": return fields.first("address", under: prefix).flatMap { entity(.address, $0) }
        case "azureresource", "azure-resource", "cloudapplication", "cloud-application":
            let text = fields.first("name", "appname", "friendlyname", "resourceid", under: prefix)
            return text.flatMap { entity(.service, $0) }
        default: return nil
        }
    }

    /// `name@suffix` where there is one, as accounts of the cloud are named in its logs; else with the domain.
    private static func account(_ fields: ForeignFields, _ prefix: String) -> EntityRef? {
        let whole = fields.first("userprincipalname", under: prefix)
        guard let name = whole ?? fields.first("accountname", "name", "displayname", under: prefix) else { return nil }
        if name.contains("@") || name.contains("\\") { return entity(.account, name) }
        // Before anything is put to it: a name that stands for nobody does so in every domain.
        guard entity(.account, name) != nil else { return nil }
        if let suffix = fields.first("upnsuffix", under: prefix) { return entity(.account, name + "@" + suffix) }
        if let domain = fields.first("ntdomain", under: prefix) { return entity(.account, domain + "\\" + name) }
        return entity(.account, name)
    }

    private static func host(_ fields: ForeignFields, _ prefix: String) -> EntityRef? {
        if let name = fields.first("fqdn", under: prefix) { return machine(name) }
        guard let name = fields.first("hostname", "netbiosname", under: prefix) else { return nil }
        guard !name.contains("."), let domain = fields.first("dnsdomain", under: prefix) else { return machine(name) }
        return machine(name + "." + domain)
    }
}
