// The thread that owns the loop: takes chunks out of the intake, stores and looks at their lines, and tells listeners.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
import Foundation
package import Incidents
package import Store
import Synchronization

/// The one thread that writes the archive. Made and stopped by `RunningWatch`.
package final class DetectionThread: Sendable {
    /// What it needs of the rest.
    package struct Surroundings: Sendable {
        package var archive: Archive
        package var records: Records
        package var intake: Intake
        package var reserve: DiskReserve
        /// How times without a zone are read in lines of a source that are looked at again.
        package var zone: @Sendable (ArchiveSource) -> ZoneRule = { _ in .none }
        /// The lowest level of which people are told; nil if nobody is.
        package var noticesFrom: @Sendable () -> AlertLevel? = { nil }
        /// Told of alerts that changed, from this thread: it must not wait.
        package var alertsChanged: @Sendable ([AlertChange]) -> Void = { _ in }
        /// Told when nothing can be stored any more: the program is to end.
        package var failed: @Sendable (Problem) -> Void = { _ in }
        /// For the titles of alerts about sources.
        package var words: Words
        package var now: @Sendable () -> Timestamp
        package var newID: @Sendable () -> ULID
    }

    private struct Control {
        var rules: RuleSet?
        var isStopping = false
        var figures = WatchFigures()
        var sources: [SourceFigures] = []
        var settings: SourceSettings?
    }

    let surroundings: Surroundings
    private let control: Mutex<Control>
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter sources: what is expected of sources.
    package init(_ surroundings: Surroundings, rules: RuleSet, sources: SourceSettings) {
        self.surroundings = surroundings
        control = Mutex(Control(rules: rules, settings: sources))
    }

    /// What it has done since it began.
    package var figures: WatchFigures { control.withLock { $0.figures } }

    /// What came from whom.
    package var sources: [SourceFigures] { control.withLock { $0.sources } }

    /// Expects something else of sources from now on.
    package func use(_ settings: SourceSettings) {
        control.withLock { $0.settings = settings }
    }

    /// Begins. To be called once.
    package func start() {
        let thread = Thread { [self] in
            var turn = DetectionTurn(self)
            turn.run()
            ended.signal()
        }
        thread.name = "detection"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Holds lines against other rules from the next batch on.
    package func use(_ rules: RuleSet) {
        control.withLock { $0.rules = rules }
        surroundings.intake.poke()
    }

    /// Ends when all that the intake took is on disk; after `patience` without a disk that takes it, without.
    package func stop() async {
        control.withLock { $0.isStopping = true }
        surroundings.intake.close()
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                self.ended.wait()
                done.resume()
            }
        }
    }

    var isStopping: Bool { control.withLock { $0.isStopping } }

    func takeRules() -> RuleSet? {
        control.withLock { control in
            defer { control.rules = nil }
            return control.rules
        }
    }

    func takeSettings() -> SourceSettings? {
        control.withLock { control in
            defer { control.settings = nil }
            return control.settings
        }
    }

    func show(_ sources: [SourceFigures]) {
        control.withLock { $0.sources = sources }
    }

    /// The disk gave an error that does not pass. Nothing is acknowledged from now on: what was written before an error
    /// of `fsync` may be gone, and only a new start finds out.
    func fail(_ problem: Problem) {
        change { figures in
            figures.state = .failed
            figures.problem = problem
        }
        surroundings.intake.close()
        surroundings.failed(problem)
    }

    func change(_ body: (inout WatchFigures) -> Void) {
        control.withLock { body(&$0.figures) }
    }
}
