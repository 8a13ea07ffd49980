// Reads what another system calls an alert from one line of a webhook: Microsoft Sentinel and Azure Monitor, Splunk,
// Wazuh, Elastic, and plain JSON. A function of the line alone, so that looking again gives the same.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
package import Incidents

/// An alert of another system.
package struct ForeignAlert: Sendable, Hashable {
    /// `webhook/<shape>/<rule name>`.
    package var rule: String
    package var title: String
    package var level: AlertLevel
    /// Nil if the line names nobody and nothing: the source stands in.
    package var entity: EntityRef?
    /// Nil if the line has no time.
    package var time: Timestamp?

    /// The longest title, in bytes.
    private static let titleBytes = 300

    /// The alerts in a line; none if it does not look like one.
    package static func read(_ line: Bytes) -> [ForeignAlert] {
        guard line.count > 1, line.count <= Limits.recordBytes else { return [] }
        var event = Event()
        var reader = JSONReader()
        event.clear(format: .jsonLines)
        let padded = Array(line) + [UInt8](repeating: 0, count: 16)
        return padded.withUnsafeBufferPointer { padded in
            guard reader.read(Bytes(rebasing: padded[..<line.count]), into: &event) else { return [] }
            return read(AlertFields(event))
        }
    }

    private static func read(_ fields: AlertFields) -> [ForeignAlert] {
        guard let shape = AlertShape.all.first(where: { $0.fits(fields) }) else { return [] }
        let name = shape.titles.lazy.compactMap { fields[$0] }.first
        let rule = shape.rules.lazy.compactMap { fields[$0] }.first ?? name
        let levelText = shape.levels.lazy.compactMap { fields[$0] }.first
        let level = levelText.flatMap { shape.level($0) } ?? .medium
        return [
            ForeignAlert(
                rule: "webhook/\(shape.name)/\(short(rule ?? "unnamed"))",
                title: short(name ?? "Alert (\(shape.name))"),
                level: level, entity: entity(fields, shape), time: time(fields, shape))
        ]
    }

    private static func short(_ text: String) -> String {
        let visible = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        let text = String(visible)
        return text.utf8.count <= titleBytes ? text : String(decoding: text.utf8.prefix(titleBytes), as: UTF8.self)
    }

    private static func entity(_ fields: AlertFields, _ shape: AlertShape) -> EntityRef? {
        for (kind, names) in [
            (EntityRef.Kind.account, shape.accounts + AlertShape.accounts), (.host, shape.hosts + AlertShape.hosts),
            (.address, shape.addresses + AlertShape.addresses), (.service, AlertShape.services),
        ] {
            for name in names {
                if let text = fields[name], let entity = EntityRef(kind, text) { return entity }
            }
        }
        return nil
    }

    private static func time(_ fields: AlertFields, _ shape: AlertShape) -> Timestamp? {
        for name in shape.times + AlertShape.times {
            guard let text = fields[name] else { continue }
            let padded = Array(text.utf8) + [UInt8](repeating: 0, count: 16)
            let time = padded.withUnsafeBufferPointer {
                TimestampText.parse(Bytes(rebasing: $0[..<text.utf8.count]), zone: .utc).timestamp
            }
            if let time { return time }
        }
        return nil
    }
}

/// The fields of a line by name in lower case, the first of each name.
struct AlertFields {
    private var values: [String: String] = [:]

    init(_ event: borrowing Event) {
        for index in 0..<min(event.count, 2_000) {
            let field = event.fields[index]
            guard field.kind.isValue, field.valueCount > 0, field.valueCount <= 4_096 else { continue }
            let name = String(decoding: field.nameBytes, as: UTF8.self).lowercased()
            if values[name] == nil { values[name] = String(decoding: field.valueBytes, as: UTF8.self) }
        }
    }

    subscript(name: String) -> String? { values[name] }
}
