// One thing that went wrong with something from outside: what, where, and through `Words` why and what to do.
// A problem never stops the rest: it is counted, shown once, and the work goes on (docs/security-model.md).
// SPDX-License-Identifier: EUPL-1.2

/// Something in the input that could not be used, or only in part.
///
/// The text stands in `Words/` under `problem.<code>`, so that it reads well in both languages; `arguments`
/// fill its `{0}`, `{1}` ... in order.
public struct Problem: Error, Sendable, Hashable {
    /// The stable name of a kind of problem. Each target lists its own codes in one file as static members.
    public struct Code: Sendable, Hashable {
        public let name: String

        public init(_ name: String) {
            self.name = name
        }
    }

    public let code: Code
    public let arguments: [String]
    public var place: Place?

    public init(_ code: Code, _ arguments: [String] = [], at place: Place? = nil) {
        self.code = code
        self.arguments = arguments
        self.place = place
    }

    /// The same problem with a place, unless it already has one of its own.
    public func at(_ place: Place) -> Problem {
        var copy = self
        copy.place = self.place ?? place
        return copy
    }
}

/// Where in the input something stands: a file (as given by the user, `A.zip!member` for a member of an archive)
/// and in it a line from 1, a column from 1, or the number of a record.
public struct Place: Sendable, Hashable {
    public var file: String
    public var line: Int?
    public var column: Int?
    public var record: UInt64?

    public init(file: String, line: Int? = nil, column: Int? = nil, record: UInt64? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.record = record
    }
}

extension Place: CustomStringConvertible {
    /// `file:line:column`, or `file#record`.
    public var description: String {
        if let record { return "\(file)#\(record)" }
        return [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
    }
}
