// The hash over the columns of a row, by which damage on disk is seen when the row is read. SQLite checks its journal,
// not its pages.
// SPDX-License-Identifier: EUPL-1.2

import Crypto
import Foundation
import GRDB

/// SHA-256 over values, each with its kind and length, so that no two rows give the same bytes.
struct RowDigest {
    private var hash = SHA256()
    /// What was not hashed yet: columns are short, and hashing each by itself costs more than all together.
    private var bytes: [UInt8] = []

    /// - Parameter table: rows of two tables never have the same digest.
    init(_ table: String) {
        bytes.reserveCapacity(512)
        add(table)
    }

    mutating func add(_ value: Int64?) {
        guard let value else { return start(0, 0) }
        start(1, UInt64(bitPattern: value))
    }

    mutating func add(_ value: some BinaryInteger) {
        add(Optional(Int64(truncatingIfNeeded: value)))
    }

    mutating func add(_ text: String?) {
        guard let text else { return start(0, 0) }
        start(2, UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        start(3, UInt64(bytes.count))
        if bytes.count < 1_024 { return self.bytes.append(contentsOf: bytes) }
        flush()
        hash.update(bufferPointer: bytes)
    }

    mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }

    private mutating func start(_ kind: UInt8, _ value: UInt64) {
        bytes.append(kind)
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func flush() {
        hash.update(data: bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    var value: Data {
        var whole = self
        whole.flush()
        return Data(whole.hash.finalize())
    }
}

extension Row {
    /// A number; nil if there is none, or something else. Reading a row that is damaged must not trap.
    func number<Value: FixedWidthInteger & DatabaseValueConvertible>(_ column: Int) -> Value? {
        guard column < count else { return nil }
        let value: DatabaseValue = self[column]
        return Value.fromDatabaseValue(value)
    }

    /// A text; nil if there is none, or something else.
    func text(_ column: Int) -> String? {
        guard column < count else { return nil }
        let value: DatabaseValue = self[column]
        guard case .string(let text) = value.storage else { return nil }
        return text
    }

    /// A blob; nil if there is none, or something else.
    func blob(_ column: Int) -> Data? {
        guard column < count else { return nil }
        let value: DatabaseValue = self[column]
        guard case .blob(let data) = value.storage else { return nil }
        return data
    }

    /// The bytes of a blob without a copy; empty for null.
    func withUnsafeBytes<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let result = try? withUnsafeData(atIndex: column) { data in
            data.map { data in data.withUnsafeBytes(body) }
        }
        return (result ?? nil) ?? body(UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
