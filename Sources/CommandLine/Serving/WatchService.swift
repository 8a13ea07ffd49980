// The watch as a process: its configuration from the file, its signals, its line when it is ready, and its end.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Sigma
import Store
import Synchronization
import Watch

/// One run of `serve`.
final class WatchService: Sendable {
    /// What ends it: a signal, or a disk that fails.
    private final class End: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        private let failure = Mutex<Problem?>(nil)

        var problem: Problem? { failure.withLock { $0 } }

        func come(_ problem: Problem? = nil) {
            if let problem { failure.withLock { $0 = problem } }
            semaphore.signal()
        }

        func wait() {
            semaphore.wait()
        }
    }

    private let folder: DataFolder
    private let listen: String?
    private let console: Console
    private let stage: Stage?
    private let watch: RunningWatch
    private let accounts: AccountStore
    private let web: WebService
    private let end = End()

    /// Reads the configuration and opens the store.
    ///
    /// - Throws: `ExitCode` after everything that is wrong was reported.
    ///
    /// - Parameter stage: that of an invented house; nil for a real one.
    init(folder: DataFolder, listen: String?, console: Console, stage: Stage? = nil) throws {
        self.folder = folder
        self.listen = listen
        self.console = console
        self.stage = stage
        if try ConfigurationFile.prepare(folder, language: console.words.language) {
            console.say(console.words("serve.sample", folder.configuration.path))
        }
        let file = ConfigurationFile(folder.configuration.path)
        for problem in file.errors + file.warnings { console.report(problem) }
        guard file.isUsable else { throw ExitStatus.unusable.exitCode }
        let end = end
        let configuration = WatchService.configuration(file, listen)
        let rules = RulesInUse()
        let now = stage?.now ?? WallClock.now
        var surroundings = RunningWatch.Surroundings(
            rules: { configuration, records throws(Problem) in
                let packs = RulePacks(folder, records)
                if let own = stage?.rules { return try own(rules, packs) }
                return try WatchRules.read(
                    configuration.rules.map { folder.path($0) },
                    networks: configuration.networks.map { folder.path($0) },
                    packs: packs, console: console, kept: rules)
            }, words: Words.embedded(configuration.language), now: now, newID: { WallClock.newID(at: now()) },
            failed: { end.come($0) })
        surroundings.isExercise = stage != nil
        watch = try RunningWatch(folder, configuration, surroundings)
        accounts = try AccountStore(file: folder.accounts)
        web = try WebService(watch, accounts: accounts, rules: rules, stage: stage)
    }

    /// What has become of what came in.
    var records: Records { watch.records }

    /// Runs until a signal comes.
    func run() -> ExitStatus {
        Interrupts.ignoreClosedPipes()
        let stops = [SIGTERM, SIGINT].map { number in source(number) { [end] in end.come() } }
        let hangUp = source(SIGHUP) { [self] in reload() }
        defer { withExtendedLifetime((stops, hangUp)) {} }
        let problem = Waiting.run { [watch, web] () -> Problem? in
            do throws(Problem) {
                try await watch.start()
                try await web.start()
                return nil
            } catch {
                return error
            }
        }
        if let problem {
            Waiting.run { [watch] in await watch.stop() }
            console.report(problem)
            return .unreachable
        }
        if let stage {
            stage.sayReady(web.url)
            stage.started(watch)
        } else {
            sayReady()
        }
        end.wait()
        console.say(console.words("serve.stopping"))
        stage?.ending()
        Waiting.run { [watch, web] in
            await watch.stop()
            await web.stop()
        }
        guard let problem = end.problem else { return .done }
        console.report(problem)
        return .unusable
    }

    private func sayReady() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("web", web.url)
        writer.array("listeners", watch.listening) { writer, listener in
            writer.beginObject()
            writer.member("kind", listener.kind.rawValue)
            writer.member("address", listener.address)
            writer.endObject()
        }
        writer.member("login_url", firstLink().map { "\(web.url)/login/\($0.text)" })
        writer.endObject()
        writer.endLine()
        FileHandle.standardOutput.write(Data(writer.bytes))
    }

    /// The way in while there is no account.
    private func firstLink() -> Access.Secret? {
        do throws(Problem) {
            return try FirstAccount.link(accounts, watch.journal, now: WallClock.now())
        } catch {
            console.report(error)
            return nil
        }
    }

    /// Takes over what the file says now. With an error in it, all stays as it is.
    private func reload() {
        let file = ConfigurationFile(folder.configuration.path)
        for problem in file.errors + file.warnings { console.report(problem) }
        guard file.isUsable else {
            console.say(console.words("serve.reload_refused"))
            return
        }
        let configuration = WatchService.configuration(file, listen)
        let later = ConfigurationChange(from: watch.configuration, to: configuration).sectionsForRestart
        let problems = Waiting.run { [watch] in await watch.reload(configuration) }
        for problem in problems { console.report(problem) }
        console.say(console.words("serve.reloaded"))
        if !later.isEmpty { console.say(console.words("serve.restart", later.joined(separator: ", "))) }
    }

    private func source(_ number: Int32, _ body: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: body)
        source.resume()
        return source
    }

    private static func configuration(_ file: ConfigurationFile, _ listen: String?) -> Configuration {
        var configuration = file.configuration
        if let address = listen.flatMap({ Watch.SocketAddress($0) }) { configuration.web.address = address }
        return configuration
    }
}
