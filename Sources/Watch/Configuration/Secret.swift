// A token or password: where it stands, and never its text in a log or on a screen.
// SPDX-License-Identifier: EUPL-1.2

/// A secret in the configuration itself, or the file that holds it.
public enum Secret: Sendable, Hashable {
    case text(String)
    case file(String)
}

// Whatever prints a configuration (a log, a debugger, a failing test) shows where the secret stands and nothing of it.
extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        switch self {
        case .text: "(in the configuration)"
        case .file(let path): path
        }
    }

    public var debugDescription: String { description }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
