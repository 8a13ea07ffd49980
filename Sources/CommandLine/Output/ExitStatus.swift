// How a command ends (docs/exit-codes.md).
// SPDX-License-Identifier: EUPL-1.2

import ArgumentParser

/// The exit codes of the program, all in one place.
public enum ExitStatus: Int32, Sendable {
    /// Done. An empty input, or one that could be used only in part, is still done.
    case done = 0
    /// Done, and something was found that `--fail-on` names.
    case found = 1
    /// Nothing could be used: no path readable, no rule loads, the configuration is wrong.
    case unusable = 2
    /// Wrong use; what swift-argument-parser returns for arguments that it cannot read.
    case usage = 64
    /// A service that is needed cannot be reached.
    case unreachable = 69
    case interrupted = 130
}

extension ExitStatus {
    var exitCode: ExitCode { ExitCode(rawValue) }
}
