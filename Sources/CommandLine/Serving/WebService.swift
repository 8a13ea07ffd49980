// The pages and the API on their address: the parts of the watch that it asks, and the server that brings it.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Duties
import Foundation
import Incidents
import Store
import Watch
import Web

/// The API of one running watch.
final class WebService: Sendable {
    private let server: HTTPService
    private let settings: WebSettings
    private let folder: DataFolder

    /// - Parameter stage: that of an invented house; nil for a real one.
    /// - Throws: `Problem` if the accounts cannot be read.
    init(
        _ watch: RunningWatch, accounts: AccountStore, rules: RulesInUse, stage: Stage? = nil
    ) throws(Problem) {
        settings = watch.configuration.web
        folder = watch.folder
        let words = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, Words.embedded($0)) })
        var services = WebServices(
            records: watch.records, journal: watch.journal, archive: watch.archive, accounts: accounts,
            health: { [texts = words[.english]] in
                guard let status = watch.status, let texts else { return Health(isReady: false, json: "{}") }
                return Health(isReady: status.isHealthy, json: String(decoding: status.json(texts), as: UTF8.self))
            }, metrics: { watch.status?.metrics ?? "" }, now: stage?.now ?? WallClock.now)
        services.wallNow = WallClock.now
        services.administration = AccountAdministration(accounts, watch.journal)
        services.words = words
        services.document = EmbeddedFiles.bytes(of: "docs/openapi.json") ?? []
        services.isEncrypted = settings.tls != nil
        services.laws = try? LawPack.embedded()
        services.profile = { [laws = services.laws, file = watch.folder.profile.path] in
            guard let laws, let node = try? DutyFile.read(file) else { return nil }
            return LegalProfile.read(node, pack: laws).value?.first
        }
        services.exercise = stage?.exercise
        services.people = stage?.people ?? []
        services.isDemonstration = stage?.isDemonstration ?? false
        services.status = { watch.status }
        services.rules = { rules.catalog }
        services.ruleSays = { rules.says($0, $1) }
        services.packs = RulePackStore(RulePacks(watch.folder, watch.records), watch.journal)
        services.readPack = { bytes, labels throws(Problem) in
            try PackReading(bytes, labels, now: WallClock.now()).content
        }
        services.brokenPacks = { rules.brokenPacks }
        services.packsChanged = { () throws(Problem) in try watch.reloadRules() }
        services.explain = { rule, line, source in
            let source = Store.ArchiveSource(name: source)
            let zone = watch.configuration.zone(of: source, in: watch.folder.url)
            let followed = watch.configuration.follow.first { $0.isOrigin(of: source, in: watch.folder.url) }
            return rules.explain(rule, line, format: followed?.format, zone: zone)
        }
        if watch.configuration.privacy.pseudonyms {
            services.pseudonyms = Pseudonyms(key: try PseudonymKey.read(watch.folder))
        }
        services.assets = Dictionary(
            EmbeddedFiles.all(under: "Assets/").map { (String($0.path.dropFirst("Assets/".count)), $0.bytes) }
        ) { first, _ in first }
        let guide = "docs/handleiding/"
        services.handbook = Dictionary(
            EmbeddedFiles.all(under: guide).filter { $0.path.hasSuffix(".md") }.map { file in
                (String(file.path.dropFirst(guide.count).dropLast(3)), file.bytes)
            }
        ) { first, _ in first }
        server = HTTPService(
            address: settings.address, now: WallClock.now, responder: try WebRouter(services).responder)
    }

    /// - Throws: `Problem` if the address cannot be had.
    func start() async throws(Problem) {
        try await server.start(tls: try settings.tls?.context(in: folder.url))
    }

    func stop() async {
        await server.stop()
    }

    /// Where it is, for a browser.
    var url: String {
        let address = server.port.map { settings.address.on(port: $0) } ?? settings.address
        return "\(settings.tls == nil ? "http" : "https")://\(address)"
    }
}

/// The first way in: while there is no account, one is made for who starts the program.
enum FirstAccount {
    /// The name of that account.
    static let name = "beheer"

    /// The secret of a link that logs in once; nil if there are accounts.
    static func link(
        _ accounts: AccountStore, _ journal: JournalWriter, now: Timestamp
    ) throws(Problem) -> Access.Secret? {
        guard try accounts.accounts().isEmpty else { return nil }
        let name = try AccountName(name)
        let administration = AccountAdministration(accounts, journal)
        try administration.add(Account(name: name, role: .administrator), by: .program)
        var random = SystemRandomNumberGenerator()
        return try administration.makeLink(for: name, now: now, by: .program, random: &random)
    }
}
