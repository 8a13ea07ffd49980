// What the law looks at in an organisation: one per organisation, since the same incident can start a term for one and
// none for another.
// SPDX-License-Identifier: EUPL-1.2

/// What the Cbw makes of an organisation.
public enum CbwStanding: String, Sendable, Hashable, CaseIterable, Decodable {
    case essential, important, excluded, none
}

/// One organisation before the law.
public struct LegalProfile: Sendable, Hashable {
    public var organisation: String
    /// Ministry, municipality, police ...: a word that the law pack knows.
    public var legalForm: String?
    public var sector: String?
    /// What the organisation says of itself; nil: what follows from its legal form.
    public var cbw: CbwStanding?
    /// Controller, processor, manufacturer ...: words that the law pack knows.
    public var roles: [String]
    /// The member states in which it is active or its services are used.
    public var memberStates: [String]

    public init(
        organisation: String, legalForm: String? = nil, sector: String? = nil, cbw: CbwStanding? = nil,
        roles: [String] = [], memberStates: [String] = []
    ) {
        self.organisation = organisation
        self.legalForm = legalForm
        self.sector = sector
        self.cbw = cbw
        self.roles = roles
        self.memberStates = memberStates
    }
}
