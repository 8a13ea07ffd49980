// Where a page ends and the next begins: text that means something to us alone (base64url, RFC 4648, 5).
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Events
import Foundation
import Incidents
import Store

enum Cursor {
    static func text(_ place: some CustomStringConvertible) -> String {
        encode(Data("1:\(place)".utf8))
    }

    private static func encode(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func text(_ place: AlertPlace) -> String {
        text("\(place.risk):\(place.own):\(place.lastSeen.nanoseconds):\(place.id)")
    }

    static func position(_ parameters: inout Parameters) throws(Problem) -> ArchivePosition? {
        try read(&parameters) { ArchivePosition($0) }
    }

    static func incident(_ parameters: inout Parameters) throws(Problem) -> IncidentNumber? {
        try read(&parameters) { IncidentNumber($0) }
    }

    static func alert(_ parameters: inout Parameters) throws(Problem) -> AlertPlace? {
        try read(&parameters) { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 4, let risk = Int(parts[0]), let own = Int(parts[1]), let seen = Int64(parts[2]),
                let id = ULID(parts[3])
            else { return nil }
            return AlertPlace(risk: risk, own: own, lastSeen: Timestamp(nanoseconds: seen), id: id)
        }
    }

    static func account(_ parameters: inout Parameters) throws(Problem) -> AccountName? {
        try read(&parameters) { text in (try? AccountName(text)).flatMap { $0.text == text ? $0 : nil } }
    }

    static func token(_ parameters: inout Parameters) throws(Problem) -> ULID? {
        try read(&parameters) { ULID($0) }
    }

    /// The sequence of an entry of the journal of the organisation, all of which who asks may read.
    static func sequence(_ parameters: inout Parameters) throws(Problem) -> Int? {
        try read(&parameters) { text in Int(text).flatMap { $0 > 0 && "\($0)" == text ? $0 : nil } }
    }

    /// The id of an entry.
    static func entry(_ parameters: inout Parameters) throws(Problem) -> String? {
        try read(&parameters) { $0.utf8.count == 20 ? $0 : nil }
    }

    private static func read<Place>(
        _ parameters: inout Parameters, _ read: (String) -> Place?
    ) throws(Problem) -> Place? {
        guard let given = parameters.text("cursor") else { return nil }
        let standard = given.replacing("-", with: "+").replacing("_", with: "/")
        let padded = standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        guard given.utf8.count <= 256, let data = Data(base64Encoded: padded),
            encode(data) == given, let text = String(validating: data, as: UTF8.self), text.hasPrefix("1:"),
            let place = read(String(text.dropFirst(2)))
        else { throw Problem(.cursorInvalid, [String(given.prefix(64))]) }
        return place
    }
}
