// What came of reading a file: the value, what was left out of it, and what makes it unusable. All at once.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A value that was read, with all that is wrong.
public struct DutyReading<Value: Sendable>: Sendable {
    /// Nil if there is a refusal.
    public let value: Value?
    /// What was left out; the rest is in the value.
    public let problems: [Problem]
    /// Why there is no value.
    public let refusals: [Problem]
}

/// Takes values out of nodes, and collects what is wrong.
struct NodeReader {
    private(set) var problems: [Problem] = []
    private(set) var refusals: [Problem] = []
    private var unreported = 0

    /// Something is left out.
    mutating func report(_ code: Problem.Code, _ arguments: [String], at place: Place?) {
        if problems.count < DutyLimits.problems {
            problems.append(Problem(code, arguments, at: place))
        } else {
            unreported += 1
        }
    }

    /// The file cannot be used.
    mutating func refuse(_ code: Problem.Code, _ arguments: [String], at place: Place?) {
        if refusals.count < DutyLimits.problems {
            refusals.append(Problem(code, arguments, at: place))
        } else {
            unreported += 1
        }
    }

    func reading<Value: Sendable>(_ value: Value?) -> DutyReading<Value> {
        var problems = problems
        if unreported > 0 { problems.append(Problem(.dutyMoreProblems, ["\(unreported)"])) }
        return DutyReading(value: refusals.isEmpty ? value : nil, problems: problems, refusals: refusals)
    }

    /// Names that are not known are left out: a misspelt one must be seen.
    mutating func checkNames(of node: DutyNode, _ known: [String]) {
        for pair in node.pairs ?? [] where !known.contains(pair.name) {
            report(unknown: pair.name, known, pair.value.place)
        }
    }

    mutating func report(unknown name: String, _ known: [String], _ place: Place?) {
        let shown = NodeReader.shown(name)
        if let near = NearName.of(name, among: known) {
            report(.dutyMisspelt, [shown, near], at: place)
        } else {
            report(.dutyUnknownName, [shown, known.joined(separator: ", ")], at: place)
        }
    }

    /// A text within its limit; nil without one, and for what is no text.
    mutating func text(_ node: DutyNode?, _ name: String) -> String? {
        guard let node else { return nil }
        guard case .text(let text) = node.content else {
            report(.dutyShape, [name], at: node.place)
            return nil
        }
        guard text.utf8.count <= DutyLimits.textBytes else {
            report(.dutyTooMuch, [name, "\(DutyLimits.textBytes)"], at: node.place)
            return nil
        }
        return text
    }

    /// Elements within their limit. What is no list counts as one element.
    mutating func list(_ node: DutyNode?, _ name: String, most: Int = DutyLimits.entries) -> [DutyNode] {
        guard let node else { return [] }
        let elements = node.elements ?? [node]
        if elements.count > most { refuse(.dutyTooMuch, [name, "\(most)"], at: node.place) }
        return Array(elements.prefix(most))
    }

    /// A time with an offset; whatever else it is makes the file unusable.
    mutating func time(_ node: DutyNode, _ name: String) -> WrittenTime? {
        guard case .text(let text) = node.content else {
            refuse(.dutyTime, [name, ""], at: node.place)
            return nil
        }
        do {
            return try WrittenTime(text)
        } catch {
            refuse(error == .noOffset ? .dutyOffset : .dutyTime, [name, NodeReader.shown(text)], at: node.place)
            return nil
        }
    }

    /// Text from outside as far as a message can show it.
    static func shown(_ text: String) -> String {
        text.unicodeScalars.count > 60 ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(60))) + "…" : text
    }
}

/// Which known name someone meant who wrote one that is not known.
enum NearName {
    /// The name that differs in at most a third of its letters, and never more than three.
    static func of(_ text: String, among names: [String]) -> String? {
        let wanted = Array(LawPack.plain(text).unicodeScalars.prefix(40))
        let ranked = names.map { (name: $0, steps: steps(wanted, Array($0.lowercased().unicodeScalars))) }
        guard let best = ranked.min(by: { $0.steps < $1.steps }), best.steps <= min(3, max(1, wanted.count / 3)) else {
            return nil
        }
        return best.name
    }

    /// How many letters must be put in, taken out, replaced or swapped with the next (optimal string alignment).
    private static func steps(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var before = Array(0...b.count)
        var row = before
        for (i, letter) in a.enumerated() {
            var next = [i + 1]
            for (j, other) in b.enumerated() {
                var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == b[j - 1], a[i - 1] == other { least = min(least, before[j - 1] + 1) }
                next.append(least)
            }
            (before, row) = (row, next)
        }
        return row[b.count]
    }
}
