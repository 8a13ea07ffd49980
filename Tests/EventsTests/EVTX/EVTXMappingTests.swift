// The fields that come of an event's elements and attributes: the table of docs/formats/evtx.md.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

@Suite struct EVTXMappingTests {
    private func one(_ values: [EVTXValue]) -> EVTXReading? {
        var chunk = EVTXChunkBuilder()
        chunk.record(1, evtxSystemTemplate, values)
        return evtxRead(evtxFile([chunk.finished()])).records.first
    }

    @Test("Children of System keep their names; attributes get the name of their element in front")
    func system() {
        let record = one(evtxLogon(812, user: "jan"))
        #expect(
            record?.fields == [
                "Provider_Name=Dijk-Provider", "Provider_Guid={0c}", "EventID=#4624", "Version=#2", "Level=#4",
                "Keywords=0x8020000000000000", "TimeCreated_SystemTime=2019-03-19T23:35:07.524202Z",
                "EventRecordID=#812", "Correlation null", "Execution_ProcessID=#812", "Execution_ThreadID=#3916",
                "Channel=Security", "Computer=PC01.waterschap.example", "Security_UserID=S-1-5-18",
                "TargetUserName=jan", "LogonType=#10",
            ])
    }

    @Test("The time of the event is that of TimeCreated, to 100 ns; the number is EventRecordID")
    func timeAndNumber() throws {
        let record = try #require(one(evtxLogon(812, user: "jan")))
        #expect(record.time?.description == "2019-03-19T23:35:07.524202100Z")
        #expect(record.number == 812)
    }

    @Test("Without EventRecordID the number is that of the record; a time beyond the year 2261 is no time")
    func withoutNumber() {
        var values = evtxLogon(812, user: "jan")
        values[10] = .null
        values[6] = .number(BinXMLType.fileTime, UInt64(2_000_000_000_000_000_000))
        let record = one(values)
        #expect(record?.number == 1)
        #expect(record?.time == nil)
        #expect(record?.fields.contains("EventRecordID null") == true)
    }

    @Test("An EventID with Qualifiers gives both; a Channel without content is null")
    func qualifiersAndNullChannel() {
        var values = evtxSystemValues(1, data: [], channel: .null)
        values[4] = .number(BinXMLType.uint16, UInt16(16_384))
        let fields = one(values)?.fields ?? []
        #expect(fields.contains("EventID_Qualifiers=#16384"))
        #expect(fields.contains("EventID=#4624"))
        #expect(fields.contains("Channel null"))
    }

    @Test("An empty string in System is null, as one without length; an empty Data is a string without length")
    func empty() {
        #expect(one(evtxSystemValues(1, data: [], channel: .string("")))?.fields.contains("Channel null") == true)
        let data: EVTXNode = .element("Data", [("Name", [.text("X")])], [.slot(0)])
        #expect(evtxDataFields([data], [.null]) == ["X="])
        #expect(evtxDataFields([data], [.string("")]) == ["X="])
        #expect(evtxDataFields([.element("Data", [("Name", [.text("X")])])]) == ["X="])
        #expect(
            evtxDataFields([.element("Binary", [], [.slot(0)])], [.plain(BinXMLType.binary, [])]) == ["Binary null"])
        #expect(evtxDataFields([.element("Binary")]) == ["Binary null"])
    }

    @Test("A value that the template asks for and the record does not bring is empty")
    func missingValue() {
        #expect(evtxDataFields([.element("Data", [("Name", [.text("X")])], [.slot(40)])], [.string("a")]) == ["X="])
    }

    @Test("Empty parts of the event give no field")
    func emptyParts() {
        let event: EVTXNode = .element(
            "Event", [], [.element("EventData"), .element("UserData", [], [.element("A", [], [.text("b")])])])
        #expect(evtxFields([.instance(EVTXTemplate(name: "t", nodes: [event]), [])]) == ["A=b"])
    }

    @Test("Data without a name are the elements of a list; Binary keeps its name")
    func unnamedData() {
        let nodes: [EVTXNode] = [
            .element("Data", [], [.slot(0)]), .element("Data", [], [.slot(1)]), .element("Binary", [], [.slot(2)]),
        ]
        let values: [EVTXValue] = [.string("root"), .string(""), .plain(BinXMLType.binary, [0x16, 0x48])]
        #expect(evtxDataFields(nodes, values) == ["Data[]=root", "Data[]=", "Binary=1648"])
    }

    @Test("Spaces in the name of a Data are dropped; the same name twice is one field with two values")
    func dataNames() {
        let nodes: [EVTXNode] = [
            .element("Data", [("Name", [.text("New Value")])], [.slot(0)]),
            .element("Data", [("Name", [.text("NewValue")])], [.slot(1)]),
            .element("Data", [("Name", [.text("")])], [.slot(0)]),
        ]
        #expect(evtxDataFields(nodes, [.string("a"), .string("b")]) == ["NewValue=a", "NewValue=b", "Data[]=a"])
    }

    @Test("The name of a Data may be a value of the record")
    func dynamicNames() {
        let nodes: [EVTXNode] = [
            .element("Data", [("Name", [.slot(0)])], [.slot(1)]),
            .element("Data", [("Name", [.text("Part "), .slot(0)])], [.text("x"), .slot(1)]),
        ]
        let values: [EVTXValue] = [.string("Level"), .number(BinXMLType.uint8, UInt8(3))]
        #expect(evtxDataFields(nodes, values) == ["EventData_Level=#3", "PartLevel=x3"])
        #expect(evtxDataFields(nodes, [.null, .string("y")]) == ["Data=y", "Part=xy"])
    }

    @Test("In UserData the innermost elements give the fields, without the declarations of name spaces")
    func userData() {
        let userData: EVTXNode = .element(
            "UserData", [],
            [
                .element(
                    "LogFileCleared", [("xmlns:auto-ns3", [.text("urn:a")]), ("xmlns", [.text("urn:b")])],
                    [
                        .element("SubjectUserSid", [], [.slot(0)]), .element("Empty", [], [.slot(1)]),
                        .element("Deep", [("kind", [.text("k")])], [.element("Deeper", [], [.text("v")])]),
                    ])
            ])
        let template = EVTXTemplate(name: "user", nodes: [.element("Event", [], [userData])])
        let fields = evtxFields([.instance(template, [.plain(BinXMLType.sid, EVTXValueCase.sid), .null])])
        #expect(fields == ["SubjectUserSid=S-1-5-32-544", "Empty null", "Deep_kind=k", "Deeper=v"])
    }

    @Test("System owns its names: the same name in the data gets that of its parent in front")
    func clash() {
        let nodes: [EVTXNode] = [
            .element("Data", [("Name", [.text("Channel")])], [.text("Application")]),
            .element("Data", [("Name", [.text("Provider")])], [.text("stays")]),
        ]
        #expect(evtxDataFields(nodes) == ["EventData_Channel=Application", "Provider=stays"])
        let rendering: EVTXNode = .element(
            "RenderingInfo", [("Culture", [.text("nl-NL")])],
            [.element("Level", [], [.text("Information")]), .element("Message", [], [.text("m")])])
        let template = EVTXTemplate(name: "r", nodes: [.element("Event", [], [rendering])])
        #expect(
            evtxFields([.instance(template, [])]) == [
                "RenderingInfo_Culture=nl-NL", "RenderingInfo_Level=Information", "Message=m",
            ])
    }

    @Test("One template at two places of an event is named after each place")
    func placesOfOneTemplate() {
        let inner = EVTXTemplate(name: "inner", nodes: [.element("Channel", [], [.text("x")])])
        let event: EVTXNode = .element(
            "Event", [],
            [.element("System", [], [.slot(0)]), .element("A", [], [.slot(0)]), .element("B", [], [.slot(0)])])
        let fields = evtxFields(
            [.instance(EVTXTemplate(name: "t", nodes: [event]), [.fragment([.instance(inner, [])])])])
        #expect(fields == ["Channel=x", "A_Channel=x", "B_Channel=x"])
    }

    @Test("Templates nest: as values of values, and as instances inside a definition")
    func nestedTemplates() {
        let leaf = EVTXTemplate(name: "leaf", nodes: [.element("Leaf", [], [.slot(0)])])
        let middle = EVTXTemplate(name: "middle", nodes: [.element("Middle", [], [.slot(0)])])
        let top = EVTXTemplate(
            name: "top",
            nodes: [.element("Event", [], [.element("UserData", [], [.slot(0), .instance(leaf, [.string("in")])])])])
        let value = EVTXValue.fragment([.instance(middle, [.fragment([.instance(leaf, [.string("out")])])])])
        let fields = evtxFields([.instance(top, [value])])
        #expect(Set(fields) == ["Leaf=in", "Leaf=out"])
        #expect(fields.count == 2)
    }

    @Test("A record may be elements without a template, and a value may be elements without a template")
    func withoutTemplates() {
        let event: EVTXNode = .element(
            "Event", [], [.element("EventData", [], [.element("Data", [("Name", [.text("X")])], [.text("y")])])])
        #expect(evtxFields([event]) == ["X=y"])
        let outer = EVTXTemplate(name: "o", nodes: [.element("Event", [], [.slot(0)])])
        let data: EVTXNode = .element("EventData", [], [.element("Data", [("Name", [.text("X")])], [.text("z")])])
        #expect(evtxFields([.instance(outer, [.fragment([data])])]) == ["X=z"])
    }

    @Test("Literals, CDATA, references and instructions of a template are read as XML means them")
    func markup() {
        let nodes: [EVTXNode] = [
            .instruction("target", "data"),
            .element(
                "Text", [], [.text("a"), .entity("lt"), .entity("amp"), .character(0x20AC), .cdata("<b>"), .slot(0)]),
            .element("Other", [("att", [.entity("quot"), .slot(0)])], [.entity("euml")]),
            .element("Number", [], [.literal(BinXMLType.uint16, [0x39, 0x05])]),
            .element("Half", [], [.units([0xD800])]),
        ]
        #expect(
            evtxDataFields(nodes, [.number(BinXMLType.uint8, UInt8(7))]) == [
                "Text=a<&€<b>7", "Other_att=\"7", "Other=&euml;", "Number=1337", "Half=\u{FFFD}",
            ])
    }

    @Test("Text around elements becomes a field of the element that holds both")
    func mixedContent() {
        let mixed: EVTXNode = .element(
            "Mixed", [], [.text("before "), .element("In", [], [.text("x")]), .text("after")])
        #expect(evtxDataFields([mixed]) == ["In=x", "Mixed=before after"])
        let part: EVTXNode = .element("Mixed", [], [.text("a"), .slot(0), .text("b")])
        let value = EVTXValue.fragment([.element("In", [], [.text("c"), .text("d")])])
        #expect(evtxDataFields([part], [value]) == ["In=cd", "Mixed=ab"])
    }

    @Test("An array in a value of several parts is shown as its bytes' text, and strings are joined")
    func arrayInText() {
        let array = EVTXValue.plain(BinXMLType.ansiString, Array("q".utf8))
        #expect(evtxDataFields([.element("T", [], [.text("-"), .slot(0)])], [array]) == ["T=-q"])
    }
}
