// JSON by the thousand: against Foundation's reader, at every boundary of sixteen bytes, cut off everywhere, mutated.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Foundation
import Testing

@Suite struct JSONPropertyTests {
    @Test("2,000 random documents are flattened as Foundation reads them")
    func againstFoundation() throws {
        var random = SeededGenerator(seed: 1)
        var reader = JSONReader()
        var event = Event()
        var fields = 0
        for _ in 0..<2_000 {
            let document = RandomJSON.object(RandomJSON.members(&random, 0)).written(&random)
            let read = readJSON(Array(document.utf8), &reader, &event)
            let theirs = try JSONDecoder().decode(FoundationJSON.self, from: Data(document.utf8)).flattened()
            #expect(read.isRead && read.problems.isEmpty, "\(document)")
            fields += read.fields.count
            if counts(read.fields) != counts(theirs) { Issue.record("\(document)\n\(read.fields)\n\(theirs)") }
        }
        #expect(fields > 5_000)
    }

    @Test("Every truncation of a document is no document")
    func truncations() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<40 {
            let text = RandomJSON.object(RandomJSON.members(&random, 0)).written(&random)
            let document = Array(text.utf8.reversed().drop { $0 != UInt8(ascii: "}") }.reversed())
            #expect(readJSON(document).isRead)
            for end in 0..<document.count where readJSON(Array(document[..<end])).isRead {
                Issue.record("\(String(decoding: document[..<end], as: UTF8.self)) was taken for a whole document")
            }
        }
    }

    @Test(
        "Strings of 0 to 40 bytes with something special at every place",
        arguments: [
            ("\\n", "\n"), ("\\\"", "\""), ("\\u20ac", "€"), ("é", "é"), ("😀", "😀"), ("\u{1}", "\u{1}"),
            ("\\ud83d\\ude00", "😀"),
        ])
    func boundaries(_ written: String, _ meant: String) {
        var reader = JSONReader()
        var event = Event()
        for length in 0...40 {
            for place in 0...length {
                let before = String(repeating: "a", count: place)
                let after = String(repeating: "b", count: length - place)
                let text = "{\"\(before)\(written)\(after)\":\"\(before)\(written)\(after)\",\"z\":\"\(after)\"}"
                let read = readJSON(Array(text.utf8), &reader, &event)
                let value = before + meant + after
                let isRight = read.isRead && read.fields == [Flat(value, value), Flat("z", after)]
                if !isRight { Issue.record("\(text): \(read.fields)") }
            }
        }
    }

    @Test("A quote is the end of a string wherever it stands, also in the last readable bytes")
    func ends() {
        for length in 0...70 {
            let value = String(repeating: "x", count: length)
            #expect(readJSON("{\"a\":\"\(value)\"}")["a"] == value)
            // Behind the record quotes follow in memory, which are not part of it.
            #expect(!readJSON("{\"a\":\"\(value)").isRead)
            #expect(!readJSON("{\"\(value)").isRead)
            #expect(!readJSON("{\"a\":\"\(value)\\").isRead)
        }
    }

    @Test("Invalid UTF-8 is replaced as the Unicode Standard has it, noted once, and the record read")
    func invalidUTF8() {
        var random = SeededGenerator(seed: 3)
        var noted = 0
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 1...24, using: &random)).map { _ -> UInt8 in
                let leads: [UInt8] = [0x41, 0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF]
                return leads[Int.random(in: 0..<leads.count, using: &random)]
            }
            let read = readJSON(Array("{\"a\":\"".utf8) + bytes + Array("\",\"b\":1}".utf8))
            let wanted = String(decoding: bytes, as: UTF8.self)
            #expect(read.isRead)
            #expect(read["a"].map { Array($0.utf8) } == Array(wanted.utf8), "\(bytes)")
            #expect(read["b"] == "1")
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect(read.codes == (isValid ? [] : [.invalidUTF8]))
            noted += isValid ? 0 : 1
        }
        #expect(noted > 1_000)
    }

    @Test("10,000 mutations: nothing stops, values stay UTF-8, and what Foundation reads we read")
    func mutations() {
        var random = SeededGenerator(seed: 4)
        var reader = JSONReader()
        var event = Event()
        let special = Array("{}[]\",:\\u0e-.tfn \n".utf8) + [0, 0x1F, 0x80, 0xC3, 0xED, 0xF0, 0xFF]
        var taken = 0
        for _ in 0..<10_000 {
            var document = Array(RandomJSON.object(RandomJSON.members(&random, 2)).written(&random).utf8)
            for _ in 0...Int.random(in: 0...2, using: &random) where !document.isEmpty {
                let place = Int.random(in: 0..<document.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: document[place] = UInt8.random(in: 0...255, using: &random)
                case 1: document[place] = special[Int.random(in: 0..<special.count, using: &random)]
                case 2: document.insert(special[Int.random(in: 0..<special.count, using: &random)], at: place)
                default: document.remove(at: place)
                }
            }
            let isRead = checked(document, &reader, &event)
            taken += isRead ? 1 : 0
        }
        #expect(500...9_500 ~= taken, "mutations that are all the same prove little")
    }

    /// Reads one document and holds what must be true of any.
    private func checked(_ document: [UInt8], _ reader: inout JSONReader, _ event: inout Event) -> Bool {
        event.clear(format: .jsonLines)
        return withLine(document) { line in
            let isRead = reader.read(line, into: &event)
            for index in 0..<event.count {
                let field = event.fields[index]
                let isText =
                    String(validating: field.nameBytes, as: UTF8.self) != nil
                    && String(validating: field.valueBytes, as: UTF8.self) != nil
                if !isText { Issue.record("a field that is not UTF-8 in \(document)") }
            }
            let isReasoned = [.jsonSyntax, .jsonNotObject].contains(event.problems.last?.code)
            if !isRead, !document.isEmpty, !isReasoned {
                Issue.record("refused without a reason: \(document)")
            }
            return isRead
        }
    }

    private func counts(_ fields: [Flat]) -> [Flat: Int] {
        fields.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
