// The invented house of a demonstration: its past, and the logs that come in as if the case were of today.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Exercises
import Foundation
import Store
import Watch

struct DemoHouse: Sendable {
    /// How long ago the case was first seen, in seconds.
    private static let ago = 3 * 3_600
    /// Lines that are sent together.
    private static let linesAtOnce = 200

    let house: InventedHouse
    private let listen: String
    private let now: Timestamp

    private var exercise: Exercise { house.exercise }

    init(_ house: InventedHouse, listen: String, now: Timestamp) {
        self.house = house
        self.listen = listen
        self.now = now
    }

    /// By how much its times are moved.
    private var shift: Int {
        let target = now.nanoseconds / 1_000_000_000 - Int64(DemoHouse.ago)
        return Int(target - exercise.scenario.detected.nanoseconds / 1_000_000_000)
    }

    /// Makes everything that must be there before the watch starts.
    func prepare(_ words: Words) throws {
        try house.writeLogs(scale: 1)
        try house.writeSettings(listen: listen, language: .dutch)
        try house.open(words, now: WallClock.now) { records in
            guard let past = EmbeddedFiles.bytes(of: DemoHistory.folder + exercise.scenario.name + ".json") else {
                return
            }
            try DemoHistory(records: records, now: now).write(past)
        }
    }

    /// By which one begins as the first person.
    func link() throws(Problem) -> Access.Secret {
        try house.link(now: WallClock.now)
    }

    /// Sends what has happened already as fast as it is taken, then the rest at its time.
    func feed(to port: Int) throws {
        var lines = try LogLines(exercise, in: house.logs)
        let detected = exercise.scenario.detected
        let month: Int64 = 31 * 86_400 * 1_000_000_000
        let shift = TimeShift(
            seconds: self.shift,
            span: detected.advanced(byNanoseconds: -month)...detected.advanced(byNanoseconds: month))
        let sender = try LineSender(port: port)
        var waiting: [[UInt8]] = []
        while let line = lines.next() {
            let time = line.time.advanced(byNanoseconds: Int64(self.shift) * 1_000_000_000)
            let ahead = time.nanoseconds - WallClock.now().nanoseconds
            if ahead > 0 || waiting.count >= DemoHouse.linesAtOnce {
                try sender.send(waiting)
                waiting.removeAll()
                if ahead > 0 { Thread.sleep(forTimeInterval: Double(ahead) / 1e9) }
            }
            waiting.append(shift.moved(Array(line.bytes)))
        }
        try sender.send(waiting)
    }
}
