// `dijkwacht serve`: the running watch.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import CLinux
import Foundation
import Store
import Watch

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Watch: receive logs, keep every line, see what is wrong, tell people.",
        discussion: """
            All it keeps and its configuration, dijkwacht.yaml, lie in the data directory. When it is ready, one line \
            of JSON on standard output says where it listens. SIGHUP reads the configuration again; SIGTERM ends it \
            when all that came in is on disk.
            """)

    @OptionGroup var data: DataOption

    @Option(help: "Address of the pages and the API; overrides web.address of the configuration.")
    var listen: String?

    /// Heaps that the threads share. Work moves from thread to thread, and each heap keeps the most that it ever held.
    private static let heaps: CInt = 2

    func run() throws {
        linux_limit_heaps(ServeCommand.heaps)
        let words = Words.embedded(Language(environment: ProcessInfo.processInfo.environment))
        let style = Style(
            .auto, descriptor: 2, environment: ProcessInfo.processInfo.environment, zone: .gmt, words: words)
        let console = Console(words: words, style: style, isQuiet: false)
        let service = try WatchService(folder: data.folder, listen: listen, console: console)
        let status = service.run()
        if status != .done { throw status.exitCode }
    }

    func validate() throws {
        if let listen, Watch.SocketAddress(listen) == nil {
            throw ValidationError("--listen takes host:port, such as 127.0.0.1:8100 or [::1]:8100.")
        }
    }
}
