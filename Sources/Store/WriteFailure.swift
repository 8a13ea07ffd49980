// Why something could not be written: for want of room, which passes, or for another reason, which does not.
// SPDX-License-Identifier: EUPL-1.2

public import Base
import Foundation
import GRDB

enum WriteFailure {
    /// The problem for an error of SQLite.
    ///
    /// - Parameters:
    ///   - full: the code for want of room.
    ///   - broken: the code for all else.
    static func problem(_ error: any Error, _ path: String, full: Problem.Code, broken: Problem.Code) -> Problem {
        Problem(isBusy(error) || isForRoom(error, path) ? full : broken, ["\(error)"], at: Place(file: path))
    }

    /// Whether another program holds the file.
    private static func isBusy(_ error: any Error) -> Bool {
        guard let code = (error as? DatabaseError)?.resultCode else { return false }
        return code == .SQLITE_BUSY || code == .SQLITE_LOCKED
    }

    /// Whether it is for want of room, also where a part of the write has made a problem of it.
    static func isForRoom(_ error: any Error, _ path: String) -> Bool {
        if let problem = error as? Problem { return problem.passes }
        if let error = error as? POSIXError { return error.code == .ENOSPC || error.code == .EDQUOT }
        guard let error = error as? DatabaseError else { return false }
        switch error.resultCode {
        case .SQLITE_FULL: return true
        // A log or its index that cannot be made larger is an error of input and output to SQLite.
        case .SQLITE_IOERR, .SQLITE_CANTOPEN: return hasNoRoom(path)
        default: return false
        }
    }

    /// Whether the file system of a file has no block or no file left.
    private static func hasNoRoom(_ path: String) -> Bool {
        var system = statvfs()
        guard statvfs(path, &system) == 0 || statvfs((path as NSString).deletingLastPathComponent, &system) == 0
        else { return false }
        let pages = 64 * 1_024 / max(UInt(system.f_frsize), 1)
        return system.f_bavail <= pages || (system.f_files > 0 && system.f_favail == 0)
    }
}

extension Problem {
    /// Whether what could not be written may be tried again: there was no room, or another held the file.
    public var passes: Bool {
        code == .archiveFull || code == .recordFull
    }
}
