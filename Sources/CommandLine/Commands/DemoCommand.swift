// `dijkwacht demo`: the watch on an invented house, with the case of an exercise running before one's eyes.
// SPDX-License-Identifier: EUPL-1.2

import Access
import ArgumentParser
import Base
import CLinux
import Exercises
import Foundation
import Store
import Watch
import Web

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show it: an invented house with a case that began three hours ago.",
        discussion: """
            Makes a data directory below the folder for temporary files, moves the exercise so that its case was seen \
            three hours ago, sends its logs to the listeners of a running watch, and prints the address of the pages. \
            Ctrl-C ends it. Everything in it is invented.
            """)

    @Option(help: "Address of the pages.")
    var listen = "127.0.0.1:8100"

    @Option(help: "The name of the exercise.")
    var name = "finance-2026"

    @Option(name: .customLong("data"), help: "An empty directory for the data.")
    var path: String?

    func validate() throws {
        if Watch.SocketAddress(listen) == nil {
            throw ValidationError("--listen takes host:port, such as 127.0.0.1:8100 or [::1]:8100.")
        }
    }

    func run() throws {
        linux_limit_heaps(2)
        let environment = ProcessInfo.processInfo.environment
        let words = Words.embedded(Language(environment: environment))
        let style = Style(.auto, descriptor: 2, environment: environment, zone: .gmt, words: words)
        let console = Console(words: words, style: style, isQuiet: false)
        do {
            let exercise = try Exercise.named(name, in: ExerciseCommand.files)
            let house = InventedHouse(exercise: exercise, folder: try InventedHouse.folder(path, kind: "demo"))
            let demo = DemoHouse(house, listen: listen, now: WallClock.now())
            console.say(words("demo.preparing"))
            try demo.prepare(words)
            let link = try demo.link()
            let service = try WatchService(
                folder: house.folder, listen: listen, console: console,
                stage: Stage(
                    people: InventedHouse.people.map(\.name), exercise: ShownExercise(titles: house.titles),
                    isDemonstration: true,
                    sayReady: { url in
                        let text = words("demo.ready", "\(url)/login/\(link.text)", house.folder.url.path)
                        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
                    },
                    started: { watch in
                        DemoCommand.feed(demo, watch, console)
                    }))
            let status = service.run()
            if status != .done { throw status.exitCode }
        } catch let problem as Problem {
            console.report(problem)
            throw ExitStatus.unusable.exitCode
        }
    }

    /// Sends the logs beside everything else, on a thread of its own.
    private static func feed(_ demo: DemoHouse, _ watch: RunningWatch, _ console: Console) {
        guard let address = watch.listening.first(where: { $0.kind == .syslogTCP })?.address,
            let port = Watch.SocketAddress(address)?.port
        else { return }
        Thread.detachNewThread {
            do {
                try demo.feed(to: port)
            } catch let problem as Problem {
                console.report(problem)
            } catch {
                console.say("\(error)")
            }
        }
    }
}
