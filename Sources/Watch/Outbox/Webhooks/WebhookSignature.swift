// By which the receiver of a webhook knows that a message is ours, and not an old one that someone kept.
// RFC 2104 with SHA-256 (HMAC); the form is described in docs/how-to/tell-people.md.
// SPDX-License-Identifier: EUPL-1.2

import Crypto

package enum WebhookSignature {
    /// `sha256=` and hexadecimal digits of the HMAC over the time, a dot and the body.
    ///
    /// - Parameter time: seconds since 1970 in decimal, as the header beside it has it.
    package static func of(_ body: [UInt8], time: String, secret: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(time.utf8) + [UInt8(ascii: ".")] + body, using: SymmetricKey(data: secret))
        return "sha256=" + code.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}
