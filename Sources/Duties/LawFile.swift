// The form of one file of a law pack (JSON, RFC 8259). Laws/README.md describes each word for who writes one.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// What one file holds: a law with its clocks, or what all laws have in common.
struct LawFile: Decodable {
    /// What all laws have in common.
    struct Basis: Decodable {
        let header: LawPack.Header
        let holidays: HolidayCalendar
        let recipients: [LawPack.Recipient]
        let resolutions: [LawPack.Resolution]
        let forms: [LawPack.LegalForm]
        let roles: [LawPack.Role]
    }

    let basis: Basis?
    let law: Law?
    let clocks: [LawClock]?

    init(_ file: LawPack.File) throws(Problem) {
        let place = Place(file: file.name)
        guard file.bytes.count <= DutyLimits.packBytes else {
            throw Problem(.lawTooMuch, ["bytes", "\(DutyLimits.packBytes)"], at: place)
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(LawFile.self, from: Data(file.bytes))
        } catch let error as DecodingError {
            throw Problem(.lawUnreadable, [LawFile.text(error)], at: place)
        } catch {
            throw Problem(.lawUnreadable, ["\(error)"], at: place)
        }
    }

    /// The words in which a decoder says what it missed, and where: `clocks[3].term.unit: ...`.
    private static func text(_ error: DecodingError) -> String {
        let (path, text) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath, "\(key.stringValue) is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath, context.debugDescription)
            @unknown default: ([], "\(error)")
            }
        let place = path.map { key in key.intValue.map { "[\($0)]" } ?? "." + key.stringValue }.joined()
        return String((place.isEmpty ? text : "\(place.drop { $0 == "." }): \(text)").prefix(500))
    }
}
