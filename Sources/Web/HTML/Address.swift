// Addresses of our own pages. Made of parts, so that text from outside can only be a value in one.
// SPDX-License-Identifier: EUPL-1.2

/// The address of a page: a path and what is asked of it.
package struct Address: Sendable, Hashable {
    private var path = ""
    private var query: [(name: String, value: String)] = []

    /// - Parameter root: as it stands in the source, beginning with a slash.
    package init(_ root: StaticString) {
        path = "\(root)"
    }

    /// The page below this one with that name.
    package func part(_ name: String) -> Address {
        var longer = self
        longer.path += "/" + Address.encode(name)
        return longer
    }

    /// The same with a parameter; a value that is nil or empty takes it out.
    package func with(_ name: String, _ value: String?) -> Address {
        var other = self
        other.query.removeAll { $0.name == name }
        if let value, !value.isEmpty { other.query.append((name, value)) }
        return other
    }

    package var text: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { "\(Address.encode($0.name))=\(Address.encode($0.value))" }
        return path + "?" + pairs.joined(separator: "&")
    }

    package static func == (a: Address, b: Address) -> Bool { a.text == b.text }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }

    /// RFC 3986, 2.3: all but unreserved characters as their bytes.
    private static func encode(_ text: String) -> String {
        if !text.isEmpty, text.utf8.allSatisfy(isLetterOrDigit) { return text }
        var out: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        // A path of nothing but dots would climb (3.3).
        if out == [0x2E] || out == [0x2E, 0x2E] { return out.map { _ in "%2E" }.joined() }
        return String(decoding: out, as: UTF8.self)
    }
}

/// Of the unreserved characters those that mean nothing by themselves.
private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
}

extension Address {
    /// Where to go back to, as a form or parameter has it: a path of our own pages, else nil.
    package static func own(_ text: String?) -> Address? {
        guard let text, text.utf8.count <= WebLimits.targetBytes, text.hasPrefix("/"), !text.hasPrefix("//"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C })
        else { return nil }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var address = Address("/")
        address.path = String(parts[0])
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&").prefix(WebLimits.parameters) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Parameters.decode(halves[0], plus: true),
                let value = Parameters.decode(halves.count > 1 ? halves[1] : "", plus: true)
            else { return nil }
            address = address.with(name, value)
        }
        return address
    }
}
