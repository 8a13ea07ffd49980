// The columns of a block beside its lines: lengths, sources and times, each as a run of small numbers.
// SPDX-License-Identifier: EUPL-1.2

/// Encodes what is known of the lines of a block. The four columns stand behind each other, so that each compresses
/// as what it is.
enum BlockIndex {
    /// The most bytes that the index of so many lines takes: four numbers each, and how many there are.
    static func limit(lines: Int) -> Int {
        let (bytes, overflow) = (lines &+ 1).multipliedReportingOverflow(by: 40)
        return overflow ? .max : bytes
    }

    static func encode(_ entries: ArraySlice<LineBatch.Entry>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 8 + 8)
        append(UInt64(entries.count), &bytes)
        for entry in entries { append(UInt64(entry.length), &bytes) }
        for entry in entries { append(UInt64(UInt32(bitPattern: entry.source)), &bytes) }
        var last: Int64 = 0
        for entry in entries {
            append(zigzag(entry.received &- last), &bytes)
            last = entry.received
        }
        last = 0
        for entry in entries {
            // 0 says that there is no time; others are one higher. The farthest difference has no room for that.
            guard let time = entry.time else {
                append(0, &bytes)
                continue
            }
            let difference = zigzag(time &- last)
            append(difference == .max ? .max : difference + 1, &bytes)
            last = time
        }
        return bytes
    }

    /// The entries; nil if the bytes are not an index of at most `lines` lines that together have `size` bytes.
    static func decode(_ bytes: [UInt8], lines limit: Int, size: Int) -> [LineBatch.Entry]? {
        var at = 0
        guard let stated = read(bytes, &at), stated <= UInt64(limit) else { return nil }
        var entries = [LineBatch.Entry](
            repeating: LineBatch.Entry(length: 0, source: 0, received: 0, time: nil), count: Int(stated))
        var left = UInt64(size)
        for index in entries.indices {
            guard let length = read(bytes, &at), length <= left else { return nil }
            left -= length
            entries[index].length = Int(length)
        }
        for index in entries.indices {
            guard let source = read(bytes, &at), let number = UInt32(exactly: source) else { return nil }
            entries[index].source = Int32(bitPattern: number)
        }
        var last: Int64 = 0
        for index in entries.indices {
            guard let difference = read(bytes, &at) else { return nil }
            last &+= unzigzag(difference)
            entries[index].received = last
        }
        last = 0
        for index in entries.indices {
            guard let difference = read(bytes, &at) else { return nil }
            if difference == 0 { continue }
            last &+= unzigzag(difference - 1)
            entries[index].time = last
        }
        return left == 0 && at == bytes.count ? entries : nil
    }

    private static func append(_ value: UInt64, _ bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    private static func read(_ bytes: [UInt8], _ at: inout Int) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard at < bytes.count else { return nil }
            let byte = bytes[at]
            at += 1
            if shift == 63, byte > 1 { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: value << 1 ^ value >> 63)
    }

    private static func unzigzag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
