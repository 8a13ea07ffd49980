// Who may do what: the table against its page, need-to-know, TLP, and that "not allowed" looks like "not there".
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Foundation
import Testing

@Suite("The table of roles")
struct RoleTests {
    /// The table as docs/access.md shows it.
    private func rows() -> [String] {
        Permission.allCases.map { permission in
            let cells = Role.allCases.map { $0.has(permission) ? "yes" : "" }
            return "| `\(permission.rawValue)` | \(cells.joined(separator: " | ")) |"
        }
    }

    @Test("docs/access.md shows the table that the code holds, and no other rows")
    func page() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/access.md")
        let lines = try String(contentsOf: page.standardizedFileURL, encoding: .utf8).split(separator: "\n")
        let found = lines.filter { $0.wholeMatch(of: #/\| `[a-z_]+` \|.*/#) != nil }.map(String.init)
        #expect(found == rows(), "the page should say:\n\(rows().joined(separator: "\n"))")
    }

    @Test("every role has a row, and every permission is someone's")
    func complete() {
        #expect(Set(Role.table.keys) == Set(Role.allCases))
        for permission in Permission.allCases {
            #expect(Role.allCases.contains { $0.has(permission) }, "\(permission)")
        }
    }

    @Test("who leads may all that an analyst may, and an analyst all that a reader may")
    func order() throws {
        let (reader, analyst, lead) = (Role.table[.reader], Role.table[.analyst], Role.table[.lead])
        #expect(try #require(analyst).isSuperset(of: try #require(reader)))
        #expect(try #require(lead).isSuperset(of: try #require(analyst)))
    }

    @Test("ISO 27002 5.3: who manages accounts does not lead incidents, read the queue or search the archive")
    func separation() {
        for permission in [Permission.leadIncident, .readQueue, .searchArchive, .workQueue, .exportIncident] {
            #expect(!Role.administrator.has(permission))
        }
        for role in [Role.reader, .analyst, .lead] {
            for permission in [Permission.manageAccounts, .manageTokens, .manageSettings] {
                #expect(!role.has(permission))
            }
        }
    }

    @Test("a reader changes nothing")
    func reader() {
        #expect(Role.table[.reader] == [.readQueue, .readIncident, .readHealth])
    }
}

@Suite("Decisions")
struct DecisionTests {
    private let lead: Requester
    private let analyst: Requester
    private let reader: Requester
    private let administrator: Requester
    private let token: Requester
    private let everyone: [Requester]
    private let names: [String: AccountName]

    init() throws {
        let all = try ["lead", "analyst", "reader", "administrator"].map { ($0, try AccountName($0)) }
        names = Dictionary(uniqueKeysWithValues: all)
        lead = .person(all[0].1, .lead)
        analyst = .person(all[1].1, .analyst)
        reader = .person(all[2].1, .reader)
        administrator = .person(all[3].1, .administrator)
        var random = SampleRandom()
        token = .token(ULID(time: Sample.start, random: (random.next(), random.next())), .lead)
        everyone = [lead, analyst, reader, administrator, token]
    }

    private func circle(_ tlp: TLP, _ members: [Requester] = [], named: [Requester] = [], open: Bool = false) -> Circle
    {
        Circle(
            tlp: tlp, members: Set(members.compactMap(\.name)), recipients: Set(named.compactMap(\.name)), isOpen: open)
    }

    private func readers(_ circle: Circle) -> [Requester] {
        everyone.filter { Decision.may($0, .readIncident, on: .incident(circle)) }
    }

    @Test("need-to-know: an incident is for its members, whatever the role of others")
    func members() {
        for tlp in TLP.allCases where tlp != .red {
            #expect(readers(circle(tlp)).isEmpty)
            #expect(readers(circle(tlp, [analyst])) == [analyst])
        }
    }

    @Test("administrators are not implicitly members: they are taken in by name, like everyone")
    func administrators() {
        #expect(!readers(circle(.clear, [lead], open: true)).contains(administrator))
        let taken = circle(.amber, [lead, administrator])
        #expect(readers(taken) == [lead, administrator])
        #expect(Decision.may(administrator, .writeIncident, on: .incident(taken)))
        #expect(!Decision.may(administrator, .leadIncident, on: .incident(taken)))
    }

    @Test("TLP 2.0: RED is for the eyes and ears of individual recipients only")
    func red() {
        #expect(readers(circle(.red, [lead, analyst, reader])).isEmpty)
        #expect(readers(circle(.red, [lead, analyst, reader], named: [analyst])) == [analyst])
        #expect(readers(circle(.red, [lead], named: [analyst])).isEmpty, "who is no member is no recipient")
        #expect(readers(circle(.red, everyone, named: everyone, open: true)) == Array(everyone.dropLast()))
    }

    @Test("an incident that is open to the house is so only below AMBER, and never lets an administrator in")
    func open() {
        for tlp in [TLP.clear, .green] { #expect(readers(circle(tlp, open: true)) == [lead, analyst, reader, token]) }
        for tlp in [TLP.amber, .amberStrict, .red] { #expect(readers(circle(tlp, open: true)).isEmpty) }
    }

    @Test("membership does not give what the role does not")
    func roleAndMembership() {
        let all = circle(.amber, everyone)
        func may(_ permission: Permission) -> [Requester] {
            everyone.filter { Decision.may($0, permission, on: .incident(all)) }
        }
        #expect(may(.writeIncident) == [lead, analyst, administrator])
        #expect(may(.leadIncident) == [lead] && may(.exportIncident) == [lead])
    }

    @Test("who opened an incident leads it, as long as his role opens incidents and he is a member")
    func opener() throws {
        func leaders(_ tlp: TLP, members: [Requester], named: [Requester] = []) -> [Requester] {
            var circle = circle(tlp, members, named: named)
            circle.leads = Set(everyone.compactMap(\.name))
            return everyone.filter { Decision.may($0, .leadIncident, on: .incident(circle)) }
        }
        #expect(leaders(.amber, members: everyone) == [lead, analyst])
        #expect(leaders(.amber, members: [lead]) == [lead] && leaders(.amber, members: []).isEmpty)
        #expect(leaders(.red, members: everyone, named: [analyst]) == [analyst])
        var open = circle(.clear, [], open: true)
        open.leads = Set(everyone.compactMap(\.name))
        #expect(!Decision.may(token, .leadIncident, on: .incident(open)))
        #expect(!Decision.may(analyst, .exportIncident, on: .incident(open)), "leading is no more than leading")
    }

    @Test("a token is no person: it is no member, leads nothing and manages nothing")
    func tokens() {
        let root = Requester.token(ULID(time: Sample.start, random: (0, 1)), .administrator)
        for permission in Permission.allCases where permission.isForPersonsOnly {
            #expect(!Decision.may(root, permission, on: .house) && !Decision.may(token, permission, on: .house))
            #expect(!Decision.may(token, permission, on: .incident(circle(.clear, open: true))))
        }
        #expect(Decision.may(root, .manageSettings, on: .house) && Decision.may(token, .searchArchive, on: .house))
    }

    @Test("breaking the glass is for leads and administrators, and never opens RED")
    func glass() {
        let closed = Subject.incident(circle(.amberStrict))
        #expect(everyone.filter { Decision.may($0, .breakGlass, on: closed) } == [lead, administrator])
        let red = Subject.incident(circle(.red, everyone, named: everyone))
        #expect(!everyone.contains { Decision.may($0, .breakGlass, on: red) })
    }

    @Test("a part of an incident is never for more people than the whole")
    func parts() {
        let whole = circle(.amber, [lead, analyst])
        #expect(readers(whole.part(tlp: .clear)) == [lead, analyst])
        #expect(readers(whole.part(tlp: .red)).isEmpty)
        let named = Set([analyst, reader].compactMap(\.name))
        #expect(readers(whole.part(tlp: .red, recipients: named)) == [analyst])
        let red = circle(.red, [lead, analyst], named: [lead])
        #expect(readers(red.part(tlp: .red, recipients: named)).isEmpty && readers(red.part(tlp: .clear)) == [lead])
        for outer in TLP.allCases {
            for inner in TLP.allCases {
                for open in [false, true] {
                    let whole = circle(outer, [lead, analyst], named: [lead], open: open)
                    let inside = readers(whole.part(tlp: inner, recipients: Set(names.values)))
                    #expect(inside.allSatisfy(readers(whole).contains), "\(outer) \(inner)")
                }
            }
        }
    }

    @Test("a more confidential label never lets more people in")
    func monotone() {
        for open in [false, true] {
            let seen = TLP.allCases.map { readers(circle($0, [lead, reader], named: [lead], open: open)) }
            for (wider, stricter) in zip(seen, seen.dropFirst()) {
                #expect(stricter.allSatisfy(wider.contains))
            }
        }
    }

    @Test("what concerns one incident cannot be asked of the house, and the other way round")
    func subjects() {
        let all = Subject.incident(circle(.clear, everyone, open: true))
        for requester in everyone {
            for permission in Permission.allCases {
                if permission.concernsIncident {
                    #expect(!Decision.may(requester, permission, on: .house))
                } else if permission != .breakGlass {
                    #expect(!Decision.may(requester, permission, on: all))
                }
            }
        }
    }

    @Test("what the table does not give is not allowed, for every role, permission and circle")
    func closed() {
        for requester in everyone {
            for permission in Permission.allCases where !requester.role.has(permission) {
                #expect(!Decision.may(requester, permission, on: .house))
                for tlp in TLP.allCases {
                    let wide = circle(tlp, everyone, named: everyone, open: true)
                    #expect(!Decision.may(requester, permission, on: .incident(wide)))
                }
            }
        }
    }

    @Test("ASVS 8.2: not allowed and not there are the same problem, with nothing in it")
    func notFound() throws {
        let mine = circle(.amber, [analyst])
        func problem(_ value: Circle?) -> Problem? {
            do {
                _ = try Decision.clear(value, for: reader, to: .readIncident) { .incident($0) }
                return nil
            } catch { return error }
        }
        let hidden = try #require(problem(mine))
        #expect(hidden == problem(nil) && hidden.arguments.isEmpty && hidden.place == nil)
        #expect(problem(circle(.amber, [reader])) == nil)
        let cleared = try Decision.clear(mine, for: analyst, to: .writeIncident) { .incident($0) }
        #expect(cleared.value == mine && cleared.requester == analyst && cleared.permission == .writeIncident)
    }

    @Test("lists and counts hold only what may be seen, in order")
    func lists() {
        let incidents = (0..<30).map { circle(.amber, $0 % 3 == 0 ? [analyst] : [lead]) }
        let seen = Decision.clear(all: incidents, for: analyst, to: .readIncident) { .incident($0) }
        #expect(seen.count == 10 && seen.allSatisfy { $0.value.members == Set([analyst].compactMap(\.name)) })
        #expect(Decision.clear(all: incidents, for: administrator, to: .readIncident) { .incident($0) }.isEmpty)
    }

    @Test("a session speaks for its person in its role")
    func session() throws {
        var (table, random) = (SessionTable(), SampleRandom())
        let account = try Sample.account("lead", .lead)
        let secret = table.begin(account, now: Sample.start, random: &random)
        let used = table.use(secret, now: Sample.start) { _ in account }
        #expect(Requester(try #require(used)) == lead)
    }
}
