// What a demonstration has beside: six steps from a signal to a letter that are ticked off, and other roles.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Synchronization

/// How far someone is on the way that a demonstration shows. Kept in memory: it says nothing about the house.
final class DemoProgress: Sendable {
    /// The steps, in order.
    enum Step: String, Sendable, CaseIterable {
        case look, merge, moment, note, sentence, letter
    }

    private let steps = Mutex<Set<Step>>([])

    var done: Set<Step> { steps.withLock { $0 } }

    /// Ticks off what an answer shows to be done.
    func note(_ route: PageRoute, _ response: (status: Int, location: String?)) {
        guard response.status < 400 else { return }
        let step: Step? =
            switch (route.method, route.path) {
            case (.get, "/signalen/{id}"): .look
            case (.post, "/signalen"):
                response.location.map { $0.contains("gedaan=opened") || $0.contains("gedaan=merged") } ?? false
                    ? .merge : nil
            case (.post, "/incidenten/{number}/moment"): .moment
            case (.post, "/incidenten/{number}/regel"): .note
            case (.post, "/incidenten/{number}/zin"): .sentence
            case (.get, "/incidenten/{number}/brief"): .letter
            default: nil
            }
        if let step { steps.withLock { _ = $0.insert(step) } }
    }
}

extension Pages {
    var demoRoutes: [PageRoute] {
        guard !api.services.people.isEmpty else { return [] }
        return [
            .change("/proef/rol", nil) { visit, form in
                // Only in an invented house, and only on the machine itself.
                guard visit.call.context.isLoopback, let text = form.text("naam"),
                    let name = api.services.people.first(where: { $0.text == text })
                else { throw Problem(.notThere) }
                let entrance = try await api.door.enter(as: name, replacing: api.gate(visit.call).cookie)
                var answer = Answer(status: .seeOther)
                answer.fields[.location] = "/"
                answer.fields[.setCookie] = api.gate(visit.call).setCookie(entrance.secret)
                return .answer(answer)
            }
        ]
    }

    /// The card with the steps; nothing outside a demonstration.
    func demoCard(_ frame: Frame) -> HTML {
        guard let progress else { return .none }
        let done = progress.done
        let steps = DemoProgress.Step.allCases.map { step -> HTML in
            let isDone = done.contains(step)
            let mark: HTML = isDone ? "<strong>\(frame("demo.done"))</strong> " : .none
            return "<li\(" class=\"ticked\"", isDone)>\(mark)\(frame("demo.step.\(step.rawValue)"))</li>"
        }
        return """
            <details class="note plain"\(" open", done.count < DemoProgress.Step.allCases.count)>
            <summary>\(frame("demo.card", "\(done.count)", "\(DemoProgress.Step.allCases.count)"))</summary>
            <p>\(frame("demo.about"))</p><ol>\(steps)</ol></details>
            """
    }
}

extension Visit {
    /// Buttons for the other people of a demonstration.
    func otherPeople(_ people: [AccountName]) -> HTML {
        guard !people.isEmpty else { return .none }
        let buttons = people.filter { $0.text != name }.map { other -> HTML in
            form(
                Address("/proef/rol"),
                """
                <input type="hidden" name="naam" value="\(other.text)">\
                <button>\(frame("demo.become", other.text))</button>
                """)
        }
        return HTML(buttons)
    }
}
