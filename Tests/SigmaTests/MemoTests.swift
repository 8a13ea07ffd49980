// What is remembered between events: values, routes, and the numbers of field names.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Sigma
import Testing

@Suite("Memos and field table")
struct MemoTests {
    private static func find(_ memo: borrowing ValueMemo, _ slot: UInt32, _ value: [UInt8], _ hash: UInt64) -> [Int32]?
    {
        let lent = LentBytes(value)
        guard let base = lent.bytes.baseAddress else { return nil }
        return withExtendedLifetime(lent) { memo.find(slot, base, value.count, hash: hash).map { Array($0) } }
    }

    private static func store(
        _ memo: inout ValueMemo, _ slot: UInt32, _ value: [UInt8], _ hash: UInt64, _ atoms: [Int32]
    ) {
        let lent = LentBytes(value)
        if let base = lent.bytes.baseAddress { memo.store(slot, base, value.count, hash: hash, atoms: atoms) }
        withExtendedLifetime(lent) {}
    }

    @Test("a full memo of values empties itself and is right before and after")
    func valuesFill() {
        var memo = ValueMemo()
        let count = ValueMemo.entryCapacity + 20_000
        var remembered = 0
        for number in 0..<count {
            let value = withUnsafeBytes(of: UInt64(number)) { Array($0) }
            let hash = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            Self.store(&memo, UInt32(number % 7), value, hash >> 20, [Int32(number), 1])
        }
        for number in 0..<count {
            let value = withUnsafeBytes(of: UInt64(number)) { Array($0) }
            let hash = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            guard let atoms = Self.find(memo, UInt32(number % 7), value, hash >> 20) else { continue }
            remembered += 1
            if atoms != [Int32(number), 1] { Issue.record("\(number) gave \(atoms)") }
        }
        #expect(remembered > 20_000 && remembered < ValueMemo.entryCapacity)
    }

    @Test("values are compared byte for byte: the same hash, another slot or another length is another value")
    func valuesCollide() {
        var memo = ValueMemo()
        for number in 0..<100 {
            Self.store(&memo, UInt32(number % 3), [UInt8](repeating: 0x61, count: number / 3), 42, [Int32(number)])
        }
        for number in 0..<100 {
            let value = [UInt8](repeating: 0x61, count: number / 3)
            #expect(Self.find(memo, UInt32(number % 3), value, 42) == [Int32(number)])
            #expect(Self.find(memo, 3, value, 42) == nil)
            #expect(Self.find(memo, UInt32(number % 3), value + [0x62], 42) == nil)
        }
    }

    @Test("a memo filled by long values or many atoms empties itself too")
    func valuesBytes() {
        var memo = ValueMemo()
        let atoms = [Int32](0..<1_500)
        for number in 0..<14_000 {
            var value = [UInt8](repeating: 0x61, count: ValueMemo.longestValue)
            value[0] = UInt8(number & 0xFF)
            value[1] = UInt8(number >> 8)
            let found = number % 100 == 0 ? atoms : [Int32(number)]
            Self.store(&memo, 1, value, UInt64(number) &* 0x9E37_79B9, found)
            if number % 97 == 0 { #expect(Self.find(memo, 1, value, UInt64(number) &* 0x9E37_79B9) == found) }
        }
        // More atoms than it ever keeps of one value are not kept, and do no harm.
        Self.store(&memo, 2, [1], 5, [Int32](repeating: 3, count: 1 << 18))
        #expect(Self.find(memo, 2, [1], 5) == nil)
    }

    @Test("a full memo of routes empties itself and never gives another key's plan")
    func routes() {
        var memo = RouteMemo()
        for number in 0..<(RouteMemo.most * 5 / 2) {
            memo.key = Array("key \(number)".utf8)
            let (known, hash) = memo.find()
            #expect(known == nil)
            memo.store(plan: Int32(number), hash: hash)
            let stored = memo.find().plan
            #expect(stored == Int32(number))
        }
        var remembered = 0
        for number in 0..<(RouteMemo.most * 5 / 2) {
            memo.key = Array("key \(number)".utf8)
            guard let plan = memo.find().plan else { continue }
            remembered += 1
            #expect(plan == Int32(number))
        }
        #expect(remembered > 0 && remembered <= RouteMemo.most)
        memo.key = []
        let empty = memo.find().plan
        #expect(empty == nil)
    }

    private static func id(_ table: FieldTable, _ name: String) -> UInt32 {
        let lent = LentBytes(name.utf8, behind: 0x61)
        guard let base = lent.bytes.baseAddress else { return 0 }
        return withExtendedLifetime(lent) { table.look.id(base, name.utf8.count) }
    }

    @Test("names of every length, also prefixes of each other, keep their numbers while the table grows")
    func names() {
        let table = FieldTable()
        var numbers: [String: UInt32] = [:]
        for length in 0..<300 {
            for letter in ["a", "é"] {
                let name = String(repeating: letter, count: length)
                let number = table.add(name)
                if let known = numbers[name] { #expect(known == number) }
                numbers[name] = number
            }
        }
        #expect(Set(numbers.values).count == numbers.count && !numbers.values.contains(0))
        for (name, number) in numbers {
            #expect(Self.id(table, name) == number)
            #expect(table.id(of: name) == number)
        }
        #expect(Self.id(table, String(repeating: "a", count: 300)) == 0)
        #expect(Self.id(table, "b") == 0)
        #expect(Self.id(table, String(repeating: "a", count: 100) + "b") == 0)
    }

    @Test("more names than 16 bits can number, and longer ones, are told apart")
    func manyNames() {
        let table = FieldTable()
        for number in 0..<70_000 { #expect(table.add("f\(number)") == UInt32(number + 1)) }
        let long = String(repeating: "n", count: 70_000)
        let number = table.add(long)
        #expect(Self.id(table, long) == number)
        #expect(Self.id(table, String(long.dropLast())) == 0)
        for number in stride(from: 0, to: 70_000, by: 777) {
            #expect(Self.id(table, "f\(number)") == UInt32(number + 1))
        }
    }
}
