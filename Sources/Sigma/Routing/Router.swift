// Finds the plan for an event by its routing properties, per record and never per file.
// SPDX-License-Identifier: EUPL-1.2

import Events
import Glibc

/// The routing table compiled against the field table. Immutable and shared.
final class Router: Sendable {
    struct Property: Sendable {
        let discriminator: Int
        /// Earlier names of the discriminator win.
        let rank: Int
    }

    let table: RoutingTable
    let discriminatorCount: Int
    /// By field number: the discriminator that the field is, if any. Index 0 stands for unknown fields.
    let propertyOfField: [Property?]
    /// Discriminators of which only the presence matters: their values do not make new routes.
    let isPresenceOnly: [Bool]
    let formatDiscriminator: Int?
    private let conditions: [[(discriminator: Int, condition: RoutingTable.Condition)]]

    init(_ table: RoutingTable, fields: FieldTable) {
        self.table = table
        discriminatorCount = table.discriminators.count
        let number = Dictionary(uniqueKeysWithValues: table.discriminators.enumerated().map { ($1.name, $0) })
        var properties = [Property?](repeating: nil, count: fields.names.count)
        for (index, discriminator) in table.discriminators.enumerated() where discriminator.name != "format" {
            for (rank, name) in discriminator.fields.enumerated() {
                if let id = fields.id(of: name) {
                    properties[Int(id)] = Property(discriminator: index, rank: rank)
                }
            }
        }
        propertyOfField = properties
        formatDiscriminator = number["format"]
        conditions = table.sources.map { source in
            source.conditions.compactMap { condition in
                number[condition.discriminator].map { ($0, condition) }
            }
        }
        isPresenceOnly = table.discriminators.map { discriminator in
            table.sources.allSatisfy { source in
                source.conditions.allSatisfy { $0.discriminator != discriminator.name || $0.values == ["*"] }
            }
        }
    }

    /// The sources that an event with these properties belongs to.
    func sources(properties: [String?], format: Format) -> [Int32] {
        var found: [Int32] = []
        for (index, conditions) in conditions.enumerated() {
            let holds = conditions.allSatisfy { discriminator, condition in
                let property = discriminator == formatDiscriminator ? format.rawValue : properties[discriminator]
                guard let property else { return condition.isOptional || condition.isNegated }
                return condition.values.contains { Router.meets(property, $0) } != condition.isNegated
            }
            if holds { found.append(Int32(index)) }
        }
        return found
    }

    private static func meets(_ property: String, _ value: String) -> Bool {
        if value.hasSuffix("*") { return property.hasPrefix(value.dropLast()) }
        return property == value
    }
}

/// Routes that one worker has found before, by the bytes of the routing properties. Bounded.
package struct RouteMemo: ~Copyable {
    package static let most = 2_048
    private static let slotCount = 1 << 13

    private struct Slot {
        var hash: UInt64 = 0
        var key: Int32 = 0
        var keyCount: Int32 = 0
        /// Plan number plus 1; 0 marks an empty slot.
        var plan: Int32 = 0
    }

    private let slots: UnsafeMutablePointer<Slot>
    private var keys: [UInt8] = []
    private var count = 0
    /// The key of the event at hand.
    package var key: [UInt8] = []

    package init() {
        slots = .allocate(capacity: RouteMemo.slotCount)
        slots.initialize(repeating: Slot(), count: RouteMemo.slotCount)
    }

    deinit {
        slots.deallocate()
    }

    /// The plan for the key, and its hash for `store`.
    package func find() -> (plan: Int32?, hash: UInt64) {
        key.withUnsafeBufferPointer { key in
            guard let base = key.baseAddress else { return (nil, 0) }
            let hash = ByteHash.hash(base, key.count)
            var at = Int(truncatingIfNeeded: hash) & (RouteMemo.slotCount - 1)
            while slots[at].plan != 0 {
                let slot = slots[at]
                if slot.hash == hash, Int(slot.keyCount) == key.count,
                    keys.withUnsafeBufferPointer({ keys in
                        keys.baseAddress.map { memcmp($0 + Int(slot.key), base, key.count) == 0 } ?? false
                    })
                {
                    return (slot.plan - 1, hash)
                }
                at = (at + 1) & (RouteMemo.slotCount - 1)
            }
            return (nil, hash)
        }
    }

    package mutating func store(plan: Int32, hash: UInt64) {
        if count == RouteMemo.most {
            slots.update(repeating: Slot(), count: RouteMemo.slotCount)
            keys.removeAll(keepingCapacity: true)
            count = 0
        }
        var at = Int(truncatingIfNeeded: hash) & (RouteMemo.slotCount - 1)
        while slots[at].plan != 0 { at = (at + 1) & (RouteMemo.slotCount - 1) }
        slots[at] = Slot(hash: hash, key: Int32(keys.count), keyCount: Int32(key.count), plan: plan + 1)
        keys += key
        count += 1
    }
}
