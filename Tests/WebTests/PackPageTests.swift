// Packs of rules on the pages: who sees them, who changes them, and that the watch takes each change over.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Incidents
import Store
import Synchronization
import Testing
import Web

/// Pages with packs, of which the text of the file says what is in it: the version, or what is wrong.
private struct PackHouse {
    let sample: ServiceSample
    let store: RulePackStore
    let reloads: Counter

    final class Counter: Sendable {
        let count = Mutex(0)
        let fails = Mutex(false)
    }

    init(broken: [String: Problem] = [:]) throws {
        let (reloads, base) = (Counter(), try WebSample())
        let store = RulePackStore(RulePacks(DataFolder(base.folder), base.records), base.journal)
        self.store = store
        self.reloads = reloads
        sample = try ServiceSample(base) { services in
            services.packs = store
            services.brokenPacks = { broken }
            services.packsChanged = { () throws(Problem) in
                reloads.count.withLock { $0 += 1 }
                if reloads.fails.withLock({ $0 }) { throw Problem(.init("rules.none")) }
            }
            services.readPack = { bytes, labels throws(Problem) in try PackHouse.read(bytes, labels) }
        }
    }

    private static func read(_ bytes: [UInt8], _ labels: RulePackLabels) throws(Problem) -> RulePackContent {
        let text = String(decoding: bytes, as: UTF8.self)
        if text == "geen archief" { throw Problem(.init("packs.no_archive")) }
        guard let name = labels.name ?? RulePackText.name(ofFile: labels.file),
            let reference = RulePackReference(
                name: name, version: labels.version ?? text, digest: RulePacks.digest(bytes))
        else { throw Problem(.init("packs.name"), [labels.file]) }
        var pack = RulePack(
            reference, form: .zip, bytes: bytes.count, counts: RulePack.Counts(loaded: text == "leeg" ? 0 : 7))
        pack.source = "javascript:alert(1)"
        pack.about = "<b>regels</b>"
        let problems =
            text.hasPrefix("half") ? [Problem(.init("rule.filter"), [], at: Place(file: "p!<i>.yml", line: 3))] : []
        return RulePackContent(pack, problems: problems)
    }

    static let address = "/beheer/regelpakketten"

    func install(
        _ text: String, as who: WebSample.Who, file: String = "Onze Regels.zip", _ fields: [(String, String)] = []
    ) async throws -> Reply {
        try await sample.upload(PackHouse.address, as: who, fields, file: (file, text))
    }

    var current: String? {
        get throws { try store.packs.state()["onze-regels"]?.current.pack.version }
    }
}

@Suite("Pages: packs of rules")
struct PackPageTests {
    @Test("who keeps the program running installs a pack; it stands there with all that is known of it, harmless")
    func install() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        let empty = try await house.sample.get(PackHouse.address, as: admin)
        #expect(empty.status == 200 && empty.text.contains("geen regelpakketten"))
        #expect(empty.text.contains("enctype=\"multipart/form-data\"") && empty.text.contains("32 MiB"))
        let reply = try await house.install("r1", as: admin)
        #expect(
            reply.status == 303 && reply.fields[.location]?.hasPrefix("\(PackHouse.address)?gedaan=installed") == true)
        #expect(house.reloads.count.withLock { $0 } == 1)
        let page = try await house.sample.get(try #require(reply.fields[.location]), as: admin)
        for text in [
            "onze-regels", "r1", "in gebruik", "7 geladen, 0 zonder route, 0 afgekeurd", "onbekend", "bea.heer",
            RulePacks.digest(Array("r1".utf8)), "&lt;b&gt;regels&lt;/b&gt;", "javascript:alert(1)", "vanaf nu",
        ] { #expect(page.text.contains(text), "\(text)") }
        #expect(!page.text.contains("href=\"javascript") && !page.text.contains("<b>regels"))
        PageRules.check(page, PackHouse.address)
        let entry = try #require(try house.sample.base.records.entries(.organisation).last)
        #expect(entry.actor == .person("bea.heer") && entry.content.kind == "pack_installed")
    }

    @Test("a name and a version that are filled in go before those of the pack")
    func labels() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        let reply = try await house.install("x", as: admin, [("naam", "anders"), ("versie", "v2")])
        #expect(reply.status == 303)
        #expect(try house.store.packs.state()["anders"]?.current.pack.version == "v2")
    }

    @Test("the same file again is told so, and nothing changes")
    func same() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        _ = try await house.install("r1", as: admin)
        let reply = try await house.install("r1", as: admin)
        #expect(reply.fields[.location]?.contains("gedaan=kept") == true)
        #expect(try house.sample.base.records.entries(.organisation).count == 1)
    }

    @Test("documents that are not loaded are named on the page that comes of installing")
    func findings() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        let page = try await house.install("half1", as: admin)
        #expect(page.status == 200 && page.text.contains("p!&lt;i&gt;.yml:3") && page.text.contains("niet geladen"))
        #expect(page.text.contains("action=\"/ongedaan\""))
        #expect(try house.current == "half1")
        PageRules.check(page, PackHouse.address)
    }

    @Test("what cannot be a pack is refused with the reason, and nothing is there")
    func refused() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        for (text, file, status, said) in [
            ("geen archief", "a.zip", 400, "geen archief dat"), ("r1", "\u{202E}", 400, "geen naam van"),
            ("leeg", "a.zip", 400, "geen enkele regel"),
        ] {
            let reply = try await house.install(text, as: admin, file: file)
            #expect(reply.status == status && reply.text.contains(said), "\(text): \(reply.status)")
            #expect(reply.text.contains("role=\"alert\""))
        }
        let none = try await house.sample.upload(PackHouse.address, as: admin, file: nil)
        #expect(none.status == 400 && none.text.contains("Kies eerst een bestand"))
        #expect(try house.store.packs.state().lines.isEmpty)
        #expect(house.reloads.count.withLock { $0 } == 0)
        _ = try await house.install("r1", as: admin)
        let taken = try await house.install("r2", as: admin, [("versie", "r1")])
        #expect(taken.status == 409 && taken.text.contains("andere inhoud"))
    }

    @Test("an earlier version is taken into use, a pack is removed, and each can be taken back")
    func changes() async throws {
        let house = try PackHouse()
        let (sample, address) = (house.sample, PackHouse.address)
        let admin = try await sample.person("bea.heer", .administrator)
        for version in ["r1", "r2"] { _ = try await house.install(version, as: admin) }
        let chosen = try await sample.send("\(address)/onze-regels/versie", as: admin, [("versie", "r1")])
        #expect(chosen.status == 303)
        #expect(try house.current == "r1")
        try await undo(try #require(chosen.fields[.location]), house, admin)
        #expect(try house.current == "r2")
        let removed = try await sample.send("\(address)/onze-regels/weg", as: admin, [])
        #expect(removed.status == 303)
        #expect(try house.current == nil)
        try await undo(try #require(removed.fields[.location]), house, admin)
        #expect(try house.current == "r2")
        #expect(house.reloads.count.withLock { $0 } == 6)
        for (target, fields, status) in [
            ("onze-regels/versie", [("versie", "r9")], 404), ("onze-regels/versie", [], 400),
            ("onbekend/weg", [], 404), ("onbekend/versie", [("versie", "r1")], 404),
        ] {
            let reply = try await sample.send("\(address)/\(target)", as: admin, fields)
            #expect(reply.status == status, "\(target) \(fields): \(reply.status)")
        }
    }

    private func undo(_ location: String, _ house: PackHouse, _ who: WebSample.Who) async throws {
        let page = try await house.sample.get(location, as: who)
        let id = try #require(page.text.firstMatch(of: #/name="regel" value="([0-9a-f]{20})"/#)).output.1
        let undone = try await house.sample.send(
            "/ongedaan", as: who, [("regel", String(id)), ("terug", PackHouse.address)])
        #expect(undone.status == 303)
    }

    @Test("who works the queue cannot take back what was done with packs, nor who keeps the program running a mute")
    func undoing() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        let lead = try await house.sample.person("leider", .lead)
        _ = try await house.install("r1", as: admin)
        let entry = try #require(try house.sample.base.records.entries(.organisation).last)
        let reply = try await house.sample.send("/ongedaan", as: lead, [("regel", entry.entryID)])
        #expect(reply.status == 404)
        #expect(try house.current == "r1")
        let mute = try await house.sample.base.journal.append(
            EntryDraft(
                .log(.organisation), .muted(rule: "r", entity: nil, until: WebSample.start, reason: "x"), by: .program))
        #expect(try await house.sample.send("/ongedaan", as: admin, [("regel", mute.entryID)]).status == 403)
    }

    @Test("who reads the queue sees the packs among the rules, and no way to change them")
    func readers() async throws {
        let problem = Problem(.init("packs.missing"), ["onze-regels", "r1"], at: Place(file: "/geheim/packs/x.zip"))
        let house = try PackHouse(broken: ["onze-regels": problem])
        let admin = try await house.sample.person("bea.heer", .administrator)
        _ = try await house.install("r1", as: admin)
        for role in [Role.reader, .analyst, .lead] {
            let who = try await house.sample.person("iemand.\(role)", role)
            let page = try await house.sample.get("/regels", as: who)
            #expect(page.text.contains("id=\"pakketten\"") && page.text.contains("onze-regels"))
            // What is wrong with it, without where things lie on this machine.
            #expect(page.text.contains("is er niet of is niet te lezen") && !page.text.contains("/geheim"))
            #expect(!page.text.contains("/weg\"") && !page.text.contains(PackHouse.address))
            PageRules.check(page, "/regels")
            #expect(try await house.sample.get(PackHouse.address, as: who).status == 403)
            #expect(try await house.install("r2", as: who).status == 403)
            #expect(try await house.sample.send("\(PackHouse.address)/onze-regels/weg", as: who, []).status == 403)
        }
        #expect(try house.current == "r1")
    }

    @Test("a form with a file without the key of this session, from another site or in another form is refused")
    func forms() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        let address = PackHouse.address
        let wrong = try await house.sample.upload(address, as: admin, file: ("a.zip", "r1"), key: "verkeerd")
        #expect(wrong.status == 403)
        let nobody = try await house.sample.upload(address, as: nil, file: ("a.zip", "r1"))
        #expect(nobody.status == 401 && nobody.text.contains("action=\"/inloggen\""))
        for type in [
            "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=andere",
        ] {
            let reply = try await house.sample.upload(address, as: admin, file: ("a.zip", "r1"), type: type)
            #expect(reply.status == 400, "\(type)")
        }
        #expect(try house.store.packs.state().lines.isEmpty)
    }

    @Test("a body over the limit is refused before it is read as a form")
    func large() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        let text = String(repeating: "x", count: WebLimits.uploadBytes)
        let reply = try await house.install(text, as: admin)
        #expect(reply.status == 413)
        #expect(try house.store.packs.state().lines.isEmpty)
        // The place is free again for the next.
        #expect(try await house.install("r1", as: admin).status == 303)
    }

    @Test("when the watch cannot take a change over, that is told")
    func reload() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        house.reloads.fails.withLock { $0 = true }
        let reply = try await house.install("r1", as: admin)
        #expect(reply.text.contains("role=\"alert\"") && reply.text.contains("geen regel worden geladen"))
    }

    @Test("the rules list says from which pack a rule came, and which ones run in place of others")
    func rules() async throws {
        var catalog = RuleCatalog()
        var own = RuleCatalog.Entry(
            key: "r-1", title: "Eigen", level: .high, status: .superseded, place: Place(file: "Rules/a.yml", line: 1))
        own.problem = Problem(.init("packs.superseded"), ["onze-regels r1!a.yml:1"], at: own.place)
        var other = RuleCatalog.Entry(
            key: "r-1", title: "Uit het pakket", level: .high, status: .unmapped,
            place: Place(file: "onze-regels r1!a.yml", line: 1))
        other.pack = "onze-regels r1"
        catalog.entries = [own, other]
        let found = catalog
        #expect(catalog.entry("r-1")?.title == "Uit het pakket")
        let sample = try ServiceSample { $0.rules = { found } }
        let who = try await sample.person("an.bakker", .analyst)
        try sample.base.alert("r-1", on: "host:dc01", line: 1)
        let page = try await sample.get("/regels", as: who)
        for text in ["pakket onze-regels r1", "vervangen", "Een regel met hetzelfde id"] {
            #expect(page.text.contains(text), "\(text)")
        }
        let lines = try await sample.get("/regels/uitvoer?vorm=jsonl&stand=superseded", as: who).text
        #expect(lines.contains("Eigen") && !lines.contains("Uit het pakket") && lines.contains("\"open\":0"))
        #expect(
            try await sample.get("/regels?zoek=onze-regels+r1&stand=unmapped", as: who).text.contains("Uit het pakket"))
    }

    @Test("the journal of the organisation shows who did what with which bytes")
    func audit() async throws {
        let house = try PackHouse()
        let admin = try await house.sample.person("bea.heer", .administrator)
        _ = try await house.install("r1", as: admin)
        _ = try await house.sample.send("\(PackHouse.address)/onze-regels/weg", as: admin, [])
        let page = try await house.sample.get("/beheer/journaal?soort=packs", as: admin)
        for text in ["regelpakket geïnstalleerd", "regelpakket verwijderd", "onze-regels r1", "7 geladen"] {
            #expect(page.text.contains(text), "\(text)")
        }
        let csv = try await house.sample.get("/beheer/journaal/uitvoer?soort=packs&vorm=csv", as: admin).text
        #expect(csv.contains(RulePacks.digest(Array("r1".utf8))) && csv.contains("pack_removed"))
        let lines = try await house.sample.get("/beheer/journaal/uitvoer?soort=packs&vorm=jsonl", as: admin).text
        let first = try JSON(Array(try #require(lines.split(separator: "\n").last).utf8))
        #expect(first["content"]?["name"]?.text == "onze-regels" && first["content"]?["loaded"]?.number == 7)
    }
}
