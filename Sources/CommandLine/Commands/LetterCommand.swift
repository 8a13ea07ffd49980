// `dijkwacht letter check`: what must be looked at in a letter before it goes.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation
import Letters

struct LetterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter", abstract: "Look letters over before they go.", subcommands: [LetterCheckCommand.self])
}

struct LetterCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find what was not filled in, references that lead nowhere, and what a conversion left.",
        discussion: """
            Reads text, ODT, DOCX and HTML, told by content. One object per finding: file, rule, severity (error or \
            warning), line (of text) or paragraph (of documents), quote, message. Exit code 1: a letter has errors.
            """)

    @Argument(help: "Letters: text, ODT, DOCX or HTML; - is standard input.")
    var paths: [String]

    @OptionGroup var output: OutputOptions

    private static let shape = ResultShape(
        members: ["file", "rule", "severity", "line", "paragraph", "quote", "message"],
        columns: [
            Column(name: "severity", width: 12),
            Column(name: "place", width: 32, keepsEnd: true) { object in
                let place = ["line", "paragraph"].compactMap { object[$0] }.map(ObjectMembers.text)
                let file = object["file"].map(ObjectMembers.text) ?? ""
                return Style.visible(([file] + place.filter { !$0.isEmpty }).joined(separator: ":"))
            },
            Column(name: "quote", width: 40), Column(name: "message", width: 100),
        ])

    func validate() throws {
        if paths.isEmpty { throw ValidationError("Name at least one letter.") }
    }

    func run() throws {
        let words = output.words
        let console = output.console(words)
        let files = InputFiles(paths)
        for problem in files.problems { console.report(problem) }
        var sink = ResultSink(
            output.format, shape: LetterCheckCommand.shape, words: words, style: output.style(1, words: words))
        var (letters, errors, warnings) = (0, 0, 0)
        for source in files.sources where !Interrupts.isRequested {
            let text: LetterText
            do throws(Problem) {
                text = try LetterFile.text(source)
            } catch {
                console.report(error.at(Place(file: source.name)))
                continue
            }
            let check = LetterCheck(text)
            letters += 1
            errors += check.findings.count { $0.severity == .error }
            warnings += check.findings.count { $0.severity == .warning }
            for finding in check.findings {
                try sink.write(lines: LetterCheckCommand.line(finding, text.unit, source.name, words))
            }
            if check.hasMore {
                console.report(Problem(.letterMore, ["\(LetterLimits.findings)"], at: Place(file: source.name)))
            }
        }
        try sink.finish()
        if letters == 0 { throw ExitStatus.unusable.exitCode }
        if !output.quiet {
            console.say(
                errors + warnings == 0
                    ? words("letter.check.clean")
                    : words("letter.check.count", "\(errors)", "\(warnings)", "\(letters)"))
        }
        if errors > 0 { throw ExitStatus.found.exitCode }
    }

    private static func line(
        _ finding: LetterFinding, _ unit: LetterText.Unit, _ file: String, _ words: Words
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("file", file)
        json.member("rule", finding.rule.rawValue)
        json.member("severity", finding.severity.rawValue)
        json.member(unit.rawValue, finding.place)
        json.member("quote", finding.quote)
        json.member("message", words.text("letter.rule.\(finding.rule.rawValue)", finding.arguments))
        json.endObject()
        json.endLine()
        return json.bytes
    }
}
