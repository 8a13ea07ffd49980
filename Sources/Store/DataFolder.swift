// Where everything of one watch lies on disk.
// SPDX-License-Identifier: EUPL-1.2

public import Foundation

/// The data directory of a watch. A value: it opens nothing.
public struct DataFolder: Sendable, Hashable {
    public let url: URL

    public init(_ url: URL) {
        self.url = url
    }

    /// What people write: how the watch runs.
    public var configuration: URL { url.appendingPathComponent("dijkwacht.yaml") }

    /// What people write: what the organisation is before the law. In the form of `duty plan --profile`.
    public var profile: URL { url.appendingPathComponent("profile.yaml") }

    /// The folder of days.
    public var archive: URL { url.appendingPathComponent("archive", isDirectory: true) }

    /// Journals, alerts with their evidence, and messages that are to go out.
    public var records: URL { url.appendingPathComponent("record.sqlite") }

    /// Accounts, sessions and tokens: apart, since it is never part of what is exported.
    public var accounts: URL { url.appendingPathComponent("access.sqlite") }

    /// The key by which lists show accounts under pseudonyms.
    public var pseudonymKey: URL { url.appendingPathComponent("pseudonym.key") }

    /// What a running watch says of itself, for `status`.
    public var status: URL { url.appendingPathComponent("status.json") }

    /// The files of packs of rules, each under its hash.
    public var packs: URL { url.appendingPathComponent("packs", isDirectory: true) }

    /// By which time days of the archive become old.
    public var retention: URL { url.appendingPathComponent("retention") }

    /// Space that is given back when the disk is full, so that the journal and logging in go on.
    public var reserve: URL { url.appendingPathComponent("reserve") }

    /// The path that a text in the configuration means: those that are not absolute count from this directory.
    public func path(_ text: String) -> String {
        text.hasPrefix("/") ? text : url.appendingPathComponent(text).path
    }
}
