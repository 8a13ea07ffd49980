// Points in time and how RFC 3339 writes them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing

@Suite struct TimestampTests {
    private func printed(_ nanoseconds: Int64) -> String {
        Timestamp(nanoseconds: nanoseconds).description
    }

    @Test("RFC 3339 5.6: date, T, time, Z; as many digits of the fraction as the time has: 0, 3, 6 or 9")
    func digits() {
        #expect(printed(0) == "1970-01-01T00:00:00Z")
        #expect(printed(1_000_000_000) == "1970-01-01T00:00:01Z")
        #expect(printed(500_000_000) == "1970-01-01T00:00:00.500Z")
        #expect(printed(1_000_000) == "1970-01-01T00:00:00.001Z")
        #expect(printed(1_000) == "1970-01-01T00:00:00.000001Z")
        #expect(printed(123_456_000) == "1970-01-01T00:00:00.123456Z")
        #expect(printed(1) == "1970-01-01T00:00:00.000000001Z")
        #expect(printed(999_999_999) == "1970-01-01T00:00:00.999999999Z")
    }

    @Test("Times before 1970 count down to the right second")
    func before1970() {
        #expect(printed(-1) == "1969-12-31T23:59:59.999999999Z")
        #expect(printed(-1_000_000_000) == "1969-12-31T23:59:59Z")
        #expect(printed(-1_500_000_000) == "1969-12-31T23:59:58.500Z")
        #expect(Timestamp(seconds: -86_400).description == "1969-12-31T00:00:00Z")
    }

    @Test(
        "Known moments",
        arguments: [
            (951_782_400, "2000-02-29T00:00:00Z"), (1_000_000_000, "2001-09-09T01:46:40Z"),
            (1_234_567_890, "2009-02-13T23:31:30Z"), (2_147_483_648, "2038-01-19T03:14:08Z"),
            (4_102_444_800, "2100-01-01T00:00:00Z"), (-2_208_988_800, "1900-01-01T00:00:00Z"),
        ] as [(Int64, String)])
    func known(_ seconds: Int64, _ text: String) {
        #expect(Timestamp(seconds: seconds).description == text)
    }

    @Test("Seconds and nanoseconds add up, and order is that of time")
    func order() {
        #expect(Timestamp(seconds: 2, nanoseconds: 5).nanoseconds == 2_000_000_005)
        #expect(Timestamp(seconds: -2, nanoseconds: 5).nanoseconds == -1_999_999_995)
        let times = [3, -1, 0, 2].map { Timestamp(nanoseconds: $0) }
        #expect(times.sorted().map(\.nanoseconds) == [-1, 0, 2, 3])
        #expect(Timestamp(seconds: 1) == Timestamp(nanoseconds: 1_000_000_000))
    }

    @Test("Later and earlier; at the ends of the range it wraps and never stops the program")
    func advanced() {
        let noon = Timestamp(seconds: 43_200)
        #expect(noon.advanced(byNanoseconds: 1).description == "1970-01-01T12:00:00.000000001Z")
        #expect(noon.advanced(byNanoseconds: -43_200_000_000_000) == Timestamp(nanoseconds: 0))
        #expect(Timestamp(nanoseconds: .max).advanced(byNanoseconds: 1).nanoseconds == .min)
        #expect(printed(.max) == "2262-04-11T23:47:16.854775807Z")
        #expect(printed(.min) == "1677-09-21T00:12:43.145224192Z")
    }

    @Test("Decimal with leading zeros")
    func padding() {
        #expect(7.padded(2) == "07")
        #expect(2026.padded(4) == "2026")
        #expect(12_345.padded(4) == "12345")
        #expect(0.padded(0) == "0")
    }
}
