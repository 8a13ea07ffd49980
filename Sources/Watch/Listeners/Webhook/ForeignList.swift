// A list of alerts within an object: Alertmanager and Elastic (`alerts`), interfaces of Microsoft (`value`), Splunk
// (`results`), answers of Elasticsearch (`hits.hits`).
// SPDX-License-Identifier: EUPL-1.2

/// The list, and where its elements lie.
struct ForeignList {
    private static let names: Set<String> = ["alerts", "value", "results", "incidents", "records"]
    private static let containers: [String: Set<String>] = ["context": ["alerts"], "hits": ["hits"]]

    /// The joined name, with a dot behind it.
    let prefix: String
    let range: Range<Int>
    /// At most one more than the limit.
    let elements: [Range<Int>]

    /// The first list of objects of the object; nil if it has none.
    init?(in object: Range<Int>, of json: ForeignJSON) {
        var found = json.member(ForeignList.names, of: object, with: "[")
        if found == nil, let (outer, range) = json.member(Set(ForeignList.containers.keys), of: object, with: "{"),
            let (inner, list) = json.member(ForeignList.containers[outer] ?? [], of: range, with: "[")
        {
            found = (outer + "." + inner, list)
        }
        guard let (name, range) = found,
            let elements = json.elements(of: range, limit: ForeignLimits.alertsPerList),
            let first = elements.first, json.begins(first, with: "{")
        else { return nil }
        prefix = name + "."
        self.range = range
        self.elements = elements
    }

    /// The object without the elements.
    func around(_ object: Range<Int>, in json: ForeignJSON) -> ForeignFields? {
        let rest =
            json.bytes[object.lowerBound...range.lowerBound] + json.bytes[(range.upperBound - 1)..<object.upperBound]
        let outer = ForeignJSON(rest)
        return ForeignFields(outer, outer.whole)
    }
}
