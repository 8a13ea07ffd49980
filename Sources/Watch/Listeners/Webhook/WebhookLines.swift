// The lines of a body with what their sender calls them, so that what is sent again is not kept twice.
// SPDX-License-Identifier: EUPL-1.2

import Events
import HTTPTypes
import Store

/// What is kept of one body, in its order.
struct WebhookLines {
    private struct Line {
        var range: Range<Int>
        /// Whether the same bytes can only be the same alerts again.
        var isUnique: Bool
    }

    private let json: ForeignJSON
    private let zone: ZoneRule
    private let lineLimit: Int
    private var lines: [Line] = []

    /// - Throws: `BodyRefused` if there are too many, or alerts that could not all be seen: the sender is to know.
    init(_ json: ForeignJSON, zone: ZoneRule, lineLimit: Int) async throws {
        self.json = json
        self.zone = zone
        self.lineLimit = lineLimit
        for (number, element) in WebhookElements.ranges(in: json).enumerated() {
            try add(element)
            guard lines.count <= IngestLimits.linesPerRequest else { throw BodyRefused(status: .contentTooLarge) }
            // Others are to have a turn.
            if number % 1_000 == 999 { await Task.yield() }
        }
    }

    var count: Int { lines.count }

    private mutating func add(_ element: Range<Int>) throws {
        let found = ForeignAlerts(json, element, zone: zone)
        guard let list = found.list, !found.isWhole || element.count > lineLimit else {
            return lines.append(Line(range: element, isUnique: WebhookLines.isUnique(found)))
        }
        // An element that needs the object around it, or one too many, would be an alert that nobody sees.
        guard found.standAlone, list.elements.count <= ForeignLimits.alertsPerList else {
            throw BodyRefused(status: .contentTooLarge)
        }
        for piece in WebhookElements.pieces(of: element, around: list, in: json) {
            let isUnique = WebhookLines.isUnique(ForeignAlerts(json, piece, zone: zone))
            lines.append(Line(range: piece, isUnique: isUnique))
        }
    }

    private static func isUnique(_ found: ForeignAlerts) -> Bool {
        !found.alerts.isEmpty && found.alerts.allSatisfy(\.isUnique)
    }

    /// Each line with its id.
    ///
    /// - Parameters:
    ///   - scope: the listener.
    ///   - key: what the sender calls the request; nil if it has no name for it.
    ///   - mark: tells lines of this request apart from the same lines of another one.
    func forEach(scope: String, key: String?, mark: String, _ body: (ArraySlice<UInt8>, SenderID) -> Void) {
        for (number, line) in lines.enumerated() {
            let bytes = json.bytes[line.range]
            let id =
                if let key { "key \(number) \(key)" } else if line.isUnique { "" } else { "body \(number) \(mark)" }
            body(bytes, SenderID(scope: scope, id: id, content: bytes))
        }
    }
}
