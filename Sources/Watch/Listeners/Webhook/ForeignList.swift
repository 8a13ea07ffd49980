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

    /// The known lists of an object in which there are objects.
    static func all(in object: Range<Int>, of json: ForeignJSON) -> [ForeignList] {
        var found: [ForeignList] = []
        func add(_ prefix: String, _ range: Range<Int>?) {
            guard let range, let elements = elements(range, json) else { return }
            found.append(ForeignList(prefix: prefix, range: range, elements: elements))
        }
        for name in names { add(name + ".", json.member(name, of: object, with: "[")) }
        for (outer, inner) in containers {
            let container = json.member(outer, of: object, with: "{")
            add("\(outer).\(inner).", container.flatMap { json.member(inner, of: $0, with: "[") })
        }
        return found
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
