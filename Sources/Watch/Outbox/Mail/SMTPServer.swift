// Which mail server, what is asked of it, and what came of a mail.
// SPDX-License-Identifier: EUPL-1.2

import Sigma

/// A mail server as a client of it knows it.
package struct SMTPServer: Sendable, Hashable {
    package enum Encryption: Sendable, Hashable {
        /// Only on a line that is protected in another way.
        case none
        /// RFC 3207: begun in the clear, and nothing is said before it is encrypted.
        case startTLS
        /// RFC 8314 section 3.3: from the first byte.
        case immediate
    }

    package struct Login: Sendable, Hashable {
        package var user: String
        package var password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    package var host: String
    package var port: Int
    package var encryption: Encryption
    package var login: Login?

    package init(host: String, port: Int, encryption: Encryption, login: Login? = nil) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.login = login
    }

    /// RFC 8314 section 7.3: on port 465 a server speaks TLS from the first byte.
    package init(_ settings: MailSettings, login: Login?) {
        self.init(
            host: settings.server, port: settings.port,
            encryption: settings.port == 465 ? .immediate : settings.usesSTARTTLS ? .startTLS : .none, login: login)
    }

    /// For in a problem.
    package var name: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// A certificate carries the name; an address has none, and is compared as an address.
    package var isAddress: Bool { IPAddress(host) != nil }
}

// Whatever prints a login shows nothing of it.
extension SMTPServer.Login: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "Login" }
    package var debugDescription: String { "Login" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What became of a mail that the server took for at least one receiver.
package struct SMTPResult: Sendable, Hashable {
    package var accepted: [String] = []
    package var refused: [Refusal] = []

    package struct Refusal: Sendable, Hashable {
        package var recipient: String
        package var reply: SMTPReply
    }

    package init() {}
}
