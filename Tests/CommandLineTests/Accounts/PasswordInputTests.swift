// A password that is typed is not shown, and one that cannot be read is refused.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Foundation
import Synchronization
import Testing

@Suite struct PasswordInputTests {
    /// Reads from a pipe that holds these bytes.
    private func read(_ bytes: [UInt8]) throws -> String {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
        try pipe.fileHandleForWriting.close()
        let input = PasswordInput(
            descriptor: pipe.fileHandleForReading.fileDescriptor, words: Fixture.english
        ) { Issue.record("asked in a pipe: \($0)") }
        return try withExtendedLifetime(pipe) { try input.read(for: "anna") }
    }

    private func code(_ body: () throws -> String) -> String? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? Problem)?.code.name ?? "\(error)" }
    }

    @Test("From a pipe it is the first line, without its end and otherwise byte for byte")
    func line() throws {
        for (bytes, text) in [
            ("abc\n", "abc"), ("abc", "abc"), ("abc\r\n", "abc"), ("abc\ndef\n", "abc"), (" a b \n", " a b "),
            ("dijk é 🌊\n", "dijk é 🌊"), ("a\rb\n", "a\rb"), ("\t\n", "\t"),
        ] {
            #expect(try read(Array(bytes.utf8)) == text)
        }
    }

    @Test("Nothing, or what is no text, is no password")
    func refused() {
        for text in ["", "\n", "\r\n", "\nabc\n"] {
            #expect(code { try read(Array(text.utf8)) } == "accounts.password_missing", "\(Array(text.utf8))")
        }
        for bytes in [[0xFF], [0xC3], [0x61, 0xED, 0xA0, 0x80]] as [[UInt8]] {
            #expect(code { try read(bytes + [0x0A]) } == "accounts.password_text")
        }
    }

    @Test("A line without end takes no more memory than the limit")
    func long() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "line-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(repeating: 0x61, count: 1 << 20).write(to: file)
        let handle = try FileHandle(forReadingFrom: file)
        let input = PasswordInput(descriptor: handle.fileDescriptor, words: Fixture.english) { _ in }
        #expect(try input.read(for: "anna").utf8.count == 1 << 16)
    }

    /// Types lines at a terminal, each when it is asked for. Gives back what came, and whether all was hidden.
    private func typed(_ lines: [String]) throws -> (result: Result<String, any Error>, asked: [String], hidden: Bool) {
        let terminal = try Terminal(columns: 80)
        let asked = Mutex<[String]>([])
        let hidden = Mutex(true)
        let input = PasswordInput(descriptor: terminal.descriptor, words: Fixture.english) { prompt in
            var settings = termios()
            tcgetattr(terminal.descriptor, &settings)
            if settings.c_lflag & tcflag_t(ECHO) != 0 { hidden.withLock { $0 = false } }
            let number = asked.withLock { asked in
                asked.append(prompt)
                return asked.count - 1
            }
            if number < lines.count { terminal.type(lines[number]) }
        }
        let result = Result { try input.read(for: "anna") }
        var after = termios()
        tcgetattr(terminal.descriptor, &after)
        #expect(after.c_lflag & tcflag_t(ECHO) != 0, "the terminal shows what is typed again")
        return (result, asked.withLock { $0 }, hidden.withLock { $0 })
    }

    @Test("On a terminal it is asked for twice, and not shown")
    func terminal() throws {
        let (result, asked, hidden) = try typed(["vier paarden\n", "vier paarden\n"])
        #expect(try result.get() == "vier paarden")
        #expect(asked == ["Password for anna: ", "Once more: "])
        #expect(hidden)
    }

    @Test("Two that differ are refused, and so is nothing; the terminal is left as it was")
    func differ() throws {
        let (result, _, hidden) = try typed(["vier paarden\n", "vijf paarden\n"])
        #expect(code { try result.get() } == "accounts.passwords_differ")
        #expect(hidden)
        let (nothing, asked, _) = try typed(["\n"])
        #expect(code { try nothing.get() } == "accounts.password_missing")
        #expect(asked.count == 1)
    }
}

@Suite struct WholeColumnTests {
    @Test("What is of no use if it is cut is not cut, however narrow the terminal", arguments: [20, 60, 80, 200])
    func whole(_ width: Int) {
        let shape = ResultShape(
            members: [], columns: [Column(name: "token", width: 47, isWhole: true), Column(name: "name", width: 40)])
        let widths = shape.fitted(to: width).columns.map(\.width)
        #expect(widths == [47, min(40, max(16, width - 49))])
    }
}
