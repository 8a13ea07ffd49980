// The law pack of the repository, and short words for cases, for all tests of this target.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Duties
import Foundation
import Testing

enum LawData {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files of the pack, as the program embeds them.
    static let files: [LawPack.File] = {
        let folder = root.appending(path: "Laws/nl")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            (try? Data(contentsOf: folder.appending(path: name))).map { LawPack.File(name: name, bytes: Array($0)) }
        }
    }()

    static let pack = Result { try LawPack(files) }

    static func words(_ language: Language) throws -> Words {
        let file = root.appending(path: "Words/\(language.rawValue)/duties.json")
        return try Words(language, json: Array(try Data(contentsOf: file)))
    }

    /// The files with pieces of one of them replaced: old, new.
    static func changed(_ name: String, _ old: String, _ new: String) throws -> [LawPack.File] {
        try files.map { file in
            guard file.name == name else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
            try #require(text.contains(old), "\(name) has no \(old)")
            return LawPack.File(name: name, bytes: Array(text.replacingOccurrences(of: old, with: new).utf8))
        }
    }
}

/// A time with its offset.
func at(_ text: String) throws -> Timestamp { try WrittenTime(text).time }

/// One incident at one organisation, built up step by step.
struct Case {
    var profile = LegalProfile(organisation: "Ministerie van Dijken", legalForm: "ministry", roles: ["controller"])
    var moments: DutyMoments
    var lawAt: Timestamp?

    init(now: String) throws {
        moments = DutyMoments(now: try at(now))
    }

    func with(_ kind: MomentKind, _ time: String, _ precision: Moment.Precision = .exact) throws -> Case {
        var copy = self
        let written = try WrittenTime(time)
        copy.moments.moments.append(
            DutyMoment(kind, written.time, precision, offsetSeconds: written.offsetSeconds, source: "test"))
        return copy
    }

    func sent(_ clock: String, _ time: String, proof: String? = "1234") throws -> Case {
        var copy = self
        copy.moments.submissions.append(Submission(clock, try at(time), proof: proof))
        return copy
    }

    func fact(_ name: String, _ value: String) -> Case {
        var copy = self
        copy.moments.facts[name] = value
        return copy
    }

    func kind(_ name: String) -> Case {
        var copy = self
        copy.moments.incidentKind = name
        return copy
    }

    func profile(
        _ form: String?, cbw: CbwStanding? = nil, sector: String? = nil, roles: [String] = ["controller"]
    )
        -> Case
    {
        var copy = self
        copy.profile = LegalProfile(
            organisation: "Organisatie", legalForm: form, sector: sector, cbw: cbw, roles: roles)
        return copy
    }

    func now(_ time: String) throws -> Case {
        var copy = self
        copy.moments.now = try at(time)
        return copy
    }

    func clocks() throws -> [DutyClock] {
        DutyPlan.clocks(of: profile, at: moments, under: try LawData.pack.get(), lawAt: lawAt)
    }

    func clock(_ id: String) throws -> DutyClock {
        try #require(try clocks().first { $0.id == id }, "no clock \(id)")
    }
}

extension DutyClock {
    var codes: [DutyReason.Code] { reasons.map(\.code) }
    /// The due moment on the wall in the Netherlands.
    var dueText: String? { due.map(DutchTime.text) }
    var statutoryText: String? { dueStatutory.map(DutchTime.text) }
}
