// How a password is stored and checked, and what may be one.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Testing

@Suite("Stored passwords")
struct PasswordHashTests {
    @Test("the right password matches, any other does not")
    func matches() throws {
        var random = SampleRandom()
        let password = try #require(Password(Sample.passphrase))
        let hash = try #require(PasswordHash(password, parameters: try Sample.cheap(), random: &random))
        #expect(hash.matches(password))
        for other in [Sample.passphrase + " ", "Vier paarden op de dijk", String(Sample.passphrase.dropLast()), "x"] {
            #expect(!hash.matches(try #require(Password(other))), "\(other)")
        }
    }

    @Test("two accounts with the same password have different hashes")
    func salted() throws {
        var random = SampleRandom()
        let password = try #require(Password(Sample.passphrase))
        let one = try #require(PasswordHash(password, parameters: try Sample.cheap(), random: &random))
        let two = try #require(PasswordHash(password, parameters: try Sample.cheap(), random: &random))
        #expect(one.text != two.text && one.salt != two.salt && one.salt.count == 16)
        #expect(one.matches(password) && two.matches(password))
    }

    @Test("the text holds all that is needed to check, in the PHC string format")
    func text() throws {
        let account = try Sample.account("j.devries")
        let text = try #require(account.password?.text)
        #expect(text.hasPrefix("$scrypt$ln=4,r=8,p=1$") && text.count == 21 + 22 + 1 + 43)
        let read = try #require(PasswordHash(text: text))
        #expect(read == account.password && read.text == text)
        #expect(read.matches(try #require(Password(Sample.passphrase))))
    }

    @Test("RFC 7914 12: a hash that another program made of the same numbers is read and matches")
    func foreign() throws {
        // Key of "password", salt "NaClNaClNaClNaCl", N=16, r=8, p=1 made here, written by hand as another would.
        let parameters = try Sample.cheap()
        let salt = "TmFDbE5hQ2xOYUNsTmFDbA"
        let key = try #require(
            parameters.key(password: Array("password".utf8), salt: Array("NaClNaClNaClNaCl".utf8), bytes: 32))
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var bits = key.flatMap { byte in (0..<8).reversed().map { Int(byte >> UInt8($0) & 1) } } + [0, 0]
        var encoded = ""
        while !bits.isEmpty {
            encoded.append(digits[bits.prefix(6).reduce(0) { $0 << 1 | $1 }])
            bits.removeFirst(6)
        }
        let hash = try #require(PasswordHash(text: "$scrypt$ln=4,r=8,p=1$\(salt)$\(encoded)"))
        #expect(hash.matches(try #require(Password("password"))))
    }

    @Test(
        "a damaged or dear row is no hash",
        arguments: [
            "", "$", "$$$$", "password", "$scrypt$ln=4,r=8,p=1$TmFDbE5hQ2xOYUNsTmFDbA$",
            "$scrypt$ln=4,r=8,p=1$$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$ln=4,r=8,p=1$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=30,r=8,p=1$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=04,r=8,p=1$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=+4,r=8,p=1$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$r=8,ln=4,p=1$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8,p=1,x=1$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8,p=1$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA$",
            "$scrypt$ln=4,r=8,p=1$TmFDbE5hQ2xOYUNsTmFDbA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8,p=1$TmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ])
    func damaged(text: String) {
        #expect(PasswordHash(text: text) == nil)
    }

    @Test("the same row whole is a hash, and one that is too long is not")
    func whole() {
        let text = "$scrypt$ln=4,r=8,p=1$TmFDbE5hQ2xOYUNsTmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        #expect(PasswordHash(text: text)?.text == text)
        #expect(PasswordHash(text: text + String(repeating: "A", count: AccessLimits.hashBytes)) == nil)
    }

    @Test("no change of one byte of a row is read as something else, stops the program or matches")
    func mutations() throws {
        let account = try Sample.account("mutation")
        let text = Array(try #require(account.password?.text).utf8)
        let password = try #require(Password(Sample.passphrase))
        var random = SampleRandom(3)
        var matched = 0
        for _ in 0..<4_000 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...127, using: &random)
            }
            let changed = String(decoding: bytes, as: UTF8.self)
            guard bytes != text, let hash = PasswordHash(text: changed) else { continue }
            #expect(hash.text == changed)
            // What a change made dearer is not worth the time here.
            if hash.parameters == (try Sample.cheap()), hash.matches(password) { matched += 1 }
        }
        #expect(matched == 0)
    }

    @Test("constant time: equal is equal, and one bit anywhere is not")
    func constantTime() {
        let bytes = [UInt8](0..<32)
        #expect(ConstantTime.equal(bytes, bytes) && ConstantTime.equal([], []))
        #expect(!ConstantTime.equal(bytes, Array(bytes.dropLast())) && !ConstantTime.equal([], [0]))
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << UInt8(bit)
                #expect(!ConstantTime.equal(bytes, other))
            }
        }
    }

    @Test("a password is not printed")
    func notPrinted() throws {
        let password = try #require(Password("zeer geheim woord"))
        var dumped = ""
        dump(password, to: &dumped)
        for text in ["\(password)", String(reflecting: password), dumped] { #expect(!text.contains("geheim")) }
    }
}

@Suite("Rules for a new password")
struct PasswordRulesTests {
    private func refusal(_ text: String, known: Set<String> = []) throws -> String? {
        let name = try Sample.name("j.devries@gemeente.example")
        return Sample.code { _ = try PasswordRules.accept(text, for: name, known: known) }
    }

    @Test(
        "800-63B 3.1.1.2: all printing characters, blanks and Unicode are accepted, without rules of composition",
        arguments: [
            Sample.passphrase, "   met blanks ervoor", "éénmaal driemaal", "密码密码很长很长的密码词",
            "\u{1F600} lacht om de buurvrouw",
            "correct horse battery", "nul\u{0}in het midden", "alleen kleine letters", "70918264503917",
        ])
    func accepted(text: String) throws {
        #expect(try refusal(text) == nil)
    }

    @Test("800-63B: each code point counts as one character; eleven are too few, twelve are enough")
    func short() throws {
        #expect(try refusal("") == "access.password_short")
        #expect(try refusal("kort") == "access.password_short")
        #expect(try refusal("dertig wolk") == "access.password_short")
        #expect(try refusal("dertig wolke") == nil)
        #expect(try refusal("éèëêàáäâóòö") == "access.password_short")
        // A composed letter is one, however it was typed: eleven letters with eleven marks.
        #expect(try refusal("e\u{301}a\u{300}o\u{308}u\u{302}i\u{301}e\u{300}a\u{308}bcdf") == "access.password_short")
    }

    @Test("a password of 1,024 bytes is accepted, one byte more is not, before normal form and after")
    func long() throws {
        let words = String(repeating: "een zin die lang is. ", count: 60)
        #expect(try refusal(String(words.prefix(AccessLimits.passwordBytes))) == nil)
        #expect(try refusal(String(words.prefix(AccessLimits.passwordBytes + 1))) == "access.password_long")
        // U+FDFA becomes 18 code points.
        #expect(try refusal(String(repeating: "\u{FDFA}", count: 300)) == "access.password_long")
        #expect(Password(String(repeating: "\u{FDFA}", count: 300)) == nil)
        #expect(Password(String(repeating: "a", count: AccessLimits.passwordBytes + 1)) == nil && Password("") == nil)
    }

    @Test("800-63B: context-specific words, such as the name of the service and the username, are refused")
    func names() throws {
        for text in [
            "j.devries@gemeente.example", "J.DeVries@Gemeente.Example!", "j.devriesj.devries", "j.devries12345",
            "Dijkwacht2026!", "dijkwacht dijkwacht", "dijkwachtj.devries99",
        ] {
            #expect(try refusal(text) == "access.password_name", "\(text)")
        }
        #expect(try refusal("j.devries ziet wel eens zwanen") == nil)
    }

    @Test("800-63B: repetitive or sequential characters are refused")
    func simple() throws {
        for text in [
            "aaaaaaaaaaaaaaaa", "abababababab", "123456789012", "abcdefghijklmnop", "zyxwvutsrqpo", "aabbccddeeffgg",
        ] {
            #expect(try refusal(text) == "access.password_simple", "\(text)")
        }
    }

    @Test("800-63B: values known to be commonly used, expected or compromised are refused, in any case of letters")
    func known() throws {
        let list: Set<String> = ["welkom in zwolle"]
        #expect(try refusal("Welkom In Zwolle", known: list) == "access.password_known")
        #expect(try refusal("welkom in zwolle.", known: list) == nil)
    }

    @Test("800-63B: normal form NFKC, so that two keyboards give the same password")
    func normal() throws {
        var random = SampleRandom()
        let composed = try #require(Password("caf\u{E9} in de straat"))
        let decomposed = try #require(Password("cafe\u{301} in de straat"))
        let hash = try #require(PasswordHash(composed, parameters: try Sample.cheap(), random: &random))
        #expect(hash.matches(decomposed))
    }
}
