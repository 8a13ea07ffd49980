// Gezondheid: how the watch is doing, part by part. Each part says that it is well, or what is wrong and what to do.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Store
import Watch

/// One part of the program with its verdict.
struct HealthPart {
    /// The key of its name and the place on the page.
    let key: String
    /// What is wrong and what to do, a sentence each; empty when all is well.
    var wrong: [HTML] = []
    /// False if nothing here tells how it is.
    var isKnown = true
    var body: HTML = .none

    var isWell: Bool { wrong.isEmpty }
}

extension Pages {
    var healthRoutes: [PageRoute] {
        [
            .page("/gezondheid", .readHealth) { visit in
                try visit.call.noParameters()
                return .page(healthPage(visit))
            }
        ]
    }

    private func healthPage(_ visit: Visit) -> Page {
        let frame = visit.frame
        let title = frame.words("page.menu.health")
        guard let status = api.services.status() else {
            let body: HTML = "<h1>\(title)</h1>" + frame.note("soon", "<p>\(frame("health.unknown"))</p>")
            return Page(title, .health, body + HealthMachines.html(visit))
        }
        let parts = HealthParts(status: status, frame: frame).all
        let wrong = parts.filter { !$0.isWell }
        let summary =
            wrong.isEmpty
            ? frame.note("done", "<p><strong>\(frame("health.well"))</strong> \(frame("health.all_well"))</p>")
            : frame.note(
                status.isHealthy ? "soon" : "late",
                """
                <p><strong>\(frame("health.look"))</strong></p>
                <ul class="plain">\(wrong.map { part -> HTML in
                    "<li><a href=\"#\(part.key)\">\(frame("health.\(part.key)"))</a>: \(part.wrong[0])</li>"
                })</ul>
                """)
        return Page(
            title, .health,
            """
            <h1>\(title)</h1>
            \(summary)
            <p>\(frame("health.as_of")) \(frame.time.element(status.asOf)) \(frame.time.zone.name). \
            <a href="\(Page.Section.health.address)">\(frame("health.again"))</a></p>
            \(parts.map { section($0, frame) })
            \(HealthMachines.html(visit))
            """)
    }

    private func section(_ part: HealthPart, _ frame: Frame) -> HTML {
        let verdict: HTML =
            !part.isKnown
            ? "<p><strong>\(frame("health.not_known"))</strong></p>"
            : part.isWell
                ? "<p class=\"verdict well\"><strong>\(frame("health.well"))</strong></p>"
                : """
                <div class="note soon"><p><strong>\(frame("health.wrong"))</strong></p>\
                <ul class="plain">\(part.wrong.map { text -> HTML in "<li>\(text)</li>" })</ul></div>
                """
        return """
            <section aria-labelledby="\(part.key)"><h2 id="\(part.key)">\(frame("health.\(part.key)"))</h2>
            \(verdict)
            \(part.body)</section>
            """
    }
}

/// Where programs read the same.
enum HealthMachines {
    static func html(_ visit: Visit) -> HTML {
        let frame = visit.frame
        let addresses: [(address: Address, key: String)] = [
            (Address("/api/v1/status"), "health.machines.status"), (Address("/metrics"), "health.machines.metrics"),
            (Address("/healthz"), "health.machines.alive"), (Address("/readyz"), "health.machines.ready"),
        ]
        let items = addresses.map { item -> HTML in
            "<li><a class=\"log\" href=\"\(item.address)\">\(item.address)</a> \(frame(item.key))</li>"
        }
        return "<h2>\(frame("health.machines"))</h2><ul class=\"plain\">\(items)</ul>"
    }
}

extension Frame {
    /// A number of bytes in the largest unit of which there is one, with one decimal (IEC 80000-13: 1,024 to a KiB).
    func bytes(_ count: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var (value, unit) = (Double(count), 0)
        while value >= 1_024, unit + 1 < units.count { (value, unit) = (value / 1_024, unit + 1) }
        return unit == 0 ? "\(count) B" : "\(decimal(value)) \(units[unit])"
    }

    /// With one decimal, behind the sign that the language writes.
    func decimal(_ value: Double) -> String {
        // What is no number, or too large for one of ours, is nothing that a clock or a disk can say.
        guard value.isFinite, abs(value) < 1e15 else { return "-" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        return "\(sign)\(abs(tenths) / 10)\(words.language == .dutch ? "," : ".")\(abs(tenths) % 10)"
    }

    /// A number with its thousands apart.
    func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var out = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { out += words.language == .dutch ? "." : "," }
            out.append(digit)
        }
        return number < 0 ? "-" + out : out
    }
}
