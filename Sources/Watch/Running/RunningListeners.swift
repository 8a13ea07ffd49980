// The listeners of a watch that runs: started from the configuration, and changed when it changes.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import NIOPosix
import Store
import Synchronization

/// One listener that runs, of whatever kind.
protocol RunningListener: AnyObject, Sendable {
    /// As the configuration has it now.
    var listener: Listener { get }
    /// Where it listens, with the port that was free; nil when it does not.
    var address: String? { get }
    var figures: ListenerFigures { get }
    /// Takes over another token or zone without closing the socket, and reads the files of a certificate again.
    func adjust(to listener: Listener) async throws(Problem)
    func stop() async
}

/// All of them. From any thread; changes come one after the other, from `RunningWatch`.
final class RunningListeners: Sendable {
    private let folder: DataFolder
    private let intake: Intake
    private let now: @Sendable () -> Timestamp
    private let running = Mutex<[any RunningListener]>([])

    init(folder: DataFolder, intake: Intake, now: @escaping @Sendable () -> Timestamp) {
        self.folder = folder
        self.intake = intake
        self.now = now
    }

    var all: [any RunningListener] { running.withLock { $0 } }

    var listening: [(kind: ListenerKind, address: String)] {
        all.compactMap { running in running.address.map { (running.listener.kind, $0) } }
    }

    /// - Throws: `Problem` if the address cannot be had, or a file of it cannot be read.
    func start(_ listener: Listener, _ limits: IngestSettings) async throws(Problem) {
        switch listener.kind {
        case .syslogUDP, .syslogTCP, .syslogTLS:
            let syslog = SyslogListener(
                listener, folder: folder.url, intake: intake, lineLimit: limits.lineBytes,
                group: MultiThreadedEventLoopGroup.singleton, now: now)
            try await syslog.start(connections: limits.connections)
            running.withLock { $0.append(syslog) }
        case .bulk, .webhook:
            let token = try HTTPListener.token(of: listener, in: folder.url)
            let requests: any HTTPRequests =
                listener.kind == .bulk
                ? BulkListener(listener: listener, intake: intake, token: token, lineLimit: limits.lineBytes, now: now)
                : WebhookListener(
                    listener: listener, intake: intake, token: token, lineLimit: limits.lineBytes, now: now)
            let http = HTTPListener(requests, folder: folder.url, connections: limits.connections, now: now)
            try await http.start()
            running.withLock { $0.append(http) }
        case .relp, .hec, .otlp, .netflow:
            // The configuration said that they are not supported yet.
            return
        }
    }

    /// Stops those that are gone, changes those that stay, and starts new ones.
    func change(_ change: ConfigurationChange, _ limits: IngestSettings) async -> [Problem] {
        var problems: [Problem] = []
        for listener in change.stops {
            let gone = running.withLock { running in
                let gone = running.first { $0.listener == listener }
                running.removeAll { $0.listener == listener }
                return gone
            }
            await gone?.stop()
        }
        let stays = change.stays.map { ($0, $0) } + change.adjusts.map { ($0.from, $0.to) }
        for (from, to) in stays {
            do throws(Problem) {
                try await all.first { $0.listener == from }?.adjust(to: to)
            } catch {
                problems.append(error)
            }
        }
        for listener in change.starts {
            do throws(Problem) {
                try await start(listener, limits)
            } catch {
                problems.append(error)
            }
        }
        return problems
    }

    func stopAll() async {
        let all = all
        await withTaskGroup(of: Void.self) { group in
            for listener in all { group.addTask { await listener.stop() } }
        }
        running.withLock { $0 = [] }
    }
}
