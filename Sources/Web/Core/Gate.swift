// Who asks, as the request shows it: a token or a cookie, and for a cookie that the request comes from our own pages
// (OWASP CSRF Prevention; Fetch Metadata Request Headers, 2.3; RFC 6265bis, 4.1.3).
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import HTTPTypes

/// The header fields of a request, as far as they say who asks.
struct Gate: Sendable {
    /// What a form key is made for; it counts for the whole API.
    static let formKeyUse = "api"
    static let formKeyField = HTTPField.Name("X-CSRF-Token")
    private static let siteField = HTTPField.Name("Sec-Fetch-Site")
    private static let forwardedFields = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].compactMap {
        HTTPField.Name($0)
    }

    let fields: HTTPFields
    let authority: String?
    let isEncrypted: Bool

    /// With TLS the name tells the browser that no other host or path can have set it.
    var cookieName: String { isEncrypted ? "__Host-dijkwacht" : "dijkwacht" }

    /// Whether the request has a header `Authorization` of any kind. A cookie beside it does not count.
    var hasAuthorization: Bool { !fields[values: .authorization].isEmpty }

    var token: Secret? { Authorization.bearer(fields[values: .authorization]) }

    /// The secret in our cookie; nil if it is there twice, because then someone else set one.
    var cookie: Secret? {
        var found: [Substring] = []
        for field in fields[values: .cookie] where field.utf8.count <= WebLimits.headerBytes {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == cookieName { found.append(parts[1]) }
            }
        }
        return found.count == 1 ? Secret(text: found[0]) : nil
    }

    /// Whether a browser says that our own pages ask; nil if no browser says anything.
    private var isOwnSite: Bool? {
        if let name = Gate.siteField, let site = fields[name], site != "same-origin" { return false }
        if let origin = fields[.origin] {
            guard let authority, !authority.isEmpty else { return false }
            // Behind something that takes TLS off we see no TLS: the scheme is not compared there.
            return origin == "https://\(authority)" || (!isEncrypted && origin == "http://\(authority)")
        }
        return Gate.siteField.flatMap { fields[$0] }.map { $0 == "same-origin" }
    }

    /// Refuses what another site makes a browser ask.
    func checkLogIn() throws(Problem) {
        if isOwnSite == false { throw Problem(.crossSite) }
    }

    /// Refuses a change unless it comes from our own pages and carries what only they could read.
    func checkChange(_ secret: Secret) throws(Problem) {
        guard isOwnSite == true, let name = Gate.formKeyField, let key = fields[name],
            secret.hasMade(formKey: key, for: Gate.formKeyUse)
        else { throw Problem(.crossSite) }
    }

    /// Whether something stands between who asks and us, so that the address is not that of who asks.
    var isForwarded: Bool {
        Gate.forwardedFields.contains { fields[$0] != nil }
    }

    /// The cookie that gives a session to a browser; `secret` nil takes it away.
    func setCookie(_ secret: Secret?) -> String {
        let value = secret.map { "\(cookieName)=\($0.text)" } ?? "\(cookieName)=; Max-Age=0"
        return "\(value); Path=/; HttpOnly; SameSite=Strict" + (isEncrypted ? "; Secure" : "")
    }
}
