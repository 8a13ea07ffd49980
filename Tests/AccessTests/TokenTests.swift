// Secrets and tokens: their form, their hash, and headers that are not what they should be.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("a secret is 256 bits in 43 characters of base64url, and comes back from them")
    func form() throws {
        var random = SampleRandom()
        var seen: Set<String> = []
        for _ in 0..<500 {
            let secret = Secret(random: &random)
            #expect(secret.text.utf8.count == 43 && seen.insert(secret.text).inserted)
            #expect(try #require(Secret(text: secret.text)).text == secret.text)
        }
        #expect(seen.joined().contains("-") && seen.joined().contains("_"))
    }

    @Test("FIPS 180-4: what is kept is the SHA-256 of the 256 bits")
    func hash() throws {
        // SHA-256 of 32 bytes of zero.
        let zero = try #require(Secret(text: String(repeating: "A", count: 43)))
        #expect(zero.hash.text == "Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU")
        #expect(SecretHash(text: zero.hash.text) == zero.hash)
        for text in ["", "x", zero.hash.text + "A", String(zero.hash.text.dropLast()) + "V"] {
            #expect(SecretHash(text: text) == nil)
        }
    }

    @Test("RFC 4648 3.5: bits behind the end that are not zero are refused, so a secret has one spelling")
    func canonical() {
        let start = String(repeating: "A", count: 42)
        let last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        #expect(last.filter { Secret(text: start + String($0)) != nil } == "AEIMQUYcgkosw048")
        for text in ["", start, start + "AA", start + "=", start + "+", start + "/", start + " ", start + "é"] {
            #expect(Secret(text: text) == nil, "\(text)")
        }
    }

    @Test("a secret is not printed")
    func notPrinted() {
        var random = SampleRandom()
        let secret = Secret(random: &random)
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] {
            #expect(!text.contains(secret.text) && !text.contains("UInt8"))
        }
    }

    @Test("the key of a form is of one session and one use, and does not give the secret away")
    func formKeys() {
        var random = SampleRandom()
        let (mine, other) = (Secret(random: &random), Secret(random: &random))
        let key = mine.formKey(for: "close-alert")
        #expect(mine.hasMade(formKey: key, for: "close-alert") && key != mine.text && key != mine.hash.text)
        #expect(!other.hasMade(formKey: key, for: "close-alert") && !mine.hasMade(formKey: key, for: "mute"))
        for text in ["", "x", key + "A", String(key.dropLast())] {
            #expect(!mine.hasMade(formKey: text, for: "close-alert"))
        }
    }
}

@Suite("Tokens")
struct TokenTests {
    private func make(_ label: String = "doorgifte", expires: Int64 = 100) throws -> (token: APIToken, text: String) {
        var random = SampleRandom(4)
        return try APIToken.make(
            label: label, role: .analyst, now: Sample.start, expires: Sample.later(expires), random: &random)
    }

    @Test("a token is dwt_ and 43 characters, and its header leads back to what is kept")
    func form() throws {
        let (token, text) = try make()
        #expect(text.hasPrefix("dwt_") && text.utf8.count == 47)
        #expect(Authorization.bearer(["Bearer " + text])?.hash == token.hash)
        #expect(token.label == "doorgifte" && token.role == .analyst && token.created == Sample.start)
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!dumped.contains(text.dropFirst(4)))
    }

    @Test("a token counts until it expires or is disabled")
    func validity() throws {
        var (token, _) = try make()
        #expect(token.isValid(at: Sample.later(99)) && !token.isValid(at: Sample.later(100)))
        #expect(Requester(token, at: Sample.later(99)) == .token(token.id, .analyst))
        token.isDisabled = true
        #expect(!token.isValid(at: Sample.start) && Requester(token, at: Sample.start) == nil)
    }

    @Test("a label is a text of one line that is no longer than the limit")
    func labels() throws {
        let long = String(repeating: "a", count: AccessLimits.labelBytes)
        #expect(try make("Splunk (réserve) 2").token.label == "Splunk (réserve) 2" && make(long).token.label == long)
        for label in ["", "   ", "a\nb", "a\u{1B}[31m", "a\u{202E}b", "a\u{2028}b", "\u{0}", long + "a"] {
            #expect(Sample.code { _ = try make(label) } == "access.label")
        }
    }

    @Test("RFC 9110 11.1: the scheme is in any case; RFC 6750 2.1: one blank or more follow")
    func scheme() throws {
        let (token, text) = try make()
        for start in ["Bearer ", "bearer ", "BEARER ", "bEaReR    "] {
            #expect(Authorization.bearer([start + text])?.hash == token.hash, "\(start)")
        }
    }

    @Test("a header that is not exactly one token is none")
    func hostile() throws {
        let text = try make().text
        let secret = String(text.dropFirst(4))
        let spaces = String(repeating: " ", count: AccessLimits.headerBytes)
        let wrong: [String] = [
            "", " ", "Bearer", "Bearer ", "Bearer\(text)", text, "Basic \(text)", "Bearer\t\(text)", " Bearer \(text)",
            "Bearer \(text) ", "Bearer \(text)\r\nX: y", "Bearer \(text)\u{0}", "Bearer \(secret)",
            "Bearer DWT_\(secret)", "Bearer dwt_\(text)", "Bearer dwt_", "Bearer \(text.dropLast())",
            "Bearer \(text)A", "Bearer \(text)=", "Bearer \(text),\(text)", "Bearer \"\(text)\"",
            "Bearer Bearer \(text)", "Bearer: \(text)", "Bearer \u{FF44}wt_\(secret)", "\u{2}earer \(text)",
            "Be\u{1}rer \(text)", "Ｂearer \(text)", "Bearer\(spaces)\(text)", "Bearer dwt_\(spaces)",
            String(repeating: "Bearer ", count: 100_000), String(repeating: "é", count: 43),
        ]
        for field in wrong { #expect(Authorization.bearer([field]) == nil, "\(field.prefix(80))") }
        #expect(Authorization.bearer([]) == nil)
        #expect(Authorization.bearer(["Bearer " + text, "Bearer " + text]) == nil)
        #expect(Authorization.bearer(["Bearer " + text, ""]) == nil)
    }

    @Test("no change of a header is the same token but in the case of the scheme, and none stops the program")
    func mutations() throws {
        let (token, text) = try make()
        let header = Array(("Bearer " + text).utf8)
        var random = SampleRandom(11)
        for _ in 0..<20_000 {
            var bytes = header
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8.random(in: 0...127, using: &random), at: index)
                }
            }
            let field = String(decoding: bytes, as: UTF8.self)
            guard let secret = Authorization.bearer([field]), secret.hash == token.hash else { continue }
            let words = field.split(separator: " ")
            #expect(words.count == 2 && words[0].lowercased() == "bearer" && words[1] == text, "\(field)")
        }
    }
}
