// `pack.yaml` at the top of a pack: what it says of itself.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents
import Sigma

/// The manifest of a pack. Without a file, all of it is nil.
struct PackManifest {
    private(set) var name: String?
    private(set) var version: String?
    private(set) var licence: String?
    private(set) var source: String?
    private(set) var about: String?
    /// Keys that mean nothing here.
    private(set) var problems: [Problem] = []

    /// - Throws: `Problem` if the file is not one mapping of names to texts.
    init(_ file: PackArchive.Member?) throws(Problem) {
        guard let file else { return }
        let documents = YAMLReader.read(file.bytes, file: file.path)
        guard documents.count == 1, let document = documents.first else {
            throw Problem(.packManifest, [], at: Place(file: file.path))
        }
        guard let pairs = (try? document.content.get())?.pairs else {
            throw Problem(.packManifest, [], at: Place(file: file.path, line: 1))
        }
        for pair in pairs where !pair.value.isNull {
            let place = Place(
                file: file.path, line: Int(pair.position.line), column: Int(pair.position.column))
            guard let text = pair.value.text else { throw Problem(.packManifest, [], at: place) }
            switch pair.key {
            case "name": name = text
            case "version": version = text
            case "licence", "license": licence = RulePackText.line(text)
            case "source": source = RulePackText.line(text)
            case "description": about = RulePackText.line(text)
            default: problems.append(Problem(.packManifestKey, [String(pair.key.prefix(64))], at: place))
            }
        }
    }
}
