// One line that tells how far a scan is: on a terminal only, renewed five times a second.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// Rate and remaining time of a run of reading. Used by one thread.
final class ProgressLine {
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
        let rate = Double(progress.bytesRead) / seconds
        let left = max(0, Double(progress.totalBytes - progress.bytesRead) / max(rate, 1))
        let percent = progress.totalBytes == 0 ? 0 : min(100, progress.bytesRead * 100 / progress.totalBytes)
        let text = console.words("progress", "\(percent)", "\(Int(rate / 1e6))", "\(Int(left.rounded(.up)))")
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
        isShown = true
    }

    func end() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
