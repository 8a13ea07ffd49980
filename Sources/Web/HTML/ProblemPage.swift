// What went wrong, as a page: what happened and what one can do.
// SPDX-License-Identifier: EUPL-1.2

import Base

enum ProblemPage {
    static func page(_ problem: Problem, _ frame: Frame) -> Page {
        let known = WebProblem(problem)
        let title = frame.words("page.problem.\(known.status.code)")
        let hasTitle = frame.words.keys.contains("page.problem.\(known.status.code)")
        let shown = hasTitle ? title : frame.words("page.problem")
        var page = Page(
            shown, nil,
            """
            <h1>\(shown)</h1>
            <p>\(frame.words.text("problem.\(known.shown.code.name)", known.shown.arguments))</p>
            <p><a href="/">\(frame("page.problem.back"))</a></p>
            """)
        page.status = known.status
        page.retrySeconds = known.retrySeconds
        return page
    }
}
