// An exercise on its pages and files: the band with the word, its title and its own clock, and the mark on all that is
// taken along. Without scripts the clock shows when the page was made.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// What pages and files say of an exercise.
public struct ShownExercise: Sendable {
    /// How its clock goes.
    public struct Clock: Sendable {
        /// So many seconds of the exercise in one of ours, now; nil while it jumps from line to line.
        public var pace: @Sendable () -> Double?
        /// The time in the exercise from which it goes as fast as life.
        public var end: Timestamp

        public init(pace: @escaping @Sendable () -> Double?, end: Timestamp) {
            self.pace = pace
            self.end = end
        }
    }

    /// What names of files begin with, in every language: a file goes further than the page that says what it is.
    static let fileMark = "OEFENING-"

    /// Its title in each language.
    public var titles: [Language: String]
    /// Nil where its time is that of the machine, as in a demonstration.
    public var clock: Clock?

    public init(titles: [Language: String] = [:], clock: Clock? = nil) {
        self.titles = titles
        self.clock = clock
    }
}

extension Frame {
    /// What names of files begin with; nothing outside an exercise.
    var fileMark: String { isExercise ? ShownExercise.fileMark : "" }

    /// How much faster than life the time of what is shown goes. While it jumps, an hour of it may pass in one
    /// of our seconds.
    var pace: Double {
        guard let clock = exercise?.clock else { return 1 }
        return clock.pace() ?? 3_600
    }

    /// Above every page of an exercise; nothing outside one.
    var exerciseBand: HTML {
        guard let exercise else { return .none }
        let title: HTML? = exercise.titles[view.language].map { "<span>\($0).</span> " }
        let clock: HTML? = exercise.clock.map { "<span>\(shown($0))</span> " }
        return """
            <p class="exercise"><strong>\(self("page.exercise.word"))</strong> \(title)\(clock)\
            <span>\(self("page.exercise.invented"))</span></p>
            """
    }

    /// `Tijd in de oefening: 19 mrt 2026 09:12:00 Europe/Amsterdam, 60 keer zo snel.`
    private func shown(_ clock: ShownExercise.Clock) -> HTML {
        let pace = clock.pace()
        let speed: HTML =
            switch pace {
            case nil: self("page.exercise.most")
            case 1?: self("page.exercise.life")
            case let pace?: self("page.exercise.times", text(pace))
            }
        let ticking: HTML? = pace.map { self.ticking(clock, $0) }
        return """
            \(self("page.exercise.clock")) <span class="clock"\(ticking)>\(time.text(now))</span> \
            \(time.zone.name), \(speed).
            """
    }

    /// For scripts: the time on the clock, how fast it goes, how much of the exercise is left at that pace, and the
    /// names of months, so that a page writes a time as the server does.
    private func ticking(_ clock: ShownExercise.Clock, _ pace: Double) -> HTML {
        let shown = Int(now.nanoseconds / 1_000_000) + time.offsetSeconds(at: now) * 1_000
        let left = max(Int((clock.end.nanoseconds - now.nanoseconds) / 1_000_000), 0)
        return " data-own=\"\(shown)\" data-pace=\"\("\(pace)")\" data-rest=\"\(left)\" data-months=\"\(time.months)\""
    }

    private func text(_ pace: Double) -> String {
        let text = pace == pace.rounded() ? "\(Int(pace))" : "\(pace)"
        return view.language == .dutch ? text.replacing(".", with: ",") : text
    }
}

extension CSV {
    /// A table that says first what it is: that it is of an exercise, then who made it when, and what was asked.
    ///
    /// - Parameter about: the page or the list that these rows are of.
    init(_ visit: Visit, about: String) {
        self.init()
        if visit.frame.isExercise {
            row([visit.words("page.exercise.word") + " " + visit.words("page.exercise.invented")])
        }
        row([visit.words("export.about", visit.name, visit.frame.now.description, about)])
    }
}

extension JSONWriter {
    /// Says of the object that is open that it belongs to an exercise: lines of a file are taken out of it one by one.
    mutating func mark(_ frame: Frame) {
        if frame.isExercise { member("exercise", true) }
    }
}
