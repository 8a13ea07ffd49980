// Tests syslog headers from a generator, RFC 3164 and RFC 5424, around text, access lines, pairs and JSON.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Events
import Testing

/// A header as a sender writes it, and the fields that it means.
private struct MadeHeader {
    var text: String
    var fields: [Named]
    var time: Timestamp
    var year: Int
    var hasProgram: Bool

    private static let hosts = ["fw01", "srv-1.gemeente.example", "192.0.2.7", "2001:db8::7", "ns_2", "fe80::"]
    private static let programs = [
        "sshd", "postfix/smtpd", "systemd-logind", "nginx", "pam_unix(su:session)", "%ASA-6-1",
    ]

    private static func priority(_ value: Int) -> [Named] {
        [Named("facility", "\(value / 8)"), Named("severity", "\(value % 8)")]
    }

    /// RFC 3164 4.1, with or without PRI (as in files), in the time of RFC 3164 or that of rsyslog.
    static func traditional(_ random: inout SeededGenerator, program: Bool) -> MadeHeader {
        let made = MadeTime(&random)
        var fields: [Named] = []
        var text = ""
        if !random.once(in: 3) {
            let value = random.number(0...191)
            text = "<\(value)>"
            fields = priority(value)
        }
        let day = made.day < 10 ? random.one(of: [" \(made.day)", digits(made.day, 2), "\(made.day)"]) : "\(made.day)"
        text += random.one(of: [
            "\(made.monthName) \(day) \(made.clock)", "\(made.monthName) \(day) \(made.year) \(made.clock)",
            "\(made.date)T\(made.clock)+00:00", "\(made.date)T\(made.clock)Z",
        ])
        let host = random.one(of: hosts)
        text += " \(host) "
        fields.append(Named("host", host))
        if program {
            let name = random.one(of: programs)
            fields.append(Named("program", name))
            text += name
            if random.once(in: 2) {
                let pid = "\(random.number(1...99_999))"
                fields.append(Named("pid", pid))
                text += "[\(pid)]"
            }
            text += ": "
        }
        return MadeHeader(text: text, fields: fields, time: made.moment(), year: made.year, hasProgram: program)
    }

    /// RFC 5424 6, each field of it present or the NILVALUE.
    static func modern(_ random: inout SeededGenerator, program: Bool) -> MadeHeader {
        let made = MadeTime(&random)
        let value = random.number(0...191)
        let micro = random.number(0...999_999)
        let hours = random.number(-12...14)
        let zone = hours == 0 ? "Z" : (hours < 0 ? "-" : "+") + digits(abs(hours), 2) + ":00"
        var fields = priority(value) + [Named("version", "1")]
        var text = "<\(value)>1 \(made.date)T\(made.clock).\(digits(micro, 6))\(zone)"
        for (name, choices) in [
            ("host", hosts), ("program", programs + ["-x", "[", "a]b"]), ("pid", ["7", "x-9", "99999"]),
            ("msgid", ["ID47", "=", "\"q\""]),
        ] {
            let isNil = name == "program" ? !program : random.once(in: 3)
            let chosen = random.one(of: choices)
            text += " " + (isNil ? "-" : chosen)
            if !isNil { fields.append(Named(name, chosen)) }
        }
        if random.once(in: 2) {
            text += " [e@1 k=\"\\]\\\\\"]"
            fields.append(Named("e@1.k", "]\\"))
        } else {
            text += " -"
        }
        text += " " + random.one(of: ["", "\u{FEFF}"])
        let time = made.moment(ahead: hours * 3_600, nanoseconds: micro * 1_000)
        return MadeHeader(text: text, fields: fields, time: time, year: made.year, hasProgram: program)
    }

    static func any(_ random: inout SeededGenerator, program: Bool) -> MadeHeader {
        random.once(in: 2) ? traditional(&random, program: program) : modern(&random, program: program)
    }
}

@Suite struct SyslogWrapTests {
    private func format(_ text: String) -> Format {
        withLine(Array(text.utf8)) { LineReader.format(of: $0) }
    }

    private func fileFormat(_ text: String) -> Format? {
        withLine(Array(text.utf8)) { FormatDetection.detect($0, isWhole: true) }
    }

    @Test(
        "RFC 3164 4.1 and RFC 5424 6: header parts and message come back as they were written, and the time with them")
    func text() {
        var random = SeededGenerator(seed: 401)
        for _ in 0..<4_000 {
            let header = MadeHeader.any(&random, program: true)
            let message = random.text(
                of: ["a", " ", ":", "[1]", "=", "\"", "é", "<13>", "{", "Mar 19 08:12:33 ", "- "], 0...7)
            let line = read(header.text + message, .syslog, zone: .utc.with(year: header.year))
            #expect(line.ordered == header.fields + [Named("message", message)], "\(header.text + message)")
            #expect(line.time == header.time.description && line.problems.isEmpty, "\(header.text + message)")
            #expect(fileFormat(header.text + "words") == .syslog, "\(header.text)")
        }
    }

    @Test("An access line behind any syslog header is an access line, with the parts of both and its own time")
    func accessLines() {
        var random = SeededGenerator(seed: 403)
        for _ in 0..<2_000 {
            let header = MadeHeader.any(&random, program: random.once(in: 2))
            let own = MadeTime(&random)
            let client = random.one(of: ["192.0.2.99", "2001:db8::99"])
            let path = "/" + random.text(of: ["a", "%20", ":", "[x]", "é", "."], 0...5)
            let status = random.number(100...599)
            let size = random.one(of: ["-", "0", "12345"])
            let agent = random.text(of: ["Moz", "\\\"", "\\\\", " (x; y)", "[1]"], 1...4)
            let text =
                "\(client) - jan [\(digits(own.day, 2))/\(own.monthName)/\(own.year):\(own.clock) +0000] "
                + "\"GET \(path)?q=1 HTTP/1.1\" \(status) \(size) \"-\" \"\(agent)\""
            let meant = agent.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
            let line = read(header.text + text, .accessLog, zone: .utc.with(year: header.year))
            let expected =
                header.fields + [
                    Named("c-ip", client), Named("cs-ident", "-"), Named("cs-username", "jan"),
                    Named("time", "\(digits(own.day, 2))/\(own.monthName)/\(own.year):\(own.clock) +0000"),
                    Named("cs-method", "GET"), Named("cs-uri", path + "?q=1"), Named("cs-uri-stem", path),
                    Named("cs-uri-query", "q=1"), Named("cs-version", "HTTP/1.1"), Named("sc-status", "\(status)"),
                    Named("sc-bytes", size), Named("cs-referer", "-"), Named("cs-user-agent", meant),
                ]
            #expect(line.ordered == expected, "\(header.text + text)")
            #expect(line.time == own.moment().description, "\(header.text + text)")
            #expect(format(header.text + text) == .accessLog && fileFormat(header.text + text) == .accessLog)
        }
    }

    @Test("Pairs behind a header without a program are pairs; what a program says under its name is its message")
    func pairs() {
        var random = SeededGenerator(seed: 407)
        for _ in 0..<2_000 {
            let header = MadeHeader.any(&random, program: random.once(in: 2))
            let text =
                "action=deny src=192.0.2.1 " + random.name() + "=\"" + random.text(of: ["a", "=", " ", "é"], 0...5)
                + "\""
            let expected: Format = header.hasProgram ? .syslog : .keyValue
            // Many programs that write no syslog begin their lines with a time of RFC 3339 and any word.
            let isBare = header.text.first?.isNumber == true && !header.hasProgram
            #expect(format(header.text + text) == (isBare ? .text : expected), "\(header.text + text)")
            #expect(fileFormat(header.text + text) == (isBare ? .text : expected), "\(header.text + text)")
            let line = read(header.text + text, expected, zone: .utc.with(year: header.year))
            #expect(line.ordered.starts(with: header.fields), "\(header.text + text)")
            #expect(line["action"] == (header.hasProgram ? nil : "deny"))
            #expect(line["message"] == (header.hasProgram ? text : nil), "\(header.text + text)")
        }
    }

    @Test("A JSON object behind any header is that object; host and program of the header stand behind its fields")
    func objects() {
        var random = SeededGenerator(seed: 409)
        var reader = LineReader()
        var event = Event()
        for _ in 0..<2_000 {
            let header = MadeHeader.any(&random, program: true)
            let members = RandomJSON.members(&random, 2)
            let object = RandomJSON.object(members).written(&random).trimmingWhitespace
            guard !object.contains(where: { $0 == "\n" || $0 == "\r\n" }) else { continue }
            let alone = readJSON(object)
            let text = header.text + random.one(of: ["", "@cee: ", "@cee:"]) + object
            let found = withLine(Array(text.utf8)) { line -> [Named] in
                let isRead = reader.read(line, format: nil, zone: .utc.with(year: header.year), into: &event)
                #expect(isRead && event.format == .jsonLines, "\(text)")
                return (0..<event.count).map { index in
                    let field = event.fields[index]
                    return Named(
                        String(decoding: field.nameBytes, as: UTF8.self),
                        String(decoding: field.valueBytes, as: UTF8.self))
                }
            }
            let added = header.fields.filter { $0.name == "host" || $0.name == "program" }
            #expect(found == alone.fields.map { Named($0.name, $0.value) } + added, "\(text)")
            #expect(event.time == header.time, "\(text)")
        }
    }

    @Test("RFC 5424 6.2.1: PRI is facility times eight plus severity, from 0 to 191, without leading zeros")
    func priorities() {
        for value in 0...999 {
            let line = read("<\(value)>1 - - - - - - m", .syslog)
            #expect(line.isRead == (value <= 191), "\(value)")
            guard line.isRead else { continue }
            #expect(line["facility"] == "\(value / 8)" && line["severity"] == "\(value % 8)")
            #expect(!read("<0\(value)>1 - - - - - - m", .syslog).isRead, "0\(value)")
        }
    }

    @Test("BSD names of facilities and severities mean the numbers of RFC 5424 6.2.1, each with each")
    func names() {
        let facilities = [
            "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
        ]
        let all = facilities.enumerated().map { ($1, $0) } + (0...7).map { ("local\($0)", 16 + $0) }
        let severities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]
        for (facility, number) in all {
            for (severity, name) in severities.enumerated().map({ ($0, $1) }) + [(3, "error"), (4, "warn")] {
                let line = read(
                    "Mar 19 08:12:33 <\(facility).\(name)> ns01 sshd[1]: x", .syslog, zone: .utc.with(year: 2026))
                #expect(line["facility"] == "\(number)" && line["severity"] == "\(severity)", "\(facility).\(name)")
                #expect(line["host"] == "ns01" && line["program"] == "sshd")
            }
        }
        for wrong in ["<auth>", "<auth.>", "<.info>", "<auth.info", "<local8.info>", "<auth.none>", "<AUTH.INFO>"] {
            let line = read("Mar 19 08:12:33 \(wrong) ns01 sshd[1]: x", .syslog, zone: .utc.with(year: 2026))
            #expect(line["facility"] == nil && line["message"]?.contains("x") == true, "\(wrong)")
        }
    }
}

extension String {
    /// Without white space at its end, as the written form of a value may have it.
    fileprivate var trimmingWhitespace: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
