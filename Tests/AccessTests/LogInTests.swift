// What a try to log in comes to, once the limiter lets it through.
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Testing

@Suite("Logging in")
struct LogInTests {
    private func check(_ text: String, _ account: Account?) throws -> LogIn.Outcome {
        var random = SampleRandom(9)
        return LogIn.check(text, of: account, wanted: try Sample.cheap(), random: &random)
    }

    @Test("the right password of an account that is not disabled is accepted")
    func accepted() throws {
        #expect(try check(Sample.passphrase, try Sample.account("lead")) == .accepted(newHash: nil))
    }

    @Test("800-63B: a wrong name, a wrong password, a disabled account and one without password are refused alike")
    func refused() throws {
        let account = try Sample.account("lead")
        var empty = account
        empty.password = nil
        #expect(try check("een ander wachtwoord", account) == .refused)
        #expect(try check(Sample.passphrase, nil) == .refused)
        #expect(try check(Sample.passphrase, empty) == .refused)
        #expect(try check(Sample.passphrase, try Sample.account("lead", disabled: true)) == .refused)
        #expect(LogIn.refusal.arguments.isEmpty && LogIn.refusal.code.name == "access.log_in")
    }

    @Test("nothing, and more than the limit, is refused without an account being asked for")
    func limits() throws {
        let account = try Sample.account("lead")
        #expect(try check("", account) == .refused)
        #expect(try check(String(repeating: "x", count: AccessLimits.passwordBytes + 1), account) == .refused)
    }

    @Test("when the wanted costs change, the next log-in gives a new hash for the same password")
    func upgrade() throws {
        let account = try Sample.account("lead")
        let wanted = try #require(ScryptParameters(logN: 5, r: 8, p: 2))
        var random = SampleRandom(9)
        let outcome = LogIn.check(Sample.passphrase, of: account, wanted: wanted, random: &random)
        guard case .accepted(let hash?) = outcome else {
            Issue.record("no new hash")
            return
        }
        #expect(hash.parameters == wanted && !hash.needsUpgrade(to: wanted) && hash.salt != account.password?.salt)
        #expect(hash.matches(try #require(Password(Sample.passphrase))))
        let wrong = LogIn.check("een ander wachtwoord", of: account, wanted: wanted, random: &random)
        #expect(wrong == .refused)
    }

    @Test("a new password keeps to the rules")
    func newPassword() throws {
        var random = SampleRandom()
        let (name, cheap) = (try Sample.name("lead"), try Sample.cheap())
        #expect(
            Sample.code { _ = try LogIn.hash(newPassword: "kort", for: name, parameters: cheap, random: &random) }
                == "access.password_short")
        let hash = try LogIn.hash(newPassword: "lang genoeg voor ons", for: name, parameters: cheap, random: &random)
        #expect(hash.matches(try #require(Password("lang genoeg voor ons"))))
    }

    @Test("the limiter's answers have a text for people")
    func answers() {
        #expect(LogIn.problem(.wait(seconds: 12))?.arguments == ["12"])
        #expect(LogIn.problem(.busy)?.code.name == "access.busy")
        var limiter = LogInLimiter()
        let answer = limiter.begin(account: "a", network: NetworkPrefix(address: "192.0.2.1"), now: Sample.start)
        #expect(LogIn.problem(answer) == nil)
    }
}

@Suite("Names of accounts")
struct AccountNameTests {
    @Test(
        "a name has one form",
        arguments: [
            ("j.devries", "j.devries"), ("J.DeVries", "j.devries"), ("  lead ", "lead"), ("A", "a"), ("7", "7"),
            ("J-P_de.Boer@Gemeente.Example", "j-p_de.boer@gemeente.example"),
        ])
    func form(text: String, wanted: String) throws {
        #expect(try AccountName(text).text == wanted)
        #expect(try AccountName(wanted).text == wanted)
    }

    @Test(
        "what could look like another name, or be no name, is refused",
        arguments: [
            "", " ", ".", "-a", "a-", "@", "a b", "a\tb", "a\nb", "a\u{0}", "\u{0430}dmin", "ｌead", "lead\u{200B}",
            "jan/../piet", "a'b", "a\"b", "a<b>", "é", "\u{FEFF}lead", "a;b", "\u{1F600}", "K\u{212A}",
        ])
    func refused(text: String) {
        #expect(Sample.code { _ = try AccountName(text) } == "access.name")
    }

    @Test("a name of 64 bytes is accepted, one of 65 is not")
    func length() {
        #expect((try? AccountName(String(repeating: "a", count: AccessLimits.nameBytes))) != nil)
        #expect((try? AccountName(String(repeating: "a", count: AccessLimits.nameBytes + 1))) == nil)
    }

    @Test("names sort and print as their text")
    func order() throws {
        let names = try ["piet", "Anna", "jan"].map(AccountName.init)
        #expect(names.sorted().map(\.description) == ["anna", "jan", "piet"])
    }
}
