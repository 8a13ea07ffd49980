// Problems and the places that they name.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Testing

@Suite struct ProblemTests {
    @Test(
        "A place is file, file:line, file:line:column or file#record",
        arguments: [
            (Place(file: "a.log"), "a.log"),
            (Place(file: "a.log", line: 7), "a.log:7"),
            (Place(file: "a.log", line: 7, column: 12), "a.log:7:12"),
            (Place(file: "a.evtx", record: 18_446_744_073_709_551_615), "a.evtx#18446744073709551615"),
            (Place(file: "A.zip!logs/b.evtx", line: 1, record: 3), "A.zip!logs/b.evtx#3"),
            (Place(file: "-", line: 1), "-:1"),
            (Place(file: "with space:1", line: 2), "with space:1:2"),
        ])
    func places(_ place: Place, _ text: String) {
        #expect(place.description == text)
    }

    @Test("A problem takes a place when it has none, and keeps the one it has")
    func takingAPlace() {
        let code = Problem.Code("door")
        let (here, there) = (Place(file: "here", line: 1), Place(file: "there"))
        #expect(Problem(code).at(here).place == here)
        #expect(Problem(code, ["a"], at: there).at(here).place == there)
        #expect(Problem(code, ["a"]).at(here).arguments == ["a"])
        #expect(Problem(code).place == nil)
    }

    @Test("Problems are the same when code, arguments and place are")
    func equality() {
        let place = Place(file: "a")
        #expect(Problem(Problem.Code("x"), ["1"], at: place) == Problem(Problem.Code("x"), ["1"], at: place))
        #expect(Problem(Problem.Code("x"), ["1"], at: place) != Problem(Problem.Code("y"), ["1"], at: place))
        #expect(Problem(Problem.Code("x"), ["1"], at: place) != Problem(Problem.Code("x"), ["2"], at: place))
        #expect(Problem(Problem.Code("x"), ["1"], at: place) != Problem(Problem.Code("x"), ["1"]))
        #expect(Set([Problem(Problem.Code("x")), Problem(Problem.Code("x"))]).count == 1)
    }
}
