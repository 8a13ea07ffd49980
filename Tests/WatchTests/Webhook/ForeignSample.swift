// Reading lines of a webhook in tests.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Incidents
import Testing
import Watch

/// The alerts of a line. Read twice: a second look must find the same.
func foreign(_ text: String, zone: ZoneRule = .none) -> [ForeignAlert] {
    foreign(Array(text.utf8), zone: zone)
}

func foreign(_ bytes: [UInt8], zone: ZoneRule = .none) -> [ForeignAlert] {
    let found = bytes.withUnsafeBufferPointer { ForeignAlert.read($0, zone: zone) }
    #expect(found == bytes.withUnsafeBufferPointer { ForeignAlert.read($0, zone: zone) })
    return found
}

/// What a test says of one alert, in one line.
func told(_ alert: ForeignAlert?) -> String? {
    guard let alert else { return nil }
    let entity = alert.entity?.description ?? "-"
    return "\(alert.rule) | \(alert.title) | \(alert.level.rawValue) | \(entity) | \(alert.time?.description ?? "-")"
}

/// Random bytes with a seed, so that a failure comes again.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
