// Where all windows of all correlations live, within a limit of memory.
// SPDX-License-Identifier: EUPL-1.2

/// Windows by group. Beyond the limit first those hits go that are behind the newest window of their group, then
/// whole groups, those that have been quiet longest first.
struct WindowStore {
    /// What a group costs, in bytes, beside its key and hits: its window, its place in the table, storage of its list;
    /// and where keys are counted, their table.
    private static let groupCost = 256
    private static let hitCost = MemoryLayout<HeldHit>.stride + 8
    private static let countedHitCost = hitCost + 16

    private let conditions: [EventWindow.Condition]
    private let limit: Int
    private var symbols = SymbolTable()
    /// By correlation: the numbers of its groups.
    private var groups: [[String: Int]]
    private(set) var bytes = 0
    /// By number of group. Freed ones are empty and wait for their next use.
    var windows: [EventWindow] = []
    private var owners: [(correlation: Int, key: String)] = []
    private var free: [Int] = []
    /// By correlation: the time of its newest hit.
    private var newest: [Int64]
    /// By correlation: the time up to which hits may have been forgotten that only a late hit would miss.
    private var horizons: [Int64?]
    /// Hits left out of a count: forgotten while their window was open, or come later than what was forgotten.
    private(set) var incomplete = 0

    init(_ conditions: [EventWindow.Condition], limit: Int) {
        self.conditions = conditions
        self.limit = limit
        groups = conditions.map { _ in [:] }
        newest = conditions.map { _ in .min }
        horizons = conditions.map { _ in nil }
    }

    /// All numbers of texts are below it.
    var endNumber: Int {
        symbols.endNumber
    }

    /// The number of a text; each use of it must be part of a hit that is added.
    mutating func number(of text: String) -> Int32 {
        let (number, isNew) = symbols.take(text)
        if isNew { bytes += SymbolTable.cost(of: text) }
        return number
    }

    func text(_ number: Int32) -> String {
        symbols.text(number)
    }

    /// The group with that key for a hit of that time, made if it is new.
    mutating func group(_ correlation: Int, _ key: String, at time: Int64) -> Int {
        if bytes >= limit { makeRoom() }
        newest[correlation] = max(newest[correlation], time)
        if let horizon = horizons[correlation], time.minus(conditions[correlation].span) <= horizon { incomplete += 1 }
        if let group = groups[correlation][key] { return group }
        let group = free.popLast() ?? windows.count
        if group == windows.count {
            windows.append(EventWindow())
            owners.append((correlation, key))
        } else {
            owners[group] = (correlation, key)
        }
        groups[correlation][key] = group
        bytes += cost(of: key, correlation)
        return group
    }

    mutating func add(_ hit: HeldHit, to group: Int, scratch: inout [Int32]) -> EventWindow.Outcome {
        let condition = conditions[owners[group].correlation]
        bytes += condition.countsKeys ? WindowStore.countedHitCost : WindowStore.hitCost
        return windows[group].add(hit, condition, scratch: &scratch)
    }

    private func cost(of key: String, _ correlation: Int) -> Int {
        WindowStore.groupCost + key.utf8.count + (conditions[correlation].countsKeys ? 128 : 0)
    }

    private mutating func makeRoom() {
        for group in windows.indices { forget(windows[group].oldCount, of: group) }
        guard bytes > limit / 2 else { return }
        let used = windows.indices.filter { windows[$0].hits.count > 0 }
        let byQuiet = used.sorted { a, b in
            // Groups of the same time in a fixed order, so that two runs forget the same.
            let (timeA, timeB) = (windows[a].hits.last?.time ?? 0, windows[b].hits.last?.time ?? 0)
            if timeA != timeB { return timeA < timeB }
            return (owners[a].correlation, owners[a].key) < (owners[b].correlation, owners[b].key)
        }
        for group in byQuiet {
            // In steps: what a hit frees depends on which texts it was the last to have.
            while bytes > limit / 2, windows[group].hits.count > 0 {
                forget(windows[group].hits.count / 8 + 1, of: group)
            }
        }
    }

    /// Forgets that many hits of a group, the oldest first, and the group with its last.
    private mutating func forget(_ count: Int, of group: Int) {
        if count == 0 { return }
        let (correlation, key) = owners[group]
        let condition = conditions[correlation]
        let open = newest[correlation].minus(condition.span)
        let hitCost = condition.countsKeys ? WindowStore.countedHitCost : WindowStore.hitCost
        let isValue = condition.countsValues
        // Taken out, since what is forgotten changes the rest.
        var window = EventWindow()
        swap(&window, &windows[group])
        let oldCount = window.oldCount
        var freed = 0
        var seen = 0
        window.forget(count, condition) { hit in
            // Within the last time span, and not behind a newer window of its own group, it could have mattered.
            seen += 1
            if hit.time >= open, seen > oldCount {
                incomplete += 1
            } else {
                horizons[correlation] = max(horizons[correlation] ?? .min, hit.time)
            }
            freed += hitCost + symbols.release(hit.file)
            if isValue { freed += symbols.release(hit.key) }
        }
        if window.hits.count > 0 {
            windows[group] = window
        } else {
            groups[correlation][key] = nil
            owners[group].key = ""
            free.append(group)
            freed += cost(of: key, correlation)
        }
        bytes -= freed
    }
}
