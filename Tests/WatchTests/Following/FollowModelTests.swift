// Thousands of random steps of writers, rotation and crashes, held against the list of all lines that were written.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing
import Watch

@Suite("Followed files against a model")
struct FollowModelTests {
    private struct Dice {
        var state: UInt64

        mutating func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
    }

    /// What was written, and what lies in the files: a writer that appends whole lines and parts of lines.
    private final class Model {
        let sample: FollowSample
        var dice: Dice
        /// All lines that are whole, and the beginning of the next.
        var expected: [String] = []
        var part = ""
        var number = 0
        var generation = 0
        var trace: [String] = []

        init(_ sample: FollowSample, seed: UInt64) {
            self.sample = sample
            dice = Dice(state: seed)
        }

        func write() throws {
            var text = ""
            for _ in 0..<(1 + dice.next(5)) {
                number += 1
                let line = "\(number) " + String(repeating: "x", count: dice.next(200))
                text += line + "\n"
                expected.append(part + line)
                part = ""
            }
            if dice.next(3) == 0 {
                number += 1
                part = "\(number) half"
                text += part
            }
            try sample.append(text, to: "app.log")
        }

        /// Rotation comes at the end of a line: what is cut in two by it is two lines.
        func endLine() throws {
            guard !part.isEmpty else { return }
            expected.append(part)
            part = ""
            try sample.append("\n", to: "app.log")
        }

        func renameAway() throws {
            try endLine()
            generation += 1
            for old in stride(from: 6, through: 1, by: -1)
            where FileManager.default.fileExists(atPath: sample.path("app.log.\(old)")) {
                try sample.rename("app.log.\(old)", to: "app.log.\(old + 1)")
            }
            try sample.rename("app.log", to: "app.log.1")
            try sample.append("", to: "app.log")
        }

        func copyAway() throws {
            try endLine()
            generation += 1
            try sample.copy("app.log", to: "app.log-\(generation + 10_000)")
            sample.truncate("app.log")
        }
    }

    /// - Parameter path: the file, or its folder.
    private func run(_ path: String, seed: UInt64, steps: Int) async throws {
        let sample = try FollowSample(path)
        let model = Model(sample, seed: seed)
        try sample.append("", to: "app.log")
        var sinceCopy = 0
        for step in 0..<steps {
            let choice = model.dice.next(20)
            sinceCopy += 1
            switch choice {
            case 0..<9: try model.write()
            case 9..<14: try await sample.poll()
            case 14: try await sample.poll(committing: model.dice.next(3)); sample.crash()
            case 15: sample.crash()
            case 16 where model.part.isEmpty: sample.clock.move(seconds: Double(model.dice.next(8)))
            case 17: try model.renameAway()
            case 18 where sinceCopy > 3:
                // A file of which nothing was read is known by nothing: its copy is then a new file.
                try model.write()
                try model.endLine()
                try await sample.poll()
                if model.dice.next(2) == 0 { try model.write() }
                try model.copyAway()
                sinceCopy = 0
            default: try await sample.poll()
            }
            model.trace.append("\(choice)")
            if step % 50 == 49 {
                try model.endLine()
                sample.clock.move(seconds: 3)
                try await sample.poll()
                let found = sample.disk.lines
                let matches = found.sorted() == model.expected.sorted()
                #expect(matches, "seed \(seed), step \(step): \(difference(found, model.expected))")
                guard matches else { return }
            }
        }
    }

    private func difference(_ found: [String], _ expected: [String]) -> String {
        let counts = Dictionary(found.map { ($0, 1) }, uniquingKeysWith: +)
        let missing = expected.filter { counts[$0] == nil }.map { $0.prefix(12) }
        let twice = counts.filter { $0.value > 1 }.keys.map { $0.prefix(12) }
        let strange = Set(found).subtracting(expected).map { $0.prefix(12) }
        return "missing \(missing.prefix(5)), twice \(twice.prefix(5)), strange \(strange.prefix(5))"
    }

    @Test("4,000 steps on a file: every line once", arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as [UInt64])
    func file(seed: UInt64) async throws {
        try await run("app.log", seed: seed, steps: 400)
    }

    @Test("2,000 steps on a folder: every line once", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func folder(seed: UInt64) async throws {
        try await run("", seed: seed + 100, steps: 400)
    }
}
