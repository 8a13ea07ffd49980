// The thread that owns the loop: takes chunks out of the intake, stores and looks at their lines, and tells listeners.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Events
import Foundation
package import Store
import Synchronization

/// The one thread that writes the archive. Made and stopped by `RunningWatch`.
package final class DetectionThread: Sendable {
    /// What it needs of the rest.
    package struct Surroundings: Sendable {
        package var archive: Archive
        package var records: Records
        package var intake: Intake
        /// How times without a zone are read in lines of a source that are looked at again.
        package var zone: @Sendable (ArchiveSource) -> ZoneRule
        /// Whether the disk has room for lines. Without it they wait, so that the record can still be written.
        package var hasRoom: @Sendable () -> Bool
        /// Told of alerts that changed, from this thread: it must not wait.
        package var alertsChanged: @Sendable ([AlertChange]) -> Void
        /// Told when nothing can be stored any more: the program is to end.
        package var failed: @Sendable (Problem) -> Void
        package var now: @Sendable () -> Timestamp
        package var newID: @Sendable () -> ULID

        package init(
            archive: Archive, records: Records, intake: Intake, zone: @escaping @Sendable (ArchiveSource) -> ZoneRule,
            hasRoom: @escaping @Sendable () -> Bool, alertsChanged: @escaping @Sendable ([AlertChange]) -> Void,
            failed: @escaping @Sendable (Problem) -> Void, now: @escaping @Sendable () -> Timestamp,
            newID: @escaping @Sendable () -> ULID
        ) {
            self.archive = archive
            self.records = records
            self.intake = intake
            self.zone = zone
            self.hasRoom = hasRoom
            self.alertsChanged = alertsChanged
            self.failed = failed
            self.now = now
            self.newID = newID
        }
    }

    private struct Control {
        var rules: RuleSet?
        var isStopping = false
        var figures = WatchFigures()
    }

    let surroundings: Surroundings
    private let control: Mutex<Control>
    private let ended = DispatchSemaphore(value: 0)

    package init(_ surroundings: Surroundings, rules: RuleSet) {
        self.surroundings = surroundings
        control = Mutex(Control(rules: rules))
    }

    /// What it has done since it began.
    package var figures: WatchFigures { control.withLock { $0.figures } }

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

    /// The disk gave an error that does not pass. Nothing is acknowledged from now on: what was written before an error of
    /// `fsync` may be gone, and only a new start finds out.
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
