// The files with networks that the user names (`--networks`), as one look-up.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
package import Sigma

/// Reads `.mmdb` and CSV files, told apart by content, and answers from the first that knows.
package enum NetworkFiles {
    package static func lookup(
        _ paths: [String]
    ) throws(Problem) -> (lookup: NetworkLookup?, problems: ProblemTally) {
        var tables: [NetworkTable] = []
        var databases: [NetworkDatabase] = []
        var problems = ProblemTally()
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
                problems.add(table.problems)
                tables.append(table)
            }
        }
        guard !paths.isEmpty else { return (nil, problems) }
        let (allTables, allDatabases) = (tables, databases)
        return (
            { property, text in
                // A zero byte would end the text for who reads the address: what stands behind it is not looked at.
                guard !text.utf8.contains(0), let address = IPAddress(text) else { return nil }
                for table in allTables {
                    if let answer = table.answer(property, address) { return answer }
                }
                for database in allDatabases {
                    if let answer = database.answer(property, address) { return answer }
                }
                return nil
            }, problems
        )
    }
}
