// Reads profiles: one, or a list of them. A profile that cannot be used does not stop the others.
// SPDX-License-Identifier: EUPL-1.2

import Base

extension LegalProfile {
    private static let names = ["organisation", "legal_form", "sector", "cbw", "roles", "member_states"]

    /// Reads the profiles of a file. The law pack says which roles and legal forms there are.
    public static func read(_ node: DutyNode, pack: LawPack) -> DutyReading<[LegalProfile]> {
        var reader = NodeReader()
        let nodes = reader.list(node, "profile", most: DutyLimits.profiles)
        let profiles = nodes.compactMap { profile($0, pack, &reader) }
        if profiles.isEmpty { reader.refuse(.dutyNoProfile, [], at: node.place) }
        return reader.reading(profiles)
    }

    private static func profile(_ node: DutyNode, _ pack: LawPack, _ reader: inout NodeReader) -> LegalProfile? {
        guard node.pairs != nil else {
            reader.report(.dutyShape, ["profile"], at: node.place)
            return nil
        }
        reader.checkNames(of: node, names)
        guard let organisation = reader.text(node["organisation"], "organisation"), !organisation.isEmpty else {
            reader.report(.dutyMissing, ["organisation"], at: node.place)
            return nil
        }
        var profile = LegalProfile(organisation: organisation)
        if let cbw = node["cbw"] {
            guard let standing = reader.text(cbw, "cbw").flatMap({ CbwStanding(rawValue: LawPack.plain($0)) }) else {
                let choices = CbwStanding.allCases.map(\.rawValue).joined(separator: ", ")
                reader.report(.dutyValue, ["cbw", choices], at: cbw.place)
                return nil
            }
            profile.cbw = standing
        }
        profile.legalForm = reader.text(node["legal_form"], "legal_form")
        profile.sector = reader.text(node["sector"], "sector")
        if let form = profile.legalForm, pack.form(form) == nil {
            let known = pack.forms.map(\.id).joined(separator: ", ")
            reader.report(.dutyUnknownForm, [NodeReader.shown(form), known], at: node["legal_form"]?.place)
        }
        profile.roles = texts(node["roles"], "roles", &reader)
        for role in profile.roles where pack.role(role) == nil {
            let known = pack.roles.map(\.id).joined(separator: ", ")
            reader.report(.dutyUnknownRole, [NodeReader.shown(role), known], at: node["roles"]?.place)
        }
        profile.memberStates = texts(node["member_states"], "member_states", &reader)
        return profile
    }

    private static func texts(_ node: DutyNode?, _ name: String, _ reader: inout NodeReader) -> [String] {
        reader.list(node, name).compactMap { reader.text($0, name) }
    }
}
