// A watch that runs: the parts of the configuration as sockets, files and threads, started in the order in which they
// need each other and stopped in the other.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Events
import Foundation
import NIOPosix
public import Store
import Synchronization

/// Everything between the senders and the store. One for a data directory.
public final class RunningWatch: Sendable {
    /// What the watch takes from outside.
    public struct Surroundings: Sendable {
        /// The rules that a configuration names.
        public var rules: @Sendable (Configuration) throws(Problem) -> RuleSet
        public var now: @Sendable () -> Timestamp
        public var newID: @Sendable () -> ULID
        /// Told once, when nothing can be stored any more.
        public var failed: @Sendable (Problem) -> Void

        public init(
            rules: @escaping @Sendable (Configuration) throws(Problem) -> RuleSet,
            now: @escaping @Sendable () -> Timestamp, newID: @escaping @Sendable () -> ULID,
            failed: @escaping @Sendable (Problem) -> Void
        ) {
            self.rules = rules
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
    }

    struct State {
        var syslog: [SyslogListener] = []
        var problems: [Problem] = []
    }

    public let folder: DataFolder
    public let archive: Archive
    public let records: Records
    let surroundings: Surroundings
    let intake: Intake
    let thread: DetectionThread
    let current: Current
    let state: Mutex<State>
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
        archive = try Archive(folder: folder.archive)
        records = try Records(file: folder.records)
        intake = Intake(limit: configuration.limits.queueBytes)
        let current = Current(configuration)
        self.current = current
        thread = DetectionThread(
            DetectionThread.Surroundings(
                archive: archive, records: records, intake: intake,
                zone: { source in current.configuration.withLock { $0.zone(of: source) } },
                hasRoom: { true }, alertsChanged: { _ in }, failed: surroundings.failed, now: surroundings.now,
                newID: surroundings.newID),
            rules: try surroundings.rules(configuration))
        state = Mutex(State())
        began = surroundings.now()
    }

    /// Begins to listen and to look.
    ///
    /// - Throws: `Problem` if an address cannot be had: then nothing runs.
    public func start() async throws(Problem) {
        thread.start()
        do {
            for listener in configuration.listeners { try await start(listener) }
        } catch {
            await stop()
            throw error
        }
    }

    /// Ends: first the senders, then what they brought, then the rest.
    public func stop() async {
        let syslog = state.withLock { $0.syslog }
        await withTaskGroup(of: Void.self) { group in
            for listener in syslog { group.addTask { await listener.stop() } }
        }
        await thread.stop()
    }

    /// What it runs with.
    public var configuration: Configuration { current.configuration.withLock { $0 } }

    /// The addresses where it listens, in the order of the configuration, with the ports that were free.
    public var listening: [(kind: ListenerKind, address: String)] {
        state.withLock { $0.syslog }.compactMap { listener in
            listener.address.map { (listener.listener.kind, $0) }
        }
    }

    private func start(_ listener: Listener) async throws(Problem) {
        switch listener.kind {
        case .syslogUDP, .syslogTCP, .syslogTLS:
            let configuration = configuration
            let running = SyslogListener(
                listener, intake: intake, lineLimit: configuration.limits.lineBytes,
                group: MultiThreadedEventLoopGroup.singleton, now: surroundings.now)
            try await running.start(
                connections: configuration.limits.connections, tls: try listener.tls?.context(in: folder.url))
            state.withLock { $0.syslog.append(running) }
        default:
            return
        }
    }

    /// Takes over a changed configuration: what is the same goes on, and no line is lost.
    ///
    /// - Returns: what could not be taken over, and still runs as before or not at all.
    public func reload(_ new: Configuration) async -> [Problem] {
        var problems: [Problem] = []
        let change = ConfigurationChange(from: configuration, to: new)
        for listener in change.stops { await stop(listener) }
        current.configuration.withLock { $0 = new }
        state.withLock { state in
            for adjustment in change.adjusts {
                state.syslog.first { $0.listener == adjustment.from }?.adjust(to: adjustment.to)
            }
        }
        // The files of a certificate may hold another one under the same name.
        for listener in change.stays + change.adjusts.map(\.to) where listener.tls != nil {
            do throws(Problem) {
                let context = try listener.tls?.context(in: folder.url)
                state.withLock { $0.syslog }.first { $0.listener.address == listener.address }?.renew(context)
            } catch {
                problems.append(error)
            }
        }
        for listener in change.starts {
            do throws(Problem) { try await start(listener) } catch { problems.append(error) }
        }
        do throws(Problem) {
            thread.use(try surroundings.rules(new))
        } catch {
            problems.append(error)
        }
        return problems
    }

    private func stop(_ listener: Listener) async {
        let running = state.withLock { state in
            let running = state.syslog.first { $0.listener == listener }
            state.syslog.removeAll { $0.listener == listener }
            return running
        }
        await running?.stop()
    }
}

extension RunningWatch {
    /// The health of all parts now.
    public var status: WatchStatus {
        let state = state.withLock { $0 }
        return WatchStatus(
            asOf: surroundings.now(), began: began, process: getpid(), web: nil, figures: thread.figures,
            waiting: intake.cost, waitingLimit: configuration.limits.queueBytes,
            ways: state.syslog.map { listener in
                WatchStatus.Way(
                    kind: listener.listener.kind.rawValue,
                    address: listener.address ?? listener.listener.address.description, figures: listener.figures)
            }, freeBytes: nil, problems: records.problems + state.problems)
    }
}

extension Configuration {
    /// How times without a zone are read in lines of a source, by its name.
    func zone(of source: ArchiveSource) -> ZoneRule {
        if source.name.hasPrefix("file ") {
            let path = source.name.dropFirst(5)
            return follow.first { path == $0.path || path.hasPrefix($0.path + "/") }?.zoneRule ?? .none
        }
        return listeners.first { source.name.hasPrefix($0.kind.rawValue + " ") }?.zoneRule ?? .none
    }
}
