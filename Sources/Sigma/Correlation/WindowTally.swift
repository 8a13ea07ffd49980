// Counts how many different things the hits of a group have, as the window slides.
// SPDX-License-Identifier: EUPL-1.2

/// Different keys of hits, those in the newest window and those held for hits that come late. Constant time per hit.
struct WindowTally {
    private struct Uses {
        var held: Int32
        var inWindow: Int32
    }

    private var uses: [Int32: Uses] = [:]
    /// Different keys in the newest window.
    private(set) var inWindow = 0

    /// Different keys among all that is held.
    var held: Int {
        uses.count
    }

    mutating func hold(_ key: Int32) {
        uses[key, default: Uses(held: 0, inWindow: 0)].held += 1
    }

    /// A hit that is held comes into the newest window.
    mutating func enter(_ key: Int32) {
        uses[key]?.inWindow += 1
        if uses[key]?.inWindow == 1 { inWindow += 1 }
    }

    mutating func leave(_ key: Int32) {
        uses[key]?.inWindow -= 1
        if uses[key]?.inWindow == 0 { inWindow -= 1 }
    }

    /// A hit that has left the window is forgotten.
    mutating func forget(_ key: Int32) {
        guard let held = uses[key]?.held else { return }
        if held > 1 { uses[key]?.held = held - 1 } else { uses[key] = nil }
    }
}
