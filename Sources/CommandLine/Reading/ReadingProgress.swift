// How far the reading is, for a line on the screen; any thread may look.
// SPDX-License-Identifier: EUPL-1.2

import Synchronization

/// Counters of one run of reading.
package final class ReadingProgress: Sendable {
    /// The bytes of all files whose size is known.
    package let totalBytes: Int
    private let bytes = Atomic<Int>(0)
    private let blocks = Atomic<Int>(0)
    private let opened = Atomic<Int>(0)
    private let skipped = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)

    package init(totalBytes: Int) {
        self.totalBytes = totalBytes
    }

    /// Bytes read of the files themselves, that is: compressed ones as they are on disk.
    package var bytesRead: Int { bytes.load(ordering: .relaxed) }
    package var blocksRead: Int { blocks.load(ordering: .relaxed) }
    /// Files, streams and members of archives that could be opened.
    package var sourcesOpened: Int { opened.load(ordering: .relaxed) }
    /// Members of archives that systems leave behind (`__MACOSX`, `.DS_Store`) and that were passed over.
    package var membersSkipped: Int { skipped.load(ordering: .relaxed) }

    /// Sources that were opened and turned out to be no logs.
    package var sourcesRefused: Int { refused.load(ordering: .relaxed) }
    /// Sources of which something can be used, be it nothing because they are empty.
    package var sourcesUsable: Int { sourcesOpened - sourcesRefused }

    func addRefused() { refused.wrappingAdd(1, ordering: .relaxed) }
    func addBytes(_ count: Int) { bytes.wrappingAdd(count, ordering: .relaxed) }
    func addBlock() { blocks.wrappingAdd(1, ordering: .relaxed) }
    func addSource() { opened.wrappingAdd(1, ordering: .relaxed) }
    func addSkipped() { skipped.wrappingAdd(1, ordering: .relaxed) }
}
