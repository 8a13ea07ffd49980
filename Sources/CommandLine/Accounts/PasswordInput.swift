// A password as someone gives it: typed on a terminal that does not show it, or one line of standard input. Never as an
// argument, which other accounts of the machine can read.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation

/// Reads a new password.
package struct PasswordInput {
    /// A line that is longer is cut here; a password of that length is refused anyway.
    private static let lineBytes = 1 << 16

    private let descriptor: Int32
    private let words: Words
    private let say: (String) -> Void

    /// - Parameter say: shows a text without ending its line.
    package init(descriptor: Int32 = 0, words: Words, say: @escaping (String) -> Void) {
        self.descriptor = descriptor
        self.words = words
        self.say = say
    }

    /// What was typed: on a terminal twice the same, from a file or pipe one line.
    ///
    /// - Throws: `Problem` if there is none or the two differ; `EarlyEnd` for Control-C.
    package func read(for name: String) throws -> String {
        guard isatty(descriptor) == 1 else { return try line() }
        Interrupts.install()
        let first = try typed(words("accounts.password", name))
        guard try typed(words("accounts.password_again")) == first else { throw Problem(.passwordsDiffer) }
        return first
    }

    /// A line that the terminal does not show.
    private func typed(_ prompt: String) throws -> String {
        var before = termios()
        guard tcgetattr(descriptor, &before) == 0 else { throw Problem(.passwordMissing) }
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO)
        hidden.c_lflag |= tcflag_t(ECHONL)
        // What was typed ahead could have been seen.
        guard tcsetattr(descriptor, TCSAFLUSH, &hidden) == 0 else { throw Problem(.passwordMissing) }
        defer { tcsetattr(descriptor, TCSAFLUSH, &before) }
        say(prompt)
        return try line()
    }

    /// The bytes before the end of the line, without what another system puts there.
    private func line() throws -> String {
        var bytes: [UInt8] = []
        while bytes.count < PasswordInput.lineBytes {
            var byte: UInt8 = 0
            let count = Foundation.read(descriptor, &byte, 1)
            if count < 0, errno == EINTR {
                if Interrupts.isRequested { throw EarlyEnd.interrupted }
                continue
            }
            guard count == 1 else { break }
            if byte == UInt8(ascii: "\n") { break }
            bytes.append(byte)
        }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw Problem(.passwordMissing) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem(.passwordNotText) }
        return text
    }
}
