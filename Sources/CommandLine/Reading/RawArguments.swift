// The arguments of the program as the bytes that they are: the name of a file need not be valid UTF-8, and text that
// was repaired names no file.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// The bytes of those arguments that may have been repaired when they became text.
package struct RawArguments: Sendable {
    private struct Argument {
        let text: String
        /// With its zero byte.
        let bytes: [CChar]
    }

    /// In the order of the command line. Two names may look the same when repaired: the first that is asked for is the
    /// first that was given.
    private var arguments: [Argument] = []

    /// - Parameter arguments: the bytes of each argument, without the zero byte.
    package init(_ arguments: [[UInt8]]) {
        for bytes in arguments {
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.unicodeScalars.contains("\u{FFFD}") else { continue }
            self.arguments.append(Argument(text: text, bytes: bytes.map { CChar(bitPattern: $0) } + [0]))
        }
    }

    /// Those with which the program was started.
    package static var ofProgram: RawArguments {
        let all = UnsafeBufferPointer(start: Swift.CommandLine.unsafeArgv, count: Int(Swift.CommandLine.argc))
        return RawArguments(
            all.compactMap { argument in
                argument.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
            })
    }

    /// The bytes, with a zero byte, of the argument that became this text; nil if the text is what was given.
    ///
    /// A record may be named behind the file: `FILE:LINE`, `FILE#RECORD`.
    mutating func take(_ text: String) -> [CChar]? {
        guard !arguments.isEmpty else { return nil }
        if let index = arguments.firstIndex(where: { $0.text == text }) { return arguments.remove(at: index).bytes }
        for argument in arguments where argument.text.hasPrefix(text) {
            let record = argument.text.dropFirst(text.count)
            guard record.wholeMatch(of: #/[:#][0-9]+/#) != nil else { continue }
            return argument.bytes.dropLast(record.utf8.count + 1) + [0]
        }
        return nil
    }
}
