// Lines to take along, newest first, as CSV or JSON Lines: so many, and a file that was cut says so at its end.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Crypto
import Events
import Store

extension Pages {
    /// - Parameter asked: the address of the page that shows the same.
    func exportLines(
        _ query: ArchiveQuery, asked: Address, _ form: ExportForm, _ visit: Visit
    ) async throws(Problem) -> PageAnswer {
        let archive = api.services.archive
        var (lines, bytes, looks): ([ArchivedLine], Int, Int) = ([], 0, 0)
        var next: ArchivePosition?
        repeat {
            let before = next
            // One page at a time: others who search come between.
            let page = try await api.search { () throws(Problem) in
                try archive.search(query, before: before, limit: ArchiveLimits.pageLines)
            }
            looks += 1
            next = page.next
            for line in page.lines {
                bytes += min(line.bytes.count, WebLimits.lineBytes)
                guard lines.count < WebLimits.exportLines, bytes <= WebLimits.exportBytes else {
                    next = lines.last?.position ?? line.position
                    break
                }
                lines.append(line)
            }
        } while next != nil && lines.count < WebLimits.exportLines && bytes <= WebLimits.exportBytes
            && looks < WebLimits.exportLooks
        let isWhole = next == nil
        let file =
            switch form {
            case .csv: csv(lines, isWhole, asked, visit)
            case .jsonl: jsonLines(lines, next, visit.frame)
            }
        return .file(bytes: file, type: form.type, name: "regels.\(form.rawValue)")
    }

    private func csv(_ lines: [ArchivedLine], _ isWhole: Bool, _ asked: Address, _ visit: Visit) -> [UInt8] {
        var csv = CSV(visit, about: asked.text)
        csv.row(["position", "source", "received", "time", "bytes", "sha256", "raw"])
        for line in lines {
            csv.row([
                line.position.description, line.source.name, line.received.description, line.time?.description ?? "",
                "\(line.bytes.count)", SHA256.hash(data: line.bytes).hex,
                line.bytes.count > WebLimits.lineBytes ? "" : String(decoding: line.bytes, as: UTF8.self),
            ])
        }
        if !isWhole { csv.row([visit.words("search.export.cut", "\(lines.count)")]) }
        return Array(csv.text.utf8)
    }

    /// One line of the archive each; where the file was cut, one more object with where it goes on.
    private func jsonLines(_ lines: [ArchivedLine], _ next: ArchivePosition?, _ frame: Frame) -> [UInt8] {
        var writer = JSONWriter()
        for line in lines {
            writer.event(line, most: WebLimits.lineBytes, isExercise: frame.isExercise)
            writer.endLine()
        }
        if let next {
            writer.beginObject()
            writer.member("complete", false)
            writer.member("lines", lines.count)
            writer.member("cursor", Cursor.text(next))
            writer.mark(frame)
            writer.endObject()
            writer.endLine()
        }
        return writer.bytes
    }
}
