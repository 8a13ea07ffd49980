// Places as people read them.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing

struct PlaceTests {
    @Test("A place is written file:line:column, as far as it is known, or file#record")
    func written() {
        #expect(Place(file: "a.yml").description == "a.yml")
        #expect(Place(file: "a.yml", line: 3).description == "a.yml:3")
        #expect(Place(file: "a.yml", line: 3, column: 9).description == "a.yml:3:9")
        #expect(Place(file: "b.evtx", record: 42).description == "b.evtx#42")
    }

    @Test("A problem that has a place of its own keeps it")
    func ownPlace() {
        let code = Problem.Code("x")
        #expect(Problem(code).at(Place(file: "a")).place == Place(file: "a"))
        #expect(Problem(code, at: Place(file: "b", line: 1)).at(Place(file: "a")).place == Place(file: "b", line: 1))
    }
}
