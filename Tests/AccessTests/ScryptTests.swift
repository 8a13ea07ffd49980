// The derivation of keys against the vectors of RFC 7914, and its limits.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Testing

@Suite("Cost and derivation of keys")
struct ScryptTests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test("RFC 7914 12: scrypt of \"password\" and \"NaCl\" with N=1024, r=8, p=16")
    func vector() throws {
        let parameters = try #require(ScryptParameters(logN: 10, r: 8, p: 16))
        let key = try #require(parameters.key(password: Array("password".utf8), salt: Array("NaCl".utf8), bytes: 64))
        #expect(
            hex(key) == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
    }

    @Test("RFC 7914 12: scrypt of \"pleaseletmein\" and \"SodiumChloride\" with N=16384, r=8, p=1")
    func longerVector() throws {
        let parameters = try #require(ScryptParameters(logN: 14, r: 8, p: 1))
        let (password, salt) = (Array("pleaseletmein".utf8), Array("SodiumChloride".utf8))
        let key = try #require(parameters.key(password: password, salt: salt, bytes: 64))
        #expect(
            hex(key) == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
    }

    @Test("RFC 7914 12: scrypt of nothing and nothing with N=16, r=1, p=1")
    func emptyVector() throws {
        let parameters = try #require(ScryptParameters(logN: 4, r: 1, p: 1))
        let key = try #require(parameters.key(password: [], salt: [], bytes: 64))
        #expect(
            hex(key) == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
    }

    @Test("OWASP Password Storage: N=2^17, r=8, p=1 and N=2^15, r=8, p=3 are equal choices")
    func choices() {
        let (standard, low) = (ScryptParameters.standard, ScryptParameters.lowMemory)
        #expect([standard.logN, standard.r, standard.p] == [17, 8, 1] && standard.memoryBytes == 128 << 20)
        #expect([low.logN, low.r, low.p] == [15, 8, 3] && low.memoryBytes == 32 << 20)
        #expect(ScryptParameters(logN: 17, r: 8, p: 1) == standard)
    }

    @Test("the low choice derives a key in a debug build too")
    func lowMemory() {
        let key = ScryptParameters.lowMemory.key(password: [1], salt: [2], bytes: 32)
        #expect(key?.count == 32)
    }

    @Test(
        "costs that no machine can pay, or that are none, do not exist",
        arguments: [
            (0, 8, 1), (21, 8, 1), (17, 0, 1), (17, 17, 1), (17, 8, 0), (17, 8, 17), (-1, 8, 1), (20, 16, 1),
            (19, 8, 1), (Int.max, Int.max, Int.max), (Int.min, Int.min, Int.min),
        ])
    func limits(logN: Int, r: Int, p: Int) {
        #expect(ScryptParameters(logN: logN, r: r, p: p) == nil)
    }

    @Test("what is allowed stays below the limit of memory")
    func allowed() {
        var count = 0
        for logN in 0...22 {
            for r in 0...18 {
                guard let parameters = ScryptParameters(logN: logN, r: r, p: 1) else { continue }
                #expect(parameters.memoryBytes <= AccessLimits.scryptBytes)
                count += 1
            }
        }
        #expect(count > 200)
    }
}
