// What values must be together: listeners that stand in each other's way, a token where none is asked, and so on.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma

extension SectionReader {
    /// Checks what concerns more than one value. `isReadable`: every account of the machine can read the file.
    mutating func check(_ root: Section, isReadable: Bool) {
        let web = root.section("web")
        if let web, let address = web.address("address"), !address.isLoopback, !web.isGiven("tls") {
            warn(.configurationPlainSecret, ["web.address"], at: web.position(of: "address"))
        }
        for listener in root.sections("listeners") {
            checkKind(listener)
            checkToken(listener, isReadable: isReadable)
        }
        checkAddresses(root)
        if let mail = root.section("mail") { checkMail(mail) }
        if let quiet = root.section("quiet_hours"), let from = quiet.time("from"), from == quiet.time("to") {
            refuse(.configurationQuietNever, [from.description], at: quiet.position(of: "to"))
        }
        let tellsNobody = !root.isGiven("mail") && root.sections("webhooks").isEmpty
        for name in ["quiet_hours", "daily_summary"] where root.isGiven(name) && tellsNobody {
            warn(.configurationNobodyHears, [name], at: root.position(of: name))
        }
    }

    private mutating func checkKind(_ listener: Section) {
        guard let kind = listener.text("kind").flatMap(ListenerKind.init(rawValue:)) else { return }
        if !kind.isSupported {
            warn(.configurationNotYet, [kind.rawValue], at: listener.position(of: "kind"))
        }
        for name in ["token", "token_file"] where listener.isGiven(name) && !kind.takesToken {
            refuse(.configurationNotForKind, [name, kind.rawValue], at: listener.position(of: name))
        }
        if listener.isGiven("tls"), !kind.takesTLS {
            refuse(.configurationNotForKind, ["tls", kind.rawValue], at: listener.position(of: "tls"))
        }
        if kind == .syslogTLS, !listener.isGiven("tls") {
            refuse(.configurationNeededForKind, ["tls", kind.rawValue], at: listener.position)
        }
        guard kind.takesToken, let address = listener.address("address"), !address.isLoopback else { return }
        let position = listener.position(of: "address")
        if !listener.isGiven("token"), !listener.isGiven("token_file") {
            warn(.configurationOpenListener, [address.description], at: position)
        } else if !listener.isGiven("tls") {
            warn(.configurationPlainSecret, ["listeners.address"], at: position)
        }
    }

    private mutating func checkToken(_ listener: Section, isReadable: Bool) {
        guard listener.isGiven("token") else { return }
        let position = listener.position(of: "token")
        if listener.isGiven("token_file") {
            refuse(.configurationExclusive, ["token", "token_file"], at: position)
        }
        if isReadable { warn(.configurationReadableSecret, ["token", "token_file"], at: position) }
        if let token = listener.text("token"), token.utf8.count < 16 { warn(.configurationShortToken, at: position) }
    }

    /// Each address against those before it, the first one that it cannot be beside.
    private mutating func checkAddresses(_ root: Section) {
        var before: [(address: SocketAddress, isDatagram: Bool, position: YAMLPosition)] = []
        if let web = root.section("web"), let address = web.address("address") {
            before.append((address, false, web.position(of: "address")))
        }
        for listener in root.sections("listeners") {
            guard let address = listener.address("address"),
                let kind = listener.text("kind").flatMap(ListenerKind.init(rawValue:))
            else { continue }
            let position = listener.position(of: "address")
            if let other = before.first(where: { $0.isDatagram == kind.isDatagram && $0.address.overlaps(address) }) {
                let isSame = other.address.isSame(as: address)
                refuse(
                    isSame ? .configurationDuplicateAddress : .configurationOverlap,
                    [address.description, other.address.description, "\(other.position.line)"], at: position)
            }
            before.append((address, kind.isDatagram, position))
        }
    }

    private mutating func checkMail(_ mail: Section) {
        if mail.isGiven("user") != mail.isGiven("password_file") {
            let (given, missing) = mail.isGiven("user") ? ("user", "password_file") : ("password_file", "user")
            refuse(
                .configurationTogether, ["mail.\(given)", "mail.\(missing)"], at: mail.position(of: given))
        }
        let isLocal = mail.text("server").flatMap { SocketAddress($0 + ":0") }?.isLoopback ?? false
        if !mail.flag("starttls"), !isLocal {
            warn(.configurationPlainSecret, ["mail.starttls"], at: mail.position(of: "starttls"))
        }
    }
}
