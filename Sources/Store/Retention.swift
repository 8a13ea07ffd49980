// Deletes days of the archive whose time is over. What is deleted is in the journal before it is gone.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Events
import Incidents

/// The term for which raw lines are kept.
public enum Retention {
    /// Deletes the days that are older than so many days, except those that an incident holds. Once a day is enough.
    ///
    /// - Returns: the days that are gone.
    /// - Throws: `Problem` if it is not certain what is held, or something cannot be written. Nothing is deleted that
    ///   the journal does not name.
    public static func apply(
        _ archive: Archive, _ records: Records, _ writer: JournalWriter, keepDays: Int, now: Timestamp
    ) async throws(Problem) -> [Int32] {
        let today = Int(ArchivePosition.day(of: now))
        let first = Int32(clamping: today - max(keepDays, 0))
        let gone = archive.removable(before: first, holding: try records.heldDays())
        for run in runs(gone) {
            let content = EntryContent.daysRemoved(
                from: run[0], to: run[run.count - 1], lines: archive.lines(of: run))
            _ = try await writer.append(EntryDraft(.log(.organisation), content, by: .program))
        }
        // Somebody may have held some of them meanwhile.
        let held = try records.heldDays()
        let free = gone.filter { day in !held.contains { $0.contains(day) } }
        try archive.remove(free)
        return free
    }

    /// Days that follow each other, together.
    static func runs(_ days: [Int32]) -> [[Int32]] {
        var runs: [[Int32]] = []
        for day in days.sorted() {
            if let last = runs.last?.last, last + 1 == day {
                runs[runs.count - 1].append(day)
            } else {
                runs.append([day])
            }
        }
        return runs
    }
}

extension Records {
    /// The days of the archive that incidents hold, closed ones too, until that is undone.
    ///
    /// - Throws: `Problem` if one journal cannot be read: then nobody knows what it holds.
    public func heldDays() throws(Problem) -> [ClosedRange<Int32>] {
        var days: [ClosedRange<Int32>] = []
        for number in try incidents() {
            guard let incident = try incident(number) else { continue }
            for hold in incident.holds where hold.from <= hold.to {
                days.append(ArchivePosition.day(of: hold.from)...ArchivePosition.day(of: hold.to))
            }
        }
        return days
    }
}
