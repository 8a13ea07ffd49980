// Where everything of a watch lies: for all commands that read or write it.
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser
import Foundation
import Store

/// `--data DIR`, or the environment variable `DIJKWACHT_DATA`.
struct DataOption: ParsableArguments {
    @Option(name: .customLong("data"), help: "The data directory. Default: the environment variable DIJKWACHT_DATA.")
    var path: String?

    /// The directory.
    var folder: DataFolder {
        DataOption.folder(path) ?? DataFolder(URL(fileURLWithPath: ".", isDirectory: true))
    }

    /// The directory that was named, here or in the environment; nil if none was.
    static func folder(_ path: String?) -> DataFolder? {
        let chosen = path ?? ProcessInfo.processInfo.environment["DIJKWACHT_DATA"] ?? ""
        return chosen.isEmpty ? nil : DataFolder(URL(fileURLWithPath: chosen, isDirectory: true))
    }

    static let missing = ValidationError(
        "Name the data directory with --data DIR, or in the variable DIJKWACHT_DATA.")

    func validate() throws {
        if DataOption.folder(path) == nil { throw DataOption.missing }
    }
}
