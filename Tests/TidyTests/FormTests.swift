// The form of files: header, length, width, and no code that stops the program.
// SPDX-License-Identifier: EUPL-1.2

import Testing

enum Form {
    static let fileLines = 600
    static let functionLines = 70
    static let columns = 120
    static let license = "SPDX-License-Identifier: EUPL-1.2"

    static func size(of file: TextFile) -> [Finding] {
        var findings: [Finding] = []
        if file.lineCount > fileLines {
            findings.append(
                Finding(file.path, "\(file.lineCount) lines, at most \(fileLines); split it by what it is for"))
        }
        for (index, line) in file.lines.enumerated() {
            if line.count > columns {
                findings.append(Finding(file.path, line: index + 1, "\(line.count) columns, at most \(columns)"))
            }
            if line.contains("\t") { findings.append(Finding(file.path, line: index + 1, "a tab; use 4 spaces")) }
        }
        if !file.text.isEmpty, !file.text.hasSuffix("\n") {
            findings.append(Finding(file.path, "no newline at the end"))
        }
        return findings
    }

    /// One to four lines of comment that say what the file is for, the license, a blank line, then the code.
    static func header(of file: TextFile) -> [Finding] {
        var lines = file.lines[...]
        if lines.first?.hasPrefix("// swift-tools-version") == true || lines.first?.hasPrefix("#!") == true {
            lines = lines.dropFirst()
        }
        let mark = file.path.hasSuffix(".swift") ? "// " : "# "
        let purpose = lines.prefix { $0.hasPrefix(mark) && !$0.hasSuffix(license) }
        let rest = lines.dropFirst(purpose.count)
        guard 1...4 ~= purpose.count else {
            return [Finding(file.path, line: 1, "begins with \(purpose.count) lines of purpose; write one to four")]
        }
        guard rest.first.map(String.init) == mark + license else {
            return [Finding(file.path, line: purpose.count + 1, "after the purpose comes '\(mark)\(license)'")]
        }
        guard file.path.hasSuffix(".swift"), rest.dropFirst().first?.isEmpty == false else { return [] }
        return [Finding(file.path, line: purpose.count + 2, "a blank line follows the license")]
    }

    /// C files say both in their first comment.
    static func headerOfC(_ file: TextFile) -> [Finding] {
        let start = file.text.firstMatch(of: #/\A/\*(?s:.)*?\*//#).map { String($0.output) } ?? ""
        return start.contains(license)
            ? [] : [Finding(file.path, line: 1, "begins with a comment that ends in '\(license)'")]
    }

    /// Force unwraps, `try!`, `as!` and implicitly unwrapped types.
    static func stops(in file: TextFile) -> [Finding] {
        let unwrap = #/[\w)\]}"?>]!(?!=)|\btry!|\bas!/#
        return SwiftCode(file).lines.enumerated().compactMap { index, line in
            line.contains(unwrap) ? Finding(file.path, line: index + 1, "'!' stops the program when it is wrong") : nil
        }
    }

    /// Functions, initialisers and computed properties that are too long.
    static func longFunctions(in file: TextFile) -> [Finding] {
        let start =
            #/
            (?m:^)[\ \t]* (?:@\w+(?:\([^\n]*\))?[\ \t]+)* (?:[a-z]+(?:\([a-z]+\))?[\ \t]+)*
            (?:func|init|deinit|subscript|var)\b[^\n]*
            /#
        var findings: [Finding] = []
        var open: [Int?] = []
        var segmentLine = 1
        var segment = ""
        var line = 1
        for character in SwiftCode(file).text {
            switch character {
            case "{":
                let match = segment.matches(of: start).last
                let before = match.map { segment[..<$0.range.lowerBound].count { $0 == "\n" } }
                open.append(before.map { segmentLine + $0 })
                (segment, segmentLine) = ("", line)
            case "}":
                if let first = open.popLast() ?? nil, line - first + 1 > functionLines {
                    let count = line - first + 1
                    findings.append(Finding(file.path, line: first, "\(count) lines, at most \(functionLines)"))
                }
                (segment, segmentLine) = ("", line)
            default:
                segment.append(character)
                if character == "\n" { line += 1 }
            }
        }
        return findings
    }
}

@Suite("Form of files")
struct FormTests {
    @Test("no file of source or tests is too long or too wide")
    func size() throws {
        let files =
            try Repository.swiftSources() + Repository.swiftTests()
            + Repository.files(under: "Sources", endingIn: [".c", ".h"])
        let findings = files.flatMap(Form.size)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("no function is longer than a screen")
    func functions() throws {
        let findings = try (Repository.swiftSources() + Repository.swiftTests()).flatMap(Form.longFunctions)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("every file says first what it is for, and under which license")
    func headers() throws {
        let scripts = try Repository.paths(under: "scripts").map(Repository.text)
        let swift = try Repository.swiftSources() + Repository.swiftTests() + [Repository.text("Package.swift")]
        let c = try Repository.files(under: "Sources", endingIn: [".c", ".h", ".inc"])
        let findings = (swift + scripts).flatMap(Form.header) + c.flatMap(Form.headerOfC)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("no source unwraps by force")
    func stops() throws {
        let findings = try Repository.swiftSources().flatMap(Form.stops)
        #expect(findings.isEmpty, "\(report(findings))")
    }

    @Test("a long file, a wide line, a tab and a missing last newline are found")
    func badSize() {
        let long = TextFile("a.swift", String(repeating: "a\n", count: 601))
        #expect(Form.size(of: long).count == 1)
        #expect(Form.size(of: TextFile("a.swift", String(repeating: "a\n", count: 600))).isEmpty)
        #expect(Form.size(of: TextFile("a.swift", String(repeating: "b", count: 121) + "\n")).map(\.line) == [1])
        #expect(Form.size(of: TextFile("a.swift", "\tb\nc")).count == 2)
    }

    @Test("a header without purpose, license or blank line is found")
    func badHeader() {
        let license = "// " + Form.license
        for text in [
            license + "\n\nimport A", "// What\n\nimport A", "// What\n" + license + "\nimport A", "import A", "",
        ] {
            #expect(Form.header(of: TextFile("a.swift", text)).count == 1, "\(text)")
        }
        #expect(Form.header(of: TextFile("a.swift", "// What\n// and why.\n" + license + "\n\nimport A")).isEmpty)
        #expect(Form.header(of: TextFile("scripts/a", "#!/bin/sh\n# What.\n# " + Form.license + "\nset -e")).isEmpty)
        #expect(Form.headerOfC(TextFile("a.c", "int a; /* \(Form.license) */")).count == 1)
        #expect(Form.headerOfC(TextFile("a.c", "/* What.\n   \(Form.license) */\nint a;")).isEmpty)
    }

    @Test(
        "force unwraps are found, and what only looks like one is not",
        arguments: [
            ("let a = b!", 1), ("f()!.g()", 1), ("x[0]! + 1", 1), ("try! f()", 1), ("a as! B", 1), ("var a: Int!", 1),
            ("a != b", 0), ("if !a { }", 0), ("\"no!\"", 0), ("// no!", 0), ("(!a)", 0), ("a.b(!c)", 0),
            ("\"\\(a!)\"", 1),
        ])
    func badUnwrap(text: String, count: Int) {
        #expect(Form.stops(in: TextFile("a.swift", text)).count == count)
    }

    @Test("a long function, initialiser or property is found where it begins")
    func badFunction() {
        func body(_ lines: Int) -> String { String(repeating: "        a()\n", count: lines) }
        let text =
            "struct A {\n    func f() {\n\(body(69))    }\n\n    init() {\n\(body(10))    }\n\n"
            + "    public private(set) var b: Int {\n\(body(68))    }\n"
            + "    func g(\n        a: Int\n    ) {\n\(body(67))    }"
            + "\n}\n"
        #expect(Form.longFunctions(in: TextFile("a.swift", text)).map(\.line) == [2, 157])
    }
}
