// The words and offsets in written times: months, days of the week, zones.
// SPDX-License-Identifier: EUPL-1.2

extension TimeScanner {
    /// The number of the month whose English name or abbreviation stands here.
    mutating func monthName() -> Int? {
        let key = threeLetters(reader)
        let names: StaticString = "janfebmaraprmayjunjulaugsepoctnovdec"
        guard let index = TimeScanner.index(of: key, in: names) else { return nil }
        skipLetters()
        return index + 1
    }

    /// Takes an English day of the week.
    mutating func weekday() -> Bool {
        guard TimeScanner.index(of: threeLetters(reader), in: "montuewedthufrisatsun") != nil else { return false }
        skipLetters()
        return true
    }

    private mutating func skipLetters() {
        while reader.peek().isLetter { reader.at += 1 }
    }

    private func threeLetters(_ reader: ByteReader) -> UInt32 {
        var key: UInt32 = 0
        for offset in 0..<3 {
            guard reader.peek(offset).isLetter else { return 0 }
            key = key << 8 | UInt32(reader.peek(offset) | 0x20)
        }
        return key
    }

    private static func index(of key: UInt32, in names: StaticString) -> Int? {
        guard key != 0 else { return nil }
        let text = names.utf8Start
        for index in 0..<(names.utf8CodeUnitCount / 3) {
            let at = text + index * 3
            if key == UInt32(at[0]) << 16 | UInt32(at[1]) << 8 | UInt32(at[2]) { return index }
        }
        return nil
    }

    /// The zone after a time: `Z`, an offset, GMT, UTC, or another word. With `apart` spaces may stand before it.
    mutating func zone(apart: Bool) -> WrittenTime.Zone {
        let start = reader
        if apart { reader.skipSpaces() }
        if let offset = takeOffset() { return .offset(offset) }
        let from = reader.at
        skipLetters()
        let word = reader.bytes.part(from, reader.at)
        if word.equals("Z") || word.equals("z") { return .offset(0) }
        if word.equals("GMT") || word.equals("UTC") { return .offset(takeOffset() ?? 0) }
        if apart, isZoneWord(word) { return .word }
        reader = start
        return .absent
    }

    /// Whether a word can be the name of a zone: CEST, local, or the first part of Europe/Amsterdam; the rest of that
    /// is taken.
    private mutating func isZoneWord(_ word: Bytes) -> Bool {
        if word.count > 2, reader.peek() == UInt8(ascii: "/") {
            while reader.peek().isWordByte || reader.peek() == UInt8(ascii: "/") { reader.at += 1 }
            return true
        }
        guard 2...5 ~= word.count, !reader.peek().isWordByte else { return false }
        return word.equals("local") || word.allSatisfy { $0 < 0x60 }
    }

    /// `+01:00`, `+0100` or `+01`, in seconds.
    private mutating func takeOffset() -> Int? {
        let start = reader
        let sign = reader.peek()
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        reader.at += 1
        guard let hours = reader.number(2, 2), hours < 24 else {
            reader = start
            return nil
        }
        let beforeColon = reader
        let hasColon = reader.take(UInt8(ascii: ":"))
        let minutes = reader.number(2, 2)
        if minutes == nil, hasColon { reader = beforeColon }
        guard minutes ?? 0 < 60, !reader.peek().isDigit else {
            reader = start
            return nil
        }
        let seconds = hours * 3_600 + (minutes ?? 0) * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// An offset that is all of the text.
    static func offset(_ bytes: Bytes) -> Int? {
        var scanner = TimeScanner(bytes)
        let offset = scanner.takeOffset()
        return scanner.reader.atEnd ? offset : nil
    }
}
