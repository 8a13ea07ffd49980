// One line that tells how far a scan is: on a terminal only, renewed five times a second.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation

/// Rate and remaining time of a run of reading. Used by one thread.
package final class ProgressLine {
    private let console: Console
    private let progress: ReadingProgress
    private let started = Date()
    private var last = Date.distantPast
    private var isShown = false
    private let isOn: Bool

    init(_ console: Console, _ progress: ReadingProgress) {
        self.console = console
        self.progress = progress
        isOn = console.style.isTerminal && !console.isQuiet
    }

    func update() {
        guard isOn, Date().timeIntervalSince(last) > 0.2 else { return }
        last = Date()
        let seconds = last.timeIntervalSince(started)
        guard seconds > 0.5 else { return }
        let text = ProgressLine.text(
            read: progress.bytesRead, of: progress.totalBytes, seconds: seconds, width: console.style.lineWidth,
            console.words)
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
        isShown = true
    }

    /// What the line says, short enough not to wrap: what wraps cannot be taken away again. How much there is of
    /// standard input nobody knows.
    package static func text(read: Int, of total: Int, seconds: Double, width: Int?, _ words: Words) -> String {
        let rate = Double(read) / seconds
        let speed = "\(Int(rate / 1e6))"
        var text = words("progress.unsized", "\(read / 1_000_000)", speed)
        if total > 0 {
            // A file may claim any size: no number of seconds may be too large for an Int.
            let left = min(max(0, Double(total &- read) / max(rate, 1)), 999_999_999)
            let percent = min(100, Int(Double(read) / Double(total) * 100))
            text = words("progress", "\(percent)", speed, "\(Int(left.rounded(.up)))")
        }
        return width.map { String(text.prefix(max(0, $0 - 1))) } ?? text
    }

    func end() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
