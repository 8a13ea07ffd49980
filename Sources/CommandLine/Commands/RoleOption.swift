// A role on the command line.
// SPDX-License-Identifier: EUPL-1.2

import Access
import ArgumentParser

/// The value of `--role`.
struct RoleOption: ExpressibleByArgument {
    let role: Role

    init?(argument: String) {
        guard let role = Role(rawValue: argument) else { return nil }
        self.role = role
    }

    static var allValueStrings: [String] { Role.allCases.map(\.rawValue) }
}
