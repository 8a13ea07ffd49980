// Turns field names into small numbers: one look-up per field of every event.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Glibc

/// The names of fields that any rule or routing asks for, numbered from 1. 0 is a name that nobody asks for.
package final class FieldTable: @unchecked Sendable {
    private struct Slot {
        var hash: UInt32 = 0
        var id: UInt32 = 0
        var count: UInt32 = 0
        var offset: UInt32 = 0
    }

    private(set) var names: [String] = [""]
    private var ids: [String: UInt32] = [:]
    private var slots: UnsafeMutablePointer<Slot>
    private var mask = 63
    private var pool: UnsafeMutablePointer<UInt8>
    private var poolCount = 0
    private var poolCapacity = 1 << 12

    package init() {
        slots = .allocate(capacity: 64)
        slots.initialize(repeating: Slot(), count: 64)
        pool = .allocate(capacity: poolCapacity)
    }

    deinit {
        slots.deallocate()
        pool.deallocate()
    }

    /// The number of a name, given to it if it is new. Only while the engine is built.
    package func add(_ name: String) -> UInt32 {
        if let known = ids[name] { return known }
        let bytes = Array(name.utf8)
        let id = UInt32(names.count)
        names.append(name)
        ids[name] = id
        if (names.count + 1) * 4 > mask { grow() }
        place(bytes, id)
        return id
    }

    package func id(of name: String) -> UInt32? {
        ids[name]
    }

    /// What the hot loop uses: plain pointers, valid while the table lives and nothing is added.
    package var look: Look { Look(slots: UnsafeRawPointer(slots), mask: mask, pool: UnsafePointer(pool)) }

    package struct Look {
        fileprivate let slots: UnsafeRawPointer
        fileprivate let mask: Int
        fileprivate let pool: UnsafePointer<UInt8>

        @inline(__always)
        package func id(_ name: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
            let table = slots.assumingMemoryBound(to: Slot.self)
            let hash = UInt32(truncatingIfNeeded: ByteHash.hash(name, count))
            var at = Int(hash) & mask
            while true {
                let slot = table[at]
                if slot.id == 0 { return 0 }
                if slot.hash == hash, Int(slot.count) == count, memcmp(pool + Int(slot.offset), name, count) == 0 {
                    return slot.id
                }
                at = (at &+ 1) & mask
            }
        }
    }

    private func place(_ bytes: [UInt8], _ id: UInt32) {
        while poolCount + bytes.count + 16 > poolCapacity {
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: poolCapacity * 2)
            larger.update(from: pool, count: poolCount)
            pool.deallocate()
            pool = larger
            poolCapacity *= 2
        }
        (pool + poolCount).update(from: bytes, count: bytes.count)
        insert(
            Slot(hash: hash(bytes), id: id, count: UInt32(truncatingIfNeeded: bytes.count), offset: UInt32(poolCount)))
        poolCount += bytes.count
    }

    private func hash(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return UInt32(truncatingIfNeeded: ByteHash.hash(pool, 0)) }
            return UInt32(truncatingIfNeeded: ByteHash.hash(base, buffer.count))
        }
    }

    private func insert(_ slot: Slot) {
        var at = Int(slot.hash) & mask
        while slots[at].id != 0 { at = (at + 1) & mask }
        slots[at] = slot
    }

    private func grow() {
        let old = UnsafeBufferPointer(start: slots, count: mask + 1)
        let capacity = (mask + 1) * 4
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot(), count: capacity)
        mask = capacity - 1
        for slot in old where slot.id != 0 { insert(slot) }
        old.deallocate()
    }
}
