// The tests that cannot be answered by looking up literals: regular expressions, addresses, numbers, dates, networks.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// What is known of the network that an address lies in; nil where it is not known.
///
/// The address comes as the text of a value; the answer is the country (ISO 3166 two letters), the number of the
/// autonomous system or the name of the provider.
public typealias NetworkLookup = @Sendable (FieldName.NetworkProperty, String) -> String?

/// A regular expression with its compiled form; equal if the expressions are.
struct RegexTest: Hashable {
    let regex: Regex
    let compiled: CompiledRegex

    /// - Parameter regex: one that has been compiled before: rules with a regex that does not compile are rejected.
    init(_ regex: Regex) {
        guard let compiled = CompiledRegex.shared(regex) else {
            preconditionFailure("a loaded rule has a regular expression that does not compile: \(regex.pattern)")
        }
        self.regex = regex
        self.compiled = compiled
    }

    static func == (a: RegexTest, b: RegexTest) -> Bool { a.regex == b.regex }
    func hash(into hasher: inout Hasher) { hasher.combine(regex) }
}

/// A test of the whole value. Its answer depends on the value alone, so that it may be remembered.
enum SlowTest: Hashable {
    case regex(RegexTest)
    case cidr(NetworkRange)
    case compare(Comparison, Double)
    case timePart(TimePart, Comparison, Double)
    indirect case network(FieldName.NetworkProperty, Pattern.Test)

    func outcome(
        _ value: Bytes, networks: NetworkLookup?, scratch: borrowing RegexScratch
    ) -> CompiledRegex.Outcome {
        let isMet: Bool
        switch self {
        case .regex(let regex): return regex.compiled.match(value, scratch)
        case .cidr(let range): isMet = IPAddress(value).map(range.contains) ?? false
        case .compare(let comparison, let wanted):
            isMet = DecimalNumber.value(value).map { comparison.holds($0, wanted) } ?? false
        case .timePart(let part, let comparison, let wanted):
            isMet = TimePartText.value(of: part, in: value).map { comparison.holds(Double($0), wanted) } ?? false
        case .network(let property, let test):
            guard let answer = networks?(property, String(decoding: value, as: UTF8.self)) else { return .notMatched }
            if case .regex(let regex) = test {
                let bytes = Array(answer.utf8)
                return bytes.withUnsafeBufferPointer { CompiledRegex.shared(regex)?.match($0) } ?? .notMatched
            }
            isMet = holds(answer, test)
        }
        return isMet ? .matched : .notMatched
    }

    /// Network properties are short words, held against text and numbers.
    private func holds(_ answer: String, _ test: Pattern.Test) -> Bool {
        var bytes = Array(answer.utf8)
        switch test {
        case .text(let glob):
            if !glob.isCased { bytes = CaseFolding.fold(bytes) }
            return bytes.withUnsafeBufferPointer { glob.covers($0) }
        case .number(let text, _): return answer == text
        case .compare(let comparison, let wanted):
            return bytes.withUnsafeBufferPointer { DecimalNumber.value($0) }.map { comparison.holds($0, wanted) }
                ?? false
        case .null, .exists, .field, .cidr, .timePart, .regex: return false
        }
    }
}

extension IPAddress {
    /// The address that the text of a value is.
    init?(_ text: Bytes) {
        guard 2...64 ~= text.count else { return nil }
        self.init(String(decoding: text, as: UTF8.self))
    }
}
