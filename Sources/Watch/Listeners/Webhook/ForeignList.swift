// A list of alerts within an object: Alertmanager and Elastic (`alerts`), interfaces of Microsoft (`value`), Splunk
// (`results`), answers of Elasticsearch (`hits.hits`).
// SPDX-License-Identifier: EUPL-1.2

/// The list, and where its elements lie.
struct ForeignList {
    private static let names = ["alerts", "value", "results", "incidents", "records"]
    private static let containers = [("context", "alerts"), ("hits", "hits")]

    /// The joined name, with a dot behind it.
    let prefix: String
    let range: Range<Int>
    /// At most one more than the limit.
    let elements: [Range<Int>]

    /// The first list of objects of the object; nil if it has none.
    init?(in object: Range<Int>, of json: ForeignJSON) {
        for name in ForeignList.names {
            guard let range = json.member(name, of: object, with: "[") else { continue }
            if let elements = ForeignList.elements(range, json) {
                self.init(prefix: name + ".", range: range, elements: elements)
                return
            }
        }
        for (outer, inner) in ForeignList.containers {
            guard let container = json.member(outer, of: object, with: "{"),
                let range = json.member(inner, of: container, with: "[")
            else { continue }
            if let elements = ForeignList.elements(range, json) {
                self.init(prefix: "\(outer).\(inner).", range: range, elements: elements)
                return
            }
        }
        return nil
    }

    private init(prefix: String, range: Range<Int>, elements: [Range<Int>]) {
        self.prefix = prefix
        self.range = range
        self.elements = elements
    }

    /// Nil if there is no object in it.
    private static func elements(_ range: Range<Int>, _ json: ForeignJSON) -> [Range<Int>]? {
        let elements = json.elements(of: range, limit: ForeignLimits.alertsPerList)
        return elements?.contains { json.begins($0, with: "{") } == true ? elements : nil
    }

    /// The object without the elements.
    func around(_ object: Range<Int>, in json: ForeignJSON) -> ForeignFields? {
        let rest =
            json.bytes[object.lowerBound...range.lowerBound] + json.bytes[(range.upperBound - 1)..<object.upperBound]
        let outer = ForeignJSON(rest)
        return ForeignFields(outer, outer.whole)
    }
}
