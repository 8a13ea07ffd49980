// What the process has used of the machine.
// SPDX-License-Identifier: EUPL-1.2

import Foundation

/// Figures of getrusage(2) for this process.
enum Usage {
    /// Processor time of all threads, in user and in system mode, in seconds.
    static var cpuSeconds: Double {
        let usage = current
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// The largest resident memory so far, in bytes.
    static var peakResidentBytes: Int {
        current.ru_maxrss * 1024
    }

    /// The resident memory now, in bytes; 0 where the kernel does not say (proc(5), `statm`).
    static var residentBytes: Int {
        let text = FileManager.default.contents(atPath: "/proc/self/statm").map { String(decoding: $0, as: UTF8.self) }
        let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(CInt(_SC_PAGESIZE)))
    }

    private static var current: rusage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage
    }
}
