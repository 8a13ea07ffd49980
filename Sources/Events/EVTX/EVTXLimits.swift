// The limits on Windows event logs. Each has a test that goes over it (docs/formats/evtx.md).
// SPDX-License-Identifier: EUPL-1.2

extension Limits {
    /// The deepest nesting of elements in one template or fragment.
    public static let evtxDepth = 64
    /// The deepest nesting of fragments: a template whose value is a template, and so on.
    public static let evtxNesting = 16
    /// The most values that one template instance may carry.
    public static let evtxSubstitutions = 4_096
    /// The most elements and attributes that one record may write, nested templates included.
    public static let evtxElements = 65_536
    /// The most text that one record may grow into, in bytes. A record is at most 64 KiB, but a template may use one
    /// value many times.
    public static let evtxExpandedBytes = 1 << 20
    /// The longest name of an element, attribute or entity, in UTF-16 units.
    public static let evtxNameUnits = 512
    /// The most bytes of template definitions that are read in one chunk. Each is read once, so a sound chunk stays
    /// below its own 64 KiB.
    public static let evtxTemplateBytes = 1 << 20
}
