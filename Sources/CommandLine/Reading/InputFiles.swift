// From the paths on the command line to files: folders are walked in sorted order, links are followed but never round.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation

/// The files that the paths of a command stand for, and what could not be listed.
package struct InputFiles: Sendable {
    package private(set) var sources: [InputSource] = []
    package private(set) var problems: [Problem] = []
    /// How many files that systems leave behind (`.DS_Store`) were passed over.
    package private(set) var skipped = 0

    private let limits: ReadingLimits

    /// Lists the files of `paths` in the order given; within a folder sorted by the bytes of the name.
    ///
    /// - Parameter arguments: where the bytes of paths are found that are not valid UTF-8.
    package init(
        _ paths: [String], limits: ReadingLimits = ReadingLimits(), arguments: RawArguments = .ofProgram
    ) {
        self.limits = limits
        var arguments = arguments
        for path in paths { addArgument(path, rawPath: arguments.take(path)) }
    }

    /// The bytes of all regular files together.
    package var totalBytes: Int {
        sources.reduce(0) { $0 &+ ($1.size ?? 0) }
    }

    /// Whether only folders without a file were named: they could be read, and there is nothing in them.
    var isNothing: Bool { sources.isEmpty && problems.isEmpty }

    private mutating func addArgument(_ path: String, rawPath: [CChar]?) {
        if path == "-" { return add(InputSource(name: path)) }
        let bytes = rawPath ?? Array(path.utf8CString)
        var status = stat()
        guard stat(bytes, &status) == 0 else { return noteFailure(errno, path) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            var visited: Set<Identity> = [Identity(status)]
            addFolder(bytes, &visited)
        case S_IFREG: add(InputSource(name: path, rawPath: rawPath, size: Int(status.st_size)))
        case S_IFIFO: add(InputSource(name: path, rawPath: rawPath, size: nil))
        // /dev/stdin leads to whatever standard input is: a terminal, a pipe, a socket.
        case S_IFCHR, S_IFSOCK:
            if InputFiles.isStandardInput(path) {
                add(InputSource(name: path))
            } else {
                problems.append(Problem(.notAFile, at: Place(file: path)))
            }
        default: problems.append(Problem(.notAFile, at: Place(file: path)))
        }
    }

    private static func isStandardInput(_ path: String) -> Bool {
        ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].contains(path)
    }

    private mutating func add(_ source: InputSource) {
        if sources.count < limits.files {
            sources.append(source)
        } else if problems.last?.code != .tooManyFiles {
            problems.append(Problem(.tooManyFiles, ["\(limits.files)"], at: Place(file: source.name)))
        }
    }

    private mutating func noteFailure(_ code: Int32, _ name: String) {
        let place = Place(file: name)
        problems.append(
            code == ENOENT ? Problem(.pathMissing, at: place) : Problem(.pathUnreadable, [systemText(code)], at: place))
    }

    /// `path` ends in a zero byte. A folder that was visited before, by whatever way, is not visited again.
    private mutating func addFolder(_ path: [CChar], _ visited: inout Set<Identity>) {
        guard let names = InputFiles.names(in: path) else { return noteFailure(errno, InputFiles.text(path)) }
        var start = Array(path.dropLast())
        if start.last != CChar(bitPattern: UInt8(ascii: "/")) { start.append(CChar(bitPattern: UInt8(ascii: "/"))) }
        for name in names where sources.count <= limits.files {
            if InputFiles.isLeftBehind(name) {
                skipped += 1
                continue
            }
            addMember(start + name, &visited)
        }
    }

    private mutating func addMember(_ path: [CChar], _ visited: inout Set<Identity>) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            // A link to itself fails with ELOOP; there is nothing in it that could be missed.
            if errno != ELOOP { noteFailure(errno, InputFiles.text(path)) }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            if visited.insert(Identity(status)).inserted { addFolder(path, &visited) }
        case S_IFREG:
            let name = String(validating: path.dropLast().lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
            add(
                InputSource(
                    name: name ?? InputFiles.text(path), rawPath: name == nil ? path : nil, size: Int(status.st_size)))
        default: problems.append(Problem(.notAFile, at: Place(file: InputFiles.text(path))))
        }
    }

    /// The names in a folder, each with its zero byte, sorted by their bytes; nil with `errno` set if it cannot be
    /// read.
    private static func names(in path: [CChar]) -> [[CChar]]? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var names: [[CChar]] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                Array(raw.bindMemory(to: CChar.self).prefix { $0 != 0 }) + [0]
            }
            if name != dot && name != dotDot { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) { UInt8(bitPattern: $0) < UInt8(bitPattern: $1) } }
    }

    private static let dot = Array(".".utf8CString)
    private static let dotDot = Array("..".utf8CString)
    private static let leftBehind = Array(".DS_Store".utf8CString)

    private static func isLeftBehind(_ name: [CChar]) -> Bool {
        name == leftBehind
    }

    private static func text(_ path: [CChar]) -> String {
        String(decoding: path.lazy.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// What tells one file of the system from another, by whatever path it is reached.
private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }
}

/// What the system says about an error number.
func systemText(_ code: Int32) -> String {
    String(cString: strerror(code))
}
