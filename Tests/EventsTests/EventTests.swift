// The event of the hot plane: it grows, is emptied, keeps what it is given, and never holds more than the limit.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct EventTests {
    @Test("A new event is empty")
    func empty() {
        let event = Event()
        #expect(event.count == 0)
        #expect(event.time == nil)
        #expect(event.problems.isEmpty)
        #expect(event.first("a") == nil)
        #expect(event.text("a") == nil)
    }

    @Test("Fields stay what they are while the event grows")
    func growth() {
        var event = Event()
        for number in 0..<5_000 {
            let (name, value) = (event.keep("name\(number)"), event.keep("value \(number)"))
            event.append(name: name, value: value)
        }
        #expect(event.count == 5_000)
        var wrong = 0
        for number in 0..<5_000 {
            let field = event.fields[number]
            let isRight =
                field.nameBytes.elementsEqual("name\(number)".utf8)
                && field.valueBytes.elementsEqual("value \(number)".utf8)
            wrong += isRight ? 0 : 1
        }
        #expect(wrong == 0)
    }

    @Test("Clearing forgets fields, time and problems; the event serves the next record")
    func clearing() {
        var event = Event()
        for _ in 0..<3 {
            let value = event.keep(String(repeating: "x", count: 200_000))
            event.append("a", value: value, kind: .number, isElement: true)
            event.time = Timestamp(seconds: 1)
            event.problems.append(Problem(.invalidUTF8))
            #expect(event.text("a")?.utf8.count == 200_000)
            event.clear(format: .cef)
            #expect(event.count == 0 && event.time == nil && event.problems.isEmpty)
            #expect(event.format == .cef)
            #expect(event.first("a") == nil)
        }
        let value = event.keep("next")
        event.append("b", value: value)
        #expect(event.text("b") == "next")
        #expect(event.fields[0].kind == .string && !event.fields[0].isElement)
    }

    @Test("Over Limits.fieldsPerEvent fields are left out and the event says so once")
    func limit() {
        var event = Event()
        let value = event.keep("v")
        for _ in 0..<(Limits.fieldsPerEvent + 10) { event.append("n", value: value) }
        event.problems.append(Problem(.invalidUTF8))
        event.append("n", value: value)
        #expect(event.count == Limits.fieldsPerEvent)
        #expect(event.problems.map(\.code) == [.tooManyFields, .invalidUTF8])
    }

    @Test("Sixteen bytes behind what is kept can be read and written without touching the next")
    func spareBytes() {
        var event = Event()
        var kept: [(Bytes, UInt8)] = []
        for number in 0..<2_000 {
            let byte = UInt8(truncatingIfNeeded: number)
            let room = event.room(number % 70)
            for index in 0..<(number % 70 + 16) { room[index] = 0 }
            for index in 0..<(number % 70) { room[index] = byte }
            kept.append((Bytes(start: room, count: number % 70), byte))
        }
        #expect(kept.allSatisfy { bytes, byte in bytes.allSatisfy { $0 == byte } })
    }

    @Test("What was not needed of the last room is used again")
    func givingBack() {
        var event = Event()
        let first = event.room(1_000)
        event.giveBack(1_000)
        #expect(event.room(10) == first)
        let large = event.room(1 << 20)
        for index in 0..<(1 << 20) { large[index] = 1 }
        event.giveBack((1 << 20) - 5)
        #expect(event.room(3) == large + 5)
    }

    @Test("Empty names and values have an address that can be read")
    func emptyBytes() {
        var event = Event()
        event.append(name: Bytes(start: nil, count: 0), value: Bytes(start: nil, count: 0), kind: .null)
        #expect(event.fields[0].nameCount == 0 && event.fields[0].valueCount == 0)
        #expect((0..<16).allSatisfy { event.fields[0].value[$0] == 0 })
        #expect(event.keep("").count == 0)
        #expect(event.keep(Bytes(start: nil, count: 0)).count == 0)
    }

    @Test("The text of a field is that of the first of its name; null has none")
    func text() {
        var event = Event()
        let (one, two) = (event.keep("1"), event.keep("2"))
        event.append("a", value: one, kind: .number)
        event.append("a", value: two, kind: .number)
        event.append("b", value: Bytes(start: nil, count: 0), kind: .null)
        event.append("c", value: Bytes(start: nil, count: 0))
        #expect(event.text("a") == "1")
        #expect(event.text("b") == nil && event.first("b") != nil)
        #expect(event.text("c") == "")
        #expect(event.text("A") == nil)
    }
}
