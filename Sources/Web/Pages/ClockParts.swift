// The clocks of the law on the pages of an incident: what runs, until when, what started it, and that it was met.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Incidents

/// The clocks of one incident.
struct IncidentClocks: Sendable {
    /// Those that are for this organisation: what is late first, then what ends first.
    let clocks: [DutyClock]
    /// Why there are none; nil if there could be.
    let isWithoutProfile: Bool

    init(_ state: IncidentState, _ services: WebServices, now: Timestamp) {
        guard let laws = services.laws else {
            (clocks, isWithoutProfile) = ([], true)
            return
        }
        let profile = services.profile()
        isWithoutProfile = profile == nil
        let counted = DutyPlan.clocks(
            // Who has not said what he is, has personal data all the same.
            of: profile ?? LegalProfile(organisation: "", roles: ["controller"]),
            at: IncidentClocks.moments(state, now: now), under: laws)
        clocks = counted.filter { $0.state != .notApplicable && $0.state != .superseded }.sorted { a, b in
            (a.isLate ? 0 : 1, a.isOpen ? 0 : 1, a.due?.nanoseconds ?? .max)
                < (b.isLate ? 0 : 1, b.isOpen ? 0 : 1, b.due?.nanoseconds ?? .max)
        }
    }

    /// What the journal says, as the law looks at it.
    private static func moments(_ state: IncidentState, now: Timestamp) -> DutyMoments {
        let moments = state.moments.map { recorded in
            DutyMoment(
                recorded.moment, recorded.occurred.earliest, recorded.occurred.precision, source: recorded.reason)
        }
        let submissions = state.notices.compactMap { notice in
            notice.given.earliest.map { Submission(notice.term, $0, proof: notice.proof) }
        }
        return DutyMoments(now: now, moments: moments, submissions: submissions)
    }
}

extension DutyClock {
    fileprivate var isLate: Bool { state == .late }
}

enum ClockParts {
    /// The clocks as a row of boxes: words and a border say how it stands, never colour alone.
    static func html(_ sight: IncidentSight) -> HTML {
        let frame = sight.visit.frame
        let note: HTML =
            sight.clocks.isWithoutProfile ? frame.note("plain", "<p>\(frame("clock.no_profile"))</p>") : .none
        guard !sight.clocks.clocks.isEmpty else { return note }
        let boxes = sight.clocks.clocks.map { box($0, sight) }
        return "\(note)<ul class=\"clocks\">\(boxes)</ul>"
    }

    private static func box(_ clock: DutyClock, _ sight: IncidentSight) -> HTML {
        let frame = sight.visit.frame
        let language = frame.view.language
        let recipients = clock.recipients.map { $0[language] }.joined(separator: ", ")
        return """
            <li class="\(HTML(word: clock.state.rawValue))"><strong>\(clock.name[language])</strong> \
            <span class="kind">\(clock.article)</span>
            <p>\(frame.words("duty.state.\(clock.state.rawValue)"))\(left(clock, frame))</p>
            \(due(clock, frame))
            <details><summary>\(frame("clock.why"))</summary>
            <p>\(clock.reason(frame.words, frame.time.text))</p><p class="hint">\(recipients)</p>\
            \(missing(clock, frame))</details>
            \(given(clock, sight))</li>
            """
    }

    /// What is left, by the clock of the server; the page counts on by itself.
    private static func left(_ clock: DutyClock, _ frame: Frame) -> HTML {
        guard clock.isOpen, let seconds = clock.remainingSeconds(at: frame.now), seconds > 0 else { return .none }
        return """
            : <strong data-left="\(seconds)" data-hour="\(frame("clock.hour"))" data-minute="\(frame("clock.minute"))">\
            \(seconds / 3_600) \(frame("clock.hour")) \((seconds % 3_600 / 60).padded(2)) \
            \(frame("clock.minute"))</strong>
            """
    }

    private static func due(_ clock: DutyClock, _ frame: Frame) -> HTML {
        guard let due = clock.due else { return .none }
        let statutory: HTML? = clock.dueStatutory.flatMap { moment in
            moment == due
                ? nil : "<p class=\"hint\">\(frame("clock.statutory")) \(frame.time.element(moment))</p>"
        }
        return "<p>\(frame("clock.until")) \(frame.time.element(due)) \(frame.time.zone.name)</p>\(statutory)"
    }

    private static func missing(_ clock: DutyClock, _ frame: Frame) -> HTML {
        guard !clock.fieldsMissing.isEmpty else { return .none }
        let fields = clock.fieldsMissing.map { "<li>\($0.name[frame.view.language])</li>" as HTML }
        return "<p class=\"hint\">\(frame("clock.fields"))</p><ul class=\"hint\">\(fields)</ul>"
    }

    /// A form by which someone says that the notice was given.
    private static func given(_ clock: DutyClock, _ sight: IncidentSight) -> HTML {
        let frame = sight.visit.frame
        if let submission = clock.submission {
            return """
                <p class="hint">\(frame("clock.given")) \(frame.time.element(submission.time)) \
                \(submission.proof ?? "")</p>
                """
        }
        guard sight.mayWrite, clock.isOpen || clock.state == .late else { return .none }
        return """
            <details class="menu"><summary>\(frame("clock.give"))</summary>\
            \(sight.form("melding", """
                <input type="hidden" name="termijn" value="\(clock.id)">
                \(IncidentParts.timeField(sight))
                \(frame.input("clock.proof", "kenmerk", isNeeded: true, hint: "clock.proof.hint"))
                <button class="main">\(frame("clock.give.do"))</button>
                """))</details>
            """
    }
}

extension HTML {
    /// A word of ours for a class: letters, digits and underscores.
    init(word: String) {
        self.init(stringLiteral: word.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    }
}
