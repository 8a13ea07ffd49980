// Small parts that several pages show in the same way.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents

extension Frame {
    /// A level by its word; the colour beside it is never the only sign.
    func level(_ level: AlertLevel) -> HTML {
        "<span class=\"level \(level.rawValue)\">\(words("level.\(level.rawValue)"))</span>"
    }

    /// As lists name something: where the organisation wants it, an account by its pseudonym.
    func shown(_ entity: EntityRef) -> EntityRef {
        pseudonyms?.shown(entity) ?? entity
    }

    /// Whether lists show something under another name.
    func hides(_ entity: EntityRef) -> Bool {
        shown(entity) != entity
    }

    /// Whom or what something is about, with a way to all that is known of it. A pseudonym leads nowhere: the name
    /// would stand in the address.
    ///
    /// - Parameter isNamed: the name was asked for, and that is in the journal.
    func entity(_ real: EntityRef, mayLook: Bool, isNamed: Bool = false) -> HTML {
        let kind: HTML = "<span class=\"kind\">\(words("entity.\(real.kind.rawValue)"))</span> "
        let entity = isNamed ? real : shown(real)
        guard mayLook, entity == real else { return kind + "<span class=\"log\">\(entity.value)</span>" }
        let address = Address("/onderzoek").part(entity.kind.rawValue).part(entity.value)
        return kind + "<a class=\"log\" href=\"\(address)\">\(entity.value)</a>"
    }

    /// A choice of one of some words.
    ///
    /// - Parameter key: the words are those of `key.word`.
    func select<Word: RawRepresentable<String>>(
        _ name: String, _ words: some Sequence<Word>, key: String, chosen: Word? = nil, empty: String? = nil
    ) -> HTML {
        let first: HTML? = empty.map { "<option value=\"\">\(self.words($0))</option>" }
        let options = words.map { word -> HTML in
            """
            <option value="\(word.rawValue)"\(" selected", word.rawValue == chosen?.rawValue)>\
            \(self.words("\(key).\(word.rawValue)"))</option>
            """
        }
        return "<select name=\"\(name)\">\(first)\(options)</select>"
    }

    /// A field with its label.
    ///
    /// - Parameter arguments: of the text of the label.
    func field(_ label: String, _ field: HTML, _ arguments: String..., hint: String? = nil) -> HTML {
        let under: HTML? = hint.map { "<span class=\"hint\">\(words($0))</span>" }
        return "<label>\(words.text(label, arguments))\(field)\(under)</label>"
    }

    /// A field of one line with its label.
    func input(
        _ label: String, _ name: StaticString, longest: Int = 1_000, isNeeded: Bool = false, hint: String? = nil
    ) -> HTML {
        let field: HTML =
            "<input name=\"\(HTML(literal: name))\" maxlength=\"\(longest)\"\(" required", isNeeded)>"
        return self.field(label, field, hint: hint)
    }

    /// The choice of a reason for closing, none chosen yet.
    var closeReasons: HTML {
        field(
            "column.web.reason", select("reden", CloseReason.allCases, key: "reason", empty: "reason.choose"))
    }

    /// A table that may be wider than the screen: it scrolls by itself, also with the keyboard.
    func table(_ label: String, head: [HTML], rows: some Sequence<HTML>, id: String? = nil) -> HTML {
        let name: HTML? = id.map { " id=\"\($0)\"" }
        return """
            <div class="scroll" role="region" tabindex="0" aria-label="\(words(label))"><table\(name)>
            <thead><tr>\(head)</tr></thead><tbody>
            \(rows)</tbody></table></div>
            """
    }

    /// The head of a column.
    func column(_ key: String) -> HTML {
        "<th scope=\"col\">\(words("column.web.\(key)"))</th>"
    }

    /// The head of a column of times, which names the zone.
    func timeColumn(_ key: String) -> HTML {
        "<th scope=\"col\">\(words("column.web.\(key)")) <span class=\"zone\">\(time.zone.name)</span></th>"
    }

    /// Where the next rows are.
    func next(_ address: Address?) -> HTML {
        guard let address else { return .none }
        return "<p><a rel=\"next\" href=\"\(address)\">\(self("page.next"))</a></p>"
    }

    /// The state of things as a box that stands out by its border and its words.
    func note(_ kind: StaticString, _ body: HTML) -> HTML {
        "<div class=\"note \(HTML(literal: kind))\">\(body)</div>"
    }

    /// How long ago, in the largest unit of which there is one: only beside the time itself.
    func ago(_ then: Timestamp) -> String {
        let seconds = max((now.nanoseconds - then.nanoseconds) / 1_000_000_000, 0)
        switch seconds {
        case ..<120: return words("ago.seconds", "\(seconds)")
        case ..<7_200: return words("ago.minutes", "\(seconds / 60)")
        case ..<172_800: return words("ago.hours", "\(seconds / 3_600)")
        default: return words("ago.days", "\(seconds / 86_400)")
        }
    }
}

extension HTML {
    /// A part of the source.
    init(literal: StaticString) {
        self.init(stringLiteral: "\(literal)")
    }
}

extension Visit {
    func entity(_ entity: EntityRef, isNamed: Bool = false) -> HTML {
        frame.entity(entity, mayLook: may(.readQueue), isNamed: isNamed)
    }
}
