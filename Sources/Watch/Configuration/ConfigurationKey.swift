// One setting of the configuration: what it may be, what it is when nobody says, and what it does, in both languages.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Events
import Sigma

/// A row of the table from which the file is read, the sample written and `docs/configuration.md` made.
package struct ConfigurationKey: Sendable {
    package enum Shape: Sendable {
        /// A map of other keys. One that is off does nothing until it is written.
        case section(isOff: Bool)
        /// A list of maps with the same keys.
        case list(most: Int)
        /// A list of values; one value may stand without the list.
        case values(Value, most: Int)
        case value(Value)
    }

    package enum Value: Sendable {
        case path, token, address, host, url, zone, level, time, mailAddress, flag, text
        case choice([String])
        case number(ClosedRange<Int>)
    }

    /// The names from the top, joined by dots. The elements of a list have no name of their own.
    package let path: String
    package let shape: Shape
    /// The default as it would be written; nil if there is none.
    package let standard: String?
    /// What the sample shows for a key without default: the value, or for a list the lines of its elements.
    package let example: String?
    /// Whether its section makes no sense without it.
    package let isNeeded: Bool
    package let dutch: String
    package let english: String

    package var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    package func text(_ language: Language) -> String {
        switch language {
        case .dutch: dutch
        case .english: english
        }
    }
}

extension ConfigurationKey {
    /// The keys of a section or list, in the order of the file; of the whole file for an empty path.
    package static func keys(of path: String) -> [ConfigurationKey] {
        let depth = path.isEmpty ? 0 : path.count { $0 == "." } + 1
        return table.filter { key in
            key.path.count { $0 == "." } == depth && (path.isEmpty || key.path.hasPrefix(path + "."))
        }
    }

    static func section(_ path: String, isOff: Bool = false, nl: String, en: String) -> ConfigurationKey {
        ConfigurationKey(
            path: path, shape: .section(isOff: isOff), standard: nil, example: nil, isNeeded: false, dutch: nl,
            english: en)
    }

    static func list(_ path: String, most: Int, example: String, nl: String, en: String) -> ConfigurationKey {
        ConfigurationKey(
            path: path, shape: .list(most: most), standard: "[]", example: example, isNeeded: false, dutch: nl,
            english: en)
    }

    static func value(
        _ path: String, _ value: Value, standard: String? = nil, example: String? = nil, isNeeded: Bool = false,
        nl: String, en: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            path: path, shape: .value(value), standard: standard, example: example, isNeeded: isNeeded, dutch: nl,
            english: en)
    }
}
