// Journals and texts that look random and are the same every time.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Incidents

/// SplitMix64.
struct RandomJournal {
    typealias Sample = IncidentSample

    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next(upTo bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func isTrue() -> Bool { next() & 1 == 1 }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[next(upTo: elements.count)] }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var elements = elements
        for index in elements.indices.dropFirst() { elements.swapAt(index, next(upTo: index + 1)) }
        return elements
    }

    // MARK: texts

    /// What breaks readers of JSON: quotes, escapes, controls, the ends of lines of other alphabets, marks that join
    /// the character before them, characters beyond U+FFFF, and the bytes of numbers and literals.
    private static let pieces = [
        "\"", "\\", "\\u0000", "\u{0}", "\u{1}", "\u{8}", "\t", "\n", "\r\n", "\r", "\u{1F}", "\u{7F}", "\u{85}",
        "\u{2028}", "\u{FEFF}", "e\u{301}", "\u{E9}", "\u{301}", "\u{200D}", "\u{1F468}\u{200D}\u{1F469}", "\u{FFFF}",
        "\u{10FFFF}", "{", "}", "[", "]", ":", ",", "/", "</script>", "null", "true", "-0", "1e9", "person:", " ", "a",
        "dijk", "\u{202E}", "\u{FFFD}",
    ]

    mutating func text(_ length: Int = 8) -> String {
        var text = ""
        for _ in 0..<next(upTo: length + 1) { text.unicodeScalars += pick(RandomJournal.pieces).unicodeScalars }
        return text
    }

    /// Text that does not join the character before it.
    mutating func name() -> String { "n" + text(4) }

    mutating func time() -> Timestamp {
        let unit: Int64 = pick([1, 1_000, 1_000_000, 1_000_000_000])
        return Sample.start.advanced(byNanoseconds: Int64(next(upTo: 1_000_000_000)) * unit)
    }

    mutating func moment() -> Moment { Moment(time(), pick(Moment.Precision.allCases)) }

    mutating func alerts(of count: UInt64 = 12) -> [ULID] {
        (0..<next(upTo: 5)).map { _ in Sample.id(next() % count) }
    }

    // MARK: entries

    /// One of the kinds that the journal of an incident has; numbers of entries may point at any, also at none.
    mutating func content(upTo last: Int) -> EntryContent {
        let target = next(upTo: last + 2)
        let account = pick(["an", "piet", "els"])
        switch next(upTo: 24) {
        case 0: return .opened(title: "zaak \(next(upTo: 9))")
        case 1, 2, 3: return .note(text: "regel \(next(upTo: 99))")
        case 4, 5: return .merged(alerts: alerts())
        case 6, 7: return .detached(alerts: alerts())
        case 8: return .closed(reason: pick(CloseReason.allCases), note: "")
        case 9, 10, 11, 12, 13: return .undone(sequence: target)
        case 14, 15, 16: return .corrected(sequence: target, text: "beter \(next(upTo: 99))")
        case 17: return .heldLogs(from: time(), to: time())
        case 18: return .memberAdded(account: account, isRecipient: isTrue())
        case 19: return .memberRemoved(account: account)
        case 20: return isTrue() ? .openToHouse(isTrue()) : .glassBroken(account: account, reason: "nacht")
        case 21: return .momentRecorded(moment: pick(MomentKind.allCases), reason: "reden \(next(upTo: 9))")
        case 22: return .noticeGiven(term: pick(["AVG33", "CBW26"]), proof: "bewijs \(next(upTo: 9))")
        default: return .sentence(part: pick(LetterPart.allCases), text: "Zin \(next(upTo: 9)).", basis: [target])
        }
    }

    /// The journal of an incident, in which several entries can have the same time.
    mutating func journal(_ number: IncidentNumber, _ count: Int) -> [JournalEntry] {
        var seconds: Int64 = 0
        return (1...count).map { sequence in
            seconds += Int64(next(upTo: 3))
            let actor = pick([Actor.person("an"), .person("els"), .token("t"), .program])
            return JournalEntry(
                log: .incident(number), sequence: sequence, recorded: Sample.at(seconds),
                occurred: isTrue() ? moment() : nil, actor: actor, tlp: pick(TLP.allCases),
                visibility: pick(Visibility.allCases), content: content(upTo: count))
        }
    }

    /// The journal of the organisation.
    mutating func organisation(_ count: Int, rules: [String], entities: [EntityRef]) -> [JournalEntry] {
        (1...count).map { sequence in
            let content: EntryContent
            switch next(upTo: 6) {
            case 0, 1: content = .alertsClosed(alerts: alerts(), reason: pick(CloseReason.allCases), note: "")
            case 2, 3:
                content = .muted(
                    rule: pick(rules), entity: isTrue() ? pick(entities) : nil,
                    until: Sample.at(Int64(next(upTo: 90))), reason: "stil")
            case 4: content = .undone(sequence: next(upTo: count + 2))
            default: content = .clockJumped(seconds: next(upTo: 9))
            }
            return JournalEntry(
                log: .organisation, sequence: sequence, recorded: Sample.at(Int64(sequence)), actor: .person("an"),
                content: content)
        }
    }
}
