// What the API needs from the rest of the program, handed over when it starts.
// SPDX-License-Identifier: EUPL-1.2

public import Access
public import Base
public import Duties
public import Store
public import Watch

/// Accounts, tokens and sessions as they are kept. Every call may come from any thread.
public protocol AccountSource: Sendable {
    /// The account of that name; nil if there is none.
    func account(_ name: AccountName) throws(Problem) -> Account?
    /// Changes an account as it is now.
    @discardableResult
    func change(
        _ name: AccountName, _ body: (inout Account) throws(Problem) -> Void
    ) throws(Problem) -> Account
    /// All accounts that are not damaged, by name.
    func accounts() throws(Problem) -> [Account]
    /// The links that have not been used. Some may be over.
    func links() throws(Problem) -> [LogInLink]
    /// All tokens that are not damaged, oldest first.
    func tokens() throws(Problem) -> [APIToken]
    /// The token with that hash; nil if there is none.
    func token(_ hash: SecretHash) throws(Problem) -> APIToken?
    /// All sessions that were kept.
    func sessions() throws(Problem) -> [Session]
    /// Keeps a session that has begun.
    func save(_ session: Session) throws(Problem)
    /// Keeps when a session was used. Called for each request; need not write each time.
    func noteUse(of session: Session) throws(Problem)
    /// Forgets a session.
    func endSession(_ hash: SecretHash) throws(Problem)
    /// Uses up a link that logs in once; nil if it is none or its time is over.
    func useLink(_ secret: Access.Secret, now: Timestamp) throws(Problem) -> Account?
}

/// How the running watch is doing. No content of logs or of the record.
public struct Health: Sendable {
    /// Whether it can take lines and answer questions.
    public var isReady: Bool
    /// One JSON object.
    public var json: String

    public init(isReady: Bool, json: String) {
        self.isReady = isReady
        self.json = json
    }
}

/// Everything that the API and the pages ask.
public struct WebServices: Sendable {
    public var records: Records
    public var journal: JournalWriter
    public var archive: Archive
    public var accounts: any AccountSource
    /// Changes to accounts and tokens; nil: none can be made here.
    public var administration: AccountAdministration?
    public var health: @Sendable () -> Health
    /// The same for the pages, in its parts; nil until it is known.
    public var status: @Sendable () -> WatchStatus? = { nil }
    /// The rules that run now.
    public var rules: @Sendable () -> RuleCatalog = { RuleCatalog() }
    /// What a rule says to people in a language, by the name that alerts have for it; nil if it does not run here.
    public var ruleSays: @Sendable (String, Language) -> RuleSays? = { _, _ in nil }
    /// Packs of rules, to be changed; nil: none can be installed here.
    public var packs: RulePackStore?
    /// What is in the file of a pack.
    public var readPack: @Sendable ([UInt8], RulePackLabels) throws(Problem) -> RulePackContent = {
        _, _ throws(Problem) in throw Problem(.unavailable)
    }
    /// Why packs in use are left out, by their names.
    public var brokenPacks: @Sendable () -> [String: Problem] = { [:] }
    /// Takes over a change of packs.
    public var packsChanged: @Sendable () throws(Problem) -> Void = {}
    /// Why a rule met a line: the name that alerts have for the rule, the bytes of the line, and the name of its source
    /// (empty if it is not known any more). Nothing if it does not meet it, or is not loaded.
    public var explain: @Sendable (String, [UInt8], String) -> [ShownReason] = { _, _, _ in [] }
    /// Figures in the text format of Prometheus, version 0.0.4.
    public var metrics: @Sendable () -> String
    /// The time of what people see and of what the record keeps: in an exercise that of the exercise.
    public var now: @Sendable () -> Timestamp
    /// The time of the machine, for who comes in: sessions, tries to log in, links, passwords and tokens. The clock of
    /// an exercise jumps over days: by it a session would end amid a click, and a token would never be over.
    public var wallNow: @Sendable () -> Timestamp
    /// 64 random bits. That of the system outside tests.
    public var random: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    /// The texts of each language.
    public var words: [Language: Words] = [:]
    /// `docs/openapi.json`.
    public var document: [UInt8] = []
    /// The law by which terms are counted; nil if none can be read.
    public var laws: LawPack?
    /// What the organisation is before the law; nil if it has not said so.
    public var profile: @Sendable () -> LegalProfile? = { nil }
    /// The style sheet, scripts and pictures of the pages, by name.
    public var assets: [String: [UInt8]] = [:]
    /// The handbook: the Markdown of each page by its name, without `.md`.
    public var handbook: [String: [UInt8]] = [:]
    /// Pseudonyms for accounts in lists; nil: lists show names.
    public var pseudonyms: Pseudonyms?
    /// What pages and files say of the exercise that they show; nil if it is none.
    public var exercise: ShownExercise?
    /// Accounts of an invented house, between which one can change without a password.
    public var people: [AccountName] = []
    /// Whether pages show the six steps of a demonstration.
    public var isDemonstration = false
    /// Whether connections are encrypted. If not, logging in works over loopback only.
    public var isEncrypted = false
    public var sessionPolicy = SessionPolicy()
    public var passwordCost = ScryptParameters.standard

    public init(
        records: Records, journal: JournalWriter, archive: Archive, accounts: any AccountSource,
        health: @escaping @Sendable () -> Health, metrics: @escaping @Sendable () -> String,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.records = records
        self.journal = journal
        self.archive = archive
        self.accounts = accounts
        self.health = health
        self.metrics = metrics
        self.now = now
        wallNow = now
    }
}

/// Random numbers from the services.
struct WebRandom: RandomNumberGenerator {
    let random: @Sendable () -> UInt64

    mutating func next() -> UInt64 {
        random()
    }
}
