// The files with networks that the user names (`--networks`), as one look-up.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Sigma

/// Reads `.mmdb` and CSV files, told apart by content, and answers from the first that knows.
enum NetworkFiles {
    static func lookup(_ paths: [String]) throws(Problem) -> (lookup: NetworkLookup?, problems: [Problem]) {
        var tables: [NetworkTable] = []
        var databases: [NetworkDatabase] = []
        var problems: [Problem] = []
        for path in paths {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Problem(.networkUnreadable, [], at: Place(file: path))
            }
            // A MaxMind DB ends with its metadata, marked by these bytes (MaxMind DB File Format Specification).
            let marker = Data([0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8))
            if data.suffix(128 * 1024).range(of: marker) != nil {
                databases.append(try NetworkDatabase(path: path))
            } else {
                let table = NetworkTable(csv: Array(data), file: path)
                problems += table.problems
                tables.append(table)
            }
        }
        guard !paths.isEmpty else { return (nil, []) }
        let (allTables, allDatabases) = (tables, databases)
        return (
            { property, text in
                guard let address = IPAddress(text) else { return nil }
                for table in allTables {
                    if let answer = table.answer(property, address) { return answer }
                }
                for database in allDatabases {
                    if let answer = database.answer(property, text) { return answer }
                }
                return nil
            }, problems
        )
    }
}
