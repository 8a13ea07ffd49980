// The times of an exercise, moved: against the formatter of Foundation, the reader of the product, and hostile lines.
// SPDX-License-Identifier: EUPL-1.2

import Base
import CommandLine
import Events
import Foundation
import Testing

/// The ways in which a log of an exercise writes a time, written by Foundation with the zone file of the machine.
enum WrittenTime: CaseIterable, Sendable {
    case fraction, seconds, audit, appliance, bsd, web, syslog

    private var form: String {
        switch self {
        case .fraction: "yyyy-MM-dd'T'HH:mm:ss'.123Z'"
        case .seconds: "yyyy-MM-dd'T'HH:mm:ss'Z'"
        case .audit: "yyyy-MM-dd'T'HH:mm:ss"
        case .appliance: "MM/dd/yyyy:HH:mm:ss 'GMT'"
        case .bsd: "MMM dd HH:mm:ss"
        case .web: "dd/MMM/yyyy:HH:mm:ss Z"
        case .syslog: "yyyy-MM-dd'T'HH:mm:ss'.123000'xxx"
        }
    }

    /// Whether it is the clock on the wall.
    var isLocal: Bool { [.bsd, .web, .syslog].contains(self) }

    func writer() -> DateFormatter {
        let writer = DateFormatter()
        writer.locale = Locale(identifier: "en_US_POSIX")
        writer.timeZone = isLocal ? TimeZone(identifier: "Europe/Amsterdam") : TimeZone(secondsFromGMT: 0)
        writer.dateFormat = form
        return writer
    }

    func text(_ second: Int, _ writer: DateFormatter) -> String {
        let text = writer.string(from: Date(timeIntervalSince1970: Double(second)))
        // RFC 3164, 4.1.2: a day below ten has a space before it.
        guard self == .bsd, text.dropFirst(4).first == "0" else { return text }
        return text.prefix(4) + " " + text.dropFirst(5)
    }
}

/// SplitMix64, so that a failure comes back.
private struct Chance {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }
}

@Suite("Times moved")
struct TimeShiftTests {
    /// Some weeks around each change of the clock of 2026, which are on 29 March and 25 October at 01:00 UTC.
    private static let changes = [1_774_746_000, 1_792_890_000]
    private static let weeks = 21 * 86_400

    private func shift(_ seconds: Int, around middle: Int = 1_774_746_000) -> TimeShift {
        let (from, to) = (middle - TimeShiftTests.weeks, middle + TimeShiftTests.weeks)
        return TimeShift(
            seconds: seconds, span: Timestamp(seconds: Int64(from))...Timestamp(seconds: Int64(to)))
    }

    private func moved(_ line: String, _ shift: TimeShift) -> String {
        String(decoding: shift.moved(Array(line.utf8)), as: UTF8.self)
    }

    /// The hour in which the clock on the wall shows what it shows again an hour later.
    private func isTwice(_ second: Int) -> Bool {
        guard let zone = TimeZone(identifier: "Europe/Amsterdam") else { return false }
        let now = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
        let later = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second + 3_600)))
        return now > later
    }

    /// Times and moves around a change of the clock, half of them so short that both lie near it.
    private func sample(_ middle: Int, _ chance: inout Chance) -> (time: Int, by: Int) {
        let isNear = chance.below(2) == 0
        let reach = isNear ? 5 * 3_600 : TimeShiftTests.weeks
        let time = middle - reach + chance.below(2 * reach)
        let by = isNear ? chance.below(20 * 3_600) - 10 * 3_600 : chance.below(800 * 86_400) - 400 * 86_400
        return (time, by)
    }

    @Test("Each form of a time is moved as Foundation writes the later time", arguments: WrittenTime.allCases)
    func likeFoundation(_ form: WrittenTime) {
        var chance = Chance(state: 41)
        let writer = form.writer()
        for middle in TimeShiftTests.changes {
            var compared = 0
            for _ in 0..<1_500 {
                let (time, by) = sample(middle, &chance)
                if form.isLocal, isTwice(time) || isTwice(time + by) { continue }
                let line = "x \(form.text(time, writer)) y"
                let wanted = "x \(form.text(time + by, writer)) y"
                let found = moved(line, shift(by, around: middle))
                compared += 1
                guard found != wanted else { continue }
                Issue.record("\(line) by \(by): \(found), wanted \(wanted)")
                return
            }
            #expect(compared > 1_300)
        }
    }

    @Test("A line moved there and back is the line that it was", arguments: WrittenTime.allCases)
    func thereAndBack(_ form: WrittenTime) {
        var chance = Chance(state: 43)
        let writer = form.writer()
        for middle in TimeShiftTests.changes {
            for _ in 0..<600 {
                let (time, by) = sample(middle, &chance)
                if form.isLocal, isTwice(time) || isTwice(time + by) { continue }
                // A form without a year is only sure in the year of its span.
                if form == .bsd, abs(by) > 30 * 86_400 { continue }
                let line = Array("\"\(form.text(time, writer))\"".utf8)
                let there = shift(by, around: middle).moved(line)
                #expect(there.count == line.count)
                #expect(there != line || by == 0)
                let back = shift(-by, around: middle + by).moved(there)
                guard back != line else { continue }
                Issue.record("\(form.text(time, writer)) by \(by): \(String(decoding: back, as: UTF8.self))")
                return
            }
        }
    }

    @Test("Two moves are one move by their sum", arguments: WrittenTime.allCases)
    func together(_ form: WrittenTime) {
        var chance = Chance(state: 47)
        let writer = form.writer()
        for _ in 0..<400 {
            let time = 1_774_746_000 - 86_400 + chance.below(2 * 86_400)
            let (a, b) = (chance.below(40 * 86_400) - 20 * 86_400, chance.below(40 * 86_400) - 20 * 86_400)
            let line = form.text(time, writer)
            let twice = moved(moved(line, shift(a)), shift(b, around: 1_774_746_000 + a))
            #expect(twice == moved(line, shift(a + b)), "\(line) by \(a) and \(b)")
        }
    }

    @Test(
        "Directive 2000/84/EC: over the change of the clock the time on the wall changes, that in UTC does not",
        arguments: [
            ("19/Mar/2026:10:02:11 +0100", 30, "18/Apr/2026:11:02:11 +0200"),
            ("[19/Mar/2026:23:30:00 +0100]", 30, "[19/Apr/2026:00:30:00 +0200]"),
            ("2026-03-19T10:02:11.123000+01:00", 30, "2026-04-18T11:02:11.123000+02:00"),
            ("Mar 19 10:02:11 ns", 30, "Apr 18 11:02:11 ns"),
            ("Mar 29 01:59:59 ns", 1, "Mar 30 02:59:59 ns"),
            ("2026-04-09T00:15:00.000000+02:00", -14, "2026-03-25T23:15:00.000000+01:00"),
            ("Apr  9 00:15:00 ns", -30, "Mar  9 23:15:00 ns"),
            ("2026-03-19T09:02:11Z", 30, "2026-04-18T09:02:11Z"),
            ("03/19/2026:09:02:11 GMT", 30, "04/18/2026:09:02:11 GMT"),
            ("2026-03-19T09:02:11", 712, "2028-02-29T09:02:11"),
            ("Mar 31 10:02:11 ns", -31, "Feb 28 09:02:11 ns"),
            ("03/31/2026:23:59:59 GMT", 275, "12/31/2026:23:59:59 GMT"),
            ("03/31/2026:23:59:59 GMT", 276, "01/01/2027:23:59:59 GMT"),
        ])
    func overTheChange(_ line: String, _ days: Int, _ wanted: String) {
        #expect(moved(line, shift(days * 86_400)) == wanted)
    }

    @Test(
        "Directive 2000/84/EC: in the hour that comes twice the offset says which of the two it is, before and after",
        arguments: [
            ("25/Oct/2026:02:30:00 +0200", 3_600, "25/Oct/2026:02:30:00 +0100"),
            ("25/Oct/2026:02:30:00 +0100", -3_600, "25/Oct/2026:02:30:00 +0200"),
            ("25/Oct/2026:02:30:00 +0200", 1_800, "25/Oct/2026:02:00:00 +0100"),
            ("25/Oct/2026:01:30:00 +0200", 3_600, "25/Oct/2026:02:30:00 +0200"),
            ("25/Oct/2026:01:30:00 +0200", 7_200, "25/Oct/2026:02:30:00 +0100"),
            ("2026-10-25T02:30:00.123000+02:00", 60, "2026-10-25T02:31:00.123000+02:00"),
            ("2026-10-25T02:30:00.123000+01:00", 60, "2026-10-25T02:31:00.123000+01:00"),
            ("2026-10-25T02:59:59.123000+02:00", 1, "2026-10-25T02:00:00.123000+01:00"),
            ("2026-10-25T03:00:00.123000+01:00", -3_601, "2026-10-25T02:59:59.123000+02:00"),
            // An offset that is not that of the house stays, and so does the clock beside it.
            ("2026-10-25T02:30:00+05:30", 60, "2026-10-25T02:31:00+05:30"),
            ("2026-10-20T02:30:00+00:00", 86_400 * 10, "2026-10-30T02:30:00+00:00"),
            ("25/Oct/2026:02:30:00 +0000", -60, "25/Oct/2026:02:29:00 +0000"),
        ])
    func twice(_ line: String, _ seconds: Int, _ wanted: String) {
        #expect(moved(line, shift(seconds, around: TimeShiftTests.changes[1])) == wanted)
    }

    @Test("RFC 3164, 4.1.2: a day has two digits, or below ten a blank and one; what else stands there is no time")
    func dayWithoutYear() {
        for day in ["xx", "1x", "x9", "  ", "+9", "9 ", "09", ":9", "1:"] {
            #expect(moved("Mar \(day) 10:02:11 ns", shift(60)) == "Mar \(day) 10:02:11 ns", "\(day)")
        }
        for line in ["Mar 19x10:02:11 ns", "Mar 19-10:02:11 ns", "Mar-19 10:02:11 ns", "Mar  9x10:02:11 ns"] {
            #expect(moved(line, shift(60)) == line)
        }
        #expect(moved("Apr  9 10:02:11 ns", shift(86_400)) == "Apr 10 10:02:11 ns")
    }

    @Test("A span over New Year has times without a year in both years")
    func newYear() {
        // 1 January 2027, 00:00 UTC.
        let shift = shift(86_400, around: 1_798_761_600)
        for (line, wanted) in [
            ("Dec 31 10:02:11 ns", "Jan  1 10:02:11 ns"), ("Dec 30 10:02:11 ns", "Dec 31 10:02:11 ns"),
            ("Jan  1 00:30:00 ns", "Jan  2 00:30:00 ns"), ("Jan 15 10:02:11 ns", "Jan 16 10:02:11 ns"),
            ("Mar 15 10:02:11 ns", "Mar 15 10:02:11 ns"),
        ] {
            #expect(moved(line, shift) == wanted)
        }
    }

    @Test("Lines of a log without years come in order over New Year, whatever log they stand in")
    func linesOverNewYear() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dijkwacht-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let written = [
            "a.log": ["Dec 31 23:59:59 a sshd[1]: x", "Jan  1 00:00:01 a sshd[1]: x", "Jan  3 10:00:00 a sshd[1]: x"],
            "b.log": ["Jan  2 10:00:00 b sshd[1]: x"], "c.log": ["Dec 30 10:00:00 c sshd[1]: x"],
        ]
        for (name, lines) in written {
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: name))
        }
        var lines = try LogLines(folder: folder, firstDay: "2026-12-28")
        var found: [String] = []
        while let line = lines.next() { found.append("\(line.source) \(line.time)") }
        #expect(
            found == [
                "c.log 2026-12-30T09:00:00Z", "a.log 2026-12-31T22:59:59Z", "a.log 2026-12-31T23:00:01Z",
                "b.log 2027-01-02T09:00:00Z", "a.log 2027-01-03T09:00:00Z",
            ])
    }

    @Test("A move to the ends of what a time can say stops nothing, and keeps the length of the line")
    func farAway() {
        let line = Array("Mar 19 10:02:11 2026-03-19T09:02:11Z 19/Mar/2026:10:02:11 +0100".utf8)
        for years in [-349, -348, -340, 230, 235, 236] {
            let found = shift(years * 31_556_952).moved(line)
            #expect(found.count == line.count && found != line, "\(years)")
        }
        let all = TimeShift(
            seconds: 1, span: Timestamp(nanoseconds: .min)...Timestamp(nanoseconds: .max))
        for line in ["1678-01-01T00:00:00+02:00", "2261-12-31T23:59:59+01:00", "01/Jan/1678:00:00:00 +0200"] {
            #expect(all.moved(Array(line.utf8)).count == line.utf8.count)
        }
    }

    @Test("Times outside the span stay, its first and its last second move", arguments: WrittenTime.allCases)
    func span(_ form: WrittenTime) {
        let writer = form.writer()
        let middle = 1_774_746_000
        for edge in [middle - TimeShiftTests.weeks, middle + TimeShiftTests.weeks] {
            let outside = edge < middle ? edge - 1 : edge + 1
            let inside = form.text(edge, writer)
            #expect(moved(inside, shift(7_200)) == form.text(edge + 7_200, writer))
            #expect(moved(form.text(outside, writer), shift(7_200)) == form.text(outside, writer))
        }
    }

    @Test("Certificates, birthdays and the years of other logs are not of the exercise")
    func others() {
        let line =
            "notBefore=2025-03-19T09:02:11Z notAfter=2031-03-19T09:02:11Z born 03/19/1971:00:00:00 "
            + "Jul 19 10:02:11 [19/Mar/2025:10:02:11 +0100] 2027-03-19T10:02:11.5+01:00"
        #expect(moved(line, shift(86_400)) == line)
        let both = "seen 2026-03-19T09:02:11Z, valid to 2031-03-19T09:02:11Z"
        #expect(moved(both, shift(60)) == "seen 2026-03-19T09:03:11Z, valid to 2031-03-19T09:02:11Z")
    }

    @Test(
        "What is no date of the calendar, or stands inside a word, stays",
        arguments: [
            "2026-02-30T10:00:00Z", "2026-03-19T24:00:00Z", "2026-13-19T10:00:00Z", "2026-03-00T10:00:00Z",
            "19/03/2026:10:00:00 GMT", "03/32/2026:10:00:00 GMT", "00/00/2026:10:00:00 GMT",
            "19/Mrt/2026:10:02:11 +0100", "19/mar/2026:10:02:11 +0100", "32/Mar/2026:10:02:11 +0100",
            "19/Mar/2026:10:02:11", "19/Mar/2026:10:02:11 -0100", "Mar 32 10:02:11", "Mar  0 10:02:11",
            "mar 19 10:02:11", "MAR 19 10:02:11", "Mar 19 10:60:11", "Mar 19 10.02.11", "March 19 10:02:11",
            "x2026-03-19T09:02:11Z", "12026-03-19T09:02:11Z", "2026-03-19 09:02:11", "2026-03-19t09:02:11Z",
            "2026-3-19T09:02:11Z", "103/19/2026:09:02:11 GMT", "aMar 19 10:02:11", "2026-03-19", "10:02:11", "",
        ])
    func stays(_ line: String) {
        #expect(moved(line, shift(3_600)) == line)
    }

    @Test("All times of a line move, and no byte beside them")
    func wholeLine() {
        let line =
            "Mar 19 10:02:11 <local0.info> 10.10.1.11  03/19/2026:09:02:11 GMT nsgw01 0-PPE-1 : default SSLVPN LOGOUT "
            + "4411871 0 : Context a@198.51.100.9 - SessionId: 31044 - Start_time \"03/19/2026:08:31:09 GMT\" - "
            + "End_time \"03/19/2026:09:02:11 GMT\" - Duration 00:31:02  - Total_bytes_recv 2026031909"
        let wanted =
            line
            .replacingOccurrences(of: "Mar 19 10:02:11", with: "Mar 20 10:02:12")
            .replacingOccurrences(of: "03/19/2026:09:02:11", with: "03/20/2026:09:02:12")
            .replacingOccurrences(of: "03/19/2026:08:31:09", with: "03/20/2026:08:31:10")
        #expect(moved(line, shift(86_401)) == wanted)
        // Bytes that are no text stand beside a time as those of names do, and keep their values.
        let odd: [UInt8] = [0xFF, 0x80] + Array("2026-03-19T09:02:11Z".utf8) + [0xC3, 0x00]
        let later: [UInt8] = [0xFF, 0x80] + Array("2026-03-19T09:02:12Z".utf8) + [0xC3, 0x00]
        #expect(shift(1).moved(odd) == later)
    }

    @Test("A fraction keeps its digits, however many there are")
    func fractions() {
        for digits in ["", ".1", ".123", ".123456789", "." + String(repeating: "7", count: 300)] {
            let found = moved("{\"t\":\"2026-03-19T09:02:11\(digits)Z\"}", shift(-61))
            #expect(found == "{\"t\":\"2026-03-19T09:01:10\(digits)Z\"}")
            let local = moved("2026-03-19T10:02:11\(digits)+01:00", shift(14 * 86_400))
            #expect(local == "2026-04-02T11:02:11\(digits)+02:00")
        }
    }

    // MARK: As the reader of the product reads it

    private func read(_ line: String, _ zone: ZoneRule) -> Timestamp? {
        var reader = LineReader()
        var event = Event()
        let bytes = Array(line.utf8)
        let padded = bytes + [UInt8](repeating: 0, count: 16)
        return padded.withUnsafeBufferPointer { padded in
            _ = reader.read(Bytes(rebasing: padded[..<bytes.count]), format: nil, zone: zone, into: &event)
            return event.time
        }
    }

    /// A line of each log, with its time in the form that this log has.
    private func line(_ form: WrittenTime, _ time: String) -> String {
        switch form {
        case .fraction: "{\"EventID\":4624,\"TimeCreated\":\"\(time)\",\"Computer\":\"DC01.intern.x.example\"}"
        case .seconds: "{\"createdDateTime\":\"\(time)\",\"userPrincipalName\":\"a@x.example\"}"
        case .audit: "{\"CreationTime\":\"\(time)\",\"Operation\":\"New-InboxRule\"}"
        case .appliance:
            "Mar 19 10:02:11 <local0.info> 10.10.1.11  \(time) nsgw01 0-PPE-0 : default SSLVPN LOGIN 44 0 : Context a"
        case .bsd: "<86>\(time) lnx01 sshd[811]: Connection closed by 10.10.9.40 port 40000 [preauth]"
        case .web: "192.0.2.1 - - [\(time)] \"GET / HTTP/1.1\" 200 15 \"-\" \"Bewaking/4.2\""
        case .syslog: "<86>1 \(time) lnx01 sshd 811 - - Connection closed by 10.10.9.40 port 40000"
        }
    }

    @Test("Read again, a moved line is later by exactly the seconds of the move", arguments: WrittenTime.allCases)
    func readAgain(_ form: WrittenTime) throws {
        var chance = Chance(state: 53)
        let writer = form.writer()
        let zone = form.isLocal ? try #require(ZoneRule(named: "Europe/Amsterdam")) : .utc
        for middle in TimeShiftTests.changes {
            var compared = 0
            for _ in 0..<250 {
                let time = middle - TimeShiftTests.weeks + chance.below(2 * TimeShiftTests.weeks)
                let by = chance.below(80 * 86_400) - 40 * 86_400
                if form.isLocal, isTwice(time) || isTwice(time + by) { continue }
                let before = line(form, form.text(time, writer))
                let after = moved(before, shift(by, around: middle))
                let year = zone.with(year: 2026)
                let (first, second) = (try #require(read(before, year)), try #require(read(after, year)))
                compared += 1
                guard second.nanoseconds - first.nanoseconds != Int64(by) * 1_000_000_000 else { continue }
                Issue.record("\(before) by \(by): \(after) is read as \(second)")
                return
            }
            #expect(compared > 200)
        }
    }

    // MARK: Hostile lines

    @Test("Random bytes and pieces of times never stop the program, and never change their length")
    func hostile() {
        var chance = Chance(state: 59)
        let pieces = [
            "2026-03-19T09:02:11", "03/19/2026:09:02:11", "19/Mar/2026:10:02:11 +0100", "Mar  9 10:02:11", "Mar ",
            "+01:00", ".", "0", "9", ":", "/", "-", "T", " ", "\"", "Feb 29 ", "00:00:00", "2026", "\u{E9}",
        ].map { Array($0.utf8) }
        let shifts = [-400_000_000, -1, 0, 1, 86_399, 400_000_000].map { shift($0) }
        for _ in 0..<6_000 {
            var line: [UInt8] = []
            for _ in 0..<chance.below(9) {
                line += pieces[chance.below(pieces.count)]
                if chance.below(4) == 0 { line.append(UInt8(chance.below(256))) }
            }
            if !line.isEmpty, chance.below(2) == 0 { line[chance.below(line.count)] = UInt8(chance.below(256)) }
            let found = shifts[chance.below(shifts.count)].moved(line)
            guard found.count != line.count else { continue }
            Issue.record("\(line)")
            return
        }
        for length in 0..<400 {
            let line = (0..<length).map { _ in UInt8(chance.below(256)) }
            #expect(shift(3_600).moved(line).count == length)
        }
    }

    @Test(
        "Cut off within its time, a line stays as it is; cut off behind it, the time moves",
        arguments: [
            ("Mar 19 10:02:11", "Mar 19 10:02:12"), ("2026-03-19T09:02:11", "2026-03-19T09:02:12"),
            ("03/19/2026:09:02:11", "03/19/2026:09:02:12"),
            ("19/Mar/2026:10:02:11 +0100", "19/Mar/2026:10:02:12 +0100"),
        ])
    func cutOff(_ time: String, _ later: String) {
        for length in 0..<time.count {
            #expect(moved("[" + time.prefix(length), shift(1)) == "[" + time.prefix(length))
        }
        #expect(moved("[" + time, shift(1)) == "[" + later)
        #expect(moved(time, shift(0)) == time)
    }

    @Test("A long line with a time in each word moves them all")
    func long() {
        let count = 5_000
        let line = Array(String(repeating: "2026-03-19T09:02:11Z ", count: count).utf8)
        #expect(shift(1).moved(line) == Array(String(repeating: "2026-03-19T09:02:12Z ", count: count).utf8))
    }
}
