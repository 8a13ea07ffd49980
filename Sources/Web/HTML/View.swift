// How someone wants to see pages: language and zone. Kept in a cookie that says nothing else.
// SPDX-License-Identifier: EUPL-1.2

package import Base
package import HTTPTypes

/// What a person has chosen for the pages.
package struct View: Sendable, Hashable {
    package static let cookie = "dijkwacht-view"

    package var language: Language
    package var zone = ShownTime.Zone.amsterdam
    /// Whether single letters act on pages (WCAG 2.2, 2.1.4: it can be turned off).
    package var hasKeys = true

    /// From the cookie; what is not there comes from what the browser asks, else Dutch.
    package init(_ fields: HTTPFields) {
        language = AcceptLanguage.choose(fields[.acceptLanguage])
        for field in fields[values: .cookie] where field.utf8.count <= WebLimits.headerBytes {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0] == View.cookie else { continue }
                read(parts[1].split(separator: ".").map(String.init))
            }
        }
    }

    private mutating func read(_ parts: [String]) {
        for part in parts {
            language = Language(rawValue: part) ?? language
            zone = ShownTime.Zone(rawValue: part) ?? zone
            if part == "nokeys" { hasKeys = false }
        }
    }

    /// The value of `Set-Cookie`, for a year.
    package func setCookie(isEncrypted: Bool) -> String {
        let value = [language.rawValue, zone.rawValue, hasKeys ? "keys" : "nokeys"].joined(separator: ".")
        return "\(View.cookie)=\(value); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
            + (isEncrypted ? "; Secure" : "")
    }
}
