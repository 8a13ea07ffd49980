// Someone on a page: who it is, how he wants to see it, and what he asks.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Incidents

/// A request for a page by someone who is logged in.
struct Visit: Sendable {
    let call: Call
    let requester: Requester
    /// For the hidden field of each form.
    let formKey: String
    /// When the session ends if nothing more is asked.
    let ends: Timestamp?
    let frame: Frame

    var words: Words { frame.words }
    var time: ShownTime { frame.time }
    var name: String { requester.name?.text ?? "" }

    /// Whether the house lets this one do something.
    func may(_ permission: Permission) -> Bool {
        Decision.may(requester, permission, on: .house)
    }

    /// The beginning of a form that changes something.
    func form(_ action: Address, _ body: HTML, id: String? = nil) -> HTML {
        let name: HTML? = id.map { " id=\"\($0)\"" }
        return """
            <form method="post" action="\(action)"\(name)><input type="hidden" name="csrf" value="\(formKey)">\
            \(body)</form>
            """
    }
}

/// What every page needs, logged in or not.
struct Frame: Sendable {
    let view: View
    let words: Words
    let time: ShownTime
    /// The time of what is shown: in an exercise that of the exercise.
    let now: Timestamp
    /// The time of the machine, for accounts, links and tokens.
    let wallNow: Timestamp
    /// The address that was asked.
    let here: String
    /// The address of this page, for forms that lead back to it; the beginning where it is what came of a form.
    let back: String
    /// The exercise that the program runs: every page and file then says so.
    let exercise: ShownExercise?
    /// Between whom one can change in an invented house.
    let people: [AccountName]
    /// What a rule says to people in a language, by the name that alerts have for it.
    let ruleSays: @Sendable (String, Language) -> RuleSays?
    /// What lists show in place of names of accounts; nil: the names.
    var pseudonyms: Pseudonyms?

    var isExercise: Bool { exercise != nil }

    /// What an alert is about, in the language of the page where its rule has that.
    func title(_ alert: Alert) -> String {
        ruleSays(alert.key.rule, view.language)?.title ?? alert.title
    }

    func callAsFunction(_ key: String, _ arguments: String...) -> HTML {
        "\(words.text(key, arguments))"
    }
}
