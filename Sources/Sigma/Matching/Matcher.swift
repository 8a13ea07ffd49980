// Holds events against the rules: the inner loop of detection. One matcher per worker.
// SPDX-License-Identifier: EUPL-1.2

public import Events
import Glibc

/// Finds the rules that an event meets. Owns all that changes while matching; the engine is only read.
///
/// Per event: number its fields, find its plan, hold each asked value against its tests (or remember them), mark the
/// rules of which a witness became true, and walk the trees of those alone.
public struct Matcher: ~Copyable {
    private let engine: Engine
    private let fields: FieldTable.Look
    private var scratch = TestScratch()
    private var memo = ValueMemo()
    private var limitedValues = LimitedValues()
    private var routes = RouteMemo()
    private var plans: [Plan?] = []
    private var ids: UnsafeMutablePointer<UInt32>
    private var idCapacity = 1_024
    /// Stamps say "true for this event" without being cleared: they hold the number of the event.
    private var atomStamps: UnsafeMutablePointer<UInt32>
    private var ruleStamps: UnsafeMutablePointer<UInt32>
    private var presentStamps: UnsafeMutablePointer<UInt32>
    private var nullStamps: UnsafeMutablePointer<UInt32>
    private var stampCapacity = 1_024
    private var epoch: UInt32 = 0
    private var candidates: [Int32] = []
    private var found: [Int32] = []
    private var properties: [Int32] = []
    private var ranks: [Int] = []
    /// The one plan of an engine without routing.
    private let planWithoutRouting: Int32
    /// The number of the plan of the last event.
    public private(set) var lastPlan: Int32 = 0

    public init(_ engine: Engine) {
        self.engine = engine
        fields = engine.fields.look
        planWithoutRouting = engine.router == nil ? engine.planWithoutRouting() : 0
        ids = .allocate(capacity: idCapacity)
        atomStamps = Matcher.stamps(stampCapacity)
        ruleStamps = Matcher.stamps(stampCapacity)
        presentStamps = Matcher.stamps(stampCapacity)
        nullStamps = Matcher.stamps(stampCapacity)
        let count = engine.router?.discriminatorCount ?? 0
        properties = [Int32](repeating: -1, count: count)
        ranks = [Int](repeating: 0, count: count)
    }

    deinit {
        ids.deallocate()
        for stamps in [atomStamps, ruleStamps, presentStamps, nullStamps] { stamps.deallocate() }
    }

    /// The rules of which a regular expression gave up at its limit on a value of the last event, each once: whether
    /// they hit is not known.
    public private(set) var limitHits: [RegexLimitHit] = []

    /// The rules that the event meets, as indices into the engine's rules, in order, each once.
    ///
    /// The event may be given fields made of others, where the routing asks for them.
    public mutating func match(_ event: inout Event, hits: inout [Int]) {
        if !limitHits.isEmpty { limitHits.removeAll() }
        number(event)
        let plan = route(event)
        if plan.rules.count == 0 { return }
        for join in plan.joins { add(join, to: &event) }
        reserveStamps(max(plan.atomCount, plan.rules.count, plan.slots.count))
        if epoch == .max { resetStamps() }
        epoch += 1
        candidates.removeAll(keepingCapacity: true)
        collect(event, plan)
        for index in 0..<plan.unwitnessed.count { candidates.append(plan.unwitnessed[index]) }
        let first = hits.count
        for candidate in candidates {
            let planned = plan.rules[Int(candidate)]
            if holds(planned.root, plan, event) { hits.append(Int(planned.rule)) }
        }
        if hits.count - first > 1 { Matcher.sortUnique(&hits, from: first) }
    }

    private static func sortUnique(_ hits: inout [Int], from first: Int) {
        hits[first...].sort()
        var kept = first
        for index in (first + 1)..<hits.count where hits[index] != hits[kept] {
            kept += 1
            hits[kept] = hits[index]
        }
        hits.removeLast(hits.count - kept - 1)
    }

    // MARK: Fields and route

    private mutating func number(_ event: borrowing Event) {
        reserveIDs(event.count, keeping: 0)
        let all = event.fields
        for index in 0..<event.count {
            ids[index] = fields.id(all[index].name, Int(all[index].nameCount))
        }
    }

    private mutating func reserveIDs(_ count: Int, keeping kept: Int) {
        guard count > idCapacity else { return }
        idCapacity = count * 2
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: idCapacity)
        larger.update(from: ids, count: kept)
        ids.deallocate()
        ids = larger
    }

    private mutating func route(_ event: borrowing Event) -> Plan {
        guard let router = engine.router else { return plan(planWithoutRouting) }
        for index in properties.indices { properties[index] = -1 }
        for index in 0..<event.count where ids[index] != 0 {
            guard let property = router.propertyOfField[Int(ids[index])], event.fields[index].kind.isValue else {
                continue
            }
            let known = properties[property.discriminator]
            if known < 0 || property.rank < ranks[property.discriminator] {
                properties[property.discriminator] = Int32(index)
                ranks[property.discriminator] = property.rank
            }
        }
        routes.key.removeAll(keepingCapacity: true)
        routes.key.append(UInt8(truncatingIfNeeded: event.format.hashByte))
        for (discriminator, index) in properties.enumerated() where index >= 0 {
            routes.key.append(UInt8(truncatingIfNeeded: discriminator))
            if router.isPresenceOnly[discriminator] { continue }
            let value = event.fields[Int(index)].valueBytes
            let taken = min(value.count, 255)
            routes.key.append(UInt8(taken))
            routes.key.append(contentsOf: value[0..<taken])
        }
        let (known, hash) = routes.find()
        if let known { return plan(known) }
        let texts = properties.map { index -> String? in
            index < 0 ? nil : String(decoding: event.fields[Int(index)].valueBytes, as: UTF8.self).lowercased()
        }
        let number = engine.plan(forSources: router.sources(properties: texts, format: event.format))
        routes.store(plan: number, hash: hash)
        return plan(number)
    }

    private mutating func plan(_ number: Int32) -> Plan {
        lastPlan = number
        while plans.count <= Int(number) { plans.append(nil) }
        if let plan = plans[Int(number)] { return plan }
        let plan = engine.plan(number)
        plans[Int(number)] = plan
        return plan
    }

    /// Adds a field made of others, if the event has all of them.
    private mutating func add(_ join: FieldMapping.Join, to event: inout Event) {
        guard event.first(join.name) == nil else { return }
        var text = ""
        for part in join.parts {
            switch part {
            case .text(let literal): text += literal
            case .field(let name):
                guard let value = event.text(name) else { return }
                text += value
            }
        }
        let name = event.keep(join.name)
        let before = event.count
        reserveIDs(before + 1, keeping: before)
        event.append(name: name, value: event.keep(text))
        if event.count > before { ids[before] = engine.fields.id(of: join.name) ?? 0 }
    }

    // MARK: Values

    @inline(__always)
    private mutating func collect(_ event: borrowing Event, _ plan: Plan) {
        let slotOfField = plan.slotOfField.base
        let isElementTree = event.format == .evtx
        for index in 0..<event.count {
            let id = ids[index]
            if id == 0 { continue }
            let slot = Int(slotOfField[Int(id)])
            if slot < 0 { continue }
            let field = event.fields[index]
            presentStamps[slot] = epoch
            if field.kind == .null {
                nullStamps[slot] = epoch
                if isElementTree { take(field, slot, plan) }
                continue
            }
            if !field.kind.isValue { continue }
            // An empty element of EVTX may mean null as well.
            if isElementTree, field.valueCount == 0 { nullStamps[slot] = epoch }
            take(field, slot, plan)
        }
        guard plan.keywords != nil else { return }
        for index in 0..<event.count where event.fields[index].kind.isValue {
            take(event.fields[index], plan.slots.count, plan)
        }
    }

    /// Marks the atoms that a value makes true. The slot after the last one stands for keywords.
    @inline(__always)
    private mutating func take(_ field: Field, _ slot: Int, _ plan: Plan) {
        let count = Int(field.valueCount)
        let key = UInt32(truncatingIfNeeded: (Int(plan.firstSlot) &+ slot) &* 2 &+ (field.kind == .number ? 1 : 0))
        guard count <= ValueMemo.longestValue else {
            evaluate(field, slot, plan)
            if !scratch.limited.isEmpty { noteLimits(unanswered(slot, plan), field) }
            for atom in found { mark(atom, plan) }
            return
        }
        let hash = ByteHash.hash(field.value, count, seed: UInt64(key))
        if let known = memo.find(key, field.value, count, hash: hash) {
            for atom in known { mark(atom, plan) }
            return
        }
        if !limitedValues.isEmpty, let known = limitedValues.find(key, field.valueBytes) {
            for atom in known.atoms { mark(atom, plan) }
            return noteLimits(known.rules, field)
        }
        evaluate(field, slot, plan)
        if scratch.limited.isEmpty {
            memo.store(key, field.value, count, hash: hash, atoms: found)
        } else {
            // Not in the memory of all values: each event with this one is to be told of.
            let rules = unanswered(slot, plan)
            limitedValues.store(key, field.valueBytes, atoms: found, rules: rules)
            noteLimits(rules, field)
        }
        for atom in found { mark(atom, plan) }
    }

    private mutating func evaluate(_ field: Field, _ slot: Int, _ plan: Plan) {
        found.removeAll(keepingCapacity: true)
        guard let tests = slot == plan.slots.count ? plan.keywords : plan.slots[slot] else { return }
        tests.match(field.valueBytes, kind: field.kind, scratch: &scratch, networks: engine.networks)
        for number in scratch.met {
            found += tests.atoms(of: number)
        }
    }

    /// The rules that asked of the last value what was not answered. Slow, but not next to the search that gave up.
    private mutating func unanswered(_ slot: Int, _ plan: Plan) -> [Int] {
        let numbers = scratch.takeLimited()
        guard let tests = slot == plan.slots.count ? plan.keywords : plan.slots[slot] else { return [] }
        return plan.rules(asking: Set(numbers.flatMap { tests.atoms(of: $0) }))
    }

    private mutating func noteLimits(_ rules: [Int], _ field: Field) {
        for rule in rules where !limitHits.contains(where: { $0.rule == rule }) {
            limitHits.append(RegexLimitHit(rule: rule, field: String(decoding: field.nameBytes, as: UTF8.self)))
        }
    }

    @inline(__always)
    private mutating func mark(_ atom: Int32, _ plan: Plan) {
        if atomStamps[Int(atom)] == epoch { return }
        atomStamps[Int(atom)] = epoch
        let end = Int(plan.witnessStarts[Int(atom) &+ 1])
        var at = Int(plan.witnessStarts[Int(atom)])
        while at < end {
            let rule = plan.witnessed[at]
            if ruleStamps[Int(rule)] != epoch {
                ruleStamps[Int(rule)] = epoch
                candidates.append(rule)
            }
            at &+= 1
        }
    }

    // MARK: Conditions

    private func holds(_ index: Int32, _ plan: Plan, _ event: borrowing Event) -> Bool {
        let node = plan.nodes[Int(index)]
        switch node.operation {
        case .atom: return atomStamps[Int(node.first)] == epoch
        case .not: return !holds(node.first, plan, event)
        case .and:
            for at in Int(node.first)..<Int(node.first &+ node.count) where !holds(plan.links[at], plan, event) {
                return false
            }
            return true
        case .or:
            for at in Int(node.first)..<Int(node.first &+ node.count) where holds(plan.links[at], plan, event) {
                return true
            }
            return false
        case .isNull: return stamped(nullStamps, node, plan) || !stamped(presentStamps, node, plan)
        case .exists: return stamped(presentStamps, node, plan)
        case .compare: return compare(plan.comparisons[Int(node.first)], plan, event)
        }
    }

    private func stamped(_ stamps: UnsafeMutablePointer<UInt32>, _ node: Plan.Node, _ plan: Plan) -> Bool {
        for at in Int(node.first)..<Int(node.first &+ node.count) where stamps[Int(plan.links[at])] == epoch {
            return true
        }
        return false
    }

    /// `fieldref`: some value of one field against some value of the other; missing on either side is false.
    private func compare(_ comparison: Plan.FieldComparison, _ plan: Plan, _ event: borrowing Event) -> Bool {
        for a in 0..<event.count where isIn(comparison.slots, a, plan) && holdsValue(event, a) {
            if event.fields[a].kind == .null, comparison.network != nil { continue }
            var value = Array(event.fields[a].valueBytes)
            if let network = comparison.network {
                guard let known = engine.networks?(network, String(decoding: value, as: UTF8.self)) else { continue }
                value = Array(known.utf8)
            }
            for b in 0..<event.count where isIn(comparison.others, b, plan) && holdsValue(event, b) {
                if comparison.holds(value, Array(event.fields[b].valueBytes)) { return true }
            }
        }
        return false
    }

    /// An element of EVTX without text is present and empty, however it is written.
    private func holdsValue(_ event: borrowing Event, _ index: Int) -> Bool {
        let kind = event.fields[index].kind
        return kind.isValue || kind == .null && event.format == .evtx
    }

    private func isIn(_ slots: [Int32], _ index: Int, _ plan: Plan) -> Bool {
        let id = ids[index]
        return id != 0 && slots.contains(plan.slotOfField[Int(id)])
    }

    // MARK: Stamps

    private static func stamps(_ count: Int) -> UnsafeMutablePointer<UInt32> {
        let stamps = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        stamps.initialize(repeating: 0, count: count)
        return stamps
    }

    private mutating func reserveStamps(_ count: Int) {
        guard count > stampCapacity else { return }
        stampCapacity = count * 2
        resetStamps()
    }

    private mutating func resetStamps() {
        for stamps in [atomStamps, ruleStamps, presentStamps, nullStamps] { stamps.deallocate() }
        atomStamps = Matcher.stamps(stampCapacity)
        ruleStamps = Matcher.stamps(stampCapacity)
        presentStamps = Matcher.stamps(stampCapacity)
        nullStamps = Matcher.stamps(stampCapacity)
        epoch = 0
    }
}

extension Plan.FieldComparison {
    fileprivate func holds(_ value: [UInt8], _ other: [UInt8]) -> Bool {
        let a = isCased ? value : CaseFolding.fold(value)
        let b = isCased ? other : CaseFolding.fold(other)
        switch position {
        case .whole: return a == b
        case .start: return a.starts(with: b)
        case .end: return a.count >= b.count && a.suffix(b.count).elementsEqual(b)
        case .anywhere:
            return b.isEmpty || (a.count >= b.count && (0...(a.count - b.count)).contains { a[$0...].starts(with: b) })
        }
    }
}

extension Format {
    /// A number of its own for each format, for the key of a route.
    var hashByte: Int {
        Format.allCases.firstIndex(of: self) ?? 0
    }
}
