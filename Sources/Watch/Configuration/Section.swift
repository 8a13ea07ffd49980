// A map of the configuration after reading: the values by name, each with its place, defaults filled in.
// SPDX-License-Identifier: EUPL-1.2

import Sigma

/// A value that has been read.
enum Setting {
    case number(Int)
    case flag(Bool)
    case text(String)
    case texts([String])
    case address(SocketAddress)
    case url(WebhookURL)
    case level(Level)
    case time(TimeOfDay)
    case section(Section)
    case sections([Section])
}

/// A section, or one element of a list of sections.
struct Section {
    let position: YAMLPosition
    var values: [String: Setting] = [:]
    /// Where the values stand that the file gives, also those that could not be used.
    var positions: [String: YAMLPosition] = [:]

    func isGiven(_ name: String) -> Bool { positions[name] != nil }

    /// Where a value stands; where its section begins if the file does not give it.
    func position(of name: String) -> YAMLPosition { positions[name] ?? position }

    func text(_ name: String) -> String? {
        if case .text(let text)? = values[name] { text } else { nil }
    }

    func texts(_ name: String) -> [String] {
        if case .texts(let texts)? = values[name] { texts } else { [] }
    }

    func address(_ name: String) -> SocketAddress? {
        if case .address(let address)? = values[name] { address } else { nil }
    }

    func url(_ name: String) -> WebhookURL? {
        if case .url(let url)? = values[name] { url } else { nil }
    }

    func time(_ name: String) -> TimeOfDay? {
        if case .time(let time)? = values[name] { time } else { nil }
    }

    func section(_ name: String) -> Section? {
        if case .section(let section)? = values[name] { section } else { nil }
    }

    func sections(_ name: String) -> [Section] {
        if case .sections(let sections)? = values[name] { sections } else { [] }
    }

    // These three have a default wherever they stand, so that they are always there.

    func number(_ name: String) -> Int {
        guard case .number(let number)? = values[name] else { preconditionFailure("no default of number \(name)") }
        return number
    }

    func flag(_ name: String) -> Bool {
        guard case .flag(let flag)? = values[name] else { preconditionFailure("no default of flag \(name)") }
        return flag
    }

    func level(_ name: String) -> Level {
        guard case .level(let level)? = values[name] else { preconditionFailure("no default of level \(name)") }
        return level
    }
}
