// Control-C: the first asks the work to stop with what is there, the second ends the program at once.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Synchronization

/// How a command ends before its input does, without that being an error of the input.
package enum EarlyEnd: Error, Sendable, Equatable {
    /// The reader of the results has closed the pipe, as `head` does.
    case closedPipe
    /// The user pressed Control-C.
    case interrupted

    package var exitCode: Int32 {
        switch self {
        case .closedPipe: 0
        case .interrupted: 130
        }
    }
}

/// The request of the user to stop (SIGINT). Reading checks it whenever it waits.
package enum Interrupts {
    private static let requests = Atomic<Int>(0)

    package static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

    /// Catches SIGINT and ignores SIGPIPE. Call once, before threads start.
    package static func install() {
        // The first use of a global makes it, which a signal must not do.
        requests.store(0, ordering: .relaxed)
        ignoreClosedPipes()
        var action = sigaction()
        // Without SA_RESTART: a read that waits for standard input must come back.
        sigemptyset(&action.sa_mask)
        action.__sigaction_handler.sa_handler = { _ in Interrupts.receive() }
        sigaction(SIGINT, &action, nil)
    }

    /// Lets a write to a reader that has gone fail, in place of ending the program with a signal.
    static func ignoreClosedPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    private static func receive() {
        if requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 { _exit(EarlyEnd.interrupted.exitCode) }
    }

    /// Keeps SIGINT away from this thread, so that the first thread receives it.
    static func leaveToMainThread() {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// For tests: as if the user had pressed Control-C, or had not.
    package static func simulate(_ requested: Bool) {
        requests.store(requested ? 1 : 0, ordering: .relaxed)
    }
}
