// Where a story takes place: a temporary copy of its folder, in which commands run with the program on the path.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// What came of one command.
struct Run {
    var exit: Int
    var out: String
    var err: String

    /// Its beginning, for a message.
    var extract: String { "stdout: \(out.prefix(1_500))\nstderr: \(err.prefix(1_500))" }
}

/// A folder in which commands run through bash, each for at most a minute.
struct Scene {
    private let folder: URL
    private let said: URL
    private let environment: [String: String]

    init(copyOf source: URL, program: URL) throws {
        let base = FileManager.default.temporaryDirectory
        folder = base.appending(path: "scene-\(UUID().uuidString)")
        said = base.appending(path: "said-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: source, to: folder)
        try FileManager.default.createDirectory(at: said, withIntermediateDirectories: true)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        environment = [
            "PATH": program.deletingLastPathComponent().path + ":" + path, "LANG": "C.UTF-8",
            "REPO": RuleLogs.root.path, "HOME": folder.path,
        ]
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
        try? FileManager.default.removeItem(at: said)
    }

    func write(_ name: String, _ text: String) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func has(_ tool: String) -> Bool {
        (try? run("command -v \(tool)"))?.exit == 0
    }

    /// Runs a command; what it says goes through files, so that nothing can wait on a full pipe.
    func run(_ command: String) throws -> Run {
        let (out, err) = (said.appending(path: "out"), said.appending(path: "err"))
        try Data().write(to: out)
        try Data().write(to: err)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", "trap 'kill $(jobs -p) 2>/dev/null' EXIT; set -o pipefail; \(command)"]
        process.currentDirectoryURL = folder
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        let end = Date() + 60
        while process.isRunning, Date() < end { usleep(2_000) }
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
        return Run(
            exit: Int(process.terminationStatus), out: String(decoding: try Data(contentsOf: out), as: UTF8.self),
            err: String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }
}
