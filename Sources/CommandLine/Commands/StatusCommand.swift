// `dijkwacht status`: how the watch of a data directory is.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Base
import Foundation
import Store

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say how the watch is, as JSON: what comes in, what waits, what is wrong.",
        discussion: """
            What the watch wrote itself, every two seconds. `running` says whether a watch has the data directory now. \
            Exit code 1: it does not run, or is not healthy.
            """)

    @OptionGroup var data: DataOption

    func run() throws {
        let folder = data.folder
        let isRunning = Archive.isTaken(folder.archive)
        guard FileManager.default.fileExists(atPath: folder.url.path) else {
            throw Problem(.dataUnusable, ["\(folder.url.path)"], at: Place(file: folder.url.path))
        }
        let written = FileManager.default.contents(atPath: folder.status.path).map { Array($0) } ?? []
        let members = StatusText.members(written)
        var text = Array("{\"running\":\(isRunning)".utf8)
        if !members.isEmpty { text += Array(",".utf8) + members }
        text += Array("}\n".utf8)
        FileHandle.standardOutput.write(Data(text))
        if !isRunning || !StatusText.isHealthy(written) { throw ExitStatus.found.exitCode }
    }
}

/// What a watch wrote of itself.
enum StatusText {
    /// The members of the object without its brackets; none if it is damaged.
    static func members(_ written: [UInt8]) -> [UInt8] {
        guard (try? JSONSerialization.jsonObject(with: Data(written))) is [String: Any] else { return [] }
        let text = written.drop { $0 <= 0x20 }
        guard let end = text.lastIndex(of: UInt8(ascii: "}")) else { return [] }
        return Array(text[(text.startIndex + 1)..<end])
    }

    static func isHealthy(_ written: [UInt8]) -> Bool {
        let object = try? JSONSerialization.jsonObject(with: Data(written)) as? [String: Any]
        return object?["healthy"] as? Bool == true
    }
}
