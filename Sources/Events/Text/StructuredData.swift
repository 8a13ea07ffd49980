// RFC 5424 6.3: structured data, `[id name="value" ...]...`, with the escapes of 6.3.3.
// SPDX-License-Identifier: EUPL-1.2

enum StructuredData {
    /// Moves past `-` or one or more elements; false if they are not well-formed.
    static func skip(_ reader: inout ByteReader) -> Bool {
        if reader.take(UInt8(ascii: "-")) { return true }
        guard reader.peek() == UInt8(ascii: "[") else { return false }
        while reader.take(UInt8(ascii: "[")) {
            guard name(&reader) != nil else { return false }
            while reader.take(0x20) {
                guard name(&reader) != nil, reader.take("=\""), reader.escapedPart(upTo: UInt8(ascii: "\"")) != nil
                else { return false }
            }
            guard reader.take(UInt8(ascii: "]")) else { return false }
        }
        return true
    }

    /// Adds each parameter of well-formed data as `<SD-ID>.<PARAM-NAME>`, an element without any as an empty `<SD-ID>`.
    static func append(_ data: Bytes, to event: inout Event) {
        var reader = ByteReader(data)
        while reader.take(UInt8(ascii: "[")) {
            guard let id = name(&reader) else { return }
            if reader.peek() == UInt8(ascii: "]") { event.append(name: id, value: id.part(0, 0)) }
            while reader.take(0x20) {
                guard let parameter = name(&reader), reader.take("=\""),
                    let raw = reader.escapedPart(upTo: UInt8(ascii: "\""))
                else { return }
                event.append(
                    name: joined(id, parameter, in: &event),
                    value: Escapes.unescaped(raw, in: &event) {
                        $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "]") ? $0 : nil
                    })
            }
            guard reader.take(UInt8(ascii: "]")) else { return }
        }
    }

    /// SD-NAME: printable characters without space, `=`, `]` and `"`.
    private static func name(_ reader: inout ByteReader) -> Bytes? {
        let start = reader.at
        while true {
            switch reader.peek() {
            case 0...0x20, UInt8(ascii: "="), UInt8(ascii: "]"), UInt8(ascii: "\""):
                return reader.at == start ? nil : reader.bytes.part(start, reader.at)
            default: reader.at += 1
            }
        }
    }

    private static func joined(_ id: Bytes, _ parameter: Bytes, in event: inout Event) -> Bytes {
        let room = event.room(id.count + 1 + parameter.count)
        if let base = id.baseAddress { room.update(from: base, count: id.count) }
        room[id.count] = UInt8(ascii: ".")
        if let base = parameter.baseAddress { (room + id.count + 1).update(from: base, count: parameter.count) }
        return Bytes(start: room, count: id.count + 1 + parameter.count)
    }
}
