// The fields of one alert of another system by their joined names, in any case; the first value of a name counts.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// The fields of one object. Null, empty text and empty containers are as if they were not there.
struct ForeignFields {
    private var values: [String: String] = [:]

    /// Nil if the range is no JSON object.
    init?(_ json: ForeignJSON, _ range: Range<Int>) {
        let values = json.withFields(of: range) { event in
            var values: [String: String] = [:]
            for index in 0..<event.count {
                let field = event.fields[index]
                guard field.kind.isValue, !field.valueBytes.allSatisfy(ForeignJSON.isSpace) else { continue }
                let name = String(decoding: field.nameBytes, as: UTF8.self).lowercased()
                if values[name] == nil { values[name] = String(decoding: field.valueBytes, as: UTF8.self) }
            }
            return values
        }
        guard let values else { return nil }
        self.values = values
    }

    /// These fields, and those of an element of a list as if it were the only one.
    func with(_ element: ForeignFields, under prefix: String) -> ForeignFields {
        var all = self
        for (name, value) in element.values { all.values[prefix + name] = value }
        return all
    }

    /// The value of the first of the names that has one. Names are in lower case.
    func first(_ names: [String], under prefix: String = "") -> String? {
        for name in names {
            if let value = values[prefix + name] { return value }
        }
        return nil
    }

    func first(_ names: String..., under prefix: String = "") -> String? {
        first(names, under: prefix)
    }

    func has(_ names: String..., under prefix: String = "") -> Bool {
        first(names, under: prefix) != nil
    }

    /// Whether there is a field within the container of that name.
    func holds(_ container: String) -> Bool {
        values.keys.contains { $0.hasPrefix(container + ".") }
    }

    /// The first of the containers within which there is a field of that name; each ends with a dot, or is empty.
    func container(_ containers: [String], of name: String) -> String? {
        containers.first { values[$0 + name] != nil }
    }
}
