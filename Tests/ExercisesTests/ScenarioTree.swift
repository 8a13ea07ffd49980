// The scenario of the repository as a tree of values, so that tests change one member of it and write it again.
// SPDX-License-Identifier: EUPL-1.2

import Exercises
import Foundation

/// A scenario that a test takes apart.
struct ScenarioTree {
    private(set) var members: [String: Any]

    init() {
        let value = try? JSONSerialization.jsonObject(with: Data(ScenarioData.json))
        members = value as? [String: Any] ?? [:]
    }

    /// One working day of a small organisation, without anything that the scenario tells.
    static var day: ScenarioTree {
        var tree = ScenarioTree()
        tree["from"] = "2026-03-19"
        tree["to"] = "2026-03-20"
        tree["ordinary"] = [Any]()
        tree["steps"] = [Any]()
        tree.change("organisation") { $0["employees"] = 1 }
        tree.changeAll("cast") { $0["sessions"] = nil }
        return tree
    }

    subscript(_ name: String) -> Any? {
        get { members[name] }
        set { members[name] = newValue }
    }

    func list(_ name: String) -> [[String: Any]] { members[name] as? [[String: Any]] ?? [] }

    mutating func change(_ name: String, _ change: (inout [String: Any]) -> Void) {
        var object = members[name] as? [String: Any] ?? [:]
        change(&object)
        members[name] = object
    }

    mutating func change(_ name: String, at index: Int, _ change: (inout [String: Any]) -> Void) {
        var objects = list(name)
        change(&objects[index])
        members[name] = objects
    }

    mutating func changeAll(_ name: String, _ change: (inout [String: Any]) -> Void) {
        for index in list(name).indices { self.change(name, at: index, change) }
    }

    mutating func remove(from name: String, where isOut: ([String: Any]) -> Bool) {
        members[name] = list(name).filter { !isOut($0) }
    }

    /// Fills a list up with changed copies of its last entry.
    mutating func fill(_ name: String, to count: Int, _ change: (inout [String: Any], Int) -> Void) {
        var objects = list(name)
        guard let last = objects.last else { return }
        for number in objects.count..<max(count, objects.count) {
            var copy = last
            change(&copy, number)
            objects.append(copy)
        }
        members[name] = objects
    }

    /// Something that happens, with a title and nothing else that it need not have.
    static func happening(_ id: String, _ kind: String, _ at: String) -> [String: Any] {
        ["id": id, "kind": kind, "at": at, "title": ["nl": "n \(id)", "en": "e \(id)"]]
    }

    var json: [UInt8] { (try? JSONSerialization.data(withJSONObject: members)).map(Array.init) ?? [] }
}
