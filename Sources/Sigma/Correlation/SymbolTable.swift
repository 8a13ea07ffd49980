// Texts by number: each held once, however many hits have it, and let go with its last use.
// SPDX-License-Identifier: EUPL-1.2

/// Numbers for texts. A number is good until it was let go as often as it was asked for.
struct SymbolTable {
    private var numbers: [String: Int32] = [:]
    private var texts: [String] = []
    private var uses: [Int32] = []
    private var free: [Int32] = []
    /// Hits come in runs from one file: asking for the same text again costs no hashing.
    private var last: (text: String, number: Int32)?

    /// What a text costs, in bytes: its place in three tables and its own storage.
    static func cost(of text: String) -> Int {
        96 + text.utf8.count
    }

    /// All numbers are below it.
    var endNumber: Int {
        texts.count
    }

    /// The number of a text, and whether it is new.
    mutating func take(_ text: String) -> (number: Int32, isNew: Bool) {
        if let last, last.text == text {
            uses[Int(last.number)] += 1
            return (last.number, false)
        }
        if let number = numbers[text] {
            uses[Int(number)] += 1
            last = (text, number)
            return (number, false)
        }
        let number = free.popLast() ?? Int32(texts.count)
        if number == texts.count {
            texts.append(text)
            uses.append(1)
        } else {
            texts[Int(number)] = text
            uses[Int(number)] = 1
        }
        numbers[text] = number
        last = (text, number)
        return (number, true)
    }

    func text(_ number: Int32) -> String {
        texts[Int(number)]
    }

    /// Lets go of one use. Returns what was freed, in bytes.
    mutating func release(_ number: Int32) -> Int {
        uses[Int(number)] -= 1
        guard uses[Int(number)] == 0 else { return 0 }
        let text = texts[Int(number)]
        numbers[text] = nil
        texts[Int(number)] = ""
        free.append(number)
        if last?.number == number { last = nil }
        return SymbolTable.cost(of: text)
    }
}
