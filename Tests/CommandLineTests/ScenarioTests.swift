// The stories under Tests/Scenarios, told to the program itself: commands, exit codes and what must be said.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
import Testing

@Suite(
    "Scenarios",
    .enabled(if: FileManager.default.isExecutableFile(atPath: RuleLogs.program.path)))
struct ScenarioTests {
    static let root = RuleLogs.root.appending(path: "Tests/Scenarios")

    static let names: [String] = {
        let below = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return below.filter { FileManager.default.fileExists(atPath: root.appending(path: "\($0)/story.txt").path) }
            .sorted()
    }()

    @Test("there are stories")
    func there() {
        #expect(ScenarioTests.names.count >= 10)
    }

    @Test("the program does what the story says", arguments: names)
    func story(_ name: String) throws {
        let folder = ScenarioTests.root.appending(path: name)
        let story = try Story(String(contentsOf: folder.appending(path: "story.txt"), encoding: .utf8))
        #expect(!story.steps.isEmpty)
        let scene = try Scene(copyOf: folder, program: RuleLogs.program)
        defer { scene.remove() }
        for step in story.steps {
            switch step {
            case .file(let file, let text): try scene.write(file, text)
            case .needs(let tool):
                guard scene.has(tool) else {
                    print("\(name): the rest is skipped, because this machine has no \(tool)")
                    return
                }
            case .prepare(let command, let line):
                let run = try scene.run(command)
                try #require(run.exit == 0, "\(name)/story.txt:\(line): \(run.err)")
            case .command(let command, let expected, let line):
                let run = try scene.run(command)
                for fault in expected.faults(in: run) {
                    Issue.record("\(name)/story.txt:\(line): \(command)\n\(fault)\n\(run.extract)")
                }
            }
        }
    }
}

@Suite struct StoryTests {
    @Test("a story is read step by step")
    func steps() throws {
        let story = try Story("# why\n== A sentence\nput a.log\n| one\n|\n| two\n$ events a.log\nexit 2\nerr gone\n")
        #expect(story.steps.count == 2)
        guard case .file("a.log", "one\n\ntwo\n") = story.steps[0],
            case .command("events a.log", let expected, 7) = story.steps[1]
        else {
            Issue.record("\(story.steps)")
            return
        }
        #expect(expected.exit == 2 && expected.err == ["gone"])
        #expect(throws: StoryError.self) { try Story("what is this\n") }
        #expect(throws: StoryError.self) { try Story("exit 1\n") }
    }

    @Test("an expectation that does not hold is a fault")
    func faults() {
        var expected = Expectation()
        expected.lines = [#"{"a":1,"b":[{"c":null}]}"#]
        let good = Run(exit: 0, out: #"{"a":1,"b":[{"c":null,"d":2}],"e":true}"# + "\n", err: "")
        #expect(expected.faults(in: good).isEmpty)
        for out in [#"{"a":true,"b":[{"c":null}]}"#, #"{"a":1,"b":[]}"#, #"{"a":1,"b":[{}]}"#, "text", ""] {
            #expect(!expected.faults(in: Run(exit: 0, out: out + "\n", err: "")).isEmpty, "\(out)")
        }
        #expect(!expected.faults(in: Run(exit: 0, out: good.out + good.out, err: "")).isEmpty)
        expected.isOpenEnded = true
        #expect(expected.faults(in: Run(exit: 0, out: good.out + good.out, err: "")).isEmpty)
        #expect(!expected.faults(in: Run(exit: 1, out: good.out, err: "")).isEmpty)
    }
}
