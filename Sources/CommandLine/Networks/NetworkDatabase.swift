// Networks from a MaxMind DB file (.mmdb), through libmaxminddb.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CMaxMindDB
import Foundation
import Sigma

/// An open database. Looking up is safe on several threads at once (libmaxminddb, "Thread Safety").
final class NetworkDatabase: @unchecked Sendable {
    private var database = MMDB_s()
    /// A database that could not be opened has been given back by the library: closing it again would take the memory
    /// of others.
    private var isOpen = false

    init(path: String) throws(Problem) {
        let status = MMDB_open(path, UInt32(MMDB_MODE_MMAP), &database)
        guard status == MMDB_SUCCESS else { throw NetworkDatabase.problem(status, path) }
        isOpen = true
        // libmaxminddb counts the size of the tree in 32 bits; a tree said to be larger than its file would be read
        // beyond the end.
        let treeBytes = UInt64(database.metadata.node_count) * UInt64(database.full_record_byte_size)
        guard treeBytes <= UInt64(database.file_size) else {
            throw NetworkDatabase.problem(MMDB_INVALID_METADATA_ERROR, path)
        }
    }

    private static func problem(_ status: Int32, _ path: String) -> Problem {
        Problem(.networkDatabase, [String(cString: MMDB_strerror(status))], at: Place(file: path))
    }

    deinit {
        if isOpen { MMDB_close(&database) }
    }

    func answer(_ property: FieldName.NetworkProperty, _ address: IPAddress) -> String? {
        var databaseError: Int32 = 0
        var result = lookup(address, &databaseError)
        guard databaseError == MMDB_SUCCESS, result.found_entry else { return nil }
        let paths: [[String]] =
            switch property {
            case .country: [["country", "iso_code"], ["registered_country", "iso_code"], ["country_code"]]
            case .asn: [["autonomous_system_number"], ["traits", "autonomous_system_number"], ["asn"]]
            case .provider:
                [["autonomous_system_organization"], ["traits", "autonomous_system_organization"], ["as_name"]]
            }
        for path in paths {
            if let text = text(&result.entry, path) { return property == .asn ? ASNumber.plain(text) : text }
        }
        return nil
    }

    /// The address as it was read, so that `[2001:db8::1]` and `::ffff:192.0.2.1` are what they are in a CSV file.
    private func lookup(_ address: IPAddress, _ error: inout Int32) -> MMDB_lookup_result_s {
        var storage = sockaddr_storage()
        return withUnsafeMutableBytes(of: &storage) { bytes in
            if address.isV4 {
                var v4 = sockaddr_in()
                v4.sin_family = sa_family_t(AF_INET)
                v4.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.low).bigEndian
                bytes.storeBytes(of: v4, as: sockaddr_in.self)
            } else {
                var v6 = sockaddr_in6()
                v6.sin6_family = sa_family_t(AF_INET6)
                withUnsafeMutableBytes(of: &v6.sin6_addr) {
                    $0.storeBytes(of: address.high.bigEndian, as: UInt64.self)
                    $0.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
                }
                bytes.storeBytes(of: v6, as: sockaddr_in6.self)
            }
            return MMDB_lookup_sockaddr(&database, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &error)
        }
    }

    private func text(_ entry: inout MMDB_entry_s, _ path: [String]) -> String? {
        let names = path.map { strdup($0) }
        defer { for name in names { free(name) } }
        var pointers: [UnsafePointer<CChar>?] = names.map { $0.map { UnsafePointer($0) } } + [nil]
        var data = MMDB_entry_data_s()
        guard MMDB_aget_value(&entry, &data, &pointers) == MMDB_SUCCESS, data.has_data else { return nil }
        switch Int32(data.type) {
        case MMDB_DATA_TYPE_UTF8_STRING:
            let bytes = UnsafeRawBufferPointer(start: data.utf8_string, count: Int(data.data_size))
            return String(decoding: bytes, as: UTF8.self)
        case MMDB_DATA_TYPE_UINT32: return String(data.uint32)
        case MMDB_DATA_TYPE_UINT16: return String(data.uint16)
        case MMDB_DATA_TYPE_UINT64: return String(data.uint64)
        default: return nil
        }
    }
}
