// When notices are told: together after a short while, the same alert again at most hourly, and in quiet hours only the
// worst. A function of what waits and of the clock.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import Store

/// Decides what is told now, and when to look again.
package struct NoticeSchedule: Sendable {
    /// The first notice waits this long for others to come along; so long there is also between two messages.
    package static let window: Int64 = 30_000_000_000
    /// An alert that goes on is told again after this long.
    package static let repetition: Int64 = 3_600_000_000_000

    private let quiet: QuietClock?

    package init(quiet: QuietHours?) {
        self.quiet = quiet.map { QuietClock($0) }
    }

    /// - Parameter lastTold: when anything was told before.
    /// - Returns: what to tell now, heaviest level first; and when there is more to tell, as far as can be known now.
    package func plan(
        _ notices: [Notice], lastTold: Timestamp?, now: Timestamp
    ) -> (tell: [Notice], next: Timestamp?) {
        let quietEnd = quiet?.end(after: now) ?? now
        func isHeld(_ notice: Notice) -> Bool { quiet?.holds(notice.level, at: now) ?? false }
        // A clock that was set back must not make anything wait for it.
        let sinceLast = lastTold.flatMap { $0 > now ? nil : $0.advanced(byNanoseconds: NoticeSchedule.window) } ?? now
        let isTime = sinceLast <= now && notices.contains { !isHeld($0) && due($0, now) <= now }
        var tell: [Notice] = []
        if isTime {
            tell = notices.filter { !isHeld($0) && free($0, now) <= now }
            tell.sort { ($1.level, $0.created, $0.alert) < ($0.level, $1.created, $1.alert) }
            tell = Array(tell.prefix(OutboxLimits.noticesPerMessage))
        }
        let told = Set(tell.map(\.alert))
        let rest = notices.filter { !told.contains($0.alert) }
        let next = rest.map { isHeld($0) ? max(quietEnd, due($0, now)) : due($0, now) }.min()
        return (tell, next.map { max($0, isTime ? now.advanced(byNanoseconds: NoticeSchedule.window) : sinceLast) })
    }

    /// From when on it may go along with others.
    private func free(_ notice: Notice, _ now: Timestamp) -> Timestamp {
        guard notice.kind == .again, let told = notice.told, told <= now else { return min(notice.created, now) }
        return told.advanced(byNanoseconds: NoticeSchedule.repetition)
    }

    /// From when on others go along with it.
    private func due(_ notice: Notice, _ now: Timestamp) -> Timestamp {
        let waited = notice.created > now ? now : notice.created.advanced(byNanoseconds: NoticeSchedule.window)
        return max(waited, free(notice, now))
    }
}

/// When the daily summary goes out: once for each local day, at its time or as soon as the program runs again.
package struct SummarySchedule: Sendable {
    private let at: TimeOfDay
    private let clock: LocalClock
    private let quiet: QuietClock?

    package init(_ summary: DailySummary, quiet: QuietHours?) {
        at = summary.at
        clock = LocalClock(summary.zone)
        self.quiet = quiet.map { QuietClock($0) }
    }

    /// What to do about the summary.
    package enum Decision: Sendable, Hashable {
        case send(day: String)
        /// The first start: today's is past, and nobody was waiting for it.
        case skip(day: String)
        case wait
    }

    /// - Parameter last: the local day of the last summary.
    package func plan(last: String?, now: Timestamp) -> (Decision, next: Timestamp) {
        let today = clock.civil(now)
        let todays = clock.moment(today, at)
        let (day, moment) = todays <= now ? (today, todays) : before(today)
        let next = todays > now ? todays : clock.moment(clock.dayAfter(today), at)
        // A day that is yet to come was written by a clock that was wrong.
        guard let last, last <= clock.dayAfter(today).date else { return (.skip(day: day.date), next) }
        guard last < day.date else { return (.wait, next) }
        // One that is late waits for the end of quiet hours; one whose own time lies in them was meant so.
        if let quiet, quiet.isQuiet(at: now), !quiet.isQuiet(at: moment) {
            return (.wait, min(next, quiet.end(after: now)))
        }
        return (.send(day: day.date), next)
    }

    private func before(_ today: CivilTime) -> (CivilTime, Timestamp) {
        let day = clock.dayBefore(today)
        return (day, clock.moment(day, at))
    }
}
