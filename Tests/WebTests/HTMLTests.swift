// Text of logs on its way into a page, and addresses made of it: nothing in it can become part of the page.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing
import Web

/// Text that wants to be more than text, the same in each run.
struct HostileText {
    private var random: SplitMix

    init(seed: UInt64) {
        random = SplitMix(state: seed)
    }

    static let pieces = [
        "<script>alert(1)</script>", "\" onmouseover=\"x", "' autofocus onfocus='x", "</title>", "-->", "<!--", "]]>",
        "&lt;", "&#60;", "&", "javascript:", "\u{202E}gpj.exe", "\u{2066}", "\u{61C}", "\u{1B}[2J", "\0", "\u{7F}",
        "\u{85}", "\u{9B}31m", "\r\n", "\t", "e\u{301}", "\u{FFFE}", "\u{FFFF}", "\u{FEFF}", "\u{10FFFF}", "\u{200D}",
    ]

    /// Pieces, random characters, and bytes that are no UTF-8, as a log can have them.
    mutating func next() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            switch Int.random(in: 0...3, using: &random) {
            case 0: text += HostileText.pieces.randomElement(using: &random) ?? ""
            case 1: text += String(UInt8.random(in: 0...255, using: &random), radix: 10)
            case 2:
                let code = UInt32.random(in: 0...0x2FFF, using: &random)
                text.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
            default:
                // Among them halves of surrogates (ED A0 80) and bytes that begin nothing.
                let bytes = [0xED, 0xA0, 0x80] + (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
                text += String(decoding: bytes, as: UTF8.self)
            }
        }
        return text
    }
}

/// Reads HTML as a browser does, as far as our pages need it (HTML, 13.2.5).
enum HTMLText {
    private static let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\""]

    /// Text with its character references resolved.
    static func decode(_ html: some StringProtocol) -> String {
        var out = ""
        var rest = Substring(html).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "&", let end = rest.firstIndex(of: ";") else {
                out.unicodeScalars.append(scalar)
                continue
            }
            let name = String(rest[..<end])
            if let known = named[name] {
                out += known
            } else if name.hasPrefix("#"), let code = UInt32(name.dropFirst()), let known = Unicode.Scalar(code) {
                out.unicodeScalars.append(known)
            } else {
                out.unicodeScalars.append(scalar)
                continue
            }
            rest = rest[rest.index(after: end)...]
        }
        return out
    }
}

@Suite("HTML")
struct HTMLTests {
    /// What is shown for a character that a page may not hold, or that would turn the order of what it stands in.
    private func shown(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: String(scalar)
        case 0x00..<0x20: String(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
        case 0x7F: "\u{2421}"
        case 0x80...0x9F, 0xFFFE, 0xFFFF: "\u{FFFD}"
        case 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
            "\u{27E8}U+\(String(scalar.value, radix: 16, uppercase: true))\u{27E9}"
        default: String(scalar)
        }
    }

    @Test("HTML 13.1.2.3: no value has a character in it that ends the text or the attribute in which it stands")
    func escaping() {
        var source = HostileText(seed: 11)
        for _ in 0..<20_000 {
            let text = source.next()
            let html: HTML = "\(text)"
            #expect(!html.text.utf8.contains { "<>\"'".utf8.contains($0) }, "\(text.debugDescription)")
            let bare = html.text.unicodeScalars.first {
                ($0.value < 0x20 && !"\t\n\r".unicodeScalars.contains($0)) || 0x7F...0x9F ~= $0.value
            }
            #expect(bare == nil, "\(text.debugDescription)")
            let expected = text.unicodeScalars.map(shown).joined()
            #expect(HTMLText.decode(html.text).unicodeScalars.elementsEqual(expected.unicodeScalars))
            let part: HTML = "\(text.dropFirst(0))"
            #expect(part.text == html.text)
        }
    }

    @Test("each single character of the first two planes comes out as it must")
    func everyCharacter() {
        for code in UInt32(0)...0x1_FFFF {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let html: HTML = "a\(String(scalar))b"
            let same = HTMLText.decode(html.text).unicodeScalars.elementsEqual(
                ("a" + shown(scalar) + "b").unicodeScalars)
            if !same { Issue.record("U+\(String(code, radix: 16))") }
        }
    }

    @Test("a value that nobody sees comes back exactly, whatever is in it")
    func exact() {
        var source = HostileText(seed: 12)
        for _ in 0..<20_000 {
            let text = source.next()
            let html: HTML = "\(exact: text)"
            #expect(!html.text.utf8.contains { "<>\"'\r".utf8.contains($0) })
            #expect(HTMLText.decode(html.text).unicodeScalars.elementsEqual(text.unicodeScalars))
        }
    }

    @Test("interpolating HTML does not escape it again; lists, numbers, nothing and words of the source")
    func pieces() {
        let inner: HTML = "<b>\("<")</b>"
        let missing: HTML? = nil
        let all: HTML = "\(inner)\([inner, inner])\(missing)\(7)\(" checked", true)\(" selected", false)"
        #expect(all.text == "<b>&lt;</b><b>&lt;</b><b>&lt;</b>7 checked")
        #expect((inner + HTML.none).text == inner.text && HTML.none.isEmpty && HTML([inner]).text == inner.text)
    }
}

@Suite("Addresses")
struct AddressTests {
    /// RFC 3986, 2.1. Foundation's own leaves marks of byte order out.
    private func decode(_ text: some StringProtocol) -> [UInt8] {
        var (bytes, rest) = ([UInt8](), Array(text.utf8)[...])
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            }
        }
        return bytes
    }

    @Test("RFC 3986, 2: whatever is put into an address comes out of it as one part or one value")
    func roundTrip() throws {
        var source = HostileText(seed: 13)
        for _ in 0..<5_000 {
            let (part, value) = (source.next(), source.next())
            let address = Address("/onderzoek").part(part).with("wie", value).with("na", "x")
            let url = try #require(URLComponents(string: "https://dijkwacht.example" + address.text))
            #expect(url.host == "dijkwacht.example" && url.fragment == nil)
            let parts = url.percentEncodedPath.split(separator: "/", omittingEmptySubsequences: false)
            #expect(parts.count == 3 && decode(parts[2]) == Array(part.utf8))
            let items = (url.percentEncodedQuery ?? "").split(separator: "&").map { $0.split(separator: "=") }
            #expect(items.map { String($0[0]) } == (value.isEmpty ? ["na"] : ["wie", "na"]))
            if !value.isEmpty { #expect(decode(items[0][1]) == Array(value.utf8)) }
            // What a browser keeps of it is all of it.
            #expect(address.text.utf8.allSatisfy { 0x21...0x7E ~= $0 && !"\"<>\\^`{|}".utf8.contains($0) })
        }
    }

    @Test("RFC 3986, 3.3 and 5.2.4: dots climb nowhere, and a slash in a name ends no part")
    func dots() {
        #expect(Address("/regels").part("..").text == "/regels/%2E%2E")
        #expect(Address("/regels").part(".").text == "/regels/%2E")
        #expect(Address("/regels").part("../../x").text == "/regels/..%2F..%2Fx")
        #expect(Address("/regels").part("a.b").text == "/regels/a.b")
        #expect(Address("/a").with("x", "1").with("x", "2").with("y", nil).with("z", "").text == "/a?x=2")
        #expect(Address("/a").with("x", "1") == Address("/a").with("x", "1"))
        #expect(Set([Address("/a"), Address("/a").with("x", nil)]).count == 1)
    }

    @Test("CWE-601: where to go back to is a page of ours, however it is written")
    func own() throws {
        let refused = [
            "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
            "javascript:alert(1)", "data:text/html,x", "evil.example", "", " /", "/a\r\nSet-Cookie: x=1", "/a\tb",
            "\t/a",
            "/\t/evil.example", "/\n/evil.example", "/a b", "/\u{E9}", "/\u{2215}evil", "/a?x=%", "/a?x=%ZZ",
            "/a?%FF=1",
            "/" + String(repeating: "a", count: WebLimits.targetBytes),
        ]
        for text in refused { #expect(Address.own(text) == nil, "\(text.debugDescription.prefix(80))") }
        #expect(Address.own(nil) == nil)
        for text in ["/", "/signalen", "/signalen?stand=muted&wie=account%3Ajan", "/incidenten/2026-0001"] {
            #expect(Address.own(text)?.text == text)
        }
        // Whatever passes stays on this host, also after a browser has resolved it.
        let base = try #require(URL(string: "https://dijkwacht.example/incidenten/2026-0001"))
        var random = SplitMix(state: 14)
        let letters = Array("/\\.:@?#%&=ab2Ff;")
        for _ in 0..<20_000 {
            let text =
                "/"
                + String(
                    (0..<Int.random(in: 0...10, using: &random)).compactMap { _ in
                        letters.randomElement(using: &random)
                    })
            guard let address = Address.own(text) else { continue }
            let url = URL(string: address.text, relativeTo: base)
            #expect(url == nil || url?.host() == "dijkwacht.example", "\(text) became \(address.text)")
            #expect(!address.text.hasPrefix("//") && !address.text.contains("\\"))
            #expect(Address.own(address.text) == address)
        }
    }
}
