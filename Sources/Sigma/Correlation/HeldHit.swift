// A hit as correlations hold it: forty bytes, without a reference. Windows hold many hits for long.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events

/// A hit of a rule in a window.
struct HeldHit {
    /// Nanoseconds since 1970.
    let time: Int64
    /// The line, or the number of the EVTX record.
    private let number: UInt64
    /// The offset of an EVTX record; the highest value if there is none.
    private let offset: UInt64
    /// The number of the file's name.
    let file: Int32
    /// The source: first the rules, then the correlations.
    let source: Int32
    /// What is counted: the number of a value, or the ordinal of a rule; 0 where hits are counted.
    let key: Int32
    private let numbering: Numbering

    private enum Numbering: UInt8 {
        case none, line, record
    }

    init(_ input: CorrelationInput, source: Int, file: Int32, key: Int32) {
        time = input.time.nanoseconds
        self.file = file
        self.source = Int32(source)
        self.key = key
        let place = input.evidence.place
        if let record = place.record {
            number = record
            numbering = .record
        } else {
            number = UInt64(max(place.line ?? 0, 0))
            numbering = place.line == nil ? .none : .line
        }
        offset = input.evidence.offset ?? .max
    }

    func evidence(file: String, ruleID: String?) -> Evidence {
        let place =
            switch numbering {
            case .none: Place(file: file)
            case .line: Place(file: file, line: Int(number))
            case .record: Place(file: file, record: number)
            }
        return Evidence(place: place, offset: offset == .max ? nil : offset, ruleID: ruleID)
    }
}
