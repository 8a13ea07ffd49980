// A list to take along: the rows of a page as CSV for people and as JSON Lines for programs.
// SPDX-License-Identifier: EUPL-1.2

import Base

/// Rows with names for their columns, which are the same in both forms.
struct ListToTake {
    /// One value.
    enum Cell {
        case text(String?)
        case number(Int)
        /// From 0 to 1, to three decimals; nil for what is not known.
        case share(Double?)
        case time(Timestamp?)
    }

    /// The name of the file, without its end.
    let name: String
    let columns: [String]
    var rows: [[Cell]] = []

    /// - Parameter about: the address of the page whose rows these are.
    func answer(_ form: Pages.ExportForm, _ visit: Visit, about: Address) -> PageAnswer {
        let bytes =
            switch form {
            case .csv: csv(visit, about)
            case .jsonl: jsonLines(visit.frame)
            }
        return .file(bytes: bytes, type: form.type, name: "\(name).\(form.rawValue)")
    }

    private func csv(_ visit: Visit, _ about: Address) -> [UInt8] {
        var csv = CSV(visit, about: about.text)
        csv.row(columns)
        for row in rows.prefix(WebLimits.exportRows) { csv.row(row.map(\.text)) }
        if rows.count > WebLimits.exportRows { csv.cut(after: WebLimits.exportRows, visit.words) }
        return Array(csv.text.utf8)
    }

    private func jsonLines(_ frame: Frame) -> [UInt8] {
        var writer = JSONWriter()
        for row in rows.prefix(WebLimits.exportRows) {
            writer.beginObject()
            for (name, cell) in zip(columns, row) {
                switch cell {
                case .text(let text): writer.member(name, text)
                case .number(let number): writer.member(name, number)
                case .time(let time): writer.member(name, time?.description)
                case .share(let share):
                    writer.name(name)
                    if let share { writer.number(share.inThousandths) } else { writer.null() }
                }
            }
            writer.mark(frame)
            writer.endObject()
            writer.endLine()
        }
        if rows.count > WebLimits.exportRows { writer.cut(after: WebLimits.exportRows) }
        return writer.bytes
    }
}

extension ListToTake.Cell {
    fileprivate var text: String {
        switch self {
        case .text(let text): text ?? ""
        case .number(let number): "\(number)"
        case .time(let time): time?.description ?? ""
        case .share(let share): share.map { "\($0.inThousandths)" } ?? ""
        }
    }
}

extension Double {
    fileprivate var inThousandths: Double { (self * 1_000).rounded() / 1_000 }
}

extension Frame {
    /// The ways to take a list along.
    func export(_ address: Address) -> HTML {
        """
        <p class="export">\(self("page.export"))
        <a href="\(address.with("vorm", "csv"))">CSV</a> <a href="\(address.with("vorm", "jsonl"))">JSON Lines</a></p>
        """
    }
}
