// Cuts a stream of syslog over TCP or TLS into messages: octet counting and lines (RFC 6587 section 3.4, RFC 5425
// section 4.3). Senders of both kinds come to the same port, and some change within a connection.
// SPDX-License-Identifier: EUPL-1.2

package import Events
import Glibc

/// The messages of one connection. Owned by it.
///
/// A frame that begins with a number, a space and `<` is counted; anything else ends at LF or NUL. A message that is
/// longer than the limit is cut there, the rest passed over and counted: the connection goes on.
package struct SyslogFrames: ~Copyable {
    private enum State {
        /// Before a frame, or within digits that may be its length.
        case start
        /// Within a counted frame, that many bytes before its end.
        case counted(left: Int)
        case line
    }

    /// More digits are no length of a message.
    private static let digits = 9

    private let limit: Int
    private var state = State.start
    private var message: [UInt8] = []
    /// Bytes beyond the limit, of all messages.
    package private(set) var bytesLeftOut = 0
    /// Messages that were cut at the limit.
    package private(set) var messagesCut = 0
    private var isCut = false

    /// - Parameter limit: the longest message, in bytes.
    package init(limit: Int) {
        self.limit = limit
    }

    /// The bytes of the message that has not come to its end.
    package var pending: Int {
        message.count
    }

    /// Whether a message has begun and not come to its end.
    package var isAmidst: Bool {
        if case .counted = state { return true }
        return !message.isEmpty
    }

    /// Takes what has come, and calls `emit` with each message that is whole.
    package mutating func take(_ bytes: Bytes, emit: (Bytes) -> Void) {
        var at = 0
        while at < bytes.count {
            switch state {
            case .start: at = begin(bytes, at, emit)
            case .counted(let left): at = count(bytes, at, left, emit)
            case .line: at = line(bytes, at, emit)
            }
        }
    }

    /// The end of the connection: what is left is a message too, whole or not.
    ///
    /// - Returns: whether a counted message was not whole.
    package mutating func finish(emit: (Bytes) -> Void) -> Bool {
        var isBroken = false
        if case .counted = state { isBroken = true }
        end(emit)
        return isBroken
    }

    /// Collects the first bytes of a frame until it is known of which kind it is.
    private mutating func begin(_ bytes: Bytes, _ start: Int, _ emit: (Bytes) -> Void) -> Int {
        var at = start
        while at < bytes.count {
            let byte = bytes[at]
            if message.isEmpty, byte == 0x0A || byte == 0x0D || byte == 0x00 || byte == 0x20 {
                // Between frames: the LF that some put behind a counted one, empty lines.
                at += 1
                continue
            }
            if message.last == 0x20 {
                // A length and its space: `<` says that it was one.
                if byte == UInt8(ascii: "<"), let length = length {
                    message.removeAll(keepingCapacity: true)
                    state = .counted(left: length)
                } else {
                    state = .line
                }
                return at
            }
            let isDigit = message.isEmpty ? 0x31...0x39 ~= byte : 0x30...0x39 ~= byte
            guard isDigit && message.count < SyslogFrames.digits || byte == 0x20 && !message.isEmpty else {
                state = .line
                return at
            }
            message.append(byte)
            at += 1
        }
        return at
    }

    private var length: Int? {
        Int(String(decoding: message.dropLast(), as: UTF8.self))
    }

    private mutating func count(_ bytes: Bytes, _ start: Int, _ left: Int, _ emit: (Bytes) -> Void) -> Int {
        let taken = min(left, bytes.count - start)
        // Most messages lie whole in what has come, and need no copy.
        if taken == left, message.isEmpty, left <= limit {
            state = .start
            emitTrimmed(Bytes(rebasing: bytes[start..<(start + left)]), emit)
            return start + left
        }
        append(Bytes(rebasing: bytes[start..<(start + taken)]))
        state = .counted(left: left - taken)
        if left == taken { end(emit) }
        return start + taken
    }

    private mutating func line(_ bytes: Bytes, _ start: Int, _ emit: (Bytes) -> Void) -> Int {
        let at = SyslogFrames.end(of: bytes, from: start)
        if at < bytes.count, message.isEmpty, at - start <= limit {
            state = .start
            emitTrimmed(Bytes(rebasing: bytes[start..<at]), emit)
            return at + 1
        }
        append(Bytes(rebasing: bytes[start..<at]))
        guard at < bytes.count else { return at }
        end(emit)
        return at + 1
    }

    /// Where the line that goes on at `start` ends: at LF or NUL, or with what has come.
    private static func end(of bytes: Bytes, from start: Int) -> Int {
        guard let base = bytes.baseAddress else { return start }
        func first(_ byte: CInt, _ count: Int) -> Int? {
            memchr(base + start, byte, count).map { UnsafeRawPointer($0) - UnsafeRawPointer(base + start) }
        }
        let line = first(0x0A, bytes.count - start) ?? bytes.count - start
        return start + (first(0x00, line) ?? line)
    }

    private func emitTrimmed(_ message: Bytes, _ emit: (Bytes) -> Void) {
        var count = message.count
        while count > 0, message[count - 1] == 0x0D || message[count - 1] == 0x0A { count -= 1 }
        if count > 0 { emit(Bytes(rebasing: message[..<count])) }
    }

    private mutating func append(_ bytes: Bytes) {
        let room = min(bytes.count, limit - message.count)
        message.append(contentsOf: bytes[..<max(room, 0)])
        guard room < bytes.count else { return }
        bytesLeftOut += bytes.count - max(room, 0)
        isCut = true
    }

    private mutating func end(_ emit: (Bytes) -> Void) {
        if isCut { messagesCut += 1 }
        message.withUnsafeBufferPointer { emitTrimmed($0, emit) }
        // The memory of a long message is not kept for the short ones after it.
        message.removeAll(keepingCapacity: message.capacity <= 1 << 16)
        isCut = false
        state = .start
    }
}
