// An array that never changes, as the hot loop wants it: a pointer and a count, without reference counting.
// SPDX-License-Identifier: EUPL-1.2

/// Owned by whoever made it, who calls `free` once. Elements are trivial values.
struct Frozen<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        base = .allocate(capacity: max(elements.count, 1))
        base.initialize(from: elements, count: elements.count)
        count = elements.count
    }

    @inline(__always)
    subscript(index: Int) -> Element {
        assert(index >= 0 && index < count)
        return base[index]
    }

    func free() {
        base.deallocate()
    }
}
