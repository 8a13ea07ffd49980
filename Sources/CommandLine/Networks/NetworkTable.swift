// Networks from a CSV file: `network,country,asn,provider`, the longest prefix that holds an address wins.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
package import Sigma

/// What is known of networks, from lines such as `192.0.2.0/24,NL,64496,Voorbeeldnet`. A first line with the names of
/// the columns (`network,asn,provider,country`) gives them another order; remarks may stand before it.
package struct NetworkTable: Sendable {
    /// The most networks that are read from one file.
    package static let most = 2_000_000
    /// The most characters of a bad line that its problem shows.
    private static let shown = 60

    package struct Properties: Sendable, Equatable {
        package var country: String
        package var asn: String
        package var provider: String
    }

    private struct Prefix: Hashable {
        let high: UInt64
        let low: UInt64
    }

    /// By family and number of bits: the networks with exactly that many bits.
    private var v4: [Int: [Prefix: Properties]] = [:]
    private var v6: [Int: [Prefix: Properties]] = [:]
    private var v4Bits: [Int] = []
    private var v6Bits: [Int] = []
    private(set) package var problems = ProblemTally()

    package init(csv bytes: [UInt8], file: String, most: Int = NetworkTable.most) {
        var count = 0
        var columns: [String]?
        // A byte order mark is no part of the first cell (Unicode 23.8).
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            if text.isEmpty || text.hasPrefix("#") { continue }
            let place = Place(file: file, line: index + 1)
            let cells = NetworkTable.cells(text)
            if columns == nil {
                let names = cells.map { $0.lowercased() }
                columns = names.contains("network") ? names : ["network", "country", "asn", "provider"]
                if names.contains("network") { continue }
            }
            func cell(_ name: String) -> String {
                columns?.firstIndex(of: name).flatMap { $0 < cells.count ? cells[$0] : nil } ?? ""
            }
            guard let range = NetworkTable.range(cell("network")), cells.count >= 2 else {
                problems.add(Problem(.networkLine, [String(text.prefix(NetworkTable.shown))], at: place), source: file)
                continue
            }
            guard count < most else {
                problems.add(Problem(.networkTooMany, ["\(most)"], at: place), source: file)
                break
            }
            count += 1
            let properties = Properties(
                country: cell("country"), asn: ASNumber.plain(cell("asn")), provider: cell("provider"))
            let prefix = NetworkTable.prefix(range.address, range.bits)
            if range.address.isV4 {
                v4[range.bits, default: [:]][prefix] = properties
            } else {
                v6[range.bits, default: [:]][prefix] = properties
            }
        }
        v4Bits = v4.keys.sorted(by: >)
        v6Bits = v6.keys.sorted(by: >)
    }

    package func properties(of address: IPAddress) -> Properties? {
        let table = address.isV4 ? v4 : v6
        for bits in address.isV4 ? v4Bits : v6Bits {
            if let found = table[bits]?[NetworkTable.prefix(address, bits)] { return found }
        }
        return nil
    }

    package func answer(_ property: FieldName.NetworkProperty, _ address: IPAddress) -> String? {
        guard let properties = properties(of: address) else { return nil }
        let text =
            switch property {
            case .country: properties.country
            case .asn: properties.asn
            case .provider: properties.provider
            }
        return text.isEmpty ? nil : text
    }

    /// A zero byte ends a text of C: what stands behind it would go unseen.
    private static func range(_ text: String) -> NetworkRange? {
        text.utf8.contains(0) ? nil : NetworkRange(text)
    }

    private static func prefix(_ address: IPAddress, _ bits: Int) -> Prefix {
        if address.isV4 { return Prefix(high: 0, low: bits == 0 ? 0 : address.low >> UInt64(32 - bits)) }
        if bits == 0 { return Prefix(high: 0, low: 0) }
        if bits <= 64 { return Prefix(high: address.high >> UInt64(64 - bits), low: 0) }
        return Prefix(high: address.high, low: address.low >> UInt64(128 - bits))
    }

    /// RFC 4180 section 2: cells in quotes may hold commas, and a quote in them is written twice. By code points: a
    /// comma with a combining mark behind it is still a comma.
    private static func cells(_ line: String) -> [String] {
        var cells: [String.UnicodeScalarView] = [String.UnicodeScalarView()]
        var isQuoted = false
        var isBehindQuote = false
        for scalar in line.unicodeScalars {
            switch scalar {
            case "\"":
                if isBehindQuote { cells[cells.count - 1].append(scalar) }
                isBehindQuote = isQuoted
                isQuoted.toggle()
                continue
            case "," where !isQuoted: cells.append(String.UnicodeScalarView())
            default: cells[cells.count - 1].append(scalar)
            }
            isBehindQuote = false
        }
        return cells.map { String($0).trimmingCharacters(in: .whitespaces) }
    }
}
