// Where lines come from: a listener, a sender's address, a followed file.
// SPDX-License-Identifier: EUPL-1.2

public import Events

/// A source of lines.
public struct ArchiveSource: Sendable, Hashable {
    /// As the configuration and the screen name it.
    public var name: String
    /// The format of its lines if it is fixed; nil if each line tells.
    public var format: Format?

    public init(name: String, format: Format? = nil) {
        self.name = name
        self.format = format
    }
}
