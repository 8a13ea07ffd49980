// Follows files while they grow: looks four times a second which have more, and hands their lines to the intake.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Dispatch
package import Foundation
package import Store
import Synchronization

/// Reads the followed files and folders. What was read is known after a restart by marks that are committed with the
/// lines: no line is lost, and none is stored twice.
///
/// Lines only: a JSON value that is spread over several lines is not put together.
package actor FileFollower {
    /// What was kept under a name; `archive.mark`.
    package typealias MarkLookup = @Sendable (String) throws(Problem) -> String?

    private static let interval = Duration.milliseconds(250)
    /// Files that did not grow for so long are looked at every fourth time.
    private static let idle: Int64 = 60_000_000_000
    /// How long one look may read before it is looked again which files there are.
    private static let turn: Int64 = 1_000_000_000

    private let queue = FollowQueue()
    private let intake: Intake
    private let limits: IngestSettings
    private let folderFiles: Int
    private let folder: URL?
    private let mark: MarkLookup
    private let now: @Sendable () -> Timestamp
    private let inFlight = ChunksInFlight()
    private let openReadings = OpenReadings(limit: FollowLimits.openFiles)
    private let shown = Mutex<[FollowStatus]>([])
    private var settings: [FollowedFile]?
    private var trails: [Trail] = []
    private var markedDay: Int32?
    private var work: Task<Void, Never>?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - folder: from where paths count that are not absolute.
    ///   - now: the time of receipt, and by which files are at rest.
    package init(
        settings: [FollowedFile], archive: Archive, intake: Intake, limits: IngestSettings, folder: URL? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.init(settings: settings, intake: intake, limits: limits, folder: folder, now: now) {
            name throws(Problem) in try archive.mark(name)
        }
    }

    package init(
        settings: [FollowedFile], intake: Intake, limits: IngestSettings, folder: URL? = nil,
        now: @escaping @Sendable () -> Timestamp, folderFiles: Int = FollowLimits.folderFiles,
        mark: @escaping MarkLookup
    ) {
        self.settings = settings
        self.intake = intake
        self.limits = limits
        self.folder = folder
        self.now = now
        self.folderFiles = folderFiles
        self.mark = mark
    }

    /// Begins to follow, until `stop` or until the intake is closed.
    package func start() {
        guard work == nil else { return }
        work = Task {
            var round = 0
            while !Task.isCancelled {
                do {
                    try await poll(round: round)
                    try await Task.sleep(for: FileFollower.interval)
                } catch {
                    return
                }
                round &+= 1
            }
        }
    }

    /// Follows other files from the next look on. What is still followed goes on where it is.
    package func update(_ settings: [FollowedFile]) {
        self.settings = settings
    }

    /// Reads nothing more, and returns when all that was handed over is on disk or refused.
    package func stop() async {
        work?.cancel()
        await work?.value
        await inFlight.idle()
        for trail in trails { for reading in trail.readings { reading.file = nil } }
    }

    /// As of the last look.
    package nonisolated var status: [FollowStatus] { shown.withLock { $0 } }

    /// Looks once at all files, and hands over what they grew by.
    ///
    /// - Parameter round: of which number this look is; nil to look at all files, also those at rest.
    /// - Throws: `Problem` if the intake takes nothing more.
    package func poll(round: Int? = nil) async throws(Problem) {
        await changeTrails()
        let start = now()
        for (index, trail) in trails.enumerated() where isDue(trail, index, round, start) {
            trail.scan(now: start, mark: mark)
        }
        renewMarks(start)
        var isMore = true
        while isMore {
            isMore = false
            for trail in trails {
                guard let chunk = trail.nextChunk(now: now()) else { continue }
                try await put(chunk)
                isMore = true
            }
            if now().nanoseconds - start.nanoseconds > FileFollower.turn { break }
        }
        for trail in trails {
            if let chunk = trail.marksChunk(now: now()) { try await put(chunk) }
        }
        let status = trails.flatMap(\.status)
        shown.withLock { $0 = status }
    }

    private func isDue(_ trail: Trail, _ index: Int, _ round: Int?, _ now: Timestamp) -> Bool {
        guard let round, (round &+ index) % 4 != 0 else { return true }
        if trail.readings.isEmpty { return trail.remembered == nil }
        return trail.readings.contains { $0.quiet(now) < FileFollower.idle }
    }

    private func put(_ chunk: LineChunk) async throws(Problem) {
        var chunk = chunk
        let inFlight = inFlight
        chunk.done = { _ in inFlight.leave() }
        inFlight.enter()
        do {
            try await intake.put(chunk)
        } catch {
            inFlight.leave()
            throw error
        }
    }

    /// A path that was not followed is looked up in the marks, once those on their way are on disk.
    private func changeTrails() async {
        guard let settings else { return }
        self.settings = nil
        await inFlight.idle()
        var kept: [String: Trail] = [:]
        for trail in trails { kept[trail.path] = trail }
        var next: [Trail] = []
        for setting in settings {
            let path = setting.fullPath(in: folder)
            guard !next.contains(where: { $0.path == path }) else { continue }
            let trail =
                kept[path]
                ?? Trail(
                    path, setting, lineLimit: limits.lineBytes, fileLimit: folderFiles,
                    openReadings: openReadings)
            trail.use(setting)
            next.append(trail)
        }
        for trail in next {
            trail.others = next.filter { $0 !== trail && ($0.path as NSString).deletingLastPathComponent == trail.path }
                .map(\.name)
        }
        trails = next
    }

    /// Marks lie in the day of their lines, and days are deleted: each new day gets all of them.
    private func renewMarks(_ now: Timestamp) {
        let day = now.nanoseconds.flooredDay
        if let markedDay, markedDay != day { for trail in trails { trail.renewMarks() } }
        markedDay = day
    }
}

extension Int64 {
    fileprivate var flooredDay: Int32 { Int32(flooredQuotient(by: 86_400_000_000_000).quotient) }
}
