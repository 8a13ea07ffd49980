// One line of the archive: its bytes and their hash, its times, its fields as they are read, and its way into an
// incident.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Crypto
import Events
import Incidents
import Store
import Watch

extension Pages {
    var lineRoutes: [PageRoute] {
        [
            .page("/regel/{position}", .searchArchive) { visit in
                let outcome = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    try Outcome(&parameters)
                }
                return .page(try await linePage(try await line(visit), outcome, visit))
            },
            .page("/regel/{position}/bestand", .searchArchive) { visit in
                try visit.call.noParameters()
                let line = try await line(visit)
                // Never a type that a browser shows: the bytes are those of an attacker.
                return .file(
                    bytes: line.bytes, type: "application/octet-stream",
                    name: "regel-\(line.position.description.replacing("/", with: ".")).log")
            },
            .page("/regel/{position}/rond", .searchArchive) { visit in
                let isOfSource = try visit.call.parameters { (parameters: inout Parameters) throws(Problem) in
                    try parameters.value("bron") { $0 == "1" ? true : nil } ?? false
                }
                let line = try await line(visit)
                return .seeOther(try await around(line, source: isOfSource ? line.source.name : nil))
            },
            .change("/regel/{position}/incident", .searchArchive) { visit, form in
                let line = try await line(visit)
                return .seeOther(try await note(line, form, visit).added(to: FoundLines.address(line.position)))
            },
        ]
    }

    /// The line of the position in the path, which has dots for its slashes.
    private func line(_ visit: Visit) async throws(Problem) -> ArchivedLine {
        let text = try visit.call.path("position").replacing(".", with: "/")
        guard let position = ArchivePosition(text) else { throw Problem(.notThere) }
        let archive = api.services.archive
        let line = try await api.search { () throws(Problem) in try archive.line(position) }
        guard let line else { throw Problem(.notThere) }
        return line
    }

    /// The search for what lies around a line: five minutes before it, and so long after it that the line itself is on
    /// the first page. A line that gives no time has those around it that the archive got with it.
    private func around(_ line: ArchivedLine, source: String?) async throws(Problem) -> Address {
        let most = SearchQuestion.rows / 2
        let search = Page.Section.search.address.with("bron", source)
        var later = line.position
        later.position = min(later.position, .max - Int32(most)) + Int32(most)
        guard let time = line.time else { return search.with("cursor", Cursor.text(later)) }
        let second: Int64 = 1_000_000_000
        let sorted = search.with("volgorde", SearchQuestion.Order.time.rawValue)
            .with("van", time.advanced(byNanoseconds: -300 * second).description)
        let archive = api.services.archive
        for reach: Int64 in [300, 60, 10, 1] {
            let end = time.advanced(byNanoseconds: reach * second)
            let query = ArchiveQuery(from: time, to: end, source: source)
            let page = try await api.search { () throws(Problem) in try archive.search(query, limit: most) }
            if page.next == nil { return sorted.with("tot", end.description) }
        }
        return sorted.with("tot", time.advanced(byNanoseconds: second).description)
            .with("cursor", Cursor.text(later))
    }

    /// Writes the line with its reference in the journal of an incident, which may be a new one.
    private func note(_ line: ArchivedLine, _ form: Form, _ visit: Visit) async throws(Problem) -> Outcome {
        let number: IncidentNumber
        if let text = form.text("incident") {
            guard let read = IncidentNumber(text) else { throw Problem(.memberInvalid, ["incident"]) }
            number = read
        } else {
            guard visit.may(.openIncident) else { throw Problem(.forbidden, [Permission.openIncident.rawValue]) }
            let title = form.text("titel") ?? visit.words("line.incident.title", line.source.name)
            let entry = try await api.open(title, tlp: .amber, members: [], alerts: [], visit.requester)
            guard let made = IncidentNumber(entry.log.name) else { throw Problem(.unavailable) }
            number = made
        }
        let text = LineNote.text(line, said: form.text("tekst"), visit.words)
        let (entry, _) = try await api.write(EntryOrder(.note(text)), number, visit.requester)
        return Outcome(.written, entry: entry.entryID, incident: number)
    }

    private func linePage(_ line: ArchivedLine, _ outcome: Outcome?, _ visit: Visit) async throws(Problem) -> Page {
        let incidents = try await openIncidents(visit)
        let frame = visit.frame
        let read = ReadLine(line)
        let position = line.position.description
        return Page(
            visit.words("line.title", position), .search,
            """
            <p class="path"><a href="\(Page.Section.search.address)">\(frame("page.menu.search"))</a></p>
            <h1>\(frame("line.title", position))</h1>
            \(outcome.map { $0.shown(visit, back: FoundLines.address(line.position)) })
            <pre class="log">\(RawLine.text(line.bytes))</pre>
            \(LineParts.tools(line, incidents, visit))
            <h2>\(frame("line.facts"))</h2>
            \(LineParts.facts(line, read, visit))
            <h2>\(frame("line.fields"))</h2>
            \(LineParts.fields(read, visit))
            """)
    }

    /// The incidents that are open and there for this one, the newest.
    func openIncidents(_ visit: Visit) async throws(Problem) -> [IncidentSummary] {
        let records = api.services.records
        return try await api.read { () throws(Problem) in
            try records.incidents(for: Sight(visit.requester), closed: false, limit: 20).incidents.map(\.value)
        }
    }
}

/// What the journal of an incident says of a line: enough to find it again, and to show that it is the same.
enum LineNote {
    static func text(_ line: ArchivedLine, said: String?, _ words: Words) -> String {
        let raw = String(decoding: line.bytes.prefix(WebLimits.noteLineBytes), as: UTF8.self)
        let rest = line.bytes.count > WebLimits.noteLineBytes ? "\u{2026}" : ""
        let reference = words(
            "line.note", line.position.description, line.source.name, line.received.description,
            line.time?.description ?? "-", "\(line.bytes.count)", SHA256.hash(data: line.bytes).hex)
        return (said.map { "\($0)\n" } ?? "") + "\(reference)\n\(raw)\(rest)"
    }
}

/// A line as the readers of this release read it.
struct ReadLine: Sendable {
    struct Field: Sendable {
        let name: String
        let value: String
        let entity: EntityRef?
    }

    let format: Format
    private(set) var fields: [Field] = []
    /// Fields that are not shown.
    private(set) var rest = 0
    private(set) var problems: [Problem]

    init(_ line: ArchivedLine) {
        var reader = LineReader()
        var event = Event()
        // Readers look up to 16 bytes ahead.
        let padded = line.bytes + [UInt8](repeating: 0, count: 16)
        var fields: [Field] = []
        padded.withUnsafeBufferPointer { padded in
            let bytes = Bytes(rebasing: padded[..<line.bytes.count])
            _ = reader.read(bytes, format: line.source.format, zone: .none, into: &event)
            for index in 0..<min(event.count, WebLimits.lineFields) {
                let field = event.fields[index]
                let name = String(decoding: field.nameBytes, as: UTF8.self)
                let value = field.kind.isValue ? String(decoding: field.valueBytes, as: UTF8.self) : ""
                fields.append(Field(name: name, value: value, entity: ReadLine.entity(name, value)))
            }
        }
        self.fields = fields
        format = event.format
        rest = max(event.count - WebLimits.lineFields, 0)
        // In which zone its time was read is known where it came in, not here.
        problems = event.problems.filter { !$0.code.name.hasPrefix("time.") || line.time == nil }
    }

    /// What a field names. Of a nested field the last part of its name counts.
    private static func entity(_ field: String, _ value: String) -> EntityRef? {
        let last = field.split(separator: ".").last.map(String.init) ?? field
        guard let kind = EntityNames.kind(ofField: field) ?? EntityNames.kind(ofField: last) else { return nil }
        return EntityNames.entity(kind, value)
    }

    /// Whom and what it names, each once.
    var entities: [EntityRef] {
        var entities: [EntityRef] = []
        for entity in fields.compactMap(\.entity) where !entities.contains(entity) { entities.append(entity) }
        return entities
    }

    /// The field that names this; nil if none does.
    func field(of entity: EntityRef) -> String? {
        fields.first { $0.entity == entity }?.name
    }
}

extension Visit {
    /// Text of a log that names something, with the way to all that is known of that.
    func named(_ entity: EntityRef?, as text: String) -> HTML {
        guard let entity, may(.readQueue) else { return "<span class=\"log\">\(text)</span>" }
        let address = Address("/onderzoek").part(entity.kind.rawValue).part(entity.value)
        return "<a class=\"log\" href=\"\(address)\">\(text)</a>"
    }
}

enum LineParts {
    static func tools(_ line: ArchivedLine, _ incidents: [IncidentSummary], _ visit: Visit) -> HTML {
        let frame = visit.frame
        let address = FoundLines.address(line.position)
        let around =
            line.time == nil
            ? (frame("line.near.source"), frame("line.near.all"))
            : (frame("line.around.source"), frame("line.around.all"))
        return """
            <ul class="row"><li><a href="\(address.part("bestand"))">\(frame("line.download"))</a></li>
            <li><a href="\(address.part("rond").with("bron", "1"))">\(around.0)</a></li>
            <li><a href="\(address.part("rond"))">\(around.1)</a></li></ul>
            <div class="tools"><details class="menu" data-key="i"><summary>\(frame("line.incident"))</summary>
            \(visit.form(address.part("incident"), incidentFields(incidents, visit)))</details></div>
            """
    }

    private static func incidentFields(_ incidents: [IncidentSummary], _ visit: Visit) -> HTML {
        let frame = visit.frame
        let choices = incidents.map { incident -> HTML in
            "<option value=\"\(incident.number.description)\">\(incident.number.description) \(incident.title)</option>"
        }
        let fresh: HTML? =
            visit.may(.openIncident) ? "<option value=\"\">\(frame("queue.merge.new"))</option>" : nil
        let input: HTML = "<input name=\"titel\" maxlength=\"200\">"
        let title: HTML? = visit.may(.openIncident) ? frame.field("queue.merge.title", input) : nil
        return """
            \(frame.field("queue.merge.into", "<select name=\"incident\">\(choices)\(fresh)</select>"))
            \(title)
            \(frame.field("line.incident.said", "<textarea name=\"tekst\" rows=\"3\" maxlength=\"8000\"></textarea>"))
            <button class="main">\(frame("line.incident.do"))</button>
            """
    }

    static func facts(_ line: ArchivedLine, _ read: ReadLine, _ visit: Visit) -> HTML {
        let frame = visit.frame
        let time: HTML = line.time.map { both($0, frame) } ?? frame("line.time.none")
        let source =
            line.source.name.isEmpty
            ? frame("line.source.none") : visit.named(EntityRef(.source, line.source.name), as: line.source.name)
        let entities = read.entities.prefix(WebLimits.sourcesHeard).map { "<li>\(visit.entity($0))</li>" as HTML }
        let named: HTML =
            entities.isEmpty ? frame("line.entities.none") : "<ul class=\"plain\">\(entities)</ul>"
        return """
            <dl class="facts">
            <dt>\(frame("line.time"))</dt><dd>\(time)</dd>
            <dt>\(frame("line.received"))</dt><dd>\(both(line.received, frame))</dd>
            <dt>\(frame("column.web.source"))</dt><dd>\(source)</dd>
            <dt>\(frame("line.entities"))</dt><dd>\(named)</dd>
            <dt>\(frame("line.bytes"))</dt><dd>\(line.bytes.count)</dd>
            <dt>sha256</dt><dd class="log">\(SHA256.hash(data: line.bytes).hex)</dd>
            </dl>
            """
    }

    /// A time in the zone of the page and in UTC, the latter to its last digit.
    private static func both(_ time: Timestamp, _ frame: Frame) -> HTML {
        """
        \(frame.time.element(time)) \(frame.time.zone.name) <span class="hint">UTC <span class="log">\
        \(time.description)</span></span>
        """
    }

    static func fields(_ read: ReadLine, _ visit: Visit) -> HTML {
        let frame = visit.frame
        let problems = read.problems.prefix(WebLimits.problemsShown).map { problem -> HTML in
            "<li>\(frame.words.text("problem.\(problem.code.name)", problem.arguments))</li>"
        }
        let wrong: HTML? =
            problems.isEmpty
            ? nil : frame.note("soon", "<p>\(frame("line.problems"))</p><ul>\(problems)</ul>")
        let rows = read.fields.map { field -> HTML in
            let text = RawLine.text(Array(field.value.utf8))
            let value = visit.named(field.entity, as: text)
            return "<tr><th scope=\"row\" class=\"log\">\(field.name)</th><td>\(value)</td></tr>\n"
        }
        let list: HTML =
            rows.isEmpty
            ? "<p>\(frame("line.fields.none"))</p>"
            : frame.table("line.fields", head: [frame.column("field"), frame.column("value")], rows: rows)
        let rest: HTML? = read.rest > 0 ? "<p>\(frame("line.fields.rest", "\(read.rest)"))</p>" : nil
        return "<p>\(frame("line.format", read.format.rawValue))</p>\(wrong)\(list)\(rest)"
    }
}
