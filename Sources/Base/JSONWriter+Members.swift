// Members of objects in one call: for results by the thousand, where the words matter more than the time.
// SPDX-License-Identifier: EUPL-1.2

extension JSONWriter {
    /// A member with a text; null without one.
    public mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    /// A member with a whole number; null without one.
    public mutating func member(_ name: String, _ value: Int?) {
        self.name(name)
        if let value { number(value) } else { null() }
    }

    /// A member that is true or false.
    public mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        boolean(value)
    }

    /// A member with a list, each element as `write` puts it.
    public mutating func array<Element>(
        _ name: String, _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
    ) {
        self.name(name)
        beginArray()
        for element in elements { write(&self, element) }
        endArray()
    }
}
