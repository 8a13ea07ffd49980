// JSON that is not one record per line is cut into its records, however it is laid out.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

@Suite struct JSONReadingTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func read(_ text: String, _ limits: ReadingLimits = ReadingLimits()) throws -> Reading {
        Reading([try folder.write("log", text)], limits: limits)
    }

    @Test("An array with an element per line, on one line, and laid out over lines gives the same records")
    func layouts() throws {
        #expect(
            try read("[\n{\"a\":1},\n{\"a\":2}\n]\n").records == [
                Seen("log", 2, "{\"a\":1}"), Seen("log", 3, "{\"a\":2}"),
            ])
        #expect(
            try read("[{\"a\":1},{\"a\":2}]").records == [Seen("log", 1, "{\"a\":1}"), Seen("log", 1, "{\"a\":2}")])
        let pretty = try read("[\n  {\n    \"a\": 1\n  },\n\n  {\n    \"a\": [\n 2 ]\n  }\n]\n")
        #expect(pretty.lines == [2, 6])
        #expect(pretty.texts == ["{\n    \"a\": 1\n  }", "{\n    \"a\": [\n 2 ]\n  }"])
    }

    @Test("Objects one behind the other are records")
    func concatenated() throws {
        let reading = try read("{\n\"a\": 1\n}\n{\n\"a\": 2\n}{\"a\":3}")
        #expect(reading.texts == ["{\n\"a\": 1\n}", "{\n\"a\": 2\n}", "{\"a\":3}"])
        #expect(reading.lines == [1, 4, 6])
        #expect(reading.problems.isEmpty)
    }

    @Test("Brackets, quotes and escapes in strings are no structure")
    func strings() throws {
        let element = #"{"a":"]}[{,\"\\","b\"":["\\\\"]}"#
        #expect(try read("[\(element),\(element)]").texts == [element, element])
    }

    @Test("Elements may be nested arrays, strings, numbers and words")
    func otherElements() throws {
        #expect(try read(#"[ [1,[2]], "x,]" , 12 ,null,true]"#).texts == ["[1,[2]]", #""x,]""#, "12", "null", "true"])
    }

    @Test("An object that wraps one array of records is read as the elements of that array")
    func wrappers() throws {
        #expect(try read(#"{"Records":[{"a":1},{"a":2}]}"#).texts == [#"{"a":1}"#, #"{"a":2}"#])
        let graph =
            "{\n\"@odata.context\": \"https://api.example/x\",\n\"value\": [\n{\"a\":1}\n,{\"a\":2}],\n"
            + "\"next\": {\"value\":[7]}}\n"
        #expect(try read(graph).records == [Seen("log", 4, #"{"a":1}"#), Seen("log", 5, #"{"a":2}"#)])
        #expect(try read(#"{"value":[]}"#).records.isEmpty)
        #expect(try read(#"{"Records":[{"a":1}]}{"Records":[{"a":2}]}"#).texts == [#"{"a":1}"#, #"{"a":2}"#])
    }

    @Test("A file of nothing but brackets is read to its end, on the small stack of a worker too")
    func onlyBrackets() throws {
        struct Telling: BlockWorker {
            func process(_ block: Block) -> [Problem.Code] { block.problems.map(\.code) }
        }
        for (bracket, format) in [("[", nil), ("{\"value\":[", nil), ("[", Format.jsonArray), ("{", Format.jsonArray)] {
            let path = try folder.write("log", String(repeating: bracket, count: 100_000))
            var limits = ReadingLimits()
            limits.format = format
            var codes: [Problem.Code] = []
            try BlockPipeline.run(
                threads: 2, reader: BlockReader(InputFiles([path]), limits: limits), makeWorker: { Telling() },
                emit: { codes += $0 })
            #expect(codes.count <= 1, "\(bracket)")
            if format != nil { #expect(codes == [.jsonUnfinished], "\(bracket)") }
        }
    }

    @Test("A record that has arrays of its own is not taken for a wrapping")
    func notWrappers() throws {
        for text in [
            "{\n\"id\":1,\"value\":[1,2]}", "{\n\"value\":\"[{\"}", "{\n\"x\":{\"value\":[{}]}}",
            "{\n\"Actor\":[{\"ID\":1}],\"b\":2}", "{\n\"id\":1,\"data\":[{\"a\":1}]}",
        ] {
            #expect(try read(text).texts == [text])
        }
    }

    @Test("Blocks that end at every possible place give the same records with the same line numbers")
    func everyBlockSize() throws {
        let element = #"{"a":"x\"]\\","b":[1,{"c":"\n"}]}"#
        for text in [
            "[\n\(element),\n  \(element)\n,\n\n12, \"s\"\n]\n",
            "{\"n\":\n1,\"value\":[\(element)\n,\(element)],\"o\":[1]}\n",
            "{\n\"a\":\n1}\n\n{\"b\":2}",
        ] {
            let whole = try read(text)
            #expect(whole.records.count >= 2 && whole.problems.isEmpty)
            for size in 1...text.utf8.count + 2 {
                let parts = try read(text, smallBlocks(size, format: .jsonArray))
                #expect(parts.records == whole.records, "blocks of \(size)")
            }
        }
    }

    @Test("An element over the limit is left out and named, and reading goes on behind it")
    func longElement() throws {
        let long = "{\"a\":\"" + String(repeating: "x", count: 300) + "\"}"
        for size in [8, 50, 64] {
            let reading = try read("[\n1,\n\(long),\n{\"b\":2}]", smallBlocks(size, record: 100, format: .jsonArray))
            #expect(reading.records == [Seen("log", 2, "1"), Seen("log", 4, "{\"b\":2}")])
            #expect(reading.problems.map(\.code) == [.longRecord])
            #expect(reading.problems.first?.place?.line == 3)
            #expect(reading.largestBuffer <= 102)
        }
    }

    @Test("An element that is not closed is given as far as it goes, and the end of the file is named")
    func unfinished() throws {
        let reading = try read("[\n{\"a\":1},\n{\"a\":\"2")
        #expect(reading.texts == ["{\"a\":1}", "{\"a\":\"2"])
        #expect(reading.codes == [.jsonUnfinished])
        #expect(reading.problems.first?.place?.line == 3)
        #expect(try read("[\n{\"a\":1},\n").codes == [.jsonUnfinished])
    }

    @Test("A quote that is never closed costs the elements of one line only")
    func unclosedQuote() throws {
        let reading = try read("[\n{\"a\":\"1},\n  {\"a\":2},\n{\"a\":3}\n]")
        #expect(
            reading.records == [
                Seen("log", 2, "{\"a\":\"1},"), Seen("log", 3, "{\"a\":2}"), Seen("log", 4, "{\"a\":3}"),
            ])
        for size in 1...40 {
            #expect(
                try read("[\n{\"a\":\"1},\n  {\"a\":2},\n{\"a\":3}\n]", smallBlocks(size, format: .jsonArray)).records
                    == reading.records)
        }
    }

    @Test("Whatever bytes change, reading ends, and no record is longer than the file")
    func mutations() throws {
        var random = SystemRandomNumberGenerator()
        let base = Array("{\"n\":1,\"value\":[{\"a\":\"b\\\"\"},\n[1,2],\"x\"]}\n{\"c\":\n[{}]}".utf8)
        for _ in 0..<1_000 {
            var bytes = Array("[".utf8) + base
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                bytes[at] = Array("[]{}\",:\\\nx".utf8).randomElement(using: &random) ?? 0
            }
            let path = try folder.write("log", bytes)
            let whole = Reading([path])
            let parts = Reading(
                [path], limits: smallBlocks(Int.random(in: 1...30, using: &random), format: whole.formats.first))
            if whole.formats == parts.formats { #expect(parts.records == whole.records) }
            #expect(whole.texts.allSatisfy { $0.utf8.count <= bytes.count * 3 })
        }
    }
}
