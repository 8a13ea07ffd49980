// Networks from a CSV file: `network,country,asn,provider`, the longest prefix that holds an address wins.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Sigma

/// What is known of networks, from lines such as `192.0.2.0/24,NL,64496,Voorbeeldnet`. A first line with the names of
/// the columns (`network,asn,provider,country`) gives them another order.
struct NetworkTable: Sendable {
    /// The most networks that are read from one file.
    static let most = 2_000_000

    struct Properties: Sendable {
        var country: String
        var asn: String
        var provider: String
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
    private(set) var problems: [Problem] = []

    init(csv bytes: [UInt8], file: String) {
        var count = 0
        var columns = ["network", "country", "asn", "provider"]
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            if text.isEmpty || text.hasPrefix("#") { continue }
            let cells = NetworkTable.cells(text)
            if number == 0, cells.contains(where: { $0.lowercased() == "network" }) {
                columns = cells.map { $0.lowercased() }
                continue
            }
            func cell(_ name: String) -> String {
                columns.firstIndex(of: name).flatMap { $0 < cells.count ? cells[$0] : nil } ?? ""
            }
            guard let range = NetworkRange(cell("network")), cells.count >= 2 else {
                problems.append(Problem(.networkLine, [cells[0]], at: Place(file: file, line: number + 1)))
                continue
            }
            guard count < NetworkTable.most else {
                problems.append(
                    Problem(.networkTooMany, ["\(NetworkTable.most)"], at: Place(file: file, line: number + 1)))
                break
            }
            count += 1
            let properties = Properties(
                country: cell("country"), asn: NetworkTable.number(cell("asn")), provider: cell("provider"))
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

    func properties(of address: IPAddress) -> Properties? {
        let table = address.isV4 ? v4 : v6
        for bits in address.isV4 ? v4Bits : v6Bits {
            if let found = table[bits]?[NetworkTable.prefix(address, bits)] { return found }
        }
        return nil
    }

    func answer(_ property: FieldName.NetworkProperty, _ address: IPAddress) -> String? {
        guard let properties = properties(of: address) else { return nil }
        let text =
            switch property {
            case .country: properties.country
            case .asn: properties.asn
            case .provider: properties.provider
            }
        return text.isEmpty ? nil : text
    }

    private static func prefix(_ address: IPAddress, _ bits: Int) -> Prefix {
        if address.isV4 { return Prefix(high: 0, low: bits == 0 ? 0 : address.low >> UInt64(32 - bits)) }
        if bits == 0 { return Prefix(high: 0, low: 0) }
        if bits <= 64 { return Prefix(high: address.high >> UInt64(64 - bits), low: 0) }
        return Prefix(high: address.high, low: address.low >> UInt64(128 - bits))
    }

    /// `AS64496` and `64496` are the same number.
    private static func number(_ text: String) -> String {
        text.uppercased().hasPrefix("AS") ? String(text.dropFirst(2)) : text
    }

    /// RFC 4180: cells in quotes may hold commas.
    private static func cells(_ line: String) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
