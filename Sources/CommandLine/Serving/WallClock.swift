// The clock and the chance of the machine, for the parts that take them as arguments.
// SPDX-License-Identifier: EUPL-1.2

package import Base
import Foundation

package enum WallClock {
    /// The time now, to the nanosecond that the kernel gives.
    package static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    /// An id that no other has.
    package static func newID() -> ULID {
        newID(at: now())
    }

    /// An id that no other has, of a time that someone else's clock gives.
    package static func newID(at time: Timestamp) -> ULID {
        var random = SystemRandomNumberGenerator()
        return ULID(time: time, random: (random.next(), random.next()))
    }
}
