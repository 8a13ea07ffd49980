// Remembers what a value of a field came to: images, users and hosts repeat all day.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Glibc

/// Atoms by (slot, value), for one worker. Bounded: when full it is emptied and begins again.
///
/// Values are compared byte for byte, so an answer is never that of another value.
package struct ValueMemo: ~Copyable {
    /// Longer values are not remembered; they rarely repeat.
    package static let longestValue = 512
    package static let entryCapacity = 1 << 16
    private static let keyCapacity = 6 << 20
    private static let atomCapacity = 1 << 20

    private struct Entry {
        var hash: UInt64 = 0
        var key: UInt32 = 0
        var keyCount: UInt32 = 0
        /// The slot plus 1; 0 marks an empty entry.
        var slot: UInt32 = 0
        var atomStart: UInt32 = 0
        var atomCount: UInt32 = 0
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let keys: UnsafeMutablePointer<UInt8>
    private let atoms: UnsafeMutablePointer<Int32>
    private var entryCount = 0
    private var keyCount = 0
    private var atomCount = 0

    package init() {
        entries = .allocate(capacity: ValueMemo.entryCapacity)
        entries.initialize(repeating: Entry(), count: ValueMemo.entryCapacity)
        keys = .allocate(capacity: ValueMemo.keyCapacity)
        atoms = .allocate(capacity: ValueMemo.atomCapacity)
    }

    deinit {
        entries.deallocate()
        keys.deallocate()
        atoms.deallocate()
    }

    /// The atoms of a value seen before; nil if it was not.
    @inline(__always)
    package func find(
        _ slot: UInt32, _ value: UnsafePointer<UInt8>, _ count: Int, hash: UInt64
    ) -> UnsafeBufferPointer<Int32>? {
        var at = Int(truncatingIfNeeded: hash) & (ValueMemo.entryCapacity - 1)
        while true {
            let entry = entries[at]
            if entry.slot == 0 { return nil }
            if entry.hash == hash, entry.slot == slot &+ 1, Int(entry.keyCount) == count,
                memcmp(keys + Int(entry.key), value, count) == 0
            {
                return UnsafeBufferPointer(start: atoms + Int(entry.atomStart), count: Int(entry.atomCount))
            }
            at = (at &+ 1) & (ValueMemo.entryCapacity - 1)
        }
    }

    package mutating func store(
        _ slot: UInt32, _ value: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, atoms found: [Int32]
    ) {
        guard found.count <= ValueMemo.atomCapacity / 8 else { return }
        if entryCount * 4 >= ValueMemo.entryCapacity * 3 || keyCount + count > ValueMemo.keyCapacity
            || atomCount + found.count > ValueMemo.atomCapacity
        {
            removeAll()
        }
        var at = Int(truncatingIfNeeded: hash) & (ValueMemo.entryCapacity - 1)
        while entries[at].slot != 0 { at = (at &+ 1) & (ValueMemo.entryCapacity - 1) }
        entries[at] = Entry(
            hash: hash, key: UInt32(keyCount), keyCount: UInt32(count), slot: slot &+ 1, atomStart: UInt32(atomCount),
            atomCount: UInt32(found.count))
        (keys + keyCount).update(from: value, count: count)
        keyCount += count
        (atoms + atomCount).update(from: found, count: found.count)
        atomCount += found.count
        entryCount += 1
    }

    private mutating func removeAll() {
        entries.update(repeating: Entry(), count: ValueMemo.entryCapacity)
        entryCount = 0
        keyCount = 0
        atomCount = 0
    }
}
