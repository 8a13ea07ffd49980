// A template turned into a list of steps that write fields, so that each record costs only its values.
// SPDX-License-Identifier: EUPL-1.2

/// One step of a plan.
struct EVTXStep {
    enum Code: UInt8 {
        /// An element with attributes begins: no attribute has been written yet.
        case attributes
        /// An attribute or element whose value is fixed.
        case literal
        /// An attribute or element whose value is one substitution.
        case slot
        /// An element without content.
        case empty
        /// A value of several parts: begin, parts, end.
        case textBegin, textLiteral, textSlot, textEnd
        /// The parts since `textBegin` are the name of the `Data` that follows.
        case nameEnd
        /// A template instance that stands inside a definition or element; `text.count` is its offset.
        case instance
    }

    struct Flags: OptionSet {
        let rawValue: UInt16

        /// An attribute: left out when empty.
        static let attribute = Flags(rawValue: 1)
        /// Empty is a string without length (a `Data`), not null.
        static let emptyText = Flags(rawValue: 2)
        /// Empty is nothing: the element has children, or is a part of the event.
        static let skipEmpty = Flags(rawValue: 4)
        /// Empty is null only if no attribute was written.
        static let hasAttributes = Flags(rawValue: 8)
        /// A `Data` without a name: an element of the list `Data`.
        static let listElement = Flags(rawValue: 16)
        /// The name comes from the last `nameEnd`.
        static let dynamicName = Flags(rawValue: 32)
        /// TimeCreated/@SystemTime.
        static let eventTime = Flags(rawValue: 64)
        /// EventRecordID.
        static let recordID = Flags(rawValue: 128)
    }

    var code: Code
    /// The section of what a substitution of binary XML holds.
    var childSection = EVTXSection.data
    var flags: Flags = []
    var slot: UInt16 = 0
    var name = ChunkText()
    /// The literal; for a slot the name of the element, the parent of what binary XML in it holds.
    var text = ChunkText()
}

/// The steps of one template definition at one place.
struct EVTXPlan {
    /// The offset of the definition in the chunk.
    var definition: Int
    var first: Int
    var end: Int
    var context: EVTXContext
    /// The next plan of the same definition, plus one; 0 at the end.
    var next: UInt16
}

/// The steps of all plans of a chunk, in one run of memory that is reused for every chunk.
struct EVTXSteps: ~Copyable {
    private(set) var start: UnsafeMutablePointer<EVTXStep>
    var count = 0
    private var capacity = 1_024

    init() {
        start = .allocate(capacity: capacity)
    }

    deinit {
        start.deallocate()
    }

    mutating func append(_ step: EVTXStep) {
        if count == capacity {
            let larger = UnsafeMutablePointer<EVTXStep>.allocate(capacity: capacity * 2)
            larger.moveInitialize(from: start, count: count)
            start.deallocate()
            start = larger
            capacity *= 2
        }
        (start + count).initialize(to: step)
        count += 1
    }
}
