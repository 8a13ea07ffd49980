// Mutes, and undoing what was decided without an incident: entries of the organisation's journal.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes
import Incidents
import Store

extension API {
    private struct MuteBody: CallBody {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case rule, entity, until, reason
        }

        let rule: String
        let entity: String?
        let until: String
        let reason: String
    }

    private struct UndoBody: CallBody {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case kind, entry
        }

        let kind: String
        let entry: String
    }

    /// Which mutes a list has.
    private enum MuteState: String {
        case active, ended, all
    }

    var muteEndpoints: [Endpoint] {
        [
            .guarded(.get, "/api/v1/mutes", .readQueue) { call, _ in
                let state = try call.parameters { (parameters: inout Parameters) throws(Problem) in
                    try parameters.value("state", MuteState.init(rawValue:)) ?? .active
                }
                return try await mutes(state)
            },
            .guarded(.post, "/api/v1/mutes", .workQueue) { call, requester in
                try call.noParameters()
                let content = try mute(try await call.body(MuteBody.self))
                let entry = try await services.journal.append(
                    EntryDraft(.log(.organisation), content, by: requester.actor))
                return API.written(entry)
            },
            .guarded(.post, "/api/v1/organisation/entries", .workQueue) { call, requester in
                try call.noParameters()
                let body = try await call.body(UndoBody.self)
                guard body.kind == "undone" else { throw Problem(.memberInvalid, ["kind"]) }
                let (entry, undone) = try await undo(body.entry, requester)
                return API.written(entry, entries: [undone])
            },
        ]
    }

    private func mutes(_ state: MuteState) async throws(Problem) -> Answer {
        let services = services
        let mutes = try await read { () throws(Problem) in try services.records.mutes() }
        let now = services.now()
        let shown = mutes.filter { mute, _ in
            switch state {
            case .all: true
            case .active: now < mute.until
            case .ended: now >= mute.until
            }
        }
        return .json { json in
            json.beginObject()
            json.array("mutes", shown.reversed()) { json, shown in
                json.beginObject()
                json.member("entry", shown.entry.entryID)
                json.member("rule", shown.mute.rule)
                json.entity("entity", shown.mute.entity)
                json.member("from", shown.mute.from)
                json.member("until", shown.mute.until)
                json.member("reason", shown.mute.reason)
                json.actor("by", shown.mute.actor)
                json.member("active", now < shown.mute.until)
                json.endObject()
            }
            json.endObject()
        }
    }

    private func mute(_ body: MuteBody) throws(Problem) -> EntryContent {
        var entity: EntityRef?
        if let text = body.entity {
            guard let read = EntityRef(text) else { throw Problem(.memberInvalid, ["entity"]) }
            entity = read
        }
        return try mute(
            EntryFields.text("rule", body.rule), entity, until: EntryFields.time("until", body.until),
            reason: EntryFields.text("reason", body.reason))
    }

    /// What keeps hits of a rule out of the queue.
    func mute(
        _ rule: String, _ entity: EntityRef?, until: Timestamp, reason: String
    ) throws(Problem) -> EntryContent {
        let now = services.now()
        let last = now.advanced(byNanoseconds: Int64(WebLimits.muteDays) * 86_400_000_000_000)
        guard until > now, until <= last else { throw Problem(.memberInvalid, ["until"]) }
        return .muted(rule: rule, entity: entity, until: until, reason: reason)
    }

    /// Undoes a closing of alerts or a mute, or an undoing of one. That someone was looked up stays as it is.
    ///
    /// - Returns: the new entry, and the one that counts no more.
    func undo(
        _ id: String, _ requester: Requester
    ) async throws(Problem) -> (entry: JournalEntry, undone: JournalEntry) {
        let services = services
        let entry = try await read { () throws(Problem) in try services.records.undoable(id) }
        guard let entry else { throw Problem(.notThere) }
        let undoing = try await services.journal.append(
            EntryDraft(.log(.organisation), .undone(sequence: entry.sequence), by: requester.actor))
        return (undoing, entry)
    }
}
