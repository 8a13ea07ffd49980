// Who makes place when all connections are in use.
// SPDX-License-Identifier: EUPL-1.2

import Synchronization
import Testing
import Watch

@Suite("the table of connections")
struct ConnectionTableTests {
    private final class Connection: Sendable {
        let isClosed = Mutex(false)
        var id: ObjectIdentifier { ObjectIdentifier(self) }
        var wasClosed: Bool { isClosed.withLock { $0 } }
    }

    private func add(_ connection: Connection, to table: ConnectionTable) -> Bool {
        table.add(connection.id) { connection.isClosed.withLock { $0 = true } }
    }

    @Test("at the limit the connection that waits longest makes place; one that is busy stays")
    func longest() {
        let table = ConnectionTable(limit: 3)
        let all = (0..<5).map { _ in Connection() }
        for connection in all.prefix(3) { #expect(add(connection, to: table)) }
        table.change(all[0].id, to: .answering)
        #expect(add(all[3], to: table))
        #expect(all.map(\.wasClosed) == [false, true, false, false, false])
        // Now the first waits again, but shorter than the third.
        table.change(all[0].id, to: .waiting)
        #expect(add(all[4], to: table))
        #expect(all.map(\.wasClosed) == [false, true, true, false, false])
        #expect(table.count == 3)
    }

    @Test("who sends a body for longest makes place before who has just come, and never who is answered")
    func receiving() {
        let table = ConnectionTable(limit: 3)
        let all = (0..<6).map { _ in Connection() }
        for connection in all.prefix(3) {
            #expect(add(connection, to: table))
            table.change(connection.id, to: .receiving)
        }
        table.change(all[0].id, to: .answering)
        #expect(add(all[3], to: table))
        #expect(all.map(\.wasClosed) == [false, true, false, false, false, false])
        // The one that came last waits, and for less long than the third sends.
        #expect(add(all[4], to: table))
        #expect(all.map(\.wasClosed) == [false, true, true, false, false, false])
        for connection in all[3...4] { table.change(connection.id, to: .answering) }
        #expect(!add(all[5], to: table) && !all[0].wasClosed && !all[3].wasClosed && !all[4].wasClosed)
    }

    @Test("when every connection is answered, a new one is not taken")
    func busy() {
        let table = ConnectionTable(limit: 2)
        let all = (0..<3).map { _ in Connection() }
        for connection in all.prefix(2) {
            #expect(add(connection, to: table))
            table.change(connection.id, to: .answering)
        }
        #expect(!add(all[2], to: table))
        table.remove(all[0].id)
        #expect(add(all[2], to: table))
        #expect(!all[0].wasClosed && !all[1].wasClosed)
    }

    @Test("many requests on few connections leave nothing behind")
    func manyTurns() {
        let table = ConnectionTable(limit: 4)
        let all = (0..<4).map { _ in Connection() }
        for connection in all { #expect(add(connection, to: table)) }
        for turn in 0..<10_000 {
            let id = all[turn % 3].id
            table.change(id, to: .answering)
            table.change(id, to: .waiting)
        }
        let late = Connection()
        #expect(add(late, to: table))
        #expect(all.map(\.wasClosed) == [false, false, false, true])
    }

    @Test("when the server stops, all are closed and none is taken")
    func stops() {
        let table = ConnectionTable(limit: 4)
        let all = (0..<3).map { _ in Connection() }
        for connection in all.prefix(2) { #expect(add(connection, to: table)) }
        table.closeAll()
        #expect(all.map(\.wasClosed) == [true, true, false])
        #expect(!add(all[2], to: table))
    }
}
