// Looks at the write-ahead log that a file of SQLite left, before SQLite does: it takes the commits before the first
// damage and says nothing of those behind it. Format: sqlite.org/fileformat2.html section 4.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// A write-ahead log of which commits would be lost.
enum SavedJournal {
    private static let header = 32
    private static let frameHeader = 24
    /// More copies are not made; that there is damage is known from the first.
    private static let copies = 9
    /// Longer than the write of a frame takes.
    private static let pause = 0.05

    /// Keeps a copy of the log if it is damaged, for SQLite goes on and writes over it.
    ///
    /// - Returns: the names of copies that are there, from now or from before.
    static func keepDamaged(of file: URL) throws -> [String] {
        let log = URL(fileURLWithPath: file.path + "-wal")
        func copy(_ number: Int) -> URL { URL(fileURLWithPath: "\(log.path).damaged-\(number)") }
        var names = (1...copies).map(copy).filter { FileManager.default.fileExists(atPath: $0.path) }
        if let first = damage(in: log) {
            // Another program may be writing just now; what is damaged stays so.
            Thread.sleep(forTimeInterval: pause)
            if first == damage(in: log), names.count < copies {
                let copy = copy(names.count + 1)
                try FileManager.default.copyItem(at: log, to: copy)
                names.append(copy)
            }
        }
        return names.map(\.lastPathComponent)
    }

    private struct Damage: Equatable {
        var offset: Int
        var size: Int
    }

    private static func damage(in log: URL) -> Damage? {
        guard let data = try? Data(contentsOf: log, options: .mappedIfSafe), data.count > header else { return nil }
        return data.withUnsafeBytes { offset($0) }.map { Damage(offset: $0, size: data.count) }
    }

    /// Where the chain of checksums breaks although frames of the same run of the log are there; nil if it does not.
    static func offset(_ log: UnsafeRawBufferPointer) -> Int? {
        let magic = number(log, 0)
        let pageSize = Int(number(log, 8))
        var sum = Sum(isBig: magic & 1 == 1)
        sum.add(log, 0..<24)
        guard magic & ~1 == 0x377F_0682, 512...65_536 ~= pageSize, pageSize & (pageSize - 1) == 0,
            sum.first == number(log, 24), sum.second == number(log, 28)
        else { return log.prefix(header).contains { $0 != 0 } ? 0 : nil }
        let salts = (number(log, 16), number(log, 20))
        var at = header
        var isWhole = true
        var broken = 0
        while at + frameHeader + pageSize <= log.count {
            let found = (number(log, at + 8), number(log, at + 12))
            if isWhole {
                sum.add(log, at..<(at + 8))
                sum.add(log, (at + frameHeader)..<(at + frameHeader + pageSize))
                isWhole = found == salts && sum.first == number(log, at + 16) && sum.second == number(log, at + 20)
                broken = at
            }
            // Frames of an earlier run have neither salt.
            if !isWhole, found.0 == salts.0 || found.1 == salts.1 { return broken }
            at += frameHeader + pageSize
        }
        return nil
    }

    private static func number(_ log: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
        UInt32(bigEndian: log.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }

    /// The checksum of frames, which goes on from one to the next.
    private struct Sum {
        let isBig: Bool
        var first: UInt32 = 0
        var second: UInt32 = 0

        init(isBig: Bool) {
            self.isBig = isBig
        }

        mutating func add(_ log: UnsafeRawBufferPointer, _ range: Range<Int>) {
            var at = range.lowerBound
            while at < range.upperBound {
                let a = log.loadUnaligned(fromByteOffset: at, as: UInt32.self)
                let b = log.loadUnaligned(fromByteOffset: at &+ 4, as: UInt32.self)
                first = first &+ (isBig ? UInt32(bigEndian: a) : UInt32(littleEndian: a)) &+ second
                second = second &+ (isBig ? UInt32(bigEndian: b) : UInt32(littleEndian: b)) &+ first
                at &+= 8
            }
        }
    }
}
