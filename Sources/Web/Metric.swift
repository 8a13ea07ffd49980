// Figures for a monitoring program (Prometheus text format 0.0.4).
// SPDX-License-Identifier: EUPL-1.2

/// One figure, perhaps in several parts.
public struct Metric: Sendable, Hashable {
    /// How a figure moves.
    public enum Kind: String, Sendable {
        /// Only grows, until the program starts again.
        case counter
        case gauge
    }

    /// The figure of one part.
    public struct Sample: Sendable, Hashable {
        public var labels: [String: String]
        public var value: Double

        public init(_ value: Double, labels: [String: String] = [:]) {
            self.value = value
            self.labels = labels
        }
    }

    public var name: String
    public var help: String
    public var kind: Kind
    public var samples: [Sample]

    /// - Parameter name: letters, digits and underscores.
    public init(_ name: String, _ kind: Kind, help: String, _ samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// The text of one figure. Values of labels may come from logs: what would end a line is escaped.
    func write(to text: inout String) {
        let name = Metric.name(name)
        text += "# HELP \(name) \(Metric.escaped(help))\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            text += name
            if !sample.labels.isEmpty {
                let labels = sample.labels.sorted { $0.key < $1.key }.map { label in
                    "\(Metric.name(label.key))=\"\(Metric.escaped(label.value).replacing("\"", with: "\\\""))\""
                }
                text += "{\(labels.joined(separator: ","))}"
            }
            text += " \(Metric.number(sample.value))\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    private static func name(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte in
                let isWord = 0x61...0x7A ~= byte | 0x20 || 0x30...0x39 ~= byte
                return isWord ? byte : UInt8(ascii: "_")
            }, as: UTF8.self)
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? String(value)
    }
}
