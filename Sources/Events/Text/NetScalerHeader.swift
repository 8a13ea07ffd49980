// The header of a line in ns.log: `03/19/2026:08:12:33 GMT host 0-PPE-0 : default SSLVPN LOGIN 1234 0 : ...`.
// See docs/formats/netscaler.md for the shapes and where they are documented.
// SPDX-License-Identifier: EUPL-1.2

struct NetScalerHeader {
    /// The time as written, its zone included.
    var time: Bytes
    var written: WrittenTime
    var host: Bytes?
    var ppe: Bytes
    var partition: Bytes?
    var module: Bytes
    var event: Bytes
    var recordNumber: Bytes
    var message: Bytes

    static func parse(_ line: Bytes) -> NetScalerHeader? {
        guard let start = timeStart(line) else { return nil }
        var scanner = TimeScanner(line)
        scanner.reader.at = start
        let isYearFirst = scanner.reader.digitRun() == 4
        guard var written = isYearFirst ? scanner.yearFirst(zone: .nowhere) : scanner.slashes(zone: .nowhere) else {
            return nil
        }
        var reader = scanner.reader
        let timeEnd = reader.at
        guard let front = Words(&reader) else { return nil }
        var place = (zone: Bytes?.none, host: Bytes?.none)
        switch front.count {
        case 1: break
        case 2 where isUniversal(front.first): place.zone = front.first
        case 2: place.host = front.first
        case 3: place = (front.first, front.second)
        default: return nil
        }
        if let word = place.zone { written.zone = isUniversal(word) ? .offset(0) : .word }
        guard let names = Words(&reader), let number = names.number, 2...3 ~= names.count else { return nil }
        let zoneEnd = place.zone.map { end(of: $0, in: line) } ?? timeEnd
        return NetScalerHeader(
            time: line.part(start, zoneEnd), written: written, host: place.host, ppe: front.last,
            partition: names.count == 3 ? names.first : nil, module: names.count == 3 ? names.second : names.first,
            event: names.last, recordNumber: number, message: reader.rest.trimmed)
    }

    /// Where the time stands: within the first 256 bytes, `nn/nn/nnnn:nn:` or `nnnn/nn/nn:nn:`.
    private static func timeStart(_ line: Bytes) -> Int? {
        var reader = ByteReader(line)
        let slash = UInt8(ascii: "/")
        var from = 0
        while let first = line.position(of: slash, from: from), first < 256 + 4 {
            from = first + 1
            var run = 0
            while run < 5, first - run > 0, line[first - run - 1].isDigit { run += 1 }
            reader.at = first - run
            guard reader.at < 256, run == 2 || run == 4, reader.peek(run + 3) == slash else { continue }
            if reader.peek(10) == UInt8(ascii: ":"), reader.peek(13) == UInt8(ascii: ":") { return reader.at }
        }
        return nil
    }

    private static func isUniversal(_ word: Bytes) -> Bool {
        word.equals("GMT") || word.equals("UTC")
    }

    private static func end(of part: Bytes, in line: Bytes) -> Int {
        guard let start = part.baseAddress, let line = line.baseAddress else { return 0 }
        return start - line + part.count
    }

    /// The words up to a colon that stands alone: at most three names, then numbers.
    private struct Words {
        var count = 0
        var first = Bytes(start: nil, count: 0)
        var second = Bytes(start: nil, count: 0)
        var last = Bytes(start: nil, count: 0)
        /// The first of the numbers at the end.
        var number: Bytes?

        init?(_ reader: inout ByteReader) {
            for _ in 0..<7 {
                reader.skipSpaces()
                let word = reader.word()
                if word.isEmpty { return nil }
                if word.equals(":") {
                    if count == 0 { return nil }
                    return
                }
                if count > 0, word.allSatisfy(\.isDigit) {
                    if number == nil { number = word }
                } else if number != nil || count == 3 {
                    return nil
                } else {
                    count += 1
                    if count == 1 { first = word }
                    if count == 2 { second = word }
                    last = word
                }
            }
            return nil
        }
    }
}
