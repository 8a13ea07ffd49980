// The limits on the configuration. Each has a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

/// Limits of `dijkwacht.yaml`. Above one, the file or the part is refused and named.
public enum ConfigurationLimits {
    /// The longest file, in bytes.
    public static let fileBytes = 256 << 10
    /// The most problems that one reading reports; how many more there are is said in one last problem.
    public static let problems = 100
    /// The most listeners.
    public static let listeners = 64
    /// The most followed paths.
    public static let followed = 1_024
    /// The most paths of rules, and of files of networks.
    public static let paths = 256
    /// The most webhooks.
    public static let webhooks = 32
    /// The most addresses that mail goes to.
    public static let recipients = 64
    /// The longest text of one value, in bytes.
    public static let textBytes = 4_096
    /// The longest token, in bytes.
    public static let tokenBytes = 512
}
