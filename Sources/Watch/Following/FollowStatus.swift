// What can be said of one followed file, for people and for metrics.
// SPDX-License-Identifier: EUPL-1.2

package import Base

/// The state of one followed file.
package struct FollowStatus: Sendable, Hashable {
    package var path: String
    /// Bytes that are in the file and not given to the archive.
    package var bytesBehind: Int64
    package var lastRead: Timestamp?
    /// Lines that were cut at the limit.
    package var linesCut: Int
    /// Why it is not read, or what is amiss with it.
    package var problem: Problem?

    package init(
        path: String, bytesBehind: Int64, lastRead: Timestamp? = nil, linesCut: Int = 0, problem: Problem? = nil
    ) {
        self.path = path
        self.bytesBehind = bytesBehind
        self.lastRead = lastRead
        self.linesCut = linesCut
        self.problem = problem
    }
}
