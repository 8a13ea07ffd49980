// The law as data: which terms there are, since when, for whom, and whom to tell. No number of the law, name of an
// authority or address stands in the source.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation

/// A law pack that has been read and checked.
public struct LawPack: Sendable {
    /// A file of a pack: its name, and what it holds.
    public struct File: Sendable {
        public let name: String
        public let bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// What the pack says of itself.
    public struct Header: Sendable, Hashable, Decodable {
        public let name: LawText
        public let version: String
        /// The day whose law it holds.
        public let state: CivilDate
        /// From this day on someone must have looked at it again: until then nothing counts as met.
        public let reviewBy: CivilDate
    }

    /// Whom a notice can be for.
    struct Recipient: Sendable, Hashable, Decodable {
        let id: String
        let name: LawText
    }

    /// Who takes the place of a general recipient, for some legal forms or sectors.
    struct Resolution: Sendable, Hashable, Decodable {
        let forms: [String]?
        let sectors: [String]?
        let recipient: String
        let name: LawText
    }

    /// A legal form, with the words that profiles use for it, and what the Cbw makes of it by itself.
    struct LegalForm: Sendable, Hashable, Decodable {
        let id: String
        let aliases: [String]
        /// Nil if it depends on the sector or the size.
        let cbw: CbwStanding?
        /// The ground for that.
        let ground: LawText?
    }

    /// A role, with the words that profiles use for it.
    struct Role: Sendable, Hashable, Decodable {
        let id: String
        let aliases: [String]
    }

    public let header: Header
    public let laws: [Law]
    /// In the order in which they are shown.
    public let clocks: [LawClock]
    public let holidays: HolidayCalendar
    let recipients: [Recipient]
    let resolutions: [Resolution]
    let forms: [LegalForm]
    let roles: [Role]
    private let lawOfClock: [String: Int]

    /// Reads the files of a pack. Together they have one header, one calendar, and any number of laws with clocks.
    ///
    /// - Throws: `Problem` that names the file and says what is wrong with it.
    public init(_ files: [File]) throws(Problem) {
        guard files.count <= DutyLimits.packFiles else {
            throw Problem(.lawTooMuch, ["files", "\(DutyLimits.packFiles)"])
        }
        var laws: [Law] = []
        var clocks: [LawClock] = []
        var lawOfClock: [String: Int] = [:]
        var basis: LawFile.Basis?
        for file in files.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            let read = try LawFile(file)
            if let found = read.basis {
                guard basis == nil else { throw Problem(.lawBasis, [], at: Place(file: file.name)) }
                basis = found
            }
            guard let law = read.law else { continue }
            for clock in read.clocks ?? [] {
                guard lawOfClock.updateValue(laws.count, forKey: clock.id) == nil else {
                    throw Problem(.lawDouble, [clock.id], at: Place(file: file.name))
                }
                clocks.append(clock)
            }
            laws.append(law)
        }
        guard let basis else { throw Problem(.lawBasis) }
        header = basis.header
        holidays = basis.holidays
        recipients = basis.recipients
        resolutions = basis.resolutions
        forms = basis.forms
        roles = basis.roles
        self.laws = laws
        self.clocks = clocks
        self.lawOfClock = lawOfClock
        try LawPackCheck(self).run()
    }

    /// The clock with an id.
    public func clock(_ id: String) -> LawClock? {
        clocks.first { $0.id == id }
    }

    /// The law of a clock.
    public func law(of clock: LawClock) -> Law? {
        lawOfClock[clock.id].map { laws[$0] }
    }

    /// The id of the legal form that a profile means; nil if the pack does not know it.
    func form(_ word: String?) -> LegalForm? {
        guard let word = word.map(LawPack.plain) else { return nil }
        return forms.first { $0.id == word || $0.aliases.contains(word) }
    }

    /// The id of the role that a profile means; nil if the pack does not know it.
    public func role(_ word: String) -> String? {
        let word = LawPack.plain(word)
        return roles.first { $0.id == word || $0.aliases.contains(word) }?.id
    }

    /// Words of profiles and facts in one form: `Trust-service ` is `trust_service`.
    static func plain(_ word: String) -> String {
        let trimmed = word.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        return String(trimmed.map { $0 == " " || $0 == "-" ? "_" : $0 })
    }

    /// Who is told for an organisation of that form and sector.
    func recipient(_ id: String, form: String?, sector: String?) -> LawText {
        let sector = sector.map(LawPack.plain)
        let resolved = resolutions.first { row in
            row.recipient == id
                && (form.map { row.forms?.contains($0) == true } == true
                    || sector.map { row.sectors?.contains($0) == true } == true)
        }
        return resolved?.name ?? recipients.first { $0.id == id }?.name ?? LawText(nl: id, en: id)
    }
}
