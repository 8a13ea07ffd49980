// What one item asks of one event, pattern by pattern.
// Sigma rules specification 2.1, "Detection"; appendix on modifiers.
// SPDX-License-Identifier: EUPL-1.2

import Events

/// A value of the event as a pattern sees it.
struct ReferenceValue {
    /// Null in the log, which no pattern but null itself meets.
    let isNull: Bool
    /// Also met by null and by `''` alike: an element of EVTX without text can mean either.
    let isSoft: Bool
    /// Whether there is a value for a pattern to meet: null, `[]` and `{}` hold none.
    let isValue: Bool
    let kind: ValueKind
    let bytes: [UInt8]
    /// The name of the field in the event; nil for what is not in the event itself.
    let name: String?

    init(_ field: Field, format: Format) {
        name = String(decoding: field.nameBytes, as: UTF8.self)
        isSoft = format == .evtx && (field.kind == .null || field.valueCount == 0)
        isNull = field.kind == .null && !isSoft
        isValue = field.kind.isValue || isSoft
        kind = field.kind
        bytes = field.kind == .null ? [] : Array(field.valueBytes)
    }

    /// What is known of the network of an address.
    init(property: String) {
        (isNull, isSoft, isValue, kind, name) = (false, false, true, .string, nil)
        bytes = Array(property.utf8)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension ReferenceMatcher {
    /// A pattern of an item that is met, with the value that meets it.
    struct Meeting {
        var pattern: Pattern
        /// The name that the field has in the event, if it is there.
        var field: String?
        var value: String?

        init(_ pattern: Pattern, by value: ReferenceValue? = nil) {
            self.pattern = pattern
            field = value?.name
            self.value = value.flatMap { $0.isValue ? $0.text : nil }
        }
    }

    func holds(_ item: Item) -> Bool {
        meetings(item).isEmpty == item.isNegated
    }

    /// The patterns that make the item true before `neq`: the first that is met, or with `all` every one. Empty if the
    /// item is not true.
    func meetings(_ item: Item) -> [Meeting] {
        let values = item.field.map { self.values(of: $0) } ?? allValues
        let folded = values.map { CaseFolding.fold($0.bytes) }
        var meetings: [Meeting] = []
        for pattern in item.patterns {
            guard let meeting = meeting(pattern, of: item, values, folded: folded) else {
                if item.matchesAll { return [] }
                continue
            }
            meetings.append(meeting)
            if !item.matchesAll { break }
        }
        return meetings
    }

    /// The values of a field under the names that the mapping gives it.
    func values(of field: FieldName) -> [ReferenceValue] {
        let names = mapping.names(of: field.name)
        let found = fields.filter { candidate in names.contains { candidate.nameBytes.elementsEqual($0.utf8) } }
        guard let property = field.network else { return found.map { ReferenceValue($0, format: format) } }
        return found.compactMap { address in
            guard address.kind != .null, let networks else { return nil }
            return networks(property, String(decoding: address.valueBytes, as: UTF8.self))
                .map { ReferenceValue(property: $0) }
        }
    }

    /// What keywords are searched in: every value of the event, but no names.
    private var allValues: [ReferenceValue] {
        fields.filter(\.kind.isValue).map { ReferenceValue($0, format: format) }
    }

    private func meeting(
        _ pattern: Pattern, of item: Item, _ values: [ReferenceValue], folded: [[UInt8]]
    ) -> Meeting? {
        switch pattern.test {
        case .null:
            let isMet = values.isEmpty || values.contains { $0.isNull || $0.isSoft }
            return isMet ? Meeting(pattern, by: values.first { $0.isNull || $0.isSoft }) : nil
        case .exists(let wanted):
            guard values.isEmpty != wanted else { return nil }
            return Meeting(pattern, by: values.first(where: \.isValue))
        case .field(let reference):
            let others = self.values(of: FieldName(reference.name))
            for value in values where value.isValue {
                let isMet = others.contains { $0.isValue && reference.holds(value.bytes, $0.bytes) }
                if isMet { return Meeting(pattern, by: value) }
            }
            return nil
        default:
            for (value, folded) in zip(values, folded) where value.isValue {
                if meets(pattern.test, value, folded: folded) { return Meeting(pattern, by: value) }
            }
            return nil
        }
    }

    private func meets(_ test: Pattern.Test, _ value: ReferenceValue, folded: [UInt8]) -> Bool {
        switch test {
        case .text(let glob):
            return (glob.isCased ? value.bytes : folded).withUnsafeBufferPointer { glob.covers($0) }
        case .number(let text, let number):
            if value.bytes.elementsEqual(text.utf8) { return true }
            // Another notation of the same number, as JSON may have it: 4624.0, 4.624e3. In a string it is only text.
            return value.kind == .number && value.bytes.withUnsafeBufferPointer { DecimalNumber.value($0) } == number
        case .regex(let regex):
            let compiled = CompiledRegex.shared(regex)
            return value.bytes.withUnsafeBufferPointer { compiled?.match($0) } == .matched
        case .cidr(let range): return IPAddress(value.text).map { range.contains($0) } ?? false
        case .compare(let comparison, let wanted):
            let number = value.bytes.withUnsafeBufferPointer { DecimalNumber.value($0) }
            return number.map { comparison.holds($0, wanted) } ?? false
        case .timePart(let part, let comparison, let wanted):
            let number = value.bytes.withUnsafeBufferPointer { TimePartText.value(of: part, in: $0) }
            return number.map { comparison.holds(Double($0), wanted) } ?? false
        case .null, .exists, .field: return false
        }
    }
}

extension FieldReference {
    /// Whether one value stands in the other at the place that the modifiers say.
    func holds(_ value: [UInt8], _ other: [UInt8]) -> Bool {
        let value = isCased ? value : CaseFolding.fold(value)
        let other = isCased ? other : CaseFolding.fold(other)
        switch position {
        case .whole: return value == other
        case .start: return value.starts(with: other)
        case .end: return value.reversed().starts(with: other.reversed())
        case .anywhere:
            let glob = Glob([.anyRun, .literal(other), .anyRun], isCased: true)
            return value.withUnsafeBufferPointer { glob.covers($0) }
        }
    }
}
