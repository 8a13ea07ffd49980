// How many files and sockets the process may hold open: as many as the system lets it (setrlimit(2)).
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// The limit on open files of this process. This is the only place that changes it.
package enum OpenFiles {
    /// Raises the limit as far as the account may.
    ///
    /// - Returns: the limit from now on.
    @discardableResult
    package static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1_024 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// The most connections of one server: what is asked for, and never so many that the rest of the program has no
    /// file left.
    package static func connections(asked: Int) -> Int {
        min(max(asked, 1), max((raiseLimit() - HTTPLimits.filesReserved) / 2, 8))
    }

    #if canImport(Darwin)
    private static let resource = RLIMIT_NOFILE
    #else
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif
}
