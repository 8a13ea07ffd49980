// Networks from a MaxMind DB file (.mmdb), through libmaxminddb.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CMaxMindDB
import Foundation
import Sigma

/// An open database. Looking up is safe on several threads at once (libmaxminddb, "Thread Safety").
final class NetworkDatabase: @unchecked Sendable {
    private var database = MMDB_s()

    init(path: String) throws(Problem) {
        let status = MMDB_open(path, UInt32(MMDB_MODE_MMAP), &database)
        guard status == MMDB_SUCCESS else {
            throw Problem(.networkDatabase, [String(cString: MMDB_strerror(status))], at: Place(file: path))
        }
    }

    deinit {
        MMDB_close(&database)
    }

    func answer(_ property: FieldName.NetworkProperty, _ address: String) -> String? {
        var addressError: Int32 = 0
        var databaseError: Int32 = 0
        var result = MMDB_lookup_string(&database, address, &addressError, &databaseError)
        guard addressError == 0, databaseError == MMDB_SUCCESS, result.found_entry else { return nil }
        let paths: [[String]] =
            switch property {
            case .country: [["country", "iso_code"], ["registered_country", "iso_code"], ["country_code"]]
            case .asn: [["autonomous_system_number"], ["traits", "autonomous_system_number"], ["asn"]]
            case .provider:
                [["autonomous_system_organization"], ["traits", "autonomous_system_organization"], ["as_name"]]
            }
        for path in paths {
            if let text = text(&result.entry, path) { return text }
        }
        return nil
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
