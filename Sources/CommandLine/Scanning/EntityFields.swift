// On whom a hit is: the host and the account of an event, by the names that logs give them.
// SPDX-License-Identifier: EUPL-1.2

package import Events

/// The fields that name a host or an account, the most telling first.
package enum EntityFields {
    static let hosts = [
        "Computer", "ComputerName", "Hostname", "host", "HostName", "dvchost", "DeviceName", "deviceDetail.displayName",
    ]
    static let accounts = [
        "userPrincipalName", "UserId", "User", "SubjectUserName", "TargetUserName", "Context_user", "suser", "duser",
        "cs-username", "user", "AccountName",
    ]

    package static func host(of event: borrowing Event) -> String? { first(hosts, event) }
    package static func account(of event: borrowing Event) -> String? { first(accounts, event) }

    private static func first(_ names: [String], _ event: borrowing Event) -> String? {
        for name in names {
            if let text = event.text(name), !text.isEmpty, text != "-", text.utf8.count <= 256 { return text }
        }
        return nil
    }
}
