// Parses the condition of a rule: `not` binds before `and`, `and` before `or`; `1 of x*` and `them` are resolved.
// Sigma rules specification, "Condition".
// SPDX-License-Identifier: EUPL-1.2

import Base

/// A parser over the words of one condition. Keywords are read without case, unless a selection has that very name.
struct ConditionParser {
    private let names: [String]
    private let indexes: [String: Int]
    private let place: Place
    private var tokens: [Substring] = []
    private var at = 0
    private var depth = 0
    private var termCount = 0

    init(names: [String], place: Place) {
        self.names = names
        indexes = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        self.place = place
    }

    /// The condition that a text says, over the indexes of the names.
    mutating func parse(_ text: String) throws(Problem) -> Condition {
        if text.utf8.contains(UInt8(ascii: "|")) { throw Problem(.conditionAggregation, at: place) }
        tokens = ConditionParser.tokens(of: text)
        at = 0
        let condition = try or()
        if at < tokens.count { throw Problem(.conditionSyntax, [String(tokens[at])], at: place) }
        return condition
    }

    private static func tokens(of text: String) -> [Substring] {
        var tokens: [Substring] = []
        var start: String.Index?
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            let isParenthesis = scalar == "(" || scalar == ")"
            guard isParenthesis || scalar.properties.isWhitespace else {
                start = start ?? index
                continue
            }
            if let begun = start { tokens.append(text[begun..<index]) }
            start = nil
            if isParenthesis { tokens.append(text[index..<scalars.index(after: index)]) }
        }
        if let start { tokens.append(text[start...]) }
        return tokens
    }

    private mutating func or() throws(Problem) -> Condition {
        var parts = [try and()]
        while take("or") { parts.append(try and()) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func and() throws(Problem) -> Condition {
        var parts = [try not()]
        while take("and") { parts.append(try not()) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func not() throws(Problem) -> Condition {
        guard take("not") else { return try operand() }
        try enter()
        defer { depth -= 1 }
        return .not(try not())
    }

    private mutating func operand() throws(Problem) -> Condition {
        guard at < tokens.count else { throw Problem(.conditionSyntax, [String(tokens.last ?? "")], at: place) }
        let token = tokens[at]
        at += 1
        if token == "(" {
            try enter()
            defer { depth -= 1 }
            let inner = try or()
            guard at < tokens.count, tokens[at] == ")" else { throw Problem(.conditionSyntax, ["("], at: place) }
            at += 1
            return inner
        }
        if at < tokens.count, tokens[at].lowercased() == "of" { return try quantified(token) }
        guard let index = indexes[String(token)] else {
            let isOperator = ["and", "or", "not", "of", ")"].contains(token.lowercased())
            throw Problem(isOperator ? .conditionSyntax : .conditionUnknown, [String(token)], at: place)
        }
        try count(1)
        return .selection(index)
    }

    /// `1 of`, `any of` or `all of`, with a pattern of names or `them`.
    private mutating func quantified(_ quantity: Substring) throws(Problem) -> Condition {
        let isAll = quantity.lowercased() == "all"
        guard isAll || quantity == "1" || quantity.lowercased() == "any" else {
            throw Problem(.conditionQuantity, [String(quantity)], at: place)
        }
        guard at + 1 < tokens.count else { throw Problem(.conditionSyntax, [String(tokens[at])], at: place) }
        let pattern = tokens[at + 1]
        at += 2
        let isThem = pattern.lowercased() == "them"
        let found = names.indices.filter { index in
            // A name that begins with an underscore is only meant by a pattern that begins with one too.
            if names[index].hasPrefix("_"), !pattern.hasPrefix("_") { return false }
            return isThem || ConditionParser.matches(Array(names[index].utf8), Array(pattern.utf8))
        }
        guard let first = found.first else { throw Problem(.conditionUnknown, [String(pattern)], at: place) }
        try count(found.count)
        if found.count == 1 { return .selection(first) }
        let parts = found.map { Condition.selection($0) }
        return isAll ? .and(parts) : .or(parts)
    }

    /// Whether a name is covered by a pattern in which `*` stands for any run of characters.
    private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        var (at, next) = (0, 0)
        var retry: (at: Int, next: Int)?
        while at < name.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                retry = (at, next + 1)
                next += 1
            } else if next < pattern.count, pattern[next] == name[at] {
                at += 1
                next += 1
            } else if let last = retry {
                retry = (last.at + 1, last.next)
                at = last.at + 1
                next = last.next
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Passes over a keyword. In other letters than small ones it can also be the name of a selection.
    private mutating func take(_ keyword: String) -> Bool {
        guard at < tokens.count, tokens[at].lowercased() == keyword else { return false }
        if tokens[at] != keyword, indexes[String(tokens[at])] != nil { return false }
        at += 1
        return true
    }

    private mutating func enter() throws(Problem) {
        depth += 1
        guard depth <= RuleLimits.conditionDepth else {
            throw Problem(.conditionTooDeep, ["\(RuleLimits.conditionDepth)"], at: place)
        }
    }

    private mutating func count(_ terms: Int) throws(Problem) {
        termCount += terms
        guard termCount <= RuleLimits.conditionTerms else {
            throw Problem(.conditionTooLong, ["\(RuleLimits.conditionTerms)"], at: place)
        }
    }
}
