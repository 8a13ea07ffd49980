// The hits of one group in order of time, in short pieces, so that a hit costs the same wherever it lands.
// SPDX-License-Identifier: EUPL-1.2

/// Hits sorted by time; those of the same time in the order in which they came.
struct HitList {
    /// A place in the list. Stays good while hits are added behind it; an insertion before it moves what it means.
    struct Position: Comparable {
        var piece: Int
        var offset: Int

        static func < (a: Position, b: Position) -> Bool {
            (a.piece, a.offset) < (b.piece, b.offset)
        }
    }

    /// The most hits in a piece: inserting moves at most 20 kB.
    static let pieceSize = 512

    /// Full or split pieces, none empty. Most groups are small and have none.
    private var older: [[HeldHit]] = []
    private var newest: [HeldHit] = []
    private(set) var count = 0

    var start: Position {
        Position(piece: 0, offset: 0)
    }

    var end: Position {
        Position(piece: older.count, offset: newest.count)
    }

    var last: HeldHit? {
        newest.last
    }

    subscript(position: Position) -> HeldHit {
        position.piece < older.count ? older[position.piece][position.offset] : newest[position.offset]
    }

    func after(_ position: Position) -> Position {
        let next = Position(piece: position.piece, offset: position.offset + 1)
        guard next.piece < older.count, next.offset == older[next.piece].count else { return next }
        return Position(piece: next.piece + 1, offset: 0)
    }

    /// The number of hits from one position up to another that is not before it.
    func distance(_ from: Position, _ to: Position) -> Int {
        guard from.piece < to.piece else { return to.offset - from.offset }
        return (from.piece..<to.piece).reduce(to.offset - from.offset) { $0 + older[$1].count }
    }

    /// That many hits before a position, oldest first.
    func last(_ count: Int, before end: Position) -> [HeldHit] {
        var hits: [HeldHit] = []
        hits.reserveCapacity(count)
        var position = end
        while hits.count < count {
            if position.offset == 0 {
                guard position.piece > 0 else { break }
                position = Position(piece: position.piece - 1, offset: older[position.piece - 1].count)
            }
            position.offset -= 1
            hits.append(self[position])
        }
        return hits.reversed()
    }

    /// The first hit at that time or later.
    func position(from time: Int64) -> Position {
        position { $0.time >= time }
    }

    /// The first hit later than that.
    func position(after time: Int64) -> Position {
        position { $0.time > time }
    }

    private func position(where isBehind: (HeldHit) -> Bool) -> Position {
        let piece = HitList.partition(older.count) { piece in older[piece].last.map(isBehind) ?? false }
        let hits = piece < older.count ? older[piece] : newest
        return Position(piece: piece, offset: HitList.partition(hits.count) { isBehind(hits[$0]) })
    }

    /// Adds a hit that is not earlier than the last.
    mutating func append(_ hit: HeldHit) {
        if newest.count == HitList.pieceSize {
            older.append(newest)
            newest = []
        }
        newest.append(hit)
        count += 1
    }

    /// Adds a hit that is earlier than the last, behind others of its time, and tells where it is.
    mutating func insert(_ hit: HeldHit) -> Position {
        let position = position(after: hit.time)
        count += 1
        guard position.piece < older.count else {
            newest.insert(hit, at: position.offset)
            if newest.count > HitList.pieceSize {
                older.append(Array(newest[..<(newest.count / 2)]))
                newest.removeFirst(newest.count / 2)
            }
            return self.position(of: position)
        }
        older[position.piece].insert(hit, at: position.offset)
        if older[position.piece].count > HitList.pieceSize {
            let piece = older[position.piece]
            older[position.piece] = Array(piece[..<(piece.count / 2)])
            older.insert(Array(piece[(piece.count / 2)...]), at: position.piece + 1)
        }
        return self.position(of: position)
    }

    /// Where a position of a piece is after the piece was split.
    private func position(of position: Position) -> Position {
        guard position.piece < older.count, position.offset >= older[position.piece].count else { return position }
        return Position(piece: position.piece + 1, offset: position.offset - older[position.piece].count)
    }

    /// Removes that many hits, the oldest first, and hands each over.
    mutating func removeFirst(_ count: Int, _ removed: (HeldHit) -> Void) {
        var left = min(count, self.count)
        self.count -= left
        var pieces = 0
        while pieces < older.count, older[pieces].count <= left {
            older[pieces].forEach(removed)
            left -= older[pieces].count
            pieces += 1
        }
        older.removeFirst(pieces)
        if left == 0 { return }
        if older.isEmpty {
            newest[..<left].forEach(removed)
            newest = Array(newest[left...])
        } else {
            older[0][..<left].forEach(removed)
            older[0].removeFirst(left)
        }
    }

    /// The first of `count` numbers for which the predicate holds, where it holds for all behind that one.
    private static func partition(_ count: Int, _ holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
