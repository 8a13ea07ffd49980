// The commented file with every key and its default, written from the table of keys.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension Configuration {
    /// A file that says what holds without one. `##` begins an explanation, `#` alone something that is off: take
    /// away that
    /// mark to use it.
    public static func sample(language: Language) -> String {
        sample(language: language, isAllOn: false)
    }

    /// With everything on, each key that has no default is there with its example.
    package static func sample(language: Language, isAllOn: Bool) -> String {
        var writer = SampleWriter(language: language, isAllOn: isAllOn)
        writer.head()
        for key in ConfigurationKey.keys(of: "") { writer.write(key, indent: "", mark: "") }
        return writer.text
    }
}

private struct SampleWriter {
    let language: Language
    let isAllOn: Bool
    var text = ""

    mutating func head() {
        let lines: [String] =
            switch language {
            case .dutch:
                [
                    "Configuratie van Dijkwacht. Alles staat hier op zijn standaard: wat u weglaat, verandert niets.",
                    "Na ## staat uitleg. Wat na één # staat is uit: haal het teken weg om het te gebruiken.",
                ]
            case .english:
                [
                    "Configuration of Dijkwacht. All is at its default here: what you leave out changes nothing.",
                    "After ## stands an explanation. What stands after one # is off: take the mark away to use it.",
                ]
            }
        for line in lines { text += "## \(line)\n" }
    }

    mutating func write(_ key: ConfigurationKey, indent: String, mark: String) {
        if indent.isEmpty { text += "\n" }
        let off = isAllOn ? "" : "#"
        switch key.shape {
        case .section(let isOff):
            let mark = isOff && mark.isEmpty ? off : mark
            line("## \(key.text(language))", indent, "")
            line("\(key.name):", indent, mark)
            for inner in ConfigurationKey.keys(of: key.path) { write(inner, indent: indent + "  ", mark: mark) }
        case .list:
            line("## \(key.text(language))", indent, "")
            for inner in ConfigurationKey.keys(of: key.path) { explain(inner, of: key) }
            line("\(key.name):", indent, off)
            for element in (key.example ?? "").split(separator: "\n") { line("  \(element)", indent, off) }
        case .values, .value:
            line("## \(key.explanation(language))", indent, "")
            let mark = key.standard == nil && mark.isEmpty ? off : mark
            line("\(key.name): \(key.standard ?? key.example ?? "")", indent, mark)
        }
    }

    /// The keys of a list stand above its example, since an example shows not all of them.
    private mutating func explain(_ key: ConfigurationKey, of list: ConfigurationKey) {
        let name = key.path.dropFirst(list.path.count + 1)
        line("##   \(name): \(key.explanation(language))", "", "")
        for inner in ConfigurationKey.keys(of: key.path) { explain(inner, of: list) }
    }

    /// The mark stands at the beginning of the line, so that taking it away leaves the indentation right.
    private mutating func line(_ content: String, _ indent: String, _ mark: String) {
        text += (mark + indent + content).trimmingEnd() + "\n"
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
