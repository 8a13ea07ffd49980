// What points at one line of the archive, for good: where it lies, and the hash of its bytes.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// The place of a line in the archive. Written `2026-03-19/17/2045`: day, block of that day, position in the block.
public struct ArchivePosition: Sendable, Hashable, Comparable {
    /// The day on which the line was received, in UTC, as days since 1970-01-01.
    public var day: Int32
    /// Blocks of a day are numbered from 0.
    public var block: Int32
    /// Lines of a block are numbered from 0.
    public var position: Int32

    public init(day: Int32, block: Int32, position: Int32) {
        self.day = day
        self.block = block
        self.position = position
    }

    /// Reads what `description` writes; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let day = ArchivePosition.day(String(parts[0])),
            let block = ArchivePosition.number(parts[1]), let position = ArchivePosition.number(parts[2])
        else { return nil }
        self.init(day: day, block: block, position: position)
    }

    public static func < (a: ArchivePosition, b: ArchivePosition) -> Bool {
        (a.day, a.block, a.position) < (b.day, b.block, b.position)
    }

    /// Days since 1970 at a point in time.
    public static func day(of time: Timestamp) -> Int32 {
        Int32(time.nanoseconds.flooredQuotient(by: 86_400_000_000_000).quotient)
    }

    /// Days since 1970 of `2026-03-19`; nil unless it is a date in exactly that form.
    public static func day(_ text: String) -> Int32? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            let year = number(parts[0]), let month = number(parts[1]), let day = number(parts[2]),
            let civil = CivilTime(year: Int(year), month: Int(month), day: Int(day))
        else { return nil }
        return ArchivePosition.day(of: civil.timestamp())
    }

    /// `2026-03-19` for days since 1970.
    public static func text(day: Int32) -> String {
        String(Timestamp(seconds: Int64(day) * 86_400).description.prefix(10))
    }

    private static func number(_ text: some StringProtocol) -> Int32? {
        guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int32(text)
    }
}

extension ArchivePosition: CustomStringConvertible {
    public var description: String {
        "\(ArchivePosition.text(day: day))/\(block)/\(position)"
    }
}

/// A line of the archive with the SHA-256 of its bytes, as hits and evidence refer to it.
public struct EventRef: Sendable, Hashable {
    public var position: ArchivePosition
    /// 32 bytes.
    public var digest: [UInt8]

    public init(position: ArchivePosition, digest: [UInt8]) {
        self.position = position
        self.digest = digest
    }
}
