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
        DataFolder(URL(fileURLWithPath: chosen ?? ".", isDirectory: true))
    }

    private var chosen: String? {
        if let path { return path }
        let value = ProcessInfo.processInfo.environment["DIJKWACHT_DATA"]
        return value?.isEmpty == false ? value : nil
    }

    func validate() throws {
        guard let chosen, !chosen.isEmpty else {
            throw ValidationError("Name the data directory with --data DIR, or in the variable DIJKWACHT_DATA.")
        }
    }
}
