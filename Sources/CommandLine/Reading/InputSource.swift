// One thing that the user wants read: a file that was named or found, or standard input.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// A file to read, by the name that results and problems show.
package struct InputSource: Sendable, Hashable {
    /// As the user gave it, plus the path within a folder that was given: `logs/a/b.json`; `-` is standard input.
    package let name: String
    /// The name to open it by, if that is not valid UTF-8.
    let rawPath: [CChar]?
    /// The size at the time of listing; nil for what is not a regular file.
    package let size: Int?

    package init(name: String, size: Int? = nil) {
        self.init(name: name, rawPath: nil, size: size)
    }

    init(name: String, rawPath: [CChar]?, size: Int?) {
        self.name = name
        self.rawPath = rawPath
        self.size = size
    }

    package var isStandardInput: Bool { name == "-" && rawPath == nil }

    /// A file descriptor to read from, or -1 with `errno` set. Standard input is duplicated, so that closing the
    /// descriptor leaves it open.
    func open() -> Int32 {
        if isStandardInput { return dup(STDIN_FILENO) }
        while true {
            let descriptor =
                rawPath.map { Foundation.open($0, O_RDONLY | O_CLOEXEC) }
                ?? Foundation.open(name, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 || errno != EINTR || Interrupts.isRequested { return descriptor }
        }
    }
}
