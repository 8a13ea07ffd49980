// Sends lines to a listener for syslog over TCP, as a log sender does (RFC 6587, 3.4.2: each line with its end).
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation

/// A connection to a listener of this machine. Owned by one thread; sending waits while the listener takes nothing.
final class LineSender {
    private let descriptor: Int32

    /// - Parameter port: of a listener on 127.0.0.1.
    /// - Throws: `Problem` if nothing listens there.
    init(port: Int) throws(Problem) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isOpen = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard descriptor >= 0, isOpen else {
            if descriptor >= 0 { close(descriptor) }
            throw Problem(.demoListener, ["127.0.0.1:\(port)", String(cString: strerror(errno))])
        }
    }

    deinit {
        close(descriptor)
    }

    /// Sends lines behind each other.
    ///
    /// - Throws: `Problem` if the listener has gone.
    func send(_ lines: [[UInt8]]) throws(Problem) {
        var bytes: [UInt8] = []
        for line in lines {
            bytes += line
            bytes.append(0x0A)
        }
        var at = 0
        while at < bytes.count {
            let sent = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + at }, bytes.count - at) }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { throw Problem(.demoListener, ["", String(cString: strerror(errno))]) }
            at += sent
        }
    }
}
