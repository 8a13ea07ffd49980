// A key in words: its sentence, its limits and its default; and the page of all keys.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma

extension ConfigurationKey {
    /// The sentence of the key with its limits, for in the sample.
    func explanation(_ language: Language) -> String {
        let limits = limits(language)
        return limits.isEmpty ? text(language) : "\(text(language)) (\(limits))"
    }

    /// What the value may be.
    func limits(_ language: Language) -> String {
        func say(_ dutch: String, _ english: String) -> String { language == .dutch ? dutch : english }
        switch shape {
        case .section: return ""
        case .list(let most), .values(_, let most): return say("hoogstens \(most)", "at most \(most)")
        case .value(let value):
            switch value {
            case .number(let range):
                return say(
                    "\(range.lowerBound) tot en met \(range.upperBound)", "\(range.lowerBound) to \(range.upperBound)")
            case .choice(let choices): return choices.joined(separator: ", ")
            case .level: return Level.allCases.map(\.rawValue).joined(separator: ", ")
            case .flag: return "true, false"
            case .address: return say("machine:poort of [IPv6]:poort", "host:port or [IPv6]:port")
            case .time: return "00:00 - 23:59"
            case .token:
                let most = ConfigurationLimits.tokenBytes
                return say("hoogstens \(most) bytes", "at most \(most) bytes")
            case .zone: return say("IANA-naam, UTC of +01:00", "IANA name, UTC or +01:00")
            case .url, .path, .host, .mailAddress, .text: return ""
            }
        }
    }

    /// `docs/configuration.md`.
    package static func page() -> String {
        var page = """
            # Configuration

            All keys of `dijkwacht.yaml`. The running watch reads it from its data directory; a key that is not there
            has its default. Everything wrong with a file is reported at once, with file, line and column. How to use
            it stands in the [guide for administrators](handleiding/beheerder.md); the messages stand in
            [problems](problems.md).

            `make docs` writes this page from the table of keys in the program; a test holds the two against each other.

            A path that is not absolute counts from the folder of the file. A secret may stand in a file of its own
            (`token_file`, `password_file`, `secret_file`); environment variables are not read. **Needed** means: within
            its section or element.

            | key | default | may be | English | Nederlands |
            |---|---|---|---|---|

            """
        for key in table {
            let standard = key.isNeeded ? "**needed**" : key.standard.map { "`\($0)`" } ?? ""
            page += "| `\(key.path)` | \(standard) | \(key.limits(.english)) | \(key.english) | \(key.dutch) |\n"
        }
        let sample = Configuration.sample(language: .english)
        return page + "\nThe same as a file to begin with:\n\n```yaml\n\(sample)```\n"
    }
}
