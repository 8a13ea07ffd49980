// The files with networks that the user names (`--networks`), as one look-up.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation
package import Sigma

/// Reads `.mmdb` and CSV files, told apart by content, and answers from the first in order that knows.
package enum NetworkFiles {
    package static func lookup(
        _ paths: [String]
    ) throws(Problem) -> (lookup: NetworkLookup?, problems: ProblemTally) {
        typealias Answer = @Sendable (FieldName.NetworkProperty, IPAddress) -> String?
        var answers: [Answer] = []
        var problems = ProblemTally()
        for path in paths {
            guard let data = contents(path) else { throw Problem(.networkUnreadable, [], at: Place(file: path)) }
            // A MaxMind DB ends with its metadata, marked by these bytes (MaxMind DB File Format Specification).
            let marker = Data([0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8))
            if data.suffix(128 * 1024).range(of: marker) != nil {
                let database = try NetworkDatabase(path: path)
                answers.append { database.answer($0, $1) }
            } else {
                let table = NetworkTable(csv: Array(data), file: path)
                problems.add(table.problems)
                answers.append { table.answer($0, $1) }
            }
        }
        guard !paths.isEmpty else { return (nil, problems) }
        return (
            { [answers] property, text in
                // A zero byte would end the text for who reads the address: what stands behind it is not looked at.
                guard !text.utf8.contains(0), let address = IPAddress(text) else { return nil }
                for answer in answers {
                    if let text = answer(property, address) { return text }
                }
                return nil
            }, problems
        )
    }

    /// All of a file or pipe; nil if it cannot be read.
    private static func contents(_ path: String) -> Data? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        do { return try handle.readToEnd() ?? Data() } catch { return nil }
    }
}
