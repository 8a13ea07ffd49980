// Keeps the number of files that are open within its limit, also while thousands are read one after the other.
// SPDX-License-Identifier: EUPL-1.2

/// The readings whose files are open, of one follower. Owned by it.
final class OpenReadings {
    private let limit: Int
    /// In the order in which they were opened.
    private var readings: [FileReading] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes note of a file that was opened, and closes another if there are too many. One that has no name any more
    /// could not be opened again: it stays.
    func note(_ reading: FileReading) {
        readings.removeAll { $0 === reading }
        readings.append(reading)
        guard readings.count > limit else { return }
        readings.removeAll { $0.file == nil }
        guard readings.count > limit,
            let index = readings.firstIndex(where: { $0 !== reading && $0.path != nil })
        else { return }
        readings.remove(at: index).file = nil
    }
}
