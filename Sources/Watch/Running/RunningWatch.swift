// A watch that runs: the parts of the configuration as sockets, files and threads, started in the order in which they
// need each other and stopped in the other.
// SPDX-License-Identifier: EUPL-1.2

public import Base
package import Events
package import Foundation
public import Store
import Synchronization

/// Everything between the senders and the store. One for a data directory.
public final class RunningWatch: Sendable {
    /// What the watch takes from outside.
    public struct Surroundings: Sendable {
        /// The rules that a configuration names, and those that the record says are installed.
        public var rules: @Sendable (Configuration, Records) throws(Problem) -> RuleSet
        /// For alerts about sources and for what people are told.
        public var words: Words
        public var now: @Sendable () -> Timestamp
        public var newID: @Sendable () -> ULID
        /// Told once, when nothing can be stored any more.
        public var failed: @Sendable (Problem) -> Void
        /// Whether all that goes out says that it belongs to an exercise.
        public var isExercise = false

        public init(
            rules: @escaping @Sendable (Configuration, Records) throws(Problem) -> RuleSet, words: Words,
            now: @escaping @Sendable () -> Timestamp, newID: @escaping @Sendable () -> ULID,
            failed: @escaping @Sendable (Problem) -> Void
        ) {
            self.rules = rules
            self.words = words
            self.now = now
            self.newID = newID
            self.failed = failed
        }
    }

    /// The configuration, for parts that must know what it says now.
    final class Current: Sendable {
        let configuration: Mutex<Configuration>

        init(_ configuration: Configuration) {
            self.configuration = Mutex(configuration)
        }

        var value: Configuration { configuration.withLock { $0 } }
    }

    public let folder: DataFolder
    public let archive: Archive
    public let records: Records
    /// The one writer of journals of this program.
    public let journal: JournalWriter
    let surroundings: Surroundings
    let intake: Intake
    let thread: DetectionThread
    let listeners: RunningListeners
    let follower: FileFollower
    let outbox: Outbox
    let reserve: DiskReserve
    let current: Current
    let chores: Mutex<Task<Void, Never>?> = Mutex(nil)
    let problems = Mutex<[Problem]>([])
    let latest = Mutex<WatchStatus?>(nil)
    /// When it began.
    let began: Timestamp

    /// Opens the store. Nothing listens before `start`.
    ///
    /// - Throws: `Problem` if the store cannot be used, or no rule can.
    public init(
        _ folder: DataFolder, _ configuration: Configuration, _ surroundings: Surroundings
    ) throws(Problem) {
        self.folder = folder
        self.surroundings = surroundings
        let now = surroundings.now
        archive = try Archive(folder: folder.archive)
        records = try Records(file: folder.records)
        journal = JournalWriter(records, now: now)
        intake = Intake(limit: configuration.limits.queueBytes)
        reserve = DiskReserve(folder.reserve)
        let current = Current(configuration)
        self.current = current
        let settings: @Sendable () -> OutboxSettings = { [isExercise = surroundings.isExercise] in
            OutboxSettings(current.value, folder: folder.url, isExercise: isExercise)
        }
        let outbox = Outbox(
            records: records, settings: settings(), words: surroundings.words, now: now, newID: surroundings.newID)
        self.outbox = outbox
        var place = DetectionThread.Surroundings(
            archive: archive, records: records, intake: intake, reserve: reserve, words: surroundings.words, now: now,
            newID: surroundings.newID)
        place.zone = { source in current.value.zone(of: source, in: folder.url) }
        place.noticesFrom = { settings().noticesFrom }
        place.alertsChanged = { _ in outbox.poke() }
        place.failed = surroundings.failed
        thread = DetectionThread(
            place, rules: try surroundings.rules(configuration, records), sources: configuration.sources)
        listeners = RunningListeners(folder: folder, intake: intake, now: now)
        follower = FileFollower(
            settings: configuration.follow, archive: archive, intake: intake, limits: configuration.limits,
            folder: folder.url, now: now)
        began = now()
    }

    /// What it runs with.
    public var configuration: Configuration { current.value }

    /// The addresses where it listens, in the order of the configuration, with the ports that were free.
    public var listening: [(kind: ListenerKind, address: String)] { listeners.listening }

    /// How many lines the listeners have read since they began.
    package var linesReceived: Int { listeners.all.reduce(0) { $0 + $1.figures.lines } }

    /// Begins to listen and to look.
    ///
    /// - Throws: `Problem` if an address cannot be had: then nothing runs.
    public func start() async throws(Problem) {
        do throws(Problem) {
            _ = try reserve.restore()
        } catch {
            problems.withLock { $0.append(error) }
        }
        thread.start()
        do {
            for listener in configuration.listeners { try await listeners.start(listener, configuration.limits) }
        } catch {
            await stop()
            throw error
        }
        await follower.start()
        await outbox.start()
        chores.withLock { $0 = Task { await self.keepHouse() } }
    }

    /// Ends: first the senders, then what they brought, then the rest.
    public func stop() async {
        chores.withLock { $0 }?.cancel()
        await listeners.stopAll()
        await follower.stop()
        await thread.stop()
        await outbox.stop()
        await writeStatus()
    }

    /// Takes lines from the program itself, as soon as there is room.
    package func put(_ chunk: LineChunk) async throws(Problem) {
        try await intake.put(chunk)
    }

    /// Takes over a changed configuration: what is the same goes on, and no line is lost.
    ///
    /// - Returns: what could not be taken over, and still runs as before or not at all.
    public func reload(_ new: Configuration) async -> [Problem] {
        let change = ConfigurationChange(from: configuration, to: new)
        current.configuration.withLock { $0 = new }
        var problems = await listeners.change(change, new.limits)
        await follower.update(new.follow)
        await outbox.reload(OutboxSettings(new, folder: folder.url, isExercise: surroundings.isExercise))
        thread.use(new.sources)
        do throws(Problem) {
            try reloadRules()
        } catch {
            problems.append(error)
        }
        return problems
    }

    /// Reads the rules anew: lines are held against them from the next batch on, and none is passed over.
    ///
    /// - Throws: `Problem` if no rule can be used; the rules of before then stay.
    public func reloadRules() throws(Problem) {
        thread.use(try surroundings.rules(configuration, records))
    }
}

extension Configuration {
    /// How times without a zone are read in lines of a source, by its name.
    ///
    /// - Parameter folder: from where paths count that are not absolute.
    package func zone(of source: ArchiveSource, in folder: URL) -> ZoneRule {
        follow.first { $0.isOrigin(of: source, in: folder) }?.zoneRule
            ?? listeners.first { source.name.hasPrefix($0.kind.rawValue + " ") }?.zoneRule ?? .none
    }
}
