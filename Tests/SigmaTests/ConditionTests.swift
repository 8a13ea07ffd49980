// Conditions: precedence, quantifiers, names that look like keywords, negation, and the reasons of a hit.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Sigma
import Testing

@Suite struct ConditionTests {
    private static let selections = "a: {F: 1}\nb: {G: 1}\nc: {H: 1}\n_d: {I: 1}"

    private func holds(_ condition: String, _ json: String, selections: String = Self.selections) throws -> Bool {
        try SigmaSample.meets(selections, json, condition: condition)
    }

    @Test(
        "Not binds before and, and binds before or; parentheses before all",
        arguments: [
            ("a or b and c", #"{"F": 1}"#, true), ("(a or b) and c", #"{"F": 1}"#, false),
            ("not a and b", #"{"G": 1}"#, true), ("not (a and b)", #"{"F": 1}"#, true),
            ("not a or b", #"{"F": 1}"#, false), ("not not a", #"{"F": 1}"#, true),
            ("a and not b and not c", #"{"F": 1}"#, true), ("(a)", #"{"F": 1}"#, true),
            ("((a)or(b))", #"{"G": 1}"#, true),
        ])
    func precedence(condition: String, json: String, isMet: Bool) throws {
        #expect(try holds(condition, json) == isMet)
    }

    @Test("1 of them, any of them and all of them skip names that begin with an underscore")
    func them() throws {
        #expect(try holds("1 of them", #"{"G": 1}"#))
        #expect(try holds("any of them", #"{"G": 1}"#))
        #expect(try !holds("1 of them", #"{"I": 1}"#))
        #expect(try holds("all of them", #"{"F": 1, "G": 1, "H": 1}"#))
        #expect(try !holds("all of them", #"{"F": 1, "G": 1}"#))
        #expect(try holds("1 of _*", #"{"I": 1}"#))
        #expect(try holds("_d", #"{"I": 1}"#))
    }

    @Test("A pattern of names may have stars anywhere and covers the whole name")
    func patterns() throws {
        let names = "selection_img: {F: 1}\nselection_cli: {G: 1}\nfilter_x_img: {H: 1}\nsel: {I: 1}"
        #expect(try holds("all of selection_*", #"{"F": 1, "G": 1}"#, selections: names))
        #expect(try !holds("all of selection_*", #"{"F": 1}"#, selections: names))
        #expect(try holds("1 of *_img", #"{"H": 1}"#, selections: names))
        #expect(try holds("1 of f*_x_*g", #"{"H": 1}"#, selections: names))
        #expect(try !holds("1 of sel", #"{"F": 1}"#, selections: names))
        #expect(try holds("1 of sel*", #"{"F": 1}"#, selections: names))
        #expect(try holds("1 of selection_* and not 1 of filter_*", #"{"F": 1}"#, selections: names))
        #expect(try !holds("1 of selection_* and not 1 of filter_*", #"{"F": 1, "H": 1}"#, selections: names))
    }

    @Test("Keywords are read in any case, and names may look like keywords")
    func names() throws {
        #expect(try holds("a AND NOT b", #"{"F": 1}"#))
        #expect(try holds("ALL OF THEM", #"{"F": 1, "G": 1, "H": 1}"#))
        let names = "all: {F: 1}\nnot_admin: {G: 1}\nor1: {H: 1}\nsel-1: {I: 1}\n1st.of: {J: 1}\nthem: {K: 1}"
        #expect(try holds("all", #"{"F": 1}"#, selections: names))
        #expect(try holds("all and not not_admin", #"{"F": 1}"#, selections: names))
        #expect(try holds("or1 or sel-1", #"{"I": 1}"#, selections: names))
        #expect(try holds("1st.of", #"{"J": 1}"#, selections: names))
        #expect(try holds("them", #"{"K": 1}"#, selections: names))
    }

    @Test("A list of conditions is an or")
    func list() throws {
        let rule = try SigmaSample.rule(SigmaSample.yaml("\(Self.selections)\ncondition:\n    - a and b\n    - c"))
        #expect(SigmaSample.with(#"{"H": 1}"#) { ReferenceMatcher.matches(rule, $0) })
        #expect(!SigmaSample.with(#"{"F": 1}"#) { ReferenceMatcher.matches(rule, $0) })
    }

    @Test("Negation has two values: a missing field makes the item false and its not true")
    func negation() throws {
        #expect(try holds("a and not b", #"{"F": 1}"#))
        #expect(try holds("not b", "{}"))
        #expect(try holds("not a", "{}", selections: "a:\n    F|gt: 5"))
        #expect(try holds("not a", "{}", selections: "a:\n    F|fieldref: G"))
        #expect(try holds("not a", "{}", selections: "a:\n    F|cidr: 192.0.2.0/24"))
        #expect(try !holds("not a", "{}", selections: "a:\n    F: null"))
    }

    @Test("Reasons name the field, its value and the value of the rule, of the branches that hold only")
    func reasons() throws {
        let yaml = SigmaSample.yaml(
            """
            image: {Image|endswith: ['\\cmd.exe', '\\ps.exe']}
            either:
                - Line|contains|all: [alpha, beta]
                - Other: 7
            word: [tool]
            filter: {User: admin}
            condition: image and 1 of either* and word and not filter
            """)
        let rule = try SigmaSample.rule(yaml)
        let json = #"{"Image": "C:\\x\\PS.exe", "Line": "x BETA alpha", "Desc": "a Tool", "Other": 8}"#
        let reasons = SigmaSample.with(json) { ReferenceMatcher.reasons(rule, $0) }
        let expected = [
            Reason(
                field: "Image", value: "C:\\x\\PS.exe", matched: "\\ps.exe", selection: "image", modifiers: ["endswith"]
            ),
            Reason(
                field: "Line", value: "x BETA alpha", matched: "alpha", selection: "either",
                modifiers: ["contains", "all"]),
            Reason(
                field: "Line", value: "x BETA alpha", matched: "beta", selection: "either",
                modifiers: ["contains", "all"]),
            Reason(field: nil, value: "a Tool", matched: "tool", selection: "word", modifiers: []),
        ]
        #expect(reasons == expected)
        #expect(SigmaSample.with("{}") { ReferenceMatcher.reasons(rule, $0) }.isEmpty)
    }

    @Test("The reason of a missing value has neither value nor pattern")
    func reasonOfNull() throws {
        let rule = try SigmaSample.rule(SigmaSample.yaml("s:\n    A: null\n    B|exists: true\ncondition: s"))
        let reasons = SigmaSample.with(#"{"B": "x"}"#) { ReferenceMatcher.reasons(rule, $0) }
        #expect(reasons.map(\.matched) == [nil, "true"])
        #expect(reasons.map(\.value) == [nil, "x"])
    }

    @Test("An explanation shows every part with whether it holds")
    func explanation() throws {
        let rule = try SigmaSample.rule(SigmaSample.yaml("\(Self.selections)\ncondition: (a or b) and not c"))
        let part = SigmaSample.with(#"{"G": 1, "F": [2, 3]}"#) { ReferenceMatcher.explain(rule, $0) }
        #expect(part.kind == .all && part.holds)
        #expect(part.parts.map(\.kind) == [.any, .not])
        #expect(part.parts[0].parts.map(\.holds) == [false, true])
        #expect(part.parts[0].parts.map(\.name) == ["a", "b"])
        let item = part.parts[0].parts[0].parts[0]
        #expect(item.kind == .item && item.name == "F" && item.wanted == ["1"] && item.found == ["2", "3"])
        #expect(part.parts[1].parts[0].holds == false)
    }

    @Test("A mapping gives the names under which a field is looked for")
    func mapping() throws {
        let rule = try SigmaSample.rule(SigmaSample.yaml("s: {Image: x}\ncondition: s"))
        let mapping = FieldMapping(fields: ["Image": ["NewProcessName", "ProcessName"]])
        func meets(_ json: String) -> Bool {
            SigmaSample.with(json) { ReferenceMatcher.matches(rule, $0, mapping: mapping) }
        }
        #expect(meets(#"{"ProcessName": "x"}"#) && meets(#"{"NewProcessName": "X"}"#) && !meets(#"{"Image": "x"}"#))
    }

    @Test("A glob covers a value as a plain search that tries everything says")
    func globs() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let parts = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                [Glob.Part.anyRun, .anyCharacter, .literal([0x61]), .literal([0x62, 0x61])]
                    .randomElement(using: &generator) ?? .anyRun
            }
            let value = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
                ["a", "b", "€"].randomElement(using: &generator) ?? "a"
            }.joined()
            let bytes = Array(value.utf8)
            let covers = bytes.withUnsafeBufferPointer { Glob(parts).covers($0) }
            #expect(covers == ConditionTests.covers(parts[...], Array(value.unicodeScalars)[...]), "\(parts) \(value)")
        }
    }

    private static func covers(_ parts: ArraySlice<Glob.Part>, _ value: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let part = parts.first else { return value.isEmpty }
        switch part {
        case .anyRun: return (0...value.count).contains { covers(parts.dropFirst(), value.dropFirst($0)) }
        case .anyCharacter: return !value.isEmpty && covers(parts.dropFirst(), value.dropFirst())
        case .literal(let bytes):
            let scalars = bytes.map { Unicode.Scalar($0) }
            return value.starts(with: scalars) && covers(parts.dropFirst(), value.dropFirst(scalars.count))
        }
    }
}
