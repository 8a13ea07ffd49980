// Which followed path a source of lines belongs to.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Store
import Testing
import Watch

@Suite("Sources of followed paths")
struct FollowedSourceTests {
    @Test(
        "a source belongs to the file itself, or to the folder in which the file lies",
        arguments: [
            ("/var/log/a.log", "file /var/log/a.log", true), ("/var/log/a.log", "file /var/log/a.log.1", false),
            ("/var/log", "file /var/log/a.log", true), ("/var/log/", "file /var/log/a.log", true),
            ("/var/log", "file /var/log/b/a.log", false), ("/var/lo", "file /var/log/a.log", false),
            ("b/../a.log", "file /srv/a.log", true), ("/var/log/a.log", "syslog_udp 192.0.2.1", false),
        ])
    func origin(path: String, source: String, isOrigin: Bool) {
        let file = FollowedFile(path: path, format: nil, zone: nil)
        let folder = URL(fileURLWithPath: "/srv", isDirectory: true)
        #expect(file.isOrigin(of: ArchiveSource(name: source), in: folder) == isOrigin)
    }
}
