// Repair of text: one replacement for each maximal broken part, as the Unicode Standard 3.9 has it.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Testing

@Suite struct UTF8RepairTests {
    private func repaired(_ bytes: [UInt8]) -> [UInt8]? {
        var event = Event()
        return withLine(bytes) { line in UTF8Repair.repaired(line, in: &event).map { Array($0) } }
    }

    @Test(
        "Valid text is left where it is",
        arguments: ["", "a", "é€😀", "\u{0}\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}"])
    func valid(_ text: String) {
        #expect(repaired(Array(text.utf8)) == nil)
    }

    @Test(
        "3.9, table 3-8: U+FFFD substitution of maximal subparts",
        arguments: [
            (
                [0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41],
                "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}A"
            ),
            (
                [0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41],
                "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}A"
            ),
            (
                [0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42],
                "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}A\u{FFFD}\u{FFFD}B"
            ),
            ([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}A"),
        ] as [([UInt8], String)])
    func table(_ bytes: [UInt8], _ wanted: String) {
        #expect(repaired(bytes) == Array(wanted.utf8))
    }

    @Test("Every sequence of two bytes, and each lead with every third, is repaired as the standard library does")
    func exhaustive() {
        var event = Event()
        var faults: [[UInt8]] = []
        for first in UInt8(0x7F)...0xFF {
            for second in UInt8(0)...0xFF {
                for tail: [UInt8] in [[], [0x41], [0x80], [0x80, 0x80]] {
                    let bytes = [first, second] + tail
                    event.clear(format: .text)
                    let ours = withLine(bytes) { UTF8Repair.repaired($0, in: &event).map { Array($0) } ?? bytes }
                    if ours != Array(String(decoding: bytes, as: UTF8.self).utf8) { faults.append(bytes) }
                }
            }
        }
        #expect(faults.isEmpty)
    }

    @Test("The first invalid byte is found from anywhere")
    func firstInvalid() {
        let bytes: [UInt8] = Array("ab€".utf8) + [0xFF] + Array("c".utf8) + [0x80]
        withLine(bytes) { line in
            #expect(UTF8Repair.firstInvalid(line, from: 0) == 5)
            #expect(UTF8Repair.firstInvalid(line, from: 5) == 5)
            #expect(UTF8Repair.firstInvalid(line, from: 6) == 7)
            #expect(UTF8Repair.firstInvalid(line, from: 8) == nil)
        }
    }
}
